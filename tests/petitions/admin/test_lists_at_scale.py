"""Every list of the staff at 100,000 rows: as many queries as at three, and all on indexes."""

import pytest
from django.contrib import admin

from bench.crowd import GROWING, SPAN, fill
from tests.petitions.admin import scale
from tests.petitions.admin.plans import complaints

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.ignore_template_errors,
    pytest.mark.xdist_group("lists at scale"),  # which are filled once
]

SMALL = {
    "campaigns.campaign": "a case is written by hand",
    "campaigns.update": "so is its news",
    "petitions.petition": "a case has a few",
    "petitions.decisionmaker": "offices of one country",
    "petitions.rally": "events at which people meet",
    "petitions.invalidation": "somebody of the staff decides on each",
    "organizations.organization": "each is founded by people",
    "organizations.membership": "staff",
    "organizations.invitation": "staff to be",
    "organizations.user": "staff",
    "organizations.sitestate": "one row",
}
"""Lists of tables that people fill row by row: they never hold more than some hundreds."""

LARGE = [*GROWING]
"""Tables that supporters fill."""

WRONG = [
    "SELECT count(*) FROM petitions_signature WHERE postal_code = '94110'",
    "SELECT id FROM (SELECT * FROM petitions_suppression ORDER BY since, id) AS one",
]

SIZES = {"3": 6, "100": 200, "100,000": SPAN}
"""Rows of each growing table in all; half of the first ones are of the organization looked at."""


@pytest.fixture(scope="module")
def walked(django_db_setup, django_db_blocker):
    """The numbers of statements by person, address and size; and what is wrong with their plans."""
    numbers, wrong, before = {}, {}, 0
    with django_db_blocker.unblock(), scale.own_database("lists"):
        both = scale.found_two()
        clients = scale.browsers(both[0])
        for size, last in SIZES.items():
            if last < SPAN:
                scale.add_small(both, int(size))
            fill(before, last - 1)
            scale.report_comments()
            before = last
            for person, path, statements in scale.walk(clients):
                numbers.setdefault((person, path), {})[size] = len(statements)
                if last == SPAN and (found := complaints(statements, LARGE)):
                    wrong[person, path] = found
        wrong["wrong"] = complaints(WRONG, LARGE)
    return numbers, wrong


KINDS = 6
"""Kinds of rows of which the events of this test tell, with what naming one asks at the most."""


def test_every_list_is_of_a_table_that_stays_small_or_is_walked_at_scale():
    known = {label for label in scale.lists() if label in SMALL}
    growing = {
        model._meta.label_lower for model in admin.site._registry if model._meta.db_table in LARGE
    }
    assert known | growing == set(scale.lists())
    assert known & growing == set()


def test_queries_are_as_many_for_three_rows_as_for_100_000(walked):
    numbers, _wrong = walked
    spread = {key: max(sizes.values()) - min(sizes.values()) for key, sizes in numbers.items()}
    # The audit trail names the rows of its page: a query for each kind of row among them.
    allowed = {key: KINDS if "/auditevent/" in key[1] else 0 for key in spread}
    assert {key: numbers[key] for key in spread if spread[key] > allowed[key]} == {}


def test_no_list_reads_or_sorts_a_large_table_as_a_whole(walked):
    _numbers, wrong = walked
    assert {key: found for key, found in wrong.items() if key != "wrong"} == {}


def test_what_is_wrong_would_be_found(walked):
    _numbers, wrong = walked
    told = [text.partition(":")[0] for text in wrong["wrong"]]
    assert told == [
        "reads all of petitions_signature",
        "sorts 100,000 rows",
        "reads all of petitions_suppression",
    ]
