"""What the worker does again and again: exactly one of each waits, whatever happens."""

import logging
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from organizations.models import SiteState
from outbox import schedule
from outbox.schedule import LOW, ensure_scheduled, run_scheduled
from outbox.worker import Worker
from tests.outbox.tasks import write
from tests.outbox.test_worker import _unchanged, work  # noqa: F401
from tests.races import start

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "tests.outbox.test_schedule.chore"
HOUR = timedelta(hours=1)

done = []
answers = []


def chore():
    """Work that says whether there is more of it, as the test wants; or fails."""
    done.append("chore")
    answer = answers.pop(0) if answers else False
    if isinstance(answer, BaseException):
        raise answer
    return answer


@pytest.fixture(autouse=True)
def _chore(settings):
    settings.SCHEDULED = {NAME: 3600}
    done.clear()
    answers.clear()


def waiting():
    return list(DBTaskResult.objects.filter(status="READY"))


def worker():
    """A worker that would run for ever; the tests end it where it would sleep."""
    return Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="one",
    )


class TestEnsuring:
    def test_lets_each_name_wait_once(self):
        assert [ensure_scheduled(), ensure_scheduled()] == [1, 0]
        (row,) = waiting()
        assert row.args_kwargs["kwargs"] == {"name": NAME}
        assert row.priority == LOW
        assert row in DBTaskResult.objects.ready()

    def test_takes_away_what_is_too_much_and_keeps_the_first(self):
        for hours in (3, 1, 2):
            later = timezone.now() + timedelta(hours=hours)
            run_scheduled.using(run_after=later).enqueue(name=NAME)
        first = min(waiting(), key=lambda row: row.run_after)
        assert ensure_scheduled() == 0
        assert waiting() == [first]

    def test_knows_that_a_worker_is_at_it(self):
        run_scheduled.enqueue(name=NAME)
        waiting()[0].claim("worker")
        assert ensure_scheduled() == 0
        assert waiting() == []

    @pytest.mark.parametrize("status", ["SUCCESSFUL", "FAILED"])
    def test_begins_anew_where_it_broke_off(self, status):
        run_scheduled.enqueue(name=NAME)
        DBTaskResult.objects.update(status=status)
        assert ensure_scheduled() == 1
        assert len(waiting()) == 1

    def test_by_two_workers_at_once_lets_one_wait(self):
        with transaction.atomic():
            ensure_scheduled()
            other = start(ensure_scheduled)
            with pytest.raises(TimeoutError):
                other.result(0.3)
        assert other.result(10) == 0
        assert len(waiting()) == 1

    def test_leaves_other_work_alone(self):
        write.enqueue(signature_id=7)
        ensure_scheduled()
        assert len(waiting()) == 2


class TestRunning:
    def wait(self):
        """How long the one that waits has to; at most a moment less than it was told."""
        (row,) = waiting()
        return row.run_after - timezone.now()

    def run(self):
        """As a worker does it: the task at hand is marked as running."""
        run_scheduled.enqueue(name=NAME)
        task = waiting()[0]
        task.claim("worker")
        task.task.call(**task.args_kwargs["kwargs"])

    def test_comes_again_after_its_time(self):
        self.run()
        assert done == ["chore"]
        assert HOUR - timedelta(seconds=5) < self.wait() <= HOUR

    def test_comes_again_at_once_where_there_is_more(self):
        answers.append(True)
        self.run()
        assert self.wait() <= timedelta(0)
        assert waiting()[0].priority == LOW

    def test_comes_again_where_it_failed_and_logs_only_the_kind(self, caplog):
        answers.append(ValueError("rosa@example.org"))
        self.run()
        assert self.wait() > HOUR - timedelta(seconds=5)
        (line,) = [row for row in caplog.records if row.name == schedule.__name__]
        assert (line.levelno, line.task, line.error) == (logging.ERROR, NAME, "ValueError")
        assert "rosa@example.org" not in caplog.text

    def test_twice_lets_one_wait(self):
        self.run()
        self.run()
        self.wait()

    def test_of_what_is_scheduled_no_longer_ends(self, settings):
        settings.SCHEDULED = {}
        self.run()
        assert (done, waiting()) == ([], [])


class TestWorker:
    def test_keeps_the_schedule(self, monkeypatch):
        one = worker()
        monkeypatch.setattr("time.sleep", lambda _seconds: setattr(one, "running", False))
        one.run()
        assert done == ["chore"]
        assert len(waiting()) == 1

    def test_does_all_that_is_left_slice_by_slice(self, monkeypatch):
        answers.extend([True, True, False])
        one = worker()
        monkeypatch.setattr("time.sleep", lambda _seconds: setattr(one, "running", False))
        one.run()
        assert done == ["chore"] * 3

    def test_sends_mail_first(self, monkeypatch):
        order = []
        run_scheduled.enqueue(name=NAME)
        write.enqueue(signature_id=7)
        one = worker()
        monkeypatch.setattr(one, "run_task", lambda task: order.append(task.task_path))
        monkeypatch.setattr("time.sleep", lambda _seconds: setattr(one, "running", False))
        one.run()
        assert order == ["tests.outbox.tasks.write", "outbox.schedule.run_scheduled"]

    def test_that_was_killed_leaves_its_schedule_to_the_next(self):
        run_scheduled.enqueue(name=NAME)
        waiting()[0].claim("killed")
        work()
        assert done == ["chore"]
        assert len(waiting()) == 1

    def test_as_a_batch_keeps_no_schedule(self):
        work()
        assert (done, waiting()) == ([], [])

    def test_holds_still_while_the_site_is_read_only(self):
        write.enqueue(signature_id=7)
        SiteState.objects.create(read_only=True)
        work()
        assert len(waiting()) == 1
        SiteState.objects.update(read_only=False)
        work()
        assert waiting() == []

    def test_goes_on_where_only_signing_pauses(self):
        write.enqueue(signature_id=7)
        SiteState.objects.create(signing_paused=True)
        work()
        assert waiting() == []

    def test_takes_up_the_switch_between_two_tasks(self, monkeypatch):
        write.enqueue(signature_id=7)
        write.enqueue(signature_id=8)
        one = worker()

        def run(task):
            SiteState.objects.create(read_only=True)
            task.set_successful(None)

        monkeypatch.setattr(one, "run_task", run)
        monkeypatch.setattr("time.sleep", lambda _seconds: setattr(one, "running", False))
        one.run()
        mails = DBTaskResult.objects.filter(task_path="tests.outbox.tasks.write")
        assert sorted(mails.values_list("status", flat=True)) == ["READY", "SUCCESSFUL"]


def test_the_sites_own_schedule_leads_to_functions_that_say_whether_there_is_more(settings):
    settings.SCHEDULED = {"petitions.tasks.forget": 3600}
    ensure_scheduled()
    call_command("worker", batch=True, interval=0, verbosity=0)
    assert [row.status for row in DBTaskResult.objects.order_by("enqueued_at")] == [
        "SUCCESSFUL",
        "READY",
    ]
