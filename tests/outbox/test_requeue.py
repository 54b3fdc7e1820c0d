"""What a killed worker held is taken up again; what a live one holds is left to it."""

import time

import pytest
from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

from outbox.requeue import LOCK_SPACE, alive, requeue_abandoned
from tests.outbox.tasks import write
from tests.races import start

pytestmark = pytest.mark.django_db


def claimed(*workers):
    """A task that the workers began, one after the other."""
    write.enqueue(signature_id=7)
    task = DBTaskResult.objects.order_by("enqueued_at").last()
    for worker in workers:
        task.claim(worker)
    return task


def status(task):
    return DBTaskResult.objects.get(pk=task.pk).status


def on_lock_of(worker, do):
    """What SQL says of the server process that holds a worker's lock; empty where none does."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {do} FROM pg_locks WHERE locktype = 'advisory' AND classid = %s"  # noqa: S608
            "   AND objid::bigint = hashtext(%s)::bigint & x'ffffffff'::bigint",
            [LOCK_SPACE, worker],
        )
        return cursor.fetchall()


def kill(worker):
    """End a worker's connection from outside, as the server does when its process is gone."""
    assert on_lock_of(worker, "pg_terminate_backend(pid, 5000)") == [(True,)]


def test_the_task_of_a_dead_worker_is_ready_again():
    task = claimed("dead")
    assert requeue_abandoned() == 1
    again = DBTaskResult.objects.get(pk=task.pk)
    assert (again.status, again.started_at) == ("READY", None)
    assert again.args_kwargs == {"args": [], "kwargs": {"signature_id": 7}}
    assert again in DBTaskResult.objects.ready()


def test_the_task_of_a_live_worker_is_left_to_it():
    task = claimed("alive")
    with alive("alive"):
        assert requeue_abandoned() == 0
    assert status(task) == "RUNNING"


def test_of_two_workers_only_the_dead_ones_task_is_taken_up():
    abandoned, held = claimed("dead"), claimed("alive")
    with alive("alive"):
        assert requeue_abandoned() == 1
    assert (status(abandoned), status(held)) == ("READY", "RUNNING")


def test_the_last_worker_that_began_a_task_is_the_one_that_holds_it():
    held, abandoned = claimed("dead", "alive"), claimed("alive", "dead")
    with alive("alive"):
        assert requeue_abandoned() == 1
    assert (status(held), status(abandoned)) == ("RUNNING", "READY")


def test_a_worker_that_ended_holds_nothing():
    claimed("ended")
    with alive("ended"):
        assert len(on_lock_of("ended", "pid")) == 1
    deadline = time.monotonic() + 10
    while on_lock_of("ended", "pid") and time.monotonic() < deadline:
        time.sleep(0.01)  # the server hears a moment later that the connection is closed
    assert requeue_abandoned() == 1


def test_a_worker_that_is_killed_holds_nothing_from_that_moment():
    claimed("killed")
    with alive("killed"):
        assert requeue_abandoned() == 0
        kill("killed")
        assert requeue_abandoned() == 1


def test_what_waits_or_is_done_is_left_as_it_is():
    waiting, done, failed = claimed(), claimed("dead"), claimed("dead")
    done.set_successful(None)
    failed.set_failed(ValueError("broken"))
    assert requeue_abandoned() == 0
    assert [status(task) for task in (waiting, done, failed)] == ["READY", "SUCCESSFUL", "FAILED"]


def test_two_workers_have_two_locks():
    claimed("one")
    with alive("one"), alive("two"):
        assert requeue_abandoned() == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_that_start_at_once_one_takes_a_task_up():
    task = claimed("dead")
    with transaction.atomic():
        first = requeue_abandoned()
        second = start(requeue_abandoned).result()
    assert (first, second) == (1, 0)
    assert status(task) == "READY"
