"""`manage.py check_counts`: whether the counts that the database keeps are those of the rows."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from organizations.models import AuditEvent
from petitions.actions.counts import repair_counts
from petitions.models import Petition, Tally
from petitions.models.counts import Comparison, compare
from tests.factories import PetitionFactory, SignatureFactory, open_petition

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(db):
    """Two petitions that were signed, from several sources, and one that was not."""
    first = open_petition(
        slug="first",
        carried_over=1000,
        carried_over_source="an earlier platform",
        carried_over_on=date(2020, 11, 30),
    )
    SignatureFactory.create_batch(3, petition=first)
    SignatureFactory(petition=first, source="paper", email="", address_hash=None)
    SignatureFactory(petition=first, state="pending")
    second = open_petition(slug="second")
    SignatureFactory(petition=second)
    PetitionFactory(slug="third")
    return first, second


def run(*options):
    """The lines of what the command prints, as words, and what it ends with."""
    out = StringIO()
    try:
        call_command("check_counts", *options, stdout=out)
    except CommandError as error:
        return [line.split() for line in out.getvalue().splitlines()], str(error)
    *table, last = out.getvalue().splitlines()
    return [line.split() for line in table], last


HEAD = ["petition", "source", "tally", "rows", "carried", "over", "supporters"]


def test_counts_that_are_right_are_told_and_pass(counted):
    assert run() == (
        [
            HEAD,
            ["first", "paper", "1", "1", "1000", "1004"],
            ["first", "web", "3", "3", "1000", "1004"],
            ["second", "web", "1", "1", "0", "1"],
            ["third", "-", "0", "0", "0", "0"],
        ],
        "Every count is right.",
    )


def test_an_empty_site_passes():
    assert run() == ([HEAD], "Every count is right.")


def test_columns_stand_below_their_heads(counted):
    out = StringIO()
    call_command("check_counts", stdout=out)

    lines = out.getvalue().splitlines()[:-1]

    assert {len(line) for line in lines} == {len(lines[0])}


def test_counts_that_went_to_zero_are_right(counted):
    first, _ = counted
    first.signatures.all().delete()

    table, last = run()

    assert ["first", "web", "0", "0", "1000", "1000"] in table
    assert last == "Every count is right."


def too_many(first):
    Tally.objects.filter(petition=first, source="web").update(count=F("count") + 5)


def too_few(first):
    Tally.objects.filter(petition=first, source="web").delete()


def of_no_source(first):
    Tally.objects.create(petition=first, source="fax", slot=3, count=2)


def spread(first):
    Tally.objects.create(petition=first, source="web", slot=-1, count=-7)


def moved(first):
    Tally.objects.filter(petition=first, source="web").update(source="import")


DAMAGES = [
    (too_many, [("web", 8, 3)]),
    (too_few, [("web", 0, 3)]),
    (of_no_source, [("fax", 2, 0)]),
    (spread, [("web", -4, 3)]),
    (moved, [("import", 3, 0), ("web", 0, 3)]),
]


@pytest.mark.parametrize(("damage", "differ"), DAMAGES)
def test_counts_that_differ_are_told_and_fail(counted, damage, differ):
    first, _ = counted
    damage(first)

    table, error = run()

    supporters = Petition.objects.with_supporters().get(pk=first.pk).supporters
    for source, tally, rows in differ:
        assert ["first", source, str(tally), str(rows), "1000", str(supporters)] in table
    assert error == f"Counts that differ: {len(differ)}. To set them right: --repair."


@pytest.mark.parametrize(("damage", "differ"), DAMAGES)
def test_counts_that_differ_are_set_right(counted, damage, differ):
    first, _ = counted
    damage(first)

    _, last = run("--repair")

    assert last == f"Counts set right: {len(differ)}."
    assert run()[1] == "Every count is right."
    found = Petition.objects.with_supporters().order_by("pk")
    assert [petition.supporters for petition in found] == [1004, 1, 0]
    events = AuditEvent.objects.filter(action="repair count").order_by("pk")
    assert [(event.subject, event.by_name, event.details) for event in events] == [
        (
            f"petition {first.pk}",
            "command line",
            {"source": source, "tally": tally, "rows": rows},
        )
        for source, tally, rows in differ
    ]


def test_what_was_set_right_goes_on_counting(counted, now):
    first, _ = counted
    too_few(first)
    repair_counts(by=None, now=now)

    SignatureFactory(petition=first)
    first.signatures.filter(source="paper").delete()

    assert compare()[:2] == [
        Comparison(first.pk, "paper", tally=0, rows=0),
        Comparison(first.pk, "web", tally=4, rows=4),
    ]


def test_setting_right_what_is_right_changes_nothing(counted, staff, now):
    before = list(Tally.objects.order_by("pk").values())

    assert repair_counts(by=staff, now=now) == []
    assert run("--repair")[1] == "Every count is right."
    assert list(Tally.objects.order_by("pk").values()) == before
    assert not AuditEvent.objects.filter(action="repair count").exists()


def test_comparing_takes_one_query(counted, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(compare()) == 3
