"""When an office changes hands: its next holder, and the petitions that address it."""

from datetime import date, timedelta

import pytest

from organizations.models import AuditEvent
from petitions.actions.petitions import Address
from petitions.actions.successions import (
    CannotSettle,
    Decision,
    GapUnsaid,
    Overlap,
    enter_successor,
    settle,
)
from petitions.actions.texts import NoteMissing
from petitions.models import DecisionMaker, Holder, Petition
from tests.factories import (
    DecisionMakerFactory,
    HolderFactory,
    SignatureFactory,
    address_to,
    open_petition,
)

pytestmark = pytest.mark.django_db

CAME, GOES = date(2019, 1, 7), date(2027, 1, 4)


@pytest.fixture
def office(petition):
    """The office that the petition addresses by name; its holder came in 2019."""
    Holder.objects.update(name="Old Holder", since=CAME)
    return DecisionMaker.objects.get()


def succeed(office, since=GOES, **kwargs):
    kwargs.setdefault("now", None)
    return enter_successor(decision_maker=office, name="New", since=since, by=None, **kwargs)


def days():
    return list(Holder.objects.order_by("pk").values_list("name", "since", "until"))


class TestSuccessor:
    def test_comes_on_the_day_on_which_the_former_one_goes(self, office, staff, now):
        holder = enter_successor(decision_maker=office, name="New", since=GOES, by=staff, now=now)

        assert days() == [("Old Holder", CAME, GOES), ("New", GOES, None)]
        event = AuditEvent.objects.get(action="enter successor")
        former = Holder.objects.get(name="Old Holder")
        assert (event.by, event.organization) == (staff, office.organization)
        assert event.details == {
            "former": former.pk,
            "until": "2027-01-04",
            "holder": holder.pk,
            "since": "2027-01-04",
        }

    def test_may_be_the_first_one_known(self, now):
        office = DecisionMakerFactory()

        succeed(office, now=now)

        assert days() == [("New", GOES, None)]

    def test_takes_the_place_of_an_end_that_was_planned_for_later(self, office, now):
        Holder.objects.update(until=date(2028, 1, 1))

        succeed(office, now=now)

        assert days() == [("Old Holder", CAME, GOES), ("New", GOES, None)]

    def test_comes_after_a_vacancy_that_is_said(self, office, now):
        left = GOES - timedelta(days=30)

        succeed(office, left_on=left, now=now)

        assert days() == [("Old Holder", CAME, left), ("New", GOES, None)]

    def test_does_not_come_after_a_gap_that_nobody_said(self, office, now):
        Holder.objects.update(until=date(2026, 12, 1))

        with pytest.raises(GapUnsaid):
            succeed(office, now=now)

        assert days() == [("Old Holder", CAME, date(2026, 12, 1))]
        succeed(office, left_on=date(2026, 12, 1), now=now)
        assert days()[1] == ("New", GOES, None)

    @pytest.mark.parametrize(
        ("since", "left_on"),
        [
            (CAME, None),
            (CAME - timedelta(days=1), None),
            (GOES, GOES + timedelta(days=1)),
            (GOES, CAME),
        ],
    )
    def test_does_not_hold_it_together_with_the_former_one(self, office, since, left_on, now):
        with pytest.raises(Overlap):
            succeed(office, since, left_on=left_on, now=now)

        assert days() == [("Old Holder", CAME, None)]
        assert not AuditEvent.objects.filter(action="enter successor").exists()


def addressed(petition):
    return list(petition.addressees.order_by("pk").values_list("decision_maker", "by_name"))


def decide(office, now, *decisions, by=None):
    settle(decision_maker=office, decisions=list(decisions), by=by, now=now)


class TestSettling:
    def test_does_something_else_with_each_petition_at_once(self, petition, office, staff, now):
        other = DecisionMakerFactory()
        moved, ended = open_petition(), open_petition()
        for each in (moved, ended):
            address_to(each, office)
        first = moved.addressees.exclude(decision_maker=office).get().decision_maker_id

        decide(
            office,
            now,
            Decision(petition_id=petition.pk),
            Decision(petition_id=moved.pk, address=Address(other.pk, False)),
            Decision(petition_id=ended.pk, outcome="denied", on=date(2026, 3, 1)),
            by=staff,
        )

        assert addressed(petition) == [(office.pk, True)]
        assert addressed(moved) == [(first, True), (other.pk, False)]
        ended = Petition.objects.get(pk=ended.pk)
        assert (ended.state, ended.outcome) == ("closed", "denied")
        kept = AuditEvent.objects.get(action="keep addressee")
        assert (kept.by, kept.subject) == (staff, f"petition {petition.pk}")
        assert kept.details == {"decision_maker": office.pk}

    def test_of_what_was_signed_needs_a_note(self, petition, office, now):
        SignatureFactory(petition=petition)
        to_office = Decision(petition_id=petition.pk, address=Address(office.pk, False))

        with pytest.raises(CannotSettle) as refused:
            decide(office, now, to_office)

        assert isinstance(refused.value.why, NoteMissing)
        assert addressed(petition) == [(office.pk, True)]

    def test_of_what_was_signed_is_a_correction(self, petition, office, now):
        SignatureFactory(petition=petition)

        decide(
            office,
            now,
            Decision(
                petition_id=petition.pk,
                address=Address(office.pk, False),
                note="The governor is another.",
                note_es="Hay otra gobernadora.",
            ),
        )

        text = Petition.objects.get(pk=petition.pk).text
        assert (text.is_correction, text.note, text.note_es) == (
            True,
            "The governor is another.",
            "Hay otra gobernadora.",
        )
        assert text.addressees == [{"decision_maker": office.pk, "by_name": False}]

    def test_is_all_or_nothing(self, petition, office, now):
        signed = open_petition()
        address_to(signed, office)
        SignatureFactory(petition=signed)

        with pytest.raises(CannotSettle) as refused:
            decide(
                office,
                now,
                Decision(petition_id=petition.pk, outcome="denied", on=date(2026, 3, 1)),
                Decision(petition_id=signed.pk, address=Address(office.pk, False)),
            )

        assert refused.value.petition_id == signed.pk
        assert Petition.objects.get(pk=petition.pk).is_open

    def test_of_what_is_not_open_any_more_is_refused(self, petition, office, now):
        over = Decision(petition_id=petition.pk, outcome="denied", on=date(2026, 3, 1))
        decide(office, now, over)

        for decision in (over, Decision(petition_id=petition.pk)):
            with pytest.raises(CannotSettle):
                decide(office, now, decision)

    def test_never_addresses_one_office_twice(self, petition, office, now):
        other = DecisionMakerFactory()
        address_to(petition, other)

        decide(office, now, Decision(petition_id=petition.pk, address=Address(other.pk, False)))

        assert addressed(petition) == [(other.pk, False)]


class TestToReaddress:
    """Which petitions staff should look at; the text is of January 2026."""

    TODAY = date(2027, 2, 1)

    def found(self, today=TODAY):
        return list(Petition.objects.to_readdress(today))

    def test_are_those_whose_holder_changed_since_their_text(self, petition, office, now):
        unconcerned = open_petition()
        assert self.found() == []

        succeed(office, now=now)

        assert self.found() == [petition]
        assert unconcerned not in self.found()
        assert self.found(GOES - timedelta(days=1)) == []

    def test_are_those_whose_holder_changed_before_their_text_and_was_entered_late(
        self, petition, office, now
    ):
        Holder.objects.filter(decision_maker=office).update(since=None)

        succeed(office, date(2025, 12, 1), now=now)

        assert self.found() == [petition]

    def test_are_those_addressed_by_name_while_nobody_holds_the_office(self, petition, office):
        Holder.objects.filter(decision_maker=office).update(until=GOES)
        by_office = open_petition()
        by_office.addressees.all().delete()
        address_to(by_office, office, by_name=False)

        assert self.found() == [petition]
        assert self.found(GOES - timedelta(days=1)) == []

    def test_are_none_that_somebody_has_looked_at(self, petition, office, now):
        succeed(office, now=now)

        decide(office, now, Decision(petition_id=petition.pk))

        assert self.found() == []

    def test_are_looked_at_once_for_each_successor(self, petition, office, now):
        succeed(office, now=now)
        decide(office, now, Decision(petition_id=petition.pk))
        later = date(2031, 1, 6)

        succeed(office, later, now=now)

        assert self.found() == []
        assert self.found(later) == [petition]

    def test_are_no_longer_those_that_ended(self, petition, office, now):
        succeed(office, now=now)
        over = Decision(petition_id=petition.pk, outcome="denied", on=date(2026, 3, 1))

        decide(office, now, over)

        assert self.found() == []

    def test_are_none_for_a_holder_of_long_ago(self, petition, office):
        HolderFactory(decision_maker=office, name="Long ago", until=CAME)

        assert self.found() == []
