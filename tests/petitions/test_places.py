"""Where supporters are: never so fine that one person shows."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from petitions.places import ABROAD, ELSEWHERE, FEWEST, Place, merged, places_of

numbers = st.dictionaries(st.sampled_from([*"ABCDEFGH", ELSEWHERE]), st.integers(1, 12))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(numbers)
def test_no_number_is_small_and_nothing_can_be_subtracted(found):
    told = merged(Counter(found))

    assert all(number >= FEWEST for _name, number in told)
    assert sum(number for _name, number in told) in (0, sum(found.values()))
    assert bool(told) == (sum(found.values()) >= FEWEST)


def test_the_small_ones_are_merged():
    assert merged(Counter(CA=40, NV=5, OR=4, TX=3)) == [("CA", 40), ("NV", 5), (ELSEWHERE, 7)]


def test_a_small_rest_takes_the_next_smallest_along():
    assert merged(Counter(CA=40, NV=9, OR=6, TX=1)) == [("CA", 40), ("NV", 9), (ELSEWHERE, 7)]


def test_a_place_that_is_told_alone_leaves_no_rest():
    assert merged(Counter(CA=40, NV=9)) == [("CA", 40), ("NV", 9)]
    assert merged(Counter(CA=40, NV=4)) == [(ELSEWHERE, 44)]
    assert merged(Counter(CA=3, NV=1)) == []


def test_states_counties_and_other_countries():
    groups = [
        ("US", "93610", "", 7),  # Madera County
        ("US", "94612", "", 6),  # Alameda County
        ("US", "90210", "", 2),  # Los Angeles County
        ("US", "", "CA/Alameda County", 5),  # of anonymous ones
        ("US", "", "NV", 5),
        ("US", "89501", "", 3),  # Nevada
        ("US", "00000", "", 1),
        ("FR", "", "", 4),
        ("MX", "", "MX", 3),
    ]

    assert places_of(groups) == [
        Place("state", "CA", "", 20),
        Place("state", "NV", "", 8),
        Place(ELSEWHERE, "", "", 8),
        Place("county", "CA", "Alameda County", 11),
        Place(ELSEWHERE, "CA", "", 9),
    ]
    assert ABROAD not in [place.kind for place in places_of(groups)]


def test_counties_are_not_told_of_where_california_is_not():
    groups = [("US", "93610", "", 4), ("US", "89501", "", 30), ("FR", "", "", 8)]

    assert places_of(groups) == [
        Place("state", "NV", "", 30),
        Place(ELSEWHERE, "", "", 12),
    ]
