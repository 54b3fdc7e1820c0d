"""`manage.py worker`: does what waits in the outbox."""

import logging
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from petitions.models import ConfirmationMail, Signature
from petitions.tokens import Purpose, make
from tests.factories import PersonFactory, open_petition
from tests.outbox.tasks import fail, lose_the_database, write
from tests.signing import sign
from tests.stopping import handlers_unchanged

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _unchanged():
    """What a worker changes of its process is put back."""
    levels = {name: logging.getLogger(name).level for name in ("django_tasks", "django_tasks_db")}
    with handlers_unchanged():
        yield
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def work():
    """Run a worker until nothing waits that may be done now."""
    call_command("worker", batch=True, interval=0, verbosity=0)


def signed(email="rosa@example.org"):
    now = datetime.now(UTC)
    person = PersonFactory(email=email, first_name="Rosa")
    sign(petition=open_petition(), person=person, now=now)
    return Signature.objects.get()


def statuses():
    return sorted(DBTaskResult.objects.values_list("status", flat=True))


def test_a_signature_leaves_a_mail_behind_that_the_worker_sends():
    signature = signed()
    assert (statuses(), mail.outbox) == (["READY"], [])
    work()
    (sent,) = mail.outbox
    assert (sent.to, statuses()) == (["rosa@example.org"], ["SUCCESSFUL"])
    assert make(Purpose.CONFIRM, signature) in sent.body


def test_what_waits_in_the_queue_holds_no_secret():
    signed()
    (queued,) = DBTaskResult.objects.all()
    mail_id = ConfirmationMail.objects.get().pk
    assert queued.args_kwargs == {"args": [], "kwargs": {"mail_id": mail_id}}


def test_nothing_is_sent_twice():
    signed()
    work()
    work()
    assert len(mail.outbox) == 1


def test_what_a_killed_worker_held_is_done_by_the_next():
    signed()
    DBTaskResult.objects.get().claim("killed")
    work()
    assert (len(mail.outbox), statuses()) == (1, ["SUCCESSFUL"])


def test_a_mail_that_the_server_does_not_take_waits_for_another_try(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    signed()
    work()
    assert statuses() == ["READY", "SUCCESSFUL"]
    again = DBTaskResult.objects.get(status="READY")
    assert again.args_kwargs["kwargs"] == {
        "mail_id": ConfirmationMail.objects.get().pk,
        "attempt": 1,
    }

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    DBTaskResult.objects.filter(pk=again.pk).update(run_after=datetime.now(UTC))
    work()
    assert len(mail.outbox) == 1


def test_a_task_that_breaks_does_not_stop_the_others(caplog):
    fail.enqueue()
    write.enqueue(signature_id=7)
    with caplog.at_level(logging.CRITICAL, "django_tasks"):
        work()
    assert statuses() == ["FAILED", "SUCCESSFUL"]


def test_a_task_that_loses_the_database_is_done_again():
    lose_the_database.enqueue()
    write.enqueue(signature_id=7)
    work()
    assert statuses() == ["READY", "SUCCESSFUL"]
    again = DBTaskResult.objects.get(status="READY")
    assert (again.started_at, again.exception_class_path) == (None, "")
    assert again.run_after > datetime.now(UTC)

    DBTaskResult.objects.filter(pk=again.pk).update(run_after=datetime.now(UTC))
    work()
    assert statuses() == ["READY", "SUCCESSFUL"]


def test_what_broke_is_kept_by_its_kind_and_place_and_not_by_its_words():
    fail.enqueue()
    work()
    kept = DBTaskResult.objects.get()
    assert kept.exception_class_path == "builtins.ValueError"
    assert "in fail\n" in kept.traceback
    assert kept.traceback.endswith("\nValueError\n")
