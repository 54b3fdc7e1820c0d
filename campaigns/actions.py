"""Writes of this app. Each is one transaction and leaves an audit row."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.hiding import tells_what_is_hidden
from campaigns.models import TRANSITIONS, Campaign, Consent, Item, State
from organizations.actions import record
from organizations.models import User


class NotAllowed(Exception):
    """The campaign's state does not allow this."""


class ConsentMissing(Exception):
    """The campaign would show what nobody consented to; `items` names it."""

    def __init__(self, items: list[Item]) -> None:
        self.items = items
        super().__init__(", ".join(str(item.label) for item in items))


class NotReady(Exception):
    """The campaign cannot be published yet; `reasons` says why, in words for staff."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(str(reason) for reason in reasons))


def save_campaign(
    *, campaign: Campaign, changed: list[str], by: User | None, now: datetime
) -> Campaign:
    """Save what staff edited of a campaign; `changed` names the fields.

    Raises ConsentMissing where it would show what nobody consented to.
    """
    is_new = campaign._state.adding
    with transaction.atomic():
        if not is_new:
            # Whether it is public is not the form's to say, and may have changed meanwhile.
            campaign.state = _lock(campaign).state
        missing = missing_consents(campaign, publishing=campaign.is_published)
        if missing:
            raise ConsentMissing(missing)
        campaign.save()
        _record(
            "create campaign" if is_new else "edit campaign",
            campaign,
            by,
            now,
            changed=changed,
        )
    return campaign


def record_consent(*, consent: Consent, by: User | None, by_name: str, now: datetime) -> Consent:
    """Save a consent; who saves it is who took it. A withdrawn one takes its item off the site."""
    with transaction.atomic():
        if consent._state.adding:
            consent.taken_by, consent.taken_by_name = by, by_name
        consent.save()
        verb = "withdraw consent" if consent.withdrawn_on else "record consent"
        _record(verb, consent.campaign, by, now, item=consent.item)
    return consent


def withdraw_consent(*, consent: Consent, on: date, by: User | None, now: datetime) -> Consent:
    """Withdraw a consent; the database takes its item off the site in the same transaction."""
    consent.withdrawn_on = on
    return record_consent(consent=consent, by=by, by_name="", now=now)


def publish(*, campaign: Campaign, by: User | None, now: datetime) -> Campaign:
    """Show a campaign to the public.

    Raises NotAllowed where it is public already, ConsentMissing where consent is wanting, and
    NotReady where it has no story or no name to go by.
    """
    with transaction.atomic():
        campaign = _lock(campaign)
        _check_transition(campaign, State.PUBLISHED)
        missing = missing_consents(campaign, publishing=True)
        if missing:
            raise ConsentMissing(missing)
        if reasons := unready(campaign):
            raise NotReady(reasons)
        campaign.state = State.PUBLISHED
        campaign.save(update_fields=["state"])
        _record("publish campaign", campaign, by, now)
    return campaign


def unpublish(*, campaign: Campaign, by: User | None, now: datetime) -> Campaign:
    """Take a campaign, with its petitions, off every public page."""
    with transaction.atomic():
        campaign = _lock(campaign)
        _check_transition(campaign, State.DRAFT)
        campaign.state = State.DRAFT
        campaign.save(update_fields=["state"])
        _record("unpublish campaign", campaign, by, now)
    return campaign


def missing_consents(campaign: Campaign, *, publishing: bool) -> list[Item]:
    """What the campaign shows, or would show once published, without consent."""
    shown = {
        Item.STORY: publishing,
        Item.NAME: campaign.show_name,
        Item.PHOTO: campaign.show_photo,
        Item.PRISON_NUMBER: campaign.show_prison_number,
    }
    given = set(campaign.consents.given().values_list("item", flat=True)) if campaign.pk else set()
    return [item for item, is_shown in shown.items() if is_shown and item not in given]


def unready(campaign: Campaign) -> list[str]:
    """What a campaign lacks before it can be published, consent aside."""
    reasons = []
    if not campaign.story.strip():
        reasons.append(_("Its story is empty."))
    if not campaign.public_name:
        reasons.append(_("It has neither an alias nor leave to show the real name."))
    own = (campaign.story, campaign.story_es, campaign.photo_alt, campaign.photo_alt_es)
    if tells_what_is_hidden(campaign, *own):
        reasons.append(
            _("Its story tells the real name or the prison number, which are not shown.")
        )
    beside = [campaign.sentence, campaign.sentence_es]
    for link in campaign.links.all() if campaign.pk else ():
        beside += [link.label, link.label_es, link.text, link.url]
    if tells_what_is_hidden(campaign, *beside):
        reasons.append(
            _("Its sentence or a link tells the real name or the prison number, not shown.")
        )
    return reasons


def _lock(campaign: Campaign) -> Campaign:
    return Campaign.objects.select_for_update().get(pk=campaign.pk)


def _check_transition(campaign: Campaign, target: State) -> None:
    if target not in TRANSITIONS[State(campaign.state)]:
        raise NotAllowed(f"{campaign.state} → {target}")


def _record(
    action: str, campaign: Campaign, by: User | None, now: datetime, **details: object
) -> None:
    record(
        action=action,
        subject=campaign,
        organization=campaign.organization,
        by=by,
        now=now,
        **details,
    )
