"""Five wrong attempts, and nobody gets in under that name from that network for a while."""

import logging
from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.test import Client, RequestFactory
from django.utils import timezone

from organizations.access.lockout import network_of
from organizations.models import User
from tests.access import PASSWORD, code_now, confirm_log_in, log_in, verified, with_app
from tests.factories import StaffFactory
from tests.races import start

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

HOME, ELSEWHERE = {"REMOTE_ADDR": "203.0.113.7"}, {"REMOTE_ADDR": "203.0.113.8"}
CODE = "/admin/second-factor/code/"


def fail(client, username="ana", times=5, **extra):
    return [log_in(client, username, "wrong", **extra).status_code for _ in range(times)]


def text(answer):
    return " ".join(answer.content.decode().split())


class TestWrongPasswords:
    def test_five_lock_out_and_the_right_one_is_not_looked_at(self, client, ana):
        assert fail(client) == [200, 200, 200, 200, 429]
        assert log_in(client, "ana").status_code == 429
        assert client.get("/admin/").status_code == 302

    def test_four_do_not(self, client, ana):
        assert fail(client, times=4) == [200] * 4
        assert log_in(client, "ana").status_code == 302
        assert client.get("/admin/").status_code == 200

    def test_are_forgotten_after_a_right_one(self, client, ana):
        for _ in range(3):
            assert fail(client, times=4) == [200] * 4
            assert log_in(client, "ana").status_code == 302
        assert not AccessAttempt.objects.exists()

    def test_lock_out_no_other_name_and_no_other_network(self, client, ana):
        User.objects.create_superuser("bo", "", PASSWORD)
        fail(client, **HOME)
        assert log_in(client, "ana", **HOME).status_code == 429
        assert log_in(Client(), "bo", **HOME).status_code == 302
        assert log_in(Client(), "ana", **ELSEWHERE).status_code == 302

    def test_another_browser_does_not_help(self, client, ana):
        browsers = [f"Browser/{n}" for n in range(5)]
        seen = [
            log_in(Client(), "ana", "wrong", HTTP_USER_AGENT=name).status_code for name in browsers
        ]
        assert seen == [200, 200, 200, 200, 429]


@pytest.mark.django_db(transaction=True)
def test_of_many_wrong_passwords_at_once_no_more_than_five_are_looked_at(ana):
    attempts = [start(lambda: log_in(Client(), "ana", "wrong").status_code) for _ in range(9)]
    assert sorted(attempt.result() for attempt in attempts) == [200] * 4 + [429] * 5
    assert AccessAttempt.objects.get().failures_since_start == 5


class TestThePage:
    def test_says_how_long_to_wait(self, client, ana):
        answer = [log_in(client, "ana", "wrong") for _ in range(5)][-1]
        assert "For the next 15 minutes, no attempt is looked at" in text(answer)
        assert int(answer.headers["Retry-After"]) in range(895, 901)
        assert "no-store" in answer.headers["Cache-Control"]

    def test_says_the_truth_later_and_a_new_attempt_does_not_prolong_it(self, client, ana):
        fail(client)
        then = timezone.now() - timedelta(minutes=14, seconds=5)
        AccessAttempt.objects.update(attempt_time=then)
        for _ in range(3):
            answer = log_in(client, "ana", "wrong")
            assert "For the next minute, no attempt is looked at" in text(answer)
            assert int(answer.headers["Retry-After"]) in range(50, 56)

    def test_lets_in_after_fifteen_minutes(self, client, ana):
        fail(client)
        AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))
        assert log_in(client, "ana").status_code == 302

    def test_is_the_same_for_a_name_that_does_not_exist(self, client, ana):
        answers = {}
        for name in ("ana", "nobody"):
            answers[name] = [log_in(client, name, "wrong") for _ in range(6)]
        for known, unknown in zip(*answers.values(), strict=True):
            assert known.status_code == unknown.status_code
            seen = [
                text(answer).replace(name, "…").split("csrfmiddlewaretoken")[0]
                for name, answer in (("ana", known), ("nobody", unknown))
            ]
            assert seen[0] == seen[1]

    @pytest.mark.parametrize("standing", [{"is_staff": False}, {"is_active": False}])
    def test_is_the_same_for_who_is_no_staff_and_has_the_right_password(
        self, client, ana, standing
    ):
        User.objects.filter(pk=ana.pk).update(is_superuser=False, **standing)
        answers = [log_in(client, "ana") for _ in range(5)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
        assert "Please enter the correct username and password" in text(answers[0])


class TestWhatIsKept:
    def test_is_name_network_number_and_time_and_nothing_else(self, client, ana):
        for _ in range(2):
            log_in(client, "ana", "secret-guess", HTTP_USER_AGENT="Browser/7", **HOME)
        row = AccessAttempt.objects.values().get()
        for name in ("id", "attempt_time"):
            assert row.pop(name)
        assert row == {
            "username": "ana",
            "ip_address": "203.0.113.7",
            "failures_since_start": 2,
            "user_agent": "",
            "http_accept": "",
            "path_info": "",
            "get_data": "",
            "post_data": "",
        }

    def test_of_a_right_log_in_is_nothing(self, client, ana):
        log_in(client, "ana")
        client.post("/admin/logout/")
        for model in (AccessAttempt, AccessLog, AccessFailureLog):
            assert not model.objects.exists()

    def test_goes_with_the_next_log_in_of_anybody_after_the_wait(self, client, ana):
        fail(client, username="nobody", times=2)
        AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
        log_in(client, "ana", "wrong")
        assert AccessAttempt.objects.get().username == "ana"

    def test_no_log_tells_name_password_or_network(self, client, ana, caplog):
        caplog.set_level(logging.DEBUG)
        fail(client, times=6, **HOME)
        log_in(client, "ana", **ELSEWHERE)
        told = "\n".join(
            str(vars(record)) for record in caplog.records if record.name != "django.request"
        )
        assert "somebody is locked out" in told
        for secret in ("'ana'", "wrong'", PASSWORD, *HOME.values(), *ELSEWHERE.values()):
            assert secret not in told


class TestWrongCodes:
    def attempts(self, client, codes):
        """The answers to these codes, each after the pause that the one before has cost."""
        seen = []
        for code in codes:
            for model in {type(device) for device in self.devices}:
                model.objects.update(throttling_failure_timestamp=None)
            seen.append(client.post(CODE, {"code": code}).status_code)
        return seen

    @pytest.fixture(autouse=True)
    def _with_app(self, ana):
        app, self.recovery = with_app(ana)
        self.devices = [app]

    def test_count_with_the_passwords(self, client):
        assert fail(client, times=2) == [200, 200]
        log_in(client, "ana")
        assert self.attempts(client, ["000000", "000001", "wrong-code"]) == [200, 200, 429]
        assert self.attempts(client, [code_now()]) == [429]
        assert log_in(Client(), "ana").status_code == 429

    def test_are_not_forgotten_for_a_right_password(self, client):
        log_in(client, "ana")
        assert self.attempts(client, ["000000"] * 4) == [200] * 4
        log_in(client, "ana")
        assert self.attempts(client, ["000000"]) == [429]

    def test_are_forgotten_for_a_right_code(self, client):
        log_in(client, "ana")
        assert self.attempts(client, ["000000"] * 4) == [200] * 4
        assert self.attempts(client, [code_now()]) == [302]
        assert not AccessAttempt.objects.exists()

    def test_that_come_too_fast_are_not_looked_at(self, client):
        log_in(client, "ana")
        assert client.post(CODE, {"code": "000000"}).status_code == 200
        answer = client.post(CODE, {"code": code_now()})
        assert "The last code was wrong. Please wait one second" in text(answer)
        assert AccessAttempt.objects.get().failures_since_start == 1


class TestConfirming:
    def test_wrong_passwords_count(self, client, ana):
        client.force_login(ana)
        seen = [client.post("/admin/confirm/", {"password": "wrong"}).status_code for _ in range(5)]
        assert seen == [200, 200, 200, 200, 429]
        assert client.post("/admin/confirm/", {"password": PASSWORD}).status_code == 429
        assert client.get("/admin/").status_code == 200

    def test_wrong_codes_count(self, client, ana):
        verified(client, ana)
        typed = {"password": PASSWORD, "code": "no-such-code"}
        assert client.post("/admin/confirm/", typed).status_code == 200
        assert AccessAttempt.objects.get().failures_since_start == 1

    def test_a_right_one_forgets(self, client, ana):
        client.force_login(ana)
        client.post("/admin/confirm/", {"password": "wrong"})
        client.post("/admin/confirm/", {"password": PASSWORD})
        assert not AccessAttempt.objects.exists()

    def test_the_password_of_another_account_does_not_do(self, client, ana):
        client.force_login(StaffFactory())
        answer = client.post("/admin/confirm/", {"password": PASSWORD, "username": "ana"})
        assert answer.status_code == 200

    def test_a_guess_at_the_old_password_is_asked_for_another_first(self, client, ana):
        client.force_login(ana)
        answer = client.post("/admin/password_change/", {"old_password": "guess"})
        assert answer.headers["Location"] == "/admin/confirm/?next=%2Fadmin%2Fpassword_change%2F"
        confirm_log_in(client)
        assert client.get("/admin/password_change/").status_code == 200


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::"),
        ("", "::"),
        ("unix:", "::"),
    ],
)
def test_the_network_of_a_client_is_its_ipv4_address_or_its_ipv6_64(address, network):
    assert network_of(RequestFactory().get("/", REMOTE_ADDR=address)) == network


def test_who_has_a_whole_ipv6_network_has_no_more_attempts(client, ana):
    seen = [
        log_in(client, "ana", "wrong", REMOTE_ADDR=f"2001:db8::{n}").status_code for n in range(5)
    ]
    assert seen == [200, 200, 200, 200, 429]
    assert AccessAttempt.objects.get().ip_address == "2001:db8::"


def test_what_a_proxy_that_is_not_trusted_says_changes_nothing(client, ana):
    seen = [
        log_in(client, "ana", "wrong", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}").status_code
        for n in range(5)
    ]
    assert seen == [200, 200, 200, 200, 429]
