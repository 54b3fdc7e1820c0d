"""Codes of an app, recovery codes, and how both are set up, renewed, replaced and taken away."""

import logging
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from organizations.access.second_factor import fingerprint, may_enter, plain
from organizations.models import AuditEvent
from tests.access import KEY, code_now, confirm_log_in, log_in, verified, with_app
from tests.factories import MembershipFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

CODE, SET_UP = "/admin/second-factor/code/", "/admin/second-factor/set-up/"
RENEW, OWN = "/admin/second-factor/recovery-codes/", "/admin/second-factor/"
USERS = "/admin/organizations/user/"
SHOWN_CODE = re.compile(r"<li><code>(\w{5} \w{5})</code></li>")


def shown(answer):
    """The recovery codes on a page."""
    return SHOWN_CODE.findall(answer.content.decode())


def page(answer):
    return answer.content.decode()


def way(client, address):
    """Where a GET leads in the end."""
    return client.get(address, follow=True).redirect_chain[-1][0]


class TestFirstLogIn:
    def test_leads_to_setting_one_up_where_it_must_be(self, client, ana, required):
        log_in(client, "ana")
        assert way(client, "/admin/petitions/petition/") == (
            f"{SET_UP}?next=%2Fadmin%2Fpetitions%2Fpetition%2F"
        )
        answer = client.get(SET_UP)
        assert '<div class="qr" role="img"' in page(answer)
        assert "<svg" in page(answer)
        assert "style=" not in page(answer)
        key = client.session["second_factor_key"]
        assert key not in page(answer)

        done = client.post(SET_UP, {"code": code_now(key=key), "next": "/admin/petitions/"})

        codes = shown(done)
        assert len(set(codes)) == 10
        assert 'href="/admin/petitions/"' in page(done)
        assert client.get("/admin/").status_code == 200
        device = TOTPDevice.objects.get()
        assert (device.user, device.key, device.confirmed) == (ana, key, True)
        assert not any(shown(client.get(address)) for address in (OWN, SET_UP, "/admin/"))

    def test_shows_the_key_as_text_that_the_app_takes(self, client, ana, required):
        log_in(client, "ana")
        answer = client.get(SET_UP)
        text = re.search(r'<code class="key">([A-Z2-7 ]+)</code>', page(answer))[1]
        device = TOTPDevice(key=client.session["second_factor_key"], user=ana)
        assert f"secret={text.replace(' ', '')}&" in device.config_url

    def test_a_wrong_code_sets_nothing_up_and_keeps_the_picture(self, client, ana, required):
        log_in(client, "ana")
        before = client.get(SET_UP)
        key = client.session["second_factor_key"]
        wrong = f"{(int(code_now(key=key)) + 1) % 1_000_000:06}"
        for code in (wrong, "", "abc", code_now(5, key=key)):
            answer = client.post(SET_UP, {"code": code})
            assert answer.status_code == 200
            assert not shown(answer)
        assert client.session["second_factor_key"] == key
        assert re.search("<svg.*</svg>", page(before))[0] in page(answer)
        assert not TOTPDevice.objects.exists()
        assert client.get("/admin/").status_code == 302

    def test_of_who_gave_the_password_long_ago_asks_for_it_again(self, client, ana, required):
        client.force_login(ana)
        assert client.get(SET_UP).headers["Location"].startswith("/admin/confirm/?next=")

    def test_leads_straight_in_where_none_is_required(self, client, ana):
        log_in(client, "ana")
        assert client.get("/admin/").status_code == 200

    def test_may_set_one_up_where_none_is_required_and_is_then_asked(self, client, ana):
        log_in(client, "ana")
        assert "Set up your second factor" in page(client.get(OWN))
        client.get(SET_UP)
        key = client.session["second_factor_key"]
        assert len(shown(client.post(SET_UP, {"code": code_now(key=key)}))) == 10
        other = Client()
        log_in(other, "ana")
        assert way(other, "/admin/") == f"{CODE}?next=%2Fadmin%2F"

    def test_the_code_that_set_it_up_does_not_let_in_again(self, client, ana):
        log_in(client, "ana")
        client.get(SET_UP)
        code = code_now(key=client.session["second_factor_key"])
        client.post(SET_UP, {"code": code})
        other = Client()
        log_in(other, "ana")
        assert other.post(CODE, {"code": code}).status_code == 200
        assert other.get("/admin/").status_code == 302


class TestLogIn:
    @pytest.fixture
    def codes(self, ana):
        return with_app(ana)[1]

    @pytest.fixture
    def half_way(self, client, codes):
        log_in(client, "ana")
        return client

    def test_asks_for_the_code_and_goes_where_one_was_going(self, half_way):
        wanted = "/admin/petitions/petition/?q=free"
        where = f"{CODE}?next=%2Fadmin%2Fpetitions%2Fpetition%2F%3Fq%3Dfree"
        assert way(half_way, wanted) == where
        answer = half_way.post(CODE, {"code": code_now(), "next": wanted})
        assert (answer.status_code, answer.headers["Location"]) == (302, wanted)
        assert half_way.get("/admin/").status_code == 200

    @pytest.mark.parametrize(
        "wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""]
    )
    def test_leads_to_no_other_site(self, half_way, wanted):
        answer = half_way.post(CODE, {"code": code_now(), "next": wanted})
        assert answer.headers["Location"] == "/admin/"

    @pytest.mark.parametrize("written", ["{}", " {} ", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}"])
    def test_takes_a_code_however_it_is_spaced(self, half_way, written):
        assert half_way.post(CODE, {"code": written.format(code_now())}).status_code == 302

    def test_takes_a_code_once(self, half_way):
        code = code_now()
        assert half_way.post(CODE, {"code": code}).status_code == 302
        other = Client()
        log_in(other, "ana")
        assert other.post(CODE, {"code": code}).status_code == 200
        TOTPDevice.objects.update(throttling_failure_timestamp=None)
        assert other.post(CODE, {"code": code_now(1)}).status_code == 302

    def test_takes_a_recovery_code_once_and_tells_how_many_are_left(self, half_way, codes):
        answer = half_way.post(CODE, {"code": codes[0].upper()}, follow=True)
        assert "Recovery codes that you have left: 9" in page(answer)
        other = Client()
        log_in(other, "ana")
        assert other.post(CODE, {"code": codes[0]}).status_code == 200
        StaticDevice.objects.update(throttling_failure_timestamp=None)
        assert other.post(CODE, {"code": codes[1]}).status_code == 302

    def test_gives_the_session_another_name(self, half_way):
        before = half_way.session.session_key
        half_way.post(CODE, {"code": code_now()})
        assert half_way.session.session_key != before

    def test_does_not_take_the_code_of_a_colleague(self, half_way):
        other = StaffFactory()
        key = "ab" * 20
        device = TOTPDevice.objects.create(user=other, key=key)
        assert half_way.post(CODE, {"code": code_now(key=key)}).status_code == 200
        device.refresh_from_db()
        assert device.last_t == -1

    def test_cannot_set_up_another_app_instead(self, half_way):
        assert half_way.get(SET_UP).headers["Location"].startswith(CODE)
        assert half_way.post(SET_UP, {"code": "1"}).headers["Location"].startswith(CODE)
        assert half_way.get("/admin/confirm/").headers["Location"].startswith(CODE)

    def test_may_be_given_up(self, half_way):
        assert half_way.post("/admin/logout/").status_code == 200
        assert way(half_way, "/admin/") == "/admin/login/?next=/admin/"

    def test_who_is_in_is_not_asked_again(self, client, ana):
        verified(client, ana)
        assert client.get(f"{CODE}?next=/admin/petitions/").headers["Location"] == (
            "/admin/petitions/"
        )


class TestOwn:
    @pytest.fixture
    def inside(self, client, ana):
        verified(client, ana)
        return client

    def test_page_tells_what_is_left_and_no_secret(self, inside, ana):
        answer = page(inside.get(OWN))
        assert "You have 10 recovery codes left." in answer
        for secret in (KEY, *StaticToken.objects.values_list("token", flat=True)):
            assert secret not in answer

    def test_codes_are_renewed_after_confirming(self, inside, ana):
        old = set(StaticToken.objects.values_list("token", flat=True))
        assert inside.post(RENEW).headers["Location"] == (
            "/admin/confirm/?next=%2Fadmin%2Fsecond-factor%2F"
        )
        assert set(StaticToken.objects.values_list("token", flat=True)) == old
        confirm_log_in(inside)
        codes = [plain(code) for code in shown(inside.post(RENEW))]
        kept = set(StaticToken.objects.values_list("token", flat=True))
        assert kept == {fingerprint(code) for code in codes}
        assert not kept & old

    def test_codes_are_not_made_without_an_app(self, client, ana):
        client.force_login(ana)
        confirm_log_in(client)
        assert client.post(RENEW).headers["Location"] == OWN
        assert not StaticToken.objects.exists()

    def test_app_is_replaced_after_confirming(self, inside, ana):
        assert inside.get(SET_UP).headers["Location"].startswith("/admin/confirm/?next=")
        confirm_log_in(inside)
        assert "This replaces the app" in page(inside.get(SET_UP))
        key = inside.session["second_factor_key"]
        assert len(shown(inside.post(SET_UP, {"code": code_now(key=key)}))) == 10
        assert TOTPDevice.objects.get().key == key
        assert inside.get("/admin/").status_code == 200
        other = Client()
        log_in(other, "ana")
        assert other.post(CODE, {"code": code_now()}).status_code == 200
        TOTPDevice.objects.update(throttling_failure_timestamp=None)
        assert other.post(CODE, {"code": code_now(1, key=key)}).status_code == 302

    def test_changes_leave_a_trace_without_a_secret(self, inside, ana):
        confirm_log_in(inside)
        inside.post(RENEW)
        events = AuditEvent.objects.order_by("pk").values("action", "by", "subject", "details")
        subject = f"staff member {ana.pk}"
        assert list(events) == [
            {"action": action, "by": ana.pk, "subject": subject, "details": {}}
            for action in ("set up second factor", "renew recovery codes")
        ]


class TestReset:
    @pytest.fixture
    def bo(self, ana):
        user = StaffFactory(username="bo", is_superuser=False)
        with_app(user)
        return user

    def act(self, client, *users):
        chosen = {"action": "reset_second_factors", "_selected_action": [u.pk for u in users]}
        return client.post(USERS, chosen, follow=True)

    def test_by_a_superuser_takes_app_and_codes_away(self, client, ana, bo):
        client.force_login(ana)
        confirm_log_in(client)
        assert "One second factor was reset." in page(self.act(client, bo))
        assert not TOTPDevice.objects.exists()
        assert not StaticDevice.objects.exists()
        event = AuditEvent.objects.latest("pk")
        assert (event.action, event.by, event.subject) == (
            "reset second factor",
            ana,
            f"staff member {bo.pk}",
        )

    def test_asks_who_it_is_first(self, client, ana, bo):
        client.force_login(ana)
        chosen = {"action": "reset_second_factors", "_selected_action": [bo.pk]}
        answer = client.post(USERS, chosen)
        assert answer.headers["Location"].startswith("/admin/confirm/?next=")
        assert TOTPDevice.objects.count() == 1

    def test_is_not_of_ones_own(self, client, ana):
        verified(client, ana)
        confirm_log_in(client)
        assert "Your own second factor is not reset here" in page(self.act(client, ana))
        assert TOTPDevice.objects.get().user == ana

    def test_is_for_superusers_only(self, client, ana, bo):
        owner = MembershipFactory(role="owner").user
        client.force_login(owner)
        confirm_log_in(client)
        assert client.get(USERS).status_code == 403
        self.act(client, bo)
        assert TOTPDevice.objects.get().user == bo

    def test_closes_the_sessions_that_it_had_let_in(self, client, ana, bo, required):
        session = Client()
        verified(session, bo)
        assert session.get("/admin/").status_code == 200
        assert TOTPDevice.objects.filter(user=bo).delete()
        assert session.get("/admin/").status_code == 302

    def test_by_command_is_for_who_has_lost_everything(self, bo, capsys):
        call_command("reset_second_factor", "bo")
        assert capsys.readouterr().out == "“bo” can set up a new second factor.\n"
        assert not TOTPDevice.objects.exists()
        event = AuditEvent.objects.latest("pk")
        assert (event.action, event.by, event.by_name) == (
            "reset second factor",
            None,
            "command line",
        )

    @pytest.mark.parametrize(
        ("name", "said"),
        [("ana", "“ana” has no second factor."), ("nobody", "There is no account “nobody”.")],
    )
    def test_by_command_says_why_not(self, bo, name, said):
        with pytest.raises(CommandError, match=said):
            call_command("reset_second_factor", name)


class TestSecrets:
    def test_recovery_codes_are_kept_as_fingerprints_only(self, ana, settings):
        _device, codes = with_app(ana)
        kept = set(StaticToken.objects.values_list("token", flat=True))
        assert len(kept) == 10
        assert not kept & set(codes)
        before = fingerprint(codes[0])
        settings.SECRET_KEY = "another"
        assert fingerprint(codes[0]) != before

    def test_are_in_no_log(self, client, ana, required, caplog):
        caplog.set_level(logging.DEBUG)
        log_in(client, "ana")
        client.get(SET_UP)
        key = client.session["second_factor_key"]
        code = code_now(key=key)
        answer = client.post(SET_UP, {"code": code})
        told = caplog.text + "".join(
            str(vars(record))
            for record in caplog.records
            if not record.name.startswith("django.db")
        )
        assert "request" in told
        for secret in (key, code, *shown(answer)):
            assert secret not in told


def test_who_may_enter(rf, ana, settings):
    request = rf.get("/")
    request.user = ana
    for is_required, has_app, expected in [
        (False, False, True),
        (True, False, False),
        (False, True, False),
        (True, True, False),
    ]:
        settings.REQUIRE_2FA = is_required
        TOTPDevice.objects.all().delete()
        device = with_app(ana)[0] if has_app else None
        assert may_enter(request) is expected
        if has_app:
            ana.otp_device = device
            assert may_enter(request) is True
            ana.otp_device = None
