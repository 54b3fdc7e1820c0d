"""Letting many sign behind one address for some hours, and ending that."""

import secrets
from datetime import datetime

from django.db import transaction

from organizations.actions import name_of, record
from organizations.models import Organization, User
from petitions.models import Rally
from petitions.networks import rally_fingerprint
from web.clients import Network

SALT_BYTES = 16


def open_rally(
    *,
    organization: Organization,
    name: str,
    network: Network,
    starts_at: datetime,
    ends_at: datetime,
    most: int,
    by: User | None,
    now: datetime,
) -> Rally:
    """Let people behind `network` sign the organization's petitions without a proof of work.

    From `starts_at` until `ends_at`, at most 24 hours; past `most` signatures an hour they are
    held for a check. Of the network only a fingerprint under the rally's own salt is kept.
    """
    salt = secrets.token_bytes(SALT_BYTES)
    with transaction.atomic():
        rally = Rally.objects.create(
            organization=organization,
            name=name,
            salt=salt,
            network=rally_fingerprint(network, salt),
            starts_at=starts_at,
            ends_at=ends_at,
            most=most,
            opened_by=by,
            opened_by_name=name_of(by),
        )
        record(
            action="open rally",
            subject=rally,
            organization=organization,
            by=by,
            now=now,
            starts_at=starts_at.isoformat(),
            ends_at=ends_at.isoformat(),
            most=most,
        )
    return rally


def end_rally(*, rally: Rally, by: User | None, now: datetime) -> bool:
    """End a rally early; one that has not begun is deleted. False where it is over already."""
    with transaction.atomic():
        current = Rally.objects.select_for_update().filter(pk=rally.pk, ends_at__gt=now).first()
        if current is None:
            return False
        record(
            action="end rally",
            subject=current,
            organization=current.organization,
            by=by,
            now=now,
            had_begun=current.starts_at < now,
        )
        if current.starts_at < now:
            current.ends_at = now
            current.save(update_fields=["ends_at"])
        else:
            current.delete()
    return True
