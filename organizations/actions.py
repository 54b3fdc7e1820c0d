"""Writes of this app, and the audit row that every write of staff leaves."""

from datetime import datetime
from typing import Any

from django.db import models

from organizations.models import AuditEvent, Organization, User

COMMAND = "command line"


def record(
    *,
    action: str,
    subject: models.Model,
    organization: Organization | None,
    by: User | None,
    now: datetime,
    **details: Any,
) -> AuditEvent:
    """Add a row to the audit trail; to be called in the transaction of the write it tells of.

    `by` is None where a command did it. `details` must be JSON and hold no personal data.
    """
    return AuditEvent.objects.create(
        organization=organization,
        at=now,
        by=by,
        by_name=by.get_username() if by else COMMAND,
        action=action,
        subject=f"{subject._meta.verbose_name} {subject.pk}",
        details=details,
    )


def save_organization(
    *, organization: Organization, changed: list[str], by: User | None, now: datetime
) -> Organization:
    """Save what staff edited of an organization; `changed` names the fields."""
    organization.save()
    record(
        action="edit organization",
        subject=organization,
        organization=organization,
        by=by,
        now=now,
        changed=changed,
    )
    return organization
