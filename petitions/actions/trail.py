"""The audit rows of what is done to petitions."""

from datetime import datetime
from typing import Any

from organizations.actions import record
from organizations.models import User
from petitions.models import Petition


def record_petition(
    action: str, petition: Petition, by: User | None, now: datetime, **details: Any
) -> None:
    """Add a row about a petition to the trail of its organization; see `record`."""
    record(
        action=action,
        subject=petition,
        organization=petition.campaign.organization,
        by=by,
        now=now,
        **details,
    )
