"""Bringing back what a campaign or a petition said before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from campaigns.actions import save_campaign
from campaigns.models import Campaign
from organizations.actions import attributed, record
from organizations.models import User
from petitions.actions.petitions import save_petition
from petitions.actions.texts import Note
from petitions.models import Petition

RESTORED: dict[type[models.Model], tuple[str, ...]] = {
    Campaign: (
        "name", "alias", "prison_number", "birth_date", "birth_date_precision",
        "incarcerated_since", "incarcerated_since_precision", "facts_as_of", "sentence",
        "sentence_es", "story", "story_es", "quote", "quote_es", "health", "health_es",
        "photo_alt", "photo_alt_es",
    ),
    Petition: (
        "title", "title_es", "ask", "ask_es", "summary", "summary_es", "story", "story_es", "goal",
        "carried_over", "carried_over_source", "carried_over_source_es", "carried_over_on",
    ),
}  # fmt: skip
"""What is brought back of a row: what it says. What is shown, where it stands, its photo and its
address stay as they are: who had something hidden since then does not want it back."""


@dataclass(frozen=True)
class Change:
    """That a field would say `before` again in place of `now`."""

    field: str
    now: Any
    before: Any


def changes_to(version: Any, row: Campaign | Petition) -> list[Change]:
    """What bringing a version back would change of its row, in the order of the fields."""
    found = []
    for field in RESTORED[type(row)]:
        now, before = getattr(row, field), getattr(version, field)
        if now != before:
            found.append(Change(field, now, before))
    return found


def restore(
    *,
    version: Any,
    row: Campaign | Petition,
    by: User | None,
    now: datetime,
    note: Note | None = None,
    fields: Collection[str] | None = None,
) -> list[str]:
    """Let a row say again what a version of it said; return the names of the fields that changed.

    `fields` names those to bring back; None brings back all that can be.

    It is saved as any edit is. Raises ConsentMissing, NoteMissing where people have signed what
    would change and `note` does not tell why, and ValidationError where what the page shows now
    would be missing.
    """
    note = note or Note()
    with attributed(by):
        # As whoever saves in the admin: the campaign first, its petitions next.
        campaign_id = row.pk if isinstance(row, Campaign) else row.campaign_id
        Campaign.objects.select_for_update().get(pk=campaign_id)
        row.refresh_from_db()
        found = [change.field for change in changes_to(version, row)]
        changed = [field for field in found if fields is None or field in fields]
        for field in changed:
            setattr(row, field, getattr(version, field))
        row.validate_constraints()
        if not changed:
            return []
        if isinstance(row, Campaign):
            save_campaign(campaign=row, changed=changed, by=by, now=now)
        else:
            save_petition(
                petition=row,
                changed=changed,
                by=by,
                now=now,
                note=note.english,
                note_es=note.spanish,
            )
        _record(row, version, by, now)
    return changed


def _record(row: Campaign | Petition, version: Any, by: User | None, now: datetime) -> None:
    campaign = row if isinstance(row, Campaign) else row.campaign
    record(
        action="restore version",
        subject=row,
        organization=campaign.organization,
        by=by,
        now=now,
        version=version.pk,
    )
