"""A site of two organizations that grows, and a walk over all lists of its staff."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import product
from typing import Any
from urllib.parse import quote

from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organizations.models import Invitation, Organization
from petitions.models import (
    CommentReport,
    InvalidatedCount,
    Invalidation,
    Petition,
    Rally,
    Signature,
)
from tests.access import confirm_log_in
from tests.factories import (
    CampaignFactory,
    HolderFactory,
    MembershipFactory,
    OrganizationFactory,
    PetitionFactory,
    StaffFactory,
    UpdateFactory,
    open_petition,
)

QUEUE = "/admin/petitions/comment/"
FRAUD = "/admin/petitions/signature/fraud/"
OTHERS = [
    "/admin/",
    "/admin/guide/",
    *(f"{QUEUE}?show={tab}" for tab in ("waiting", "reported", "approved", "refused")),
    FRAUD,
    f"{FRAUD}?domain=rare.example",
    f"{FRAUD}?name=*nobody*",
    f"{FRAUD}?network=00000000",
]
"""Pages that are no list of Django's, and show rows all the same."""

WORDS = {
    "petitions.signature": ["signer2503@", "rosa", "nobody at all"],
    "petitions.subscription": ["signer2503@", "example"],
    "organizations.auditevent": ["zenobia", "signature 2503", "nobody"],
}
"""What is searched for, beside what is found in no list: what is rare, what is common."""

OF_SESSION = re.compile("django_session|SAVEPOINT|BEGIN|COMMIT")
"""What keeps a session open, every now and then, whatever the page."""

CHOICES = 4
"""Of each filter, so many choices are tried."""


@contextmanager
def own_database(name: str) -> Iterator[None]:
    """A copy of the tests' empty database, to write and vacuum in; gone afterwards."""
    settings = connection.settings_dict
    tests = settings["NAME"]
    copy = f"{tests}_{name}"
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [tests]
        )
        cursor.execute(f'DROP DATABASE IF EXISTS "{copy}"')
        cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{tests}"')
    settings["NAME"] = copy
    try:
        yield
    finally:
        connection.close()
        settings["NAME"] = tests
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')


# --- What stays small


def add_small(organizations: Iterable[Organization], number: int) -> None:
    """So many rows, for each organization, of every kind that people make one by one."""
    now = timezone.now()
    OrganizationFactory.create_batch(number)
    for organization, each in product(organizations, range(number)):
        campaign = CampaignFactory(organization=organization)
        petition = PetitionFactory(campaign=campaign)
        UpdateFactory(campaign=campaign)
        HolderFactory(decision_maker__organization=organization)
        MembershipFactory(organization=organization, role="reader")
        email = f"new{organization.pk}-{number}-{each}@example.org"
        Invitation.objects.create(
            organization=organization, email=email, role="editor", invited_at=now
        )
        Rally.objects.create(
            organization=organization, name="Rally", salt=b"x" * 16, network=b"x" * 16,
            starts_at=now, ends_at=now + timedelta(hours=1),
        )  # fmt: skip
        batch = Invalidation.objects.create(at=now, by_name="rosa", reason="a bot")
        InvalidatedCount.objects.create(invalidation=batch, petition=petition, number=1, counted=1)


def found_two() -> tuple[Organization, Organization]:
    """Two organizations, each with two open petitions."""
    one, other = OrganizationFactory.create_batch(2)
    for organization in (one, other, one, other):
        open_petition(campaign__organization=organization)
    return one, other


def report_comments() -> None:
    """Somebody reports the first comment of each petition that waits."""
    for petition in Petition.objects.filter(state="open"):
        row = Signature.objects.filter(petition=petition, comment_state="waiting").first()
        if row is not None:
            CommentReport.objects.get_or_create(
                signature=row, network=b"1" * 16, defaults={"at": timezone.now()}
            )


# --- The walk


def browsers(organization: Organization) -> dict[str, Client]:
    """One of somebody who sees all, and of an owner and an editor of one organization."""
    users = {
        "superuser": StaffFactory(),
        "editor": MembershipFactory(organization=organization, role="editor").user,
        "owner": MembershipFactory(organization=organization, role="owner").user,
    }
    clients = {}
    for name, user in users.items():
        clients[name] = Client()
        clients[name].force_login(user)
        confirm_log_in(clients[name])
        clients[name].get("/admin/")  # the first request of a session notes it
    return clients


def lists() -> dict[str, str]:
    """The address of the list of every model in the admin, by its label."""
    return {
        model._meta.label_lower: reverse(
            f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        )
        for model in admin.site._registry
    }


def walk(clients: dict[str, Client]) -> Iterator[tuple[str, str, list[str]]]:
    """Every list, plain, searched and filtered: who looks at it, where it is, and the statements.

    An owner looks at what an editor may not see.
    """
    for person in ("superuser", "editor"):
        yield from _walk(person, clients, "owner" if person == "editor" else person)


def _walk(person: str, clients: dict[str, Client], instead: str) -> Iterator[Any]:
    for path in OTHERS:
        yield person, path, _ask(clients[person], path)[1]
    for label, path in lists().items():
        who = person
        answer, statements = _ask(clients[who], path)
        if answer.status_code == 403:
            who = instead
            answer, statements = _ask(clients[who], path)
        if answer.status_code != 200:
            continue
        yield who, path, statements
        changes = answer.context.get("cl")
        for told, query in _queries(label, changes) if changes else []:
            answer, statements = _ask(clients[who], path + query)
            assert answer.status_code == 200, path + query
            yield who, path + told, statements


def _queries(label: str, changes: Any) -> Iterator[tuple[str, str]]:
    """Searches and filters, each with a name that is the same whatever rows there are."""
    if changes.search_fields:
        yield from ((f"?q={words}", f"?q={quote(words)}") for words in WORDS.get(label, ["e"]))
    for spec in changes.filter_specs:
        choices = [choice["query_string"] for choice in spec.choices(changes)][1:]
        for number, query in enumerate(choices[:CHOICES]):
            yield f" by {spec.title}, choice {number}", query


def _ask(client: Client, path: str) -> tuple[Any, list[str]]:
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as taken:
        answer = client.get(path)
    return answer, [query["sql"] for query in taken if not OF_SESSION.search(query["sql"])]
