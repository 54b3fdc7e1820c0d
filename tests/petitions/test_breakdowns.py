"""When and where signatures came from, rolled up by the worker."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from petitions import tasks
from petitions.actions import breakdowns, forgetting
from petitions.actions import signatures as signature_actions
from petitions.models import Breakdown, Petition, Signature
from tests.factories import PetitionFactory, SignatureFactory, open_petition
from tests.petitions.rows import close

pytestmark = pytest.mark.django_db

EVENING = datetime(2026, 3, 8, 6, 30, tzinfo=UTC)
"""Of the day before, in Los Angeles."""


def broken_down(petition, now):
    return breakdowns.break_down(petition_id=petition.pk, now=now)


def test_counts_what_is_confirmed_by_day_and_place(petition, now):
    SignatureFactory.create_batch(6, petition=petition, confirmed_at=EVENING)
    SignatureFactory.create_batch(
        5, petition=petition, confirmed_at=now, country="FR", postal_code="75001"
    )
    SignatureFactory(petition=petition, state="pending", confirmed_at=None)
    SignatureFactory(petition=petition, state="withdrawn", ended_at=now)
    SignatureFactory(confirmed_at=now)

    made = broken_down(petition, now)

    assert (made.step, made.as_of) == ("day", now)
    assert made.days == [["2026-03-07", 6], ["2026-03-08", 5]]
    assert made.places == [
        ["state", "CA", "", 6],
        ["other countries", "", "", 5],
        ["county", "CA", "Madera County", 6],
    ]


@pytest.mark.parametrize("way", ["withdrawn", "erased"])
def test_who_takes_a_signature_back_is_gone_at_the_next_run(petition, now, way):
    signed = SignatureFactory.create_batch(6, petition=petition, confirmed_at=now)
    broken_down(petition, now)
    if way == "withdrawn":
        signature_actions.withdraw(signature=signed[0], now=timezone.now())
    else:
        signature_actions.erase(signature=signed[0])

    made = broken_down(petition, now)

    assert made.days == [["2026-03-08", 5]]
    assert [place[3] for place in made.places] == [5, 5]


def test_keeps_no_day_of_who_is_anonymous(petition, now):
    SignatureFactory.create_batch(6, petition=petition, confirmed_at=now)
    close(petition)
    Petition.objects.update(closed_at=now - timedelta(days=365))
    Signature.objects.update(ended_at=None)
    forgotten = Signature.objects.all()
    with transaction.atomic():
        forgetting._anonymize(forgotten, petition=petition, now=now)

    made = broken_down(petition, now)

    assert (made.step, made.days) == ("month", [["2026-03-01", 6]])
    assert made.places == [["state", "CA", "", 6], ["county", "CA", "Madera County", 6]]


def test_those_are_due_that_are_old_or_missing(petition, now):
    draft = PetitionFactory()
    assert breakdowns.due(now) == [petition.pk]
    broken_down(petition, now)

    assert breakdowns.due(now + timedelta(minutes=4)) == []
    assert breakdowns.due(now + timedelta(minutes=6)) == [petition.pk]
    assert draft.pk not in breakdowns.due(now)


def test_what_takes_long_is_done_less_often(petition, now, monkeypatch):
    moments = iter([100.0, 110.0])
    monkeypatch.setattr(breakdowns.time, "perf_counter", lambda: next(moments))

    assert broken_down(petition, now).due_at == now + timedelta(seconds=1000)


@pytest.mark.django_db(transaction=True)
def test_the_worker_makes_those_that_are_due():
    petition = open_petition()
    SignatureFactory.create_batch(2, petition=petition)

    assert tasks.break_down() is False

    assert Breakdown.objects.get().days == [["2026-01-05", 2]]


def test_the_command_makes_all(petition):
    SignatureFactory.create_batch(2, petition=petition)
    out = StringIO()

    call_command("break_down", stdout=out)
    call_command("break_down", stdout=out)

    assert out.getvalue() == f"petition {petition.pk}: 2\n" * 2


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("breakdown_step_known", {"step": "week"}),
        ("breakdown_due_later", {"due_at": datetime(2020, 1, 1, tzinfo=UTC)}),
    ],
)
def test_the_database_refuses(petition, now, name, change):
    broken_down(petition, now)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Breakdown.objects.update(**change)
