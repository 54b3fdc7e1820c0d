"""Writes of this app, and the audit row that every write of staff leaves."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pghistory
from django.db import models, transaction

from organizations.models import AuditEvent, Organization, SiteState, User

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
        by_name=name_of(by),
        action=action,
        subject=f"{subject._meta.verbose_name} {subject.pk}",
        details=details,
    )


@contextmanager
def attributed(by: User | None) -> Iterator[None]:
    """A transaction whose writes are kept as `by`'s in the versions of the rows they change."""
    told = {"user": by.pk if by else None, "name": name_of(by)}
    with transaction.atomic(), pghistory.context(**told):
        yield


def name_of(by: User | None) -> str:
    """Who did something, as the trail goes on saying when the account is gone."""
    return by.get_username() if by else COMMAND


def save_row(
    *,
    row: models.Model,
    changed: list[str],
    by: User | None,
    now: datetime,
    organization: Organization | None = None,
) -> None:
    """Save a row that staff may edit freely (a link, an office, a colleague), with its trace.

    `changed` names the fields.
    """
    verb = "create" if row._state.adding else "edit"
    with transaction.atomic():
        row.save()
        record(
            action=f"{verb} {row._meta.model_name}",
            subject=row,
            organization=organization,
            by=by,
            now=now,
            changed=changed,
        )


def delete_row(
    *, row: models.Model, by: User | None, now: datetime, organization: Organization | None = None
) -> None:
    """Delete such a row, with its trace."""
    with transaction.atomic():
        action = f"delete {row._meta.model_name}"
        record(action=action, subject=row, organization=organization, by=by, now=now)
        row.delete()


def save_organization(
    *, organization: Organization, changed: list[str], by: User | None, now: datetime
) -> Organization:
    """Save what staff edited of an organization; `changed` names the fields."""
    save_row(row=organization, changed=changed, by=by, now=now, organization=organization)
    return organization


def set_site_state(
    *,
    signing_paused: bool,
    read_only: bool,
    note: str,
    note_es: str,
    until: datetime | None,
    by: User | None,
    now: datetime,
) -> SiteState:
    """Set the switches of the whole site, and what the public is told of them.

    Whatever begins after this is committed meets them as they are set; what began before may
    finish.
    """
    switches = {
        "signing_paused": signing_paused,
        "read_only": read_only,
        "note": note,
        "note_es": note_es,
        "until": until,
    }
    with transaction.atomic():
        state, _created = SiteState.objects.update_or_create(pk=SiteState.ONLY, defaults=switches)
        told = switches | {"until": until.isoformat() if until else None}
        record(action="switch site", subject=state, organization=None, by=by, now=now, **told)
    return state
