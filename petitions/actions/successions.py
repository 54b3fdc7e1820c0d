"""What is done when an office changes hands: its next holder, and the petitions that address it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from campaigns.actions import NotAllowed
from campaigns.models import Campaign
from organizations.actions import record
from organizations.models import User
from petitions.actions.petitions import Address, close_petition, save_petition
from petitions.actions.texts import NoteMissing
from petitions.actions.trail import record_petition
from petitions.models import Addressee, DecisionMaker, Holder, Petition
from petitions.models.petition import State


class DaysDoNotFit(Exception):
    """The successor's days do not follow those of `holder`, who holds the office last so far."""

    def __init__(self, holder: Holder) -> None:
        self.holder = holder
        super().__init__(str(holder))


class Overlap(DaysDoNotFit):
    """Two would hold the office at a time, or the holder would leave before they came."""


class GapUnsaid(DaysDoNotFit):
    """The holder left before the successor came, and nobody has said that this is so."""


class CannotSettle(Exception):
    """What was decided for a petition cannot be done; `petition_id` names it, `why` the cause."""

    def __init__(self, petition_id: int, why: NoteMissing | NotAllowed) -> None:
        self.petition_id, self.why = petition_id, why
        super().__init__(f"petition {petition_id}: {why!r}")


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What becomes of one petition whose office changed hands.

    With an `outcome` it ends on the day `on`; with an `address` it addresses that in place of the
    office; with neither it stays as it is. `note` says in public what is corrected.
    """

    petition_id: int
    address: Address | None = None
    outcome: str = ""
    on: date | None = None
    note: str = ""
    note_es: str = ""


def enter_successor(
    *,
    decision_maker: DecisionMaker,
    name: str,
    since: date,
    left_on: date | None = None,
    title_before_name_es: str = "",
    role_es: str = "",
    by: User | None,
    now: datetime,
) -> Holder:
    """Let somebody hold an office from the day `since` on; who held it last leaves on that day.

    The Spanish title and role are those of the office where they are empty. `left_on`
    says that the former holder left before, and that nobody held it in between. Raises Overlap where the days contradict each other, GapUnsaid where a gap is known but not said.
    """
    with transaction.atomic():
        office = DecisionMaker.objects.select_for_update().get(pk=decision_maker.pk)
        former = office.holders.newest_first().first()
        if former is not None:
            former.until = _last_day(former, since, left_on)
            former.save(update_fields=["until"])
            # However late somebody enters it: what is open was written for who held it before.
            written = Addressee.objects.filter(petition__state=State.OPEN, known_holder=None)
            written.filter(decision_maker=office).update(known_holder=former)
        holder = office.holders.create(
            name=name, since=since, title_before_name_es=title_before_name_es, role_es=role_es
        )
        record(
            action="enter successor",
            subject=office,
            organization=office.organization,
            by=by,
            now=now,
            former=former and former.pk,
            until=former and former.until and former.until.isoformat(),
            holder=holder.pk,
            since=since.isoformat(),
        )
    return holder


def settle(
    *, decision_maker: DecisionMaker, decisions: list[Decision], by: User | None, now: datetime
) -> None:
    """Do what staff decided for the open petitions of an office: all of it, or nothing.

    Raises CannotSettle for a petition that is not open any more, and for one that people have
    signed where what they signed changes without a note.
    """
    last = decision_maker.holders.newest_first().first()
    with transaction.atomic():
        _lock_campaigns(decisions)
        # One order for all who lock several petitions.
        for decision in sorted(decisions, key=lambda each: each.petition_id):
            try:
                _settle_one(decision_maker, last, decision, by, now)
            except (NoteMissing, NotAllowed) as error:
                raise CannotSettle(decision.petition_id, error) from error


def _lock_campaigns(decisions: list[Decision]) -> None:
    """Take the campaigns first and the petitions next, as whoever publishes does."""
    petitions = Petition.objects.filter(pk__in=[each.petition_id for each in decisions])
    campaigns = Campaign.objects.filter(pk__in=petitions.values("campaign"))
    list(campaigns.select_for_update().order_by("pk"))


def _settle_one(
    office: DecisionMaker, last: Holder | None, decision: Decision, by: User | None, now: datetime
) -> None:
    petition = Petition.objects.select_for_update().get(pk=decision.petition_id)
    if not petition.is_open:
        raise NotAllowed(petition.state)
    if decision.outcome and decision.on:
        outcome, on = decision.outcome, decision.on
        close_petition(petition=petition, outcome=outcome, on=on, by=by, now=now)
    elif decision.address is not None:
        save_petition(
            petition=petition,
            addressed_to=_in_place_of(office, petition, decision.address),
            changed=["addressed_to"],
            by=by,
            now=now,
            note=decision.note,
            note_es=decision.note_es,
        )
    else:
        record_petition("keep addressee", petition, by, now, decision_maker=office.pk)
    petition.addressees.filter(decision_maker=office).update(known_holder=last)


def _in_place_of(office: DecisionMaker, petition: Petition, address: Address) -> list[Address]:
    """Whom a petition addresses, with one office replaced; nobody stands there twice."""
    found: dict[int, Address] = {}
    for row in petition.addressees.order_by("pk"):
        is_replaced = row.decision_maker_id == office.pk
        each = address if is_replaced else Address(row.decision_maker_id, row.by_name)
        if is_replaced or each.decision_maker_id != address.decision_maker_id:
            found.setdefault(each.decision_maker_id, each)
    return list(found.values())


def _last_day(former: Holder, since: date, left_on: date | None) -> date:
    """The day on which the former holder's time ends, itself not included."""
    if left_on is None and former.until and former.until < since:
        raise GapUnsaid(former)
    until = left_on or since
    if until > since or (former.since and until <= former.since):
        raise Overlap(former)
    return until
