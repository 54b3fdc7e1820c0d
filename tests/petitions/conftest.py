"""What the tests of petitions may use."""

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from campaigns.actions import unpublish
from tests.factories import PetitionFactory, SignatureFactory, open_petition

STEPS = ("steps", "steps_by_hand", "steps_of_signers", "steps_of_staff")
pytest.register_assert_rewrite(*[f"{__package__}.{name}" for name in STEPS])


@pytest.fixture
def browser(db):
    """Somebody who visits the site; as in production, forms are checked for where they come from."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def typed():
    """A sign form as a browser in California sends it."""
    return {
        "first_name": "Zoë",
        "last_name": "O'Brien-Nuñez",
        "email": "zoe@example.org",
        "country": "US",
        "postal_code": "93610",
        "comment": "She belongs with her family.",
        "leave_blank": "",
    }


@pytest.fixture
def queued(db):
    """A function: what waits in the outbox, as the arguments of each task, the oldest first."""

    def arguments():
        rows = DBTaskResult.objects.order_by("enqueued_at")
        return [row.args_kwargs["kwargs"] for row in rows]

    return arguments


@pytest.fixture
def deliver(db, mailoutbox):
    """A function: do what waits in the outbox; return the mails that this sent."""

    def work():
        before = len(mailoutbox)
        for row in DBTaskResult.objects.order_by("enqueued_at"):
            row.task.call(**row.args_kwargs["kwargs"])
            row.delete()
        return mailoutbox[before:]

    return work


@pytest.fixture
def hidden(db):
    """Petitions that the public must not see."""
    draft = PetitionFactory(title="Hidden draft", slug="draft")
    unpublished = open_petition(title="Hidden case", slug="unpublished")
    unpublish(campaign=unpublished.campaign, by=None, now=timezone.now())
    beside = PetitionFactory(title="Hidden plan", slug="beside", campaign=open_petition().campaign)
    return [draft, unpublished, beside]


@pytest.fixture
def confirmed(petition):
    """A signature that counts, of somebody who reads Spanish."""
    return SignatureFactory(
        petition=petition,
        language="es",
        comment="Free her\nnow",
        requested_at=timezone.now(),
        confirmed_at=timezone.now(),
    )
