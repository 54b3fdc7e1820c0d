"""Writes of this app. Each is one transaction and leaves an audit row."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.hiding import alias_tells_the_name, tells_what_is_hidden
from campaigns.models import (
    SHOWN,
    STANDING,
    TRANSITIONS,
    Campaign,
    Consent,
    Item,
    State,
    Update,
)
from campaigns.models.fact_check import Fact, FactCheck
from campaigns.models.news import TRANSITIONS as UPDATE_TRANSITIONS
from campaigns.models.news import State as UpdateState
from campaigns.triggers import FORMER
from organizations.actions import attributed, name_of, record
from organizations.models import User

ALIAS_TELLS = gettext_lazy("The alias is the real name, which is not to be shown.")


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


class ApprovalMissing(Exception):
    """A second person must approve what goes public for the first time; its text says who."""


def save_campaign(
    *, campaign: Campaign, changed: list[str], by: User | None, now: datetime
) -> Campaign:
    """Save what staff edited of a campaign; `changed` names the fields.

    Raises ConsentMissing where it would show what nobody consented to.
    """
    is_new = campaign._state.adding
    with attributed(by):
        if not is_new:
            # Where it stands is not the form's to say, and may have changed meanwhile.
            locked = _lock(campaign)
            for name in STANDING:
                setattr(campaign, name, getattr(locked, name))
        missing = missing_consents(campaign, publishing=campaign.is_published)
        if missing:
            raise ConsentMissing(missing)
        campaign.save()
        campaign.refresh_from_db(fields=FORMER)
        _record(
            "create campaign" if is_new else "edit campaign",
            campaign,
            by,
            now,
            changed=changed,
        )
    return campaign


def record_consent(
    *, consent: Consent, by: User | None, by_name: str, now: datetime, **details: str
) -> Consent:
    """Save a consent; who saves it is who took it. A withdrawn one takes its item off the site."""
    with attributed(by):
        if consent._state.adding:
            consent.taken_by, consent.taken_by_name = by, by_name
        consent.save()
        verb = "withdraw consent" if consent.withdrawn_on else "record consent"
        _record(verb, consent.campaign, by, now, item=consent.item, **details)
    return consent


def withdraw_consent(
    *, consent: Consent, on: date, by: User | None, now: datetime, **details: str
) -> Consent:
    """Withdraw a consent; the database takes its item off the site in the same transaction."""
    consent.withdrawn_on = on
    return record_consent(consent=consent, by=by, by_name="", now=now, **details)


def end_consents(*, today: date, now: datetime) -> int:
    """Withdraw each consent whose day has come, one a transaction; return how many those were.

    What another one withdraws or prolongs meanwhile is left to them.
    """
    ended = 0
    found = Consent.objects.due(today).order_by("valid_until", "pk").select_related("campaign")
    for one in found:
        with attributed(None):
            _lock(one.campaign)  # first, as whoever saves it in the admin does
            consent = Consent.objects.due(today).select_for_update().filter(pk=one.pk).first()
            if consent is None:
                continue
            on = consent.valid_until or today
            withdraw_consent(consent=consent, on=on, by=None, now=now, why="its day has come")
            ended += 1
    return ended


def check_facts(
    *,
    campaign: Campaign,
    facts: Iterable[Fact],
    on: date,
    source: str,
    by: User | None,
    now: datetime,
) -> list[FactCheck]:
    """Note that facts of a case were checked on a day, against a source."""
    with attributed(by):
        checks = FactCheck.objects.bulk_create(
            FactCheck(
                campaign=campaign,
                fact=fact,
                checked_on=on,
                checked_by=by,
                checked_by_name=name_of(by),
                source=source,
            )
            for fact in facts
        )
        checked = [check.fact for check in checks]
        _record("check facts", campaign, by, now, facts=checked, on=on.isoformat())
    return checks


def submit(*, campaign: Campaign, by: User | None, now: datetime) -> Campaign:
    """Ask for another person's look before a campaign is public. Raises NotAllowed."""
    with attributed(by):
        campaign = _move(campaign, State.IN_REVIEW)
        campaign.submitted_by, campaign.approved_by, campaign.review_note = by, None, ""
        campaign.save(update_fields=STANDING)
        _record("submit campaign", campaign, by, now)
    return campaign


def send_back(*, campaign: Campaign, note: str, by: User | None, now: datetime) -> Campaign:
    """Give a campaign in review back to be mended; `note` says what. Raises NotAllowed."""
    with attributed(by):
        campaign = _lock(campaign)
        if not campaign.is_in_review:
            raise NotAllowed(f"{campaign.state} → {State.DRAFT}")
        campaign = _move(campaign, State.DRAFT)
        campaign.submitted_by, campaign.review_note = None, note
        campaign.save(update_fields=STANDING)
        _record("send back campaign", campaign, by, now)
    return campaign


def publish(*, campaign: Campaign, by: User | None, now: datetime) -> Campaign:
    """Show a campaign to the public; out of review that approves it.

    Raises NotAllowed where it is public already, ApprovalMissing where somebody else must approve
    it first, ConsentMissing where consent is wanting, and NotReady where it has no story or no
    name to go by.
    """
    with attributed(by):
        was_in_review = _lock(campaign).is_in_review
        campaign = _move(campaign, State.PUBLISHED)
        _check_approval(campaign, was_in_review, by)
        if missing := missing_consents(campaign, publishing=True):
            raise ConsentMissing(missing)
        if reasons := unready(campaign):
            raise NotReady(reasons)
        if was_in_review and by != campaign.submitted_by:
            campaign.approved_by = by
        campaign.first_published_at = campaign.first_published_at or now
        campaign.review_note = ""
        campaign.save(update_fields=STANDING)
        _record("publish campaign", campaign, by, now)
    return campaign


def unpublish(*, campaign: Campaign, by: User | None, now: datetime) -> Campaign:
    """Take a campaign, with its petitions, off every public page. Raises NotAllowed."""
    with attributed(by):
        if not _lock(campaign).is_published:
            raise NotAllowed(f"{campaign.state} → {State.DRAFT}")
        campaign = _move(campaign, State.DRAFT)
        campaign.save(update_fields=["state"])
        _record("unpublish campaign", campaign, by, now)
    return campaign


def archive(*, campaign: Campaign, by: User | None, now: datetime) -> Campaign:
    """Lay a campaign aside; the public sees nothing of it. Raises NotAllowed."""
    with attributed(by):
        campaign = _move(campaign, State.ARCHIVED)
        campaign.save(update_fields=["state"])
        _record("archive campaign", campaign, by, now)
    return campaign


def take_up(*, campaign: Campaign, by: User | None, now: datetime) -> Campaign:
    """Make an archived campaign a draft again. Raises NotAllowed."""
    with attributed(by):
        if not _lock(campaign).is_archived:
            raise NotAllowed(f"{campaign.state} → {State.DRAFT}")
        campaign = _move(campaign, State.DRAFT)
        campaign.save(update_fields=["state"])
        _record("take up campaign", campaign, by, now)
    return campaign


def save_update(*, update: Update, changed: list[str], by: User | None, now: datetime) -> Update:
    """Save what staff edited of a piece of news; `changed` names the fields.

    A published one stays so, and is looked at as when it was published: raises NotReady and
    ConsentMissing as `publish_update` does.
    """
    is_new = update._state.adding
    with transaction.atomic():
        if is_new:
            update.state, update.author_name = UpdateState.DRAFT, name_of(by)
        else:
            # Whether it is public is not the form's to say, and may have changed meanwhile.
            update.state = _lock_update(update).state
        if update.is_published:
            update.publish_at = update.publish_at or now
            _check_update(update)
        update.edited_at = now
        update.save()
        _record_update("create news" if is_new else "edit news", update, by, now, changed=changed)
    return update


def publish_update(*, update: Update, by: User | None, now: datetime) -> Update:
    """Let a piece of news show: from its own moment on, or at once where it has none.

    Raises NotAllowed where it is published already, NotReady where it tells what is hidden, and
    ConsentMissing where its photo shows her and she has not agreed to photos.
    """
    with transaction.atomic():
        update = _lock_update(update)
        if UpdateState.PUBLISHED not in UPDATE_TRANSITIONS[UpdateState(update.state)]:
            raise NotAllowed(update.state)
        _check_update(update)
        update.state, update.publish_at = UpdateState.PUBLISHED, update.publish_at or now
        update.save(update_fields=["state", "publish_at"])
        _record_update("publish news", update, by, now, at=update.publish_at.isoformat())
    return update


def take_off_update(*, update: Update, by: User | None, now: datetime) -> Update:
    """Take a piece of news off every page and feed; it becomes a draft again.

    Raises NotAllowed where it is a draft.
    """
    with transaction.atomic():
        update = _lock_update(update)
        if UpdateState.DRAFT not in UPDATE_TRANSITIONS[UpdateState(update.state)]:
            raise NotAllowed(update.state)
        update.state = UpdateState.DRAFT
        update.save(update_fields=["state"])
        _record_update("take off news", update, by, now)
    return update


def missing_consents(campaign: Campaign, *, publishing: bool) -> list[Item]:
    """What the campaign shows, or would show once published, without consent."""
    shown = {Item.STORY: publishing}
    shown |= {item: getattr(campaign, box) for item, box in SHOWN.items()}
    given: set[str] = set()
    if campaign.pk:
        standing = campaign.consents.standing(timezone.localdate())
        given = set(standing.values_list("item", flat=True))
    return [item for item, is_shown in shown.items() if is_shown and item not in given]


def unready(campaign: Campaign) -> list[str]:
    """What a campaign lacks before it can be published, consent aside."""
    reasons = []
    if not campaign.story.strip():
        reasons.append(_("Its story is empty."))
    if not campaign.public_name:
        reasons.append(_("It has neither an alias nor leave to show the real name."))
    if alias_tells_the_name(campaign):
        reasons.append(str(ALIAS_TELLS))
    own = [
        getattr(campaign, f"{name}{suffix}")
        for name in ("story", "photo_alt", "quote", "health")
        for suffix in ("", "_es")
    ]
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


def _check_update(update: Update) -> None:
    texts = (update.title, update.title_es, update.body, update.body_es)
    if tells_what_is_hidden(update.campaign, *texts, update.photo_alt, update.photo_alt_es):
        raise NotReady([_("It tells the real name or the prison number, which are not shown.")])
    given = update.campaign.consents.standing(timezone.localdate())
    if update.photo and update.shows_her and not given.filter(item=Item.PHOTO).exists():
        raise ConsentMissing([Item.PHOTO])


def _lock_update(update: Update) -> Update:
    found = Update.objects.select_for_update(of=("self",)).select_related("campaign")
    return found.get(pk=update.pk)


def _record_update(
    action: str, update: Update, by: User | None, now: datetime, **details: object
) -> None:
    organization = update.campaign.organization
    record(action=action, subject=update, organization=organization, by=by, now=now, **details)


def _check_approval(campaign: Campaign, was_in_review: bool, by: User | None) -> None:
    """Raise ApprovalMissing where nobody but who submitted it, or no person, lets it go public."""
    if not campaign.needs_approval:
        return
    if not was_in_review or campaign.submitted_by is None:
        raise ApprovalMissing(
            _("Please submit it for review first: somebody else must approve it.")
        )
    if by is None or by == campaign.submitted_by:
        raise ApprovalMissing(
            _("%(name)s submitted it, so somebody else must approve it.")
            % {"name": name_of(campaign.submitted_by)}
        )


def _lock(campaign: Campaign) -> Campaign:
    return Campaign.objects.select_for_update().get(pk=campaign.pk)


def _move(campaign: Campaign, target: State) -> Campaign:
    """The campaign, locked and in its new state, to be saved. Raises NotAllowed."""
    campaign = _lock(campaign)
    if target not in TRANSITIONS[State(campaign.state)]:
        raise NotAllowed(f"{campaign.state} → {target}")
    campaign.state = target
    return campaign


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
