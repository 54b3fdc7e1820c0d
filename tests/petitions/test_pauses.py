"""Pausing the signing of one petition or of all: nobody is thanked, nothing typed is lost."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.actions import NotAllowed
from organizations.models import AuditEvent, SiteState
from petitions.actions.pauses import NOT_PAUSED, pause_signing, resume_signing
from petitions.actions.petitions import save_petition
from petitions.actions.signatures import NotOpen
from petitions.models import Petition, Signature, Subscription
from petitions.public import PublicPetition
from petitions.tokens import Purpose, make
from tests.factories import (
    PersonFactory,
    PetitionFactory,
    SignatureFactory,
    StaffFactory,
    SubscriptionFactory,
    open_petition,
)
from tests.petitions.pages import elements, filled_in, language_of, text_of
from tests.races import start
from tests.signing import sign, somebody

pytestmark = pytest.mark.django_db

LIST = "/admin/petitions/petition/"
NOTE, NOTE_ES = "We look into forged signatures.", "Investigamos firmas falsas."


def pause(petition, note=NOTE, note_es=NOTE_ES):
    return pause_signing(petition=petition, note=note, note_es=note_es, by=None, now=timezone.now())


def switched(**switches):
    SiteState.objects.update_or_create(pk=SiteState.ONLY, defaults=switches)


def by_petition(petition):
    pause(petition)


def by_site(_petition):
    switched(signing_paused=True, note=NOTE, note_es=NOTE_ES)


def by_read_only(_petition):
    switched(read_only=True, note=NOTE, note_es=NOTE_ES)


either = pytest.mark.parametrize("switch", [by_petition, by_site])
each = pytest.mark.parametrize("switch", [by_petition, by_site, by_read_only])


def shown(petition):
    """The petition as its page shows it."""
    today = timezone.localdate()
    return PublicPetition(Petition.objects.for_page(today).get(pk=petition.pk), today)


def has_form(response):
    return any(("id", "sign") in found.attributes for found in elements(response))


def main_text(response):
    [main] = [found for found in elements(response) if found.name == "main"]
    return text_of(main)


class TestActions:
    def test_pause_and_resume_with_their_audit_rows(self, now, petition):
        staff = StaffFactory()
        paused = pause_signing(petition=petition, note=NOTE, note_es=NOTE_ES, by=staff, now=now)
        assert (paused.paused_at, paused.pause_note, paused.pause_note_es) == (now, NOTE, NOTE_ES)
        assert Petition.objects.get().paused_at == now
        later = now + timedelta(hours=1)
        resume_signing(petition=petition, by=staff, now=later)
        row = Petition.objects.get()
        assert (row.paused_at, row.pause_note, row.pause_note_es) == (None, "", "")
        events = AuditEvent.objects.order_by("-pk")[:2]
        assert [(event.action, event.by, event.at) for event in events] == [
            ("resume signing", staff, later),
            ("pause signing", staff, now),
        ]
        assert events[1].details == {"note": NOTE, "note_es": NOTE_ES}
        assert events[0].details == {"since": now.isoformat()}

    def test_another_reason_does_not_begin_anew(self, now, petition):
        pause_signing(petition=petition, note=NOTE, note_es="", by=None, now=now)
        later = now + timedelta(hours=1)
        again = pause_signing(petition=petition, note="Other.", note_es="", by=None, now=later)
        assert (again.paused_at, again.pause_note) == (now, "Other.")

    def test_a_form_that_was_read_before_it_does_not_end_it(self, now, petition):
        read = Petition.objects.get(pk=petition.pk)
        paused_at = pause(petition).paused_at

        save_petition(petition=read, changed=["goal"], by=None, now=now)

        kept = Petition.objects.get(pk=petition.pk)
        assert (kept.paused_at, kept.pause_note, kept.pause_note_es) == (paused_at, NOTE, NOTE_ES)

    def test_what_is_not_open_is_not_paused(self, now):
        with pytest.raises(NotAllowed):
            pause(PetitionFactory())

    def test_what_does_not_pause_is_not_resumed(self, now, petition):
        with pytest.raises(NotAllowed):
            resume_signing(petition=petition, by=None, now=now)


class TestPredicates:
    def test_an_open_petition_is_signable(self, petition):
        assert (shown(petition).is_signable, shown(petition).is_paused) == (True, False)

    @each
    def test_a_paused_one_is_open_and_not_signable(self, petition, switch):
        switch(petition)
        assert (shown(petition).is_open, shown(petition).is_signable) == (True, False)
        assert shown(petition).pause.note == NOTE

    @each
    def test_a_closed_one_does_not_pause(self, petition, switch):
        switch(petition)
        Petition.objects.update(
            state="closed",
            closed_at=timezone.now(),
            outcome="denied",
            outcome_on=timezone.localdate(),
        )
        assert (shown(petition).is_signable, shown(petition).is_paused) == (False, False)

    def test_its_own_reason_goes_before_the_sites(self, petition):
        switched(signing_paused=True, note="All of it.", until=timezone.now() + timedelta(hours=2))
        assert shown(petition).pause.note == "All of it."
        assert shown(petition).pause.until == SiteState.objects.get().until
        pause(petition, note="", note_es="")
        assert shown(petition).pause.note == "All of it."
        assert shown(petition).pause.until is None  # it may go on longer than the site's
        pause(petition)
        assert shown(petition).pause.note == NOTE

    def test_another_petition_goes_on(self, petition):
        other = open_petition()
        pause(petition)
        assert shown(other).is_signable

    def test_come_again_when_it_ends(self, petition):
        now = timezone.now()
        switched(signing_paused=True, until=now + timedelta(hours=2))
        assert shown(petition).retry_after(now) == 7200
        switched(until=now - timedelta(hours=2))
        assert shown(petition).pause.until is None
        assert shown(petition).retry_after(now) == 600


class TestPage:
    def test_has_a_notice_in_place_of_the_form(self, browser, petition):
        pause(petition)
        response = browser.get(petition.get_absolute_url())
        assert response.status_code == 200
        assert "public" in response.headers["Cache-Control"]
        assert not has_form(response)
        text = main_text(response)
        assert "Signing pauses" in text
        assert NOTE in text
        assert "Sign this petition" not in text

    @each
    def test_says_why_in_the_language_of_its_reader(self, browser, petition, switch):
        switch(petition)
        assert NOTE in main_text(browser.get(f"/petitions/{petition.slug}/"))
        spanish = browser.get(f"/es/petitions/{petition.slug}/")
        assert language_of(spanish) == "es"
        assert NOTE_ES in main_text(spanish)

    def test_says_until_about_when(self, browser, petition):
        until = timezone.now() + timedelta(days=1)
        switched(signing_paused=True, until=until)
        text = main_text(browser.get(petition.get_absolute_url()))
        zone = timezone.localtime(until).tzname()
        assert "It lasts until about" in text
        assert f"({zone})" in text

    def test_has_its_form_again_afterwards(self, browser, petition):
        pause(petition)
        resume_signing(petition=petition, by=None, now=timezone.now())
        assert has_form(browser.get(petition.get_absolute_url()))

    def test_takes_no_query_more(self, browser, petition):
        def queries():
            with CaptureQueriesContext(connection) as taken:
                browser.get(petition.get_absolute_url())
            return len(taken)

        before = queries()
        pause(petition)
        switched(signing_paused=True)
        assert queries() == before


class TestSigning:
    def sign(self, browser, petition, typed, language=""):
        return browser.post(f"{language}/petitions/{petition.slug}/sign/", typed)

    @either
    def test_is_refused_for_a_while_and_all_that_was_typed_is_kept(
        self, browser, petition, typed, queued, switch
    ):
        switch(petition)
        response = self.sign(browser, petition, typed)
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "600"
        assert "no-store" in response.headers["Cache-Control"]
        kept = filled_in(response)
        assert {name: kept[name] for name in typed} == typed
        text = main_text(response)
        assert "Your signature was not taken, and nothing was saved." in text
        assert NOTE in text
        assert "Thank you" not in text
        assert (Signature.objects.count(), queued()) == (0, [])

    @either
    def test_is_refused_in_spanish(self, browser, petition, typed, switch):
        switch(petition)
        response = self.sign(browser, petition, typed, "/es")
        assert (response.status_code, language_of(response)) == (503, "es")
        assert NOTE_ES in main_text(response)

    def test_is_refused_before_anything_is_checked(self, browser, petition):
        pause(petition)
        assert self.sign(browser, petition, {}).status_code == 503

    def test_of_a_closed_petition_is_gone_for_good(self, browser, petition, typed):
        by_site(petition)
        Petition.objects.update(
            state="closed",
            closed_at=timezone.now(),
            outcome="denied",
            outcome_on=timezone.localdate(),
        )
        assert self.sign(browser, petition, typed).status_code == 410

    @either
    def test_the_kept_form_can_be_sent_again_afterwards(self, browser, petition, typed, switch):
        switch(petition)
        kept = filled_in(self.sign(browser, petition, typed))
        Petition.objects.update(paused_at=None)
        switched(signing_paused=False)
        assert self.sign(browser, petition, kept).status_code == 303
        assert Signature.objects.get().email == typed["email"]

    @each
    def test_the_action_itself_refuses(self, now, petition, switch):
        """As it does where the pause is committed after the page was read."""
        read_before = Petition.objects.get()
        switch(petition)
        with pytest.raises(NotOpen):
            sign(petition=read_before, person=PersonFactory(), now=now)
        assert not Signature.objects.exists()


class TestMeanwhile:
    @either
    def test_a_mailed_link_confirms(self, browser, petition, switch):
        signature = SignatureFactory(
            petition=petition, state="pending", confirmed_at=None, requested_at=timezone.now()
        )
        switch(petition)
        answer = browser.post(f"/signatures/confirm/{make(Purpose.CONFIRM, signature)}/")
        assert answer.status_code == 303
        assert Signature.objects.get().is_confirmed

    @either
    def test_a_signer_withdraws_erases_and_unsubscribes(self, browser, petition, switch):
        stays, goes = SignatureFactory.create_batch(2, petition=petition)
        news = SubscriptionFactory()
        switch(petition)
        for row, do in ((stays, "withdraw"), (goes, "erase")):
            page = f"/signatures/manage/{make(Purpose.MANAGE, row)}/"
            assert browser.post(page, {"do": do}).status_code == 303
        stop = f"/signatures/unsubscribe/{make(Purpose.UNSUBSCRIBE, news)}/"
        assert browser.post(stop).status_code == 200
        assert Signature.objects.get().is_withdrawn
        assert not Subscription.objects.get().is_active


def may_be_taken_down(petition):
    """Whether the condition holds that `sign` puts on a petition."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM petitions_petition WHERE id = %s AND {NOT_PAUSED}",  # noqa: S608
            [petition.pk],
        )
        return cursor.fetchone() == (1,)


class TestCondition:
    @each
    def test_holds_until_the_switch_and_again_afterwards(self, petition, switch):
        assert may_be_taken_down(petition)
        switch(petition)
        assert not may_be_taken_down(petition)
        Petition.objects.update(paused_at=None)
        switched(signing_paused=False, read_only=False)
        assert may_be_taken_down(petition)


@pytest.mark.django_db(transaction=True)
class TestRace:
    def test_who_began_before_finishes_and_nobody_begins_afterwards(self, now):
        petition = open_petition()
        clients = {email: somebody(now) for email in ("before@example.org", "after@example.org")}

        def sign_as(email):
            person = PersonFactory(email=email)
            sign(petition=petition, person=person, client=clients[email], now=now)

        with transaction.atomic():
            sign_as("before@example.org")
            assert start(lambda: pause(petition)).result(10).paused_at is not None
            with pytest.raises(NotOpen):
                start(lambda: sign_as("after@example.org")).result(10)
        assert [row.email for row in Signature.objects.all()] == ["before@example.org"]


@pytest.mark.ignore_template_errors
class TestAdmin:
    @pytest.fixture
    def staff_client(self, client, staff):
        client.force_login(staff)
        return client

    def choose(self, client, action, *petitions, **typed):
        chosen = [petition.pk for petition in petitions]
        return client.post(LIST, {"action": action, "_selected_action": chosen, **typed})

    def messages(self, client, answer):
        page = client.get(answer.headers["Location"])
        return sorted(str(message) for message in page.context["messages"])

    def test_asks_what_the_public_should_read(self, staff_client, petition):
        page = self.choose(staff_client, "pause_selected", petition)
        assert page.status_code == 200
        assert set(page.context["form"].fields) == {"note", "note_es"}
        assert Petition.objects.get().paused_at is None

    def test_pauses_those_that_are_open(self, staff_client, staff, petition):
        petitions = [petition, PetitionFactory(title="A draft")]
        typed = {"pause": "x", "note": NOTE, "note_es": NOTE_ES}
        answer = self.choose(staff_client, "pause_selected", *petitions, **typed)
        assert self.messages(staff_client, answer) == [
            "A draft is not open.",
            f"{petition}: signing pauses.",
        ]
        row = Petition.objects.get(pk=petition.pk)
        assert (row.pause_note, row.pause_note_es) == (NOTE, NOTE_ES)
        assert AuditEvent.objects.latest("pk").by == staff

    def test_pauses_without_a_reason(self, staff_client, petition):
        self.choose(staff_client, "pause_selected", petition, pause="x", note="", note_es="")
        assert Petition.objects.get().paused_at is not None

    def test_says_what_is_wrong(self, staff_client, petition):
        typed = {"pause": "x", "note": "x" * 301, "note_es": ""}
        page = self.choose(staff_client, "pause_selected", petition, **typed)
        assert list(page.context["form"].errors) == ["note"]
        assert Petition.objects.get().paused_at is None

    def test_resumes(self, staff_client, petition):
        other = open_petition(title="Another one")
        pause(petition)
        answer = self.choose(staff_client, "resume_selected", petition, other)
        assert self.messages(staff_client, answer) == [
            "Another one: signing did not pause.",
            f"{petition} can be signed again.",
        ]
        assert Petition.objects.filter(paused_at=None).count() == 2

    def test_shows_and_finds_what_pauses(self, staff_client, petition):
        other = open_petition()
        pause(petition)
        found = staff_client.get(LIST, {"paused": "yes"}).context["cl"].result_list
        assert list(found) == [petition]
        assert other not in found

    def test_is_offered_to_nobody_who_may_only_look(self, client, petition):
        viewer = StaffFactory(is_superuser=False)
        viewer.user_permissions.add(Permission.objects.get(codename="view_petition"))
        client.force_login(viewer)
        self.choose(client, "pause_selected", petition, pause="x", note="", note_es="")
        assert Petition.objects.get().paused_at is None
