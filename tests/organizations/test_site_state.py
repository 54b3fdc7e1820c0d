"""The switches of the whole site: pausing signing, and read-only mode."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from organizations.actions import set_site_state
from organizations.models import AuditEvent, Organization, SiteState
from organizations.switches import is_read_only, retry_after
from petitions.models import Signature, Subscription
from petitions.tokens import Purpose, make
from tests.constraints import violates
from tests.factories import SignatureFactory, StaffFactory, SubscriptionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

ALL_OFF = {"signing_paused": False, "read_only": False, "note": "", "note_es": "", "until": None}
SWITCHES = "/admin/organizations/sitestate/1/change/"
UNTIL = datetime(2026, 3, 8, 20, 30, tzinfo=UTC)  # 1:30 p.m. in California, after summer time began


def switched(**switches):
    SiteState.objects.update_or_create(pk=SiteState.ONLY, defaults=switches)


def stand():
    return SiteState.objects.values(*ALL_OFF).get()


@pytest.fixture
def staff_client(client, staff):
    client.force_login(staff)
    return client


class TestRow:
    def test_is_one(self):
        SiteState.objects.create()
        with violates("site_state_is_one_row"):
            SiteState.objects.create(pk=2)

    def test_that_is_not_there_yet_switches_nothing(self):
        state = SiteState.objects.current()
        assert {name: getattr(state, name) for name in ALL_OFF} == ALL_OFF
        assert not is_read_only()

    @pytest.mark.parametrize("switch", ["signing_paused", "read_only"])
    def test_pauses_signing_by_either_switch(self, switch):
        switched(**{switch: True})
        assert SiteState.objects.pausing().get().pk == SiteState.ONLY
        assert is_read_only() == (switch == "read_only")

    def test_speaks_the_language_of_the_moment(self):
        state = SiteState(note="Moving house.", note_es="Mudanza.")
        with translation.override("es"):
            assert state.localized_note == "Mudanza."
        assert state.localized_note == "Moving house."


class TestAction:
    def test_sets_the_switches_and_leaves_an_audit_row(self, now):
        staff, on = StaffFactory(), {"signing_paused": True, "note": "A check.", "until": UNTIL}
        set_site_state(**ALL_OFF | on, by=staff, now=now)
        assert stand() == ALL_OFF | on
        event = AuditEvent.objects.get()
        assert (event.action, event.by, event.at) == ("switch site", staff, now)
        assert event.details == ALL_OFF | on | {"until": "2026-03-08T20:30:00+00:00"}

    def test_sets_them_back(self, now):
        set_site_state(**ALL_OFF | {"read_only": True}, by=None, now=now)
        set_site_state(**ALL_OFF, by=None, now=now)
        assert stand() == ALL_OFF
        told = AuditEvent.objects.order_by("pk").values_list("details__read_only", flat=True)
        assert list(told) == [True, False]


@pytest.mark.parametrize(
    ("until", "seconds"),
    [
        (None, 600),
        (timedelta(hours=1), 3600),
        (timedelta(seconds=5), 60),
        (timedelta(days=-1), 60),
        (timedelta(days=30), 24 * 3600),
    ],
)
def test_when_to_come_again_is_between_a_minute_and_a_day(now, until, seconds):
    assert retry_after(now + until if until else None, now) == seconds


class TestReadOnlyMode:
    @pytest.fixture(autouse=True)
    def _read_only(self, db):
        switched(read_only=True, note="We move to a new machine.", note_es="Nos mudamos.")

    def assert_refused(self, answer):
        page = answer.content.decode()
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "600"
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "This site can only be read at the moment" in page
        assert "We move to a new machine." in page
        assert "Thank you" not in page

    @pytest.mark.parametrize("method", ["get", "head"])
    def test_pages_can_be_read(self, client, petition, method):
        signature = SignatureFactory(petition=petition)
        paths = ["/", "/petitions/", petition.get_absolute_url(), "/privacy/", "/healthz"]
        paths += [f"/petitions/{petition.slug}/count.json", f"/p/{petition.code}", "/readyz"]
        paths += [f"/signatures/manage/{make(Purpose.MANAGE, signature)}/"]
        statuses = {path: getattr(client, method)(path).status_code for path in paths}
        assert set(statuses.values()) <= {200, 302}, statuses

    def test_reading_takes_no_query_more(self, client, petition):
        def queries():
            with CaptureQueriesContext(connection) as taken:
                client.get(petition.get_absolute_url())
            return len(taken)

        on = queries()
        switched(read_only=False)
        assert queries() == on

    def test_no_supporter_changes_anything(self, client, petition):
        signature = SignatureFactory(petition=petition, state="pending", confirmed_at=None)
        news = SubscriptionFactory()
        manage = f"/signatures/manage/{make(Purpose.MANAGE, signature)}/"
        posts = [
            (f"/petitions/{petition.slug}/sign/", {"first_name": "Zoë"}),
            (f"/petitions/{petition.slug}/check-your-email/", {"email": "zoe@example.org"}),
            (f"/signatures/confirm/{make(Purpose.CONFIRM, signature)}/", {}),
            (manage, {"do": "withdraw"}),
            (manage, {"do": "erase"}),
            (f"/signatures/unsubscribe/{make(Purpose.UNSUBSCRIBE, news)}/", {}),
        ]
        for path, typed in posts:
            self.assert_refused(client.post(path, typed))
        assert Signature.objects.get().is_pending
        assert Subscription.objects.get().is_active

    @pytest.mark.parametrize("method", ["put", "patch", "delete"])
    def test_no_other_method_is_let_through(self, client, petition, method):
        self.assert_refused(getattr(client, method)(petition.get_absolute_url()))

    def test_the_page_speaks_spanish(self, client, petition):
        page = client.post(f"/es/petitions/{petition.slug}/sign/").content.decode()
        assert '<html lang="es">' in page
        assert "Nos mudamos." in page

    def test_tells_until_about_when(self, client, petition):
        until = timezone.now().replace(minute=30, second=0) + timedelta(hours=5)
        switched(until=until)
        answer = client.post(f"/petitions/{petition.slug}/sign/")
        assert 3 * 3600 < int(answer.headers["Retry-After"]) <= 6 * 3600
        assert "It lasts until about" in answer.content.decode()

    def test_tells_no_time_that_has_passed(self, client, petition):
        switched(until=UNTIL)
        answer = client.post(f"/petitions/{petition.slug}/sign/")
        assert answer.headers["Retry-After"] == "600"
        assert "until about" not in answer.content.decode()

    def test_takes_one_query(self, client, petition, django_assert_num_queries):
        with django_assert_num_queries(1):
            client.post(f"/petitions/{petition.slug}/sign/")

    def test_what_is_not_there_is_not_found(self, client):
        assert client.post("/nothing/").status_code == 404

    def test_staff_save_nothing(self, staff_client, organization):
        address = f"/admin/organizations/organization/{organization.pk}/change/"
        assert staff_client.get(address).status_code == 200
        self.assert_refused(staff_client.post(address, {"name": "Changed"}))
        assert Organization.objects.get().name == organization.name

    def test_staff_come_in_and_go_out(self, staff):
        staff.set_password("violets are blue")
        staff.save()
        client = Client()
        typed = {"username": staff.username, "password": "violets are blue"}
        assert client.post("/admin/login/", typed).status_code == 302
        assert client.get("/admin/").status_code == 200
        assert client.post("/admin/logout/").status_code in (200, 302)
        assert client.get("/admin/").status_code == 302

    @pytest.mark.parametrize("name", ["confirm", "second_factor_code", "second_factor_set_up"])
    def test_the_steps_of_the_way_in_stay_open(self, staff_client, name):
        assert staff_client.post(reverse(f"admin:{name}"), {}).status_code in (200, 302)

    def test_staff_switch_it_off_again(self, staff_client):
        answer = staff_client.post(SWITCHES, {"note": "", "note_es": ""})
        assert answer.status_code == 302
        assert stand() == ALL_OFF

    def test_every_page_of_the_admin_says_so(self, staff_client):
        for path in ("/admin/", "/admin/petitions/petition/", SWITCHES):
            page = staff_client.get(path).content.decode()
            assert "The site is read-only: nothing can be saved here" in page
            assert f'<a href="{SWITCHES}">The switches</a>' in page


class TestElsewise:
    def test_an_unsafe_request_takes_one_query_more(self, client, petition):
        def queries():
            with CaptureQueriesContext(connection) as taken:
                client.post(f"/petitions/{petition.slug}/count.json")  # 405, asks for nothing
            return len(taken)

        assert queries() == 1

    def test_posts_are_answered(self, client, petition):
        switched(signing_paused=True)
        address = f"/petitions/{petition.slug}/check-your-email/"
        assert client.post(address, {"email": ""}).status_code == 422

    def test_the_admin_says_nothing(self, staff_client):
        page = staff_client.get("/admin/").content.decode()
        assert "read-only" not in page
        assert "Signing pauses" not in page

    def test_the_admin_says_that_signing_pauses(self, staff_client):
        switched(signing_paused=True)
        page = staff_client.get("/admin/").content.decode()
        assert "Signing pauses on every petition of this site." in page


class TestAdmin:
    def test_shows_one_page_before_anything_was_switched(self, staff_client):
        answer = staff_client.get("/admin/organizations/sitestate/")
        assert (answer.status_code, answer.headers["Location"]) == (302, SWITCHES)
        assert staff_client.get(SWITCHES).status_code == 200
        assert not SiteState.objects.exists()

    def test_sets_the_switches_by_the_action(self, staff_client, staff):
        typed = {
            "signing_paused": "on",
            "note": "A check.",
            "note_es": "Una revisión.",
            "until_0": "2026-03-08",
            "until_1": "13:30:00",
        }
        answer = staff_client.post(SWITCHES, typed)
        assert answer.status_code == 302
        assert stand() == {
            "signing_paused": True,
            "read_only": False,
            "note": "A check.",
            "note_es": "Una revisión.",
            "until": UNTIL,
        }
        event = AuditEvent.objects.get()
        assert (event.action, event.by) == ("switch site", staff)

    def test_nothing_is_added_or_deleted(self, staff_client):
        switched(note="x")
        assert staff_client.get("/admin/organizations/sitestate/add/").status_code == 403
        delete = SWITCHES.replace("change", "delete")
        assert staff_client.post(delete, {"post": "yes"}).status_code == 403
        assert stand() == ALL_OFF | {"note": "x"}

    def test_there_is_no_other(self, staff_client):
        answer = staff_client.get(SWITCHES.replace("/1/", "/2/"))
        assert answer.status_code == 302  # back to the start page, with a message

    def test_is_for_those_who_may(self, client):
        client.force_login(StaffFactory(is_superuser=False))
        assert client.get(SWITCHES).status_code == 403
        assert client.post(SWITCHES, {"read_only": "on"}).status_code == 403
        assert not SiteState.objects.exists()
