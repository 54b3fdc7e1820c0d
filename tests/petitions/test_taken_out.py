"""What a petition's page tells of the signatures that were taken out of its count."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from petitions.actions import invalidations as actions
from petitions.models import Petition, Signature
from tests.factories import SignatureFactory, open_petition

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 8, 20, 0, tzinfo=UTC)


def take_out(*rows, at=NOON):
    chosen = Signature.objects.filter(pk__in=[row.pk for row in rows])
    return actions.invalidate(
        signatures=chosen, reason="a secret reason", criteria={}, by=None, now=at
    )


def notes(client, petition, language=""):
    page = unescape(client.get(f"{language}/petitions/{petition.slug}/").content.decode())
    found = re.search(r'<ul class="sources-notes">(.*?)</ul>', page, re.DOTALL)
    assert "a secret reason" not in page
    return re.findall(r"<li>(.*?)</li>", found[1]) if found else []


def counted(petition, number=1):
    return SignatureFactory.create_batch(number, petition=petition)


def told(day, number):
    some = f"{number} signatures were" if number != 1 else "1 signature was"
    they = "they were" if number != 1 else "it was"
    return f"On {day} {some} taken out of the count because {they} not genuine."


def test_nothing_is_told_where_nothing_was_taken_out(client, petition):
    counted(petition)
    assert notes(client, petition) == []


def test_a_batch_is_told_with_those_of_this_petition_that_had_counted(client, petition):
    other = open_petition()
    pending = SignatureFactory(petition=petition, state="pending")
    take_out(*counted(petition, 2), *counted(other), pending)
    assert notes(client, petition) == [told("March 8, 2026", 2)]
    assert notes(client, other) == [told("March 8, 2026", 1)]


def test_what_never_counted_is_not_told(client, petition):
    take_out(SignatureFactory(petition=petition, state="pending"))
    take_out(SignatureFactory(petition=petition, state="held"))
    assert notes(client, petition) == []


def test_what_was_undone_is_not_told(client, petition):
    batch = take_out(*counted(petition, 2))
    take_out(*counted(petition))
    actions.undo(invalidation=batch, reason="no bot", by=None, now=NOON)
    assert notes(client, petition) == [told("March 8, 2026", 1)]


def test_a_day_is_one_of_california_and_told_once(client, petition):
    take_out(*counted(petition, 1200))
    take_out(*counted(petition, 30), at=NOON + timedelta(hours=10))  # 23:00 there, next day here
    take_out(*counted(petition, 4), at=NOON + timedelta(hours=12))
    assert notes(client, petition) == [told("March 9, 2026", 4), told("March 8, 2026", "1,230")]


def test_the_newest_five_days_are_told_and_the_whole(client, petition):
    for days in range(5):
        take_out(*counted(petition, days + 1), at=NOON + timedelta(days=days))
    five = [told(f"March {day}, 2026", day - 7) for day in range(12, 7, -1)]
    assert notes(client, petition) == five

    take_out(*counted(petition, 6), at=NOON + timedelta(days=5))

    whole = "In all 21 signatures were taken out."
    assert notes(client, petition) == [told("March 13, 2026", 6), *five[:4], whole]


def test_a_number_has_its_place_in_both_languages(client, petition):
    take_out(*counted(petition, 2))
    [note] = notes(client, petition, "/es")
    assert "2" in note


def test_the_page_takes_no_query_more_for_it(client, petition, django_assert_max_num_queries):
    def queries():
        with django_assert_max_num_queries(20) as seen:
            client.get(f"/petitions/{petition.slug}/")
        return len(seen)

    none = queries()
    for days in range(3):
        take_out(*counted(petition), at=NOON + timedelta(days=days))
    assert queries() == none


def test_reads_add_nothing_to_the_count(petition):
    rows = counted(petition, 3)
    take_out(*rows[:1])
    take_out(*rows[1:2], at=NOON + timedelta(days=1))
    row = Petition.objects.with_supporters().with_sources().get()
    assert (row.signature_count, row.on_paper, row.taken_out) == (1, 0, 2)
