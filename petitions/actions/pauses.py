"""Pausing the signing of a petition, and what a pause means for whoever signs."""

from datetime import datetime
from typing import Any

from campaigns.actions import NotAllowed
from organizations.actions import attributed
from organizations.models import SiteState, User
from petitions.actions.trail import record_petition
from petitions.models import Petition

PAUSE = ("paused_at", "pause_note", "pause_note_es")
"""What only these actions change of a petition."""

# A condition on a row of the petitions, for the statement that takes a signature down. Each
# statement sees what was committed before it began: after a pause was answered, none is taken.
NOT_PAUSED = f"""
    paused_at IS NULL AND NOT EXISTS (
        SELECT FROM {SiteState._meta.db_table} WHERE signing_paused OR read_only
    )
"""


def pause_signing(
    *, petition: Petition, note: str, note_es: str, by: User | None, now: datetime
) -> Petition:
    """Take no signatures for a while; where it pauses already, tell another reason.

    The notes say why, to the public, and may be empty. Who signs at this very moment may finish.
    Raises NotAllowed where the petition is not open.
    """
    with attributed(by):
        petition = Petition.objects.select_for_update(no_key=True).get(pk=petition.pk)
        if not petition.is_open:
            raise NotAllowed(f"{petition.state}: nothing to pause")
        petition.paused_at = petition.paused_at or now
        petition.pause_note, petition.pause_note_es = note, note_es
        _save("pause signing", petition, by, now, note=note, note_es=note_es)
    return petition


def resume_signing(*, petition: Petition, by: User | None, now: datetime) -> Petition:
    """Take signatures again. Raises NotAllowed where signing does not pause."""
    with attributed(by):
        petition = Petition.objects.select_for_update(no_key=True).get(pk=petition.pk)
        if petition.paused_at is None:
            raise NotAllowed("signing does not pause")
        since = petition.paused_at.isoformat()
        petition.paused_at, petition.pause_note, petition.pause_note_es = None, "", ""
        _save("resume signing", petition, by, now, since=since)
    return petition


def _save(action: str, petition: Petition, by: User | None, now: datetime, **details: Any) -> None:
    petition.save(update_fields=PAUSE)
    record_petition(action, petition, by, now, **details)
