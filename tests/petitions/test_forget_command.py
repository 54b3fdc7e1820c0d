"""`manage.py forget`, and the hourly task that does the same."""

import logging
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from organizations.models import SiteState
from outbox.alone import alone
from petitions import tasks
from petitions.actions import forgetting
from petitions.actions.forgetting import KINDS
from petitions.clock import database_now
from petitions.management.commands import forget
from petitions.models import Attempt, NetworkKey, Petition, Signature
from tests.factories import SignatureFactory, open_petition
from tests.races import start

pytestmark = pytest.mark.django_db

NOTHING = {kind.name: 0 for kind in KINDS}


@pytest.fixture
def due():
    """Rows of four kinds that should be forgotten; the number of each."""
    now = database_now()
    long_ago = now - timedelta(days=250)
    closed, petition = open_petition(), open_petition()
    SignatureFactory.create_batch(3, petition=closed)
    Petition.objects.filter(pk=closed.pk).update(
        state="closed", closed_at=long_ago, outcome="denied", outcome_on=long_ago.date()
    )
    SignatureFactory.create_batch(
        2, petition=petition, state="pending", confirmed_at=None, requested_at=long_ago
    )
    NetworkKey.objects.create(day=long_ago.date(), key=b"k" * 32)
    Attempt.objects.create(network=b"n" * 16, at=long_ago)
    return NOTHING | {
        "unconfirmed signatures deleted": 2,
        "signatures anonymized": 3,
        "network keys deleted": 1,
        "signing attempts deleted": 1,
    }


def run(*arguments):
    """What the command prints: a number for each kind."""
    out = StringIO()
    call_command("forget", *arguments, stdout=out)
    return out.getvalue().splitlines()


def lines(numbers, suffix=""):
    return [f"{name}: {number}{suffix}" for name, number in numbers.items()]


class TestCommand:
    def test_reports_each_kind(self, due):
        assert run() == lines(due)

    def test_finds_nothing_a_second_time(self, due):
        run()
        assert run() == lines(NOTHING)

    def test_only_says_what_is_due_when_asked_to(self, due):
        assert run("--dry-run") == lines(due, " due")
        assert run("--dry-run") == lines(due, " due")
        assert run() == lines(due)

    def test_says_so_where_somebody_else_is_at_it(self, due):
        with alone(tasks.FORGETTING):
            (line,) = run()
        assert line == "Somebody else is forgetting at this moment: nothing was done."
        assert run() == lines(due)

    def test_holds_still_in_read_only_mode(self, due):
        SiteState.objects.create(read_only=True)
        assert run() == ["The site is read-only: nothing was done."]
        assert run("--dry-run") == lines(due, " due")

    def test_goes_by_the_clock_of_the_database(self, monkeypatch):
        # A machine whose clock is two days ahead would take this one for too old.
        age = timedelta(days=6)
        SignatureFactory(
            petition=open_petition(),
            state="pending",
            confirmed_at=None,
            requested_at=database_now() - age,
        )
        ahead = database_now() + timedelta(days=2)
        monkeypatch.setattr("django.utils.timezone.now", lambda: ahead)
        assert run() == lines(NOTHING)
        assert Signature.objects.count() == 1

    def test_does_the_others_where_one_fails(self, due, monkeypatch):
        monkeypatch.setattr(forget, "KINDS", (failing(KINDS[0]), *KINDS[1:]))
        out, err = StringIO(), StringIO()
        with pytest.raises(CommandError, match="the next run tries again"):
            call_command("forget", stdout=out, stderr=err)
        done = {name: n for name, n in due.items() if name != KINDS[0].name}
        assert out.getvalue().splitlines() == lines(done)
        assert err.getvalue() == f"{KINDS[0].name}: failed (OperationalError)\n"


def failing(kind):
    """The kind, broken, with something in its error that must not be told."""

    def fail(**_options):
        raise OperationalError("rosa@example.org")

    return forgetting.Kind(kind.name, kind.due, fail)


class TestTask:
    def test_forgets_all_that_is_due(self, due):
        assert tasks.forget() is False
        assert run("--dry-run") == lines(NOTHING, " due")

    def test_says_that_there_is_more_once_its_time_is_over(self, due, monkeypatch):
        monkeypatch.setattr(tasks, "STEP", 1)
        monkeypatch.setattr(tasks, "SLICE_SECONDS", 0.0)
        assert tasks.forget() is True
        assert run("--dry-run") == lines(due, " due")
        monkeypatch.setattr(tasks, "SLICE_SECONDS", 60.0)
        assert tasks.forget() is False
        assert run("--dry-run") == lines(NOTHING, " due")

    def test_leaves_it_to_who_is_at_it(self, due):
        with alone(tasks.FORGETTING):
            assert tasks.forget() is False
        assert run("--dry-run") == lines(due, " due")

    def test_does_the_others_where_one_fails_and_logs_only_its_kind(self, due, monkeypatch, caplog):
        monkeypatch.setattr(tasks, "KINDS", (failing(KINDS[0]), *KINDS[1:]))
        assert tasks.forget() is False
        left = NOTHING | {KINDS[0].name: due[KINDS[0].name]}
        assert run("--dry-run") == lines(left, " due")
        failure = next(line for line in caplog.records if line.levelno == logging.ERROR)
        assert (failure.kind, failure.error) == (KINDS[0].name, "OperationalError")
        assert "rosa@example.org" not in caplog.text

    def test_logs_the_numbers(self, due, caplog):
        with caplog.at_level(logging.INFO, "petitions.tasks"):
            tasks.forget()
            tasks.forget()
        (line,) = caplog.records
        assert line.numbers == {name: number for name, number in due.items() if number}


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_does_it_all():
    with alone("work") as first:
        second = start(lambda: try_alone("work")).result(10)
        other = start(lambda: try_alone("other work")).result(10)
    assert (first, second, other) == (True, False, True)


def try_alone(work):
    with alone(work) as is_alone:
        return is_alone


def test_who_is_gone_stands_in_nobodys_way():
    with pytest.raises(SystemExit), alone("work"):
        raise SystemExit
    with alone("work") as again:
        assert again
