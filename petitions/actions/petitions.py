"""A petition's way from draft to its end."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaigns.actions import NotAllowed, NotReady
from campaigns.actions import publish as publish_campaign
from campaigns.hiding import tells_what_is_hidden
from campaigns.models import Campaign
from organizations.actions import attributed
from organizations.models import User
from petitions.actions.outcome_news import draft_news, forget_draft
from petitions.actions.pauses import PAUSE
from petitions.actions.texts import Addressees, Note, addressees_of, first_text, renewed_text
from petitions.actions.trail import record_petition
from petitions.models import Petition
from petitions.models.petition import SAID, TRANSITIONS, State

STANDING = (
    "state", "opened_at", "closed_at", "outcome", "outcome_on", "text", "drafted_news",
)  # fmt: skip
"""What only these actions change of a petition."""


@dataclass(frozen=True)
class Address:
    """Whom a petition addresses: an office, or its holder by name."""

    decision_maker_id: int
    by_name: bool


def as_kept(addressed_to: list[Address]) -> Addressees:
    """Whom a petition is to address, as its text keeps it."""
    return [
        {"decision_maker": address.decision_maker_id, "by_name": address.by_name}
        for address in addressed_to
    ]


def save_petition(
    *,
    petition: Petition,
    addressed_to: list[Address] | None = None,
    changed: list[str],
    by: User | None,
    now: datetime,
    note: str = "",
    note_es: str = "",
) -> Petition:
    """Save what staff edited of a petition; `changed` names the fields.

    `addressed_to` replaces its addressees; None leaves them as they are. Another title, ask or
    addressee than in the petition's text makes a new text; where anybody has signed, that is a
    correction, and `note` says in public what was corrected and why: else raises NoteMissing.
    """
    with attributed(by):
        is_new = petition._state.adding
        # Where it stands is not the form's to say, and may have changed meanwhile.
        current = Petition() if is_new else Petition.objects.select_for_update().get(pk=petition.pk)
        for name in (*STANDING, *PAUSE):
            setattr(petition, name, getattr(current, name))
        if not is_new and tells_what_is_hidden(current.campaign, petition.slug):
            petition.slug = current.slug  # it was changed as her name was hidden
        petition.text = renewed_text(
            petition=petition,
            addressees=(addressees_of(petition) if addressed_to is None else as_kept(addressed_to)),
            note=Note(english=note, spanish=note_es),
            now=now,
        )
        petition.save()
        if addressed_to is not None:
            _address(petition, addressed_to)
        record_petition(
            "create petition" if is_new else "edit petition",
            petition,
            by,
            now,
            changed=changed,
        )
    return petition


def publish(*, campaign: Campaign, by: User | None, now: datetime) -> Campaign:
    """Show a campaign to the public and open its petitions that are drafts.

    Raises ConsentMissing, NotReady or NotAllowed as `campaigns.actions.publish` does.
    """
    with attributed(by):
        campaign = publish_campaign(campaign=campaign, by=by, now=now)
        if telling := [str(row) for row in campaign.petitions.all() if _tells(campaign, row)]:
            reason = _(
                "The real name or the prison number, which are not shown, stand in: %(titles)s"
            )
            raise NotReady([reason % {"titles": ", ".join(telling)}])
        for petition in campaign.petitions.filter(state=State.DRAFT).order_by("pk"):
            open_petition(petition=petition, by=by, now=now)
    return campaign


def open_petition(*, petition: Petition, by: User | None, now: datetime) -> Petition:
    """Let a petition take signatures; what it says now is its first text.

    Raises NotAllowed where it is open already.
    """
    with attributed(by):
        petition = _lock(petition, State.OPEN)
        forget_draft(petition=petition, by=by, now=now)
        petition.state = State.OPEN
        petition.opened_at = petition.opened_at or now
        petition.closed_at, petition.outcome, petition.outcome_on = None, "", None
        petition.text = first_text(petition=petition, now=now)
        petition.save(update_fields=STANDING)
        record_petition("open petition", petition, by, now)
    return petition


def close_petition(
    *,
    petition: Petition,
    outcome: str,
    on: date,
    by: User | None,
    now: datetime,
    with_others: bool = False,
) -> Petition:
    """End a petition with an outcome; it takes no more signatures and keeps its count.

    `with_others` ends the open petitions of the same case with it, in the same way. One draft of
    the news is prepared (`drafted_news`), for staff to publish or not. Raises NotAllowed where the
    petition is not open.
    """
    with attributed(by):
        petition = _end(petition, outcome=outcome, on=on, by=by, now=now)
        others = open_beside(petition).order_by("pk") if with_others else []
        for other in others:
            _end(other, outcome=outcome, on=on, by=by, now=now)
        petition.drafted_news = draft_news(petition=petition, by=by, now=now)
        petition.save(update_fields=["drafted_news"])
    return petition


def open_beside(petition: Petition) -> QuerySet[Petition]:
    """The other petitions of the same case that take signatures."""
    return Petition.objects.filter(campaign=petition.campaign_id, state=State.OPEN).exclude(
        pk=petition.pk
    )


def _end(petition: Petition, *, outcome: str, on: date, by: User | None, now: datetime) -> Petition:
    petition = _lock(petition, State.CLOSED)
    petition.state = State.CLOSED
    petition.closed_at, petition.outcome, petition.outcome_on = now, outcome, on
    petition.save(update_fields=["state", "closed_at", "outcome", "outcome_on"])
    record_petition("close petition", petition, by, now, outcome=outcome, on=on.isoformat())
    return petition


def correct_outcome(
    *, petition: Petition, outcome: str, on: date, reason: str, by: User | None, now: datetime
) -> Petition:
    """Say rightly how a petition ended, and why it was said wrongly.

    Its drafted news, where nobody has touched it, is drafted anew; where it was edited or published
    it stays, and another draft is prepared. Raises NotAllowed where the petition has not ended.
    """
    with attributed(by):
        petition = _locked(petition)
        if petition.state != State.CLOSED:
            raise NotAllowed(petition.state)
        before = {"outcome": petition.outcome, "on": petition.outcome_on.isoformat()}  # type: ignore[union-attr]
        forget_draft(petition=petition, by=by, now=now)
        petition.outcome, petition.outcome_on = outcome, on
        petition.save(update_fields=["outcome", "outcome_on"])
        petition.drafted_news = draft_news(petition=petition, by=by, now=now)
        petition.save(update_fields=["drafted_news"])
        after = {"outcome": outcome, "on": on.isoformat()}
        record_petition(
            "correct outcome", petition, by, now, before=before, after=after, reason=reason
        )
    return petition


def _address(petition: Petition, addressed_to: list[Address]) -> None:
    petition.addressees.exclude(
        decision_maker__in=[address.decision_maker_id for address in addressed_to]
    ).delete()
    for address in addressed_to:
        petition.addressees.update_or_create(
            decision_maker_id=address.decision_maker_id, defaults={"by_name": address.by_name}
        )


def _tells(campaign: Campaign, petition: Petition) -> bool:
    texts = [getattr(petition, f"{name}{suffix}") for name in SAID for suffix in ("", "_es")]
    return tells_what_is_hidden(campaign, petition.slug, *texts)


def _lock(petition: Petition, target: State) -> Petition:
    locked = _locked(petition)
    if target not in TRANSITIONS[State(locked.state)]:
        raise NotAllowed(f"{locked.state} → {target}")
    return locked


def _locked(petition: Petition) -> Petition:
    """The row, locked; its campaign first, as whoever publishes or writes its news does."""
    Campaign.objects.select_for_update().get(pk=petition.campaign_id)
    return Petition.objects.select_for_update().get(pk=petition.pk)
