"""A small site to attack, and a record of every row in its database."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from organizations.models import User
from petitions.models import Petition, Signature, Subscription
from petitions.tokens import Purpose, make, make_for_address
from tests.access import PASSWORD
from tests.factories import (
    OrganizationFactory,
    PetitionFactory,
    SignatureFactory,
    SubscriptionFactory,
    open_petition,
)
from tests.petitions.rows import close

QUICK_HASHES = ["django.contrib.auth.hashers.MD5PasswordHasher"]

UNWATCHED = {"petitions_networkkey"}
"""A key a day, made at the first request that needs it, whoever sends it."""

Snapshot = dict[str, str]


@dataclass(frozen=True)
class World:
    """What there is to attack."""

    petition: Petition
    closed: Petition
    draft: Petition
    pending: Signature
    confirmed: Signature
    subscription: Subscription
    staff: User

    @property
    def places(self) -> dict[str, str]:
        """What stands for `{confirm}` and its like in the rows of the table."""
        return {
            "confirm": make(Purpose.CONFIRM, self.pending),
            "manage": make(Purpose.MANAGE, self.confirmed),
            "unsubscribe": make(Purpose.UNSUBSCRIBE, self.subscription),
            "not-me": make_for_address(bytes(self.confirmed.address_hash)),
            "code": self.petition.code,
        }


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The site, brought about once for all tests of a file: there are hundreds."""
    with (
        django_db_blocker.unblock(),
        override_settings(PASSWORD_HASHERS=QUICK_HASHES),
        transaction.atomic(),
    ):
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(standing: World, db: None, settings: Any) -> World:
    """The site, as it is before each test; `db` takes back what the test does to it."""
    settings.PASSWORD_HASHERS = QUICK_HASHES
    return standing


def make_world() -> World:
    """A petition that is open, one that is closed, one that is hidden; who signed; staff."""
    organization = OrganizationFactory(slug="coalition")
    petition = open_petition(slug="free-her", title="Free her", campaign__organization=organization)
    closed = open_petition(slug="closed", campaign=petition.campaign)
    close(closed)
    draft = PetitionFactory(slug="draft", title="Hidden draft", campaign=petition.campaign)
    now = timezone.now()
    return World(
        petition=petition,
        closed=closed,
        draft=draft,
        pending=SignatureFactory(
            petition=petition, state="pending", requested_at=now, confirmed_at=None
        ),
        confirmed=SignatureFactory(petition=petition, email="known@example.org"),
        subscription=SubscriptionFactory(organization=organization),
        staff=User.objects.create_superuser("ana", "ana@example.org", PASSWORD),
    )


@pytest.fixture
def snapshot(world: World) -> Callable[[], Snapshot]:
    """A function: a digest of all rows of each table."""
    metas = [model._meta for model in apps.get_models()]
    stored = [meta for meta in metas if meta.managed and not meta.proxy]
    tables = {meta.db_table for meta in stored} - UNWATCHED
    digests = " UNION ALL ".join(
        f"SELECT '{table}', md5(string_agg(row::text, '|' ORDER BY row::text)) FROM {table} AS row"  # noqa: S608
        for table in sorted(tables)
    )

    def take() -> Snapshot:
        with connection.cursor() as cursor:
            cursor.execute(digests)
            return dict(cursor.fetchall())

    return take


def changed(before: Snapshot, after: Snapshot) -> frozenset[str]:
    """The tables whose rows differ."""
    return frozenset(table for table, digest in before.items() if after[table] != digest)
