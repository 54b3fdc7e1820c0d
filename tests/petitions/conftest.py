"""What the tests of petitions may use."""

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult


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
