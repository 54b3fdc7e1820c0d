"""Where supporters are, so wide that no place shows one person.

Places of a petition are two tables: states of the United States beside all other countries as one,
and counties of California. In each, a place with fewer than `FEWEST` is merged into the rest; where
the rest itself would be smaller, the next smallest place goes into it, so that nothing can be
subtracted from the sum.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from petitions.regions import CALIFORNIA, UNITED_STATES, region_of

FEWEST = 5
"""Supporters that a place has at least, to be told of by itself."""

ABROAD = "other countries"
ELSEWHERE = "elsewhere"

Rows = list[list[str | int]]


@dataclass(frozen=True)
class Place:
    """A place and the number of its supporters.

    `kind` is "state" or "county"; "other countries"; or "elsewhere": places too small to be told
    of by themselves, and signatures whose place is not known; of California where `state` says so.
    """

    kind: str
    state: str
    county: str
    number: int

    @property
    def is_in_california(self) -> bool:
        """Whether it is of the table of counties."""
        return self.kind == "county" or (self.kind == ELSEWHERE and self.state == CALIFORNIA)


def places_of(groups: Iterable[tuple[str, str, str, int]]) -> list[Place]:
    """The places of signatures, from groups of country, postal code, region, and number.

    The region is that of anonymous signatures, else empty. Each table is in order of number, with
    "elsewhere" as its last; counties come after all states. The states sum up to all signatures,
    the counties to California. Nothing is told of fewer than `FEWEST` signatures.
    """
    states: Counter[str] = Counter()
    counties: Counter[str] = Counter()
    for country, postal_code, region, number in groups:
        state, county = _state(country, region or region_of(country, postal_code))
        states[state] += number
        if state == CALIFORNIA:
            counties[county] += number
    found = merged(states)
    told = [_of_state(state, number) for state, number in found]
    if CALIFORNIA in dict(found):
        told += [_of_county(county, number) for county, number in merged(counties)]
    return told


def merged(numbers: Counter[str]) -> list[tuple[str, int]]:
    """The largest first, and in the end `ELSEWHERE`, if any; nothing where all are too few."""
    named = {name: number for name, number in numbers.items() if name != ELSEWHERE}
    ordered = sorted(named.items(), key=lambda each: (-each[1], each[0]))
    shown = [each for each in ordered if each[1] >= FEWEST]
    rest = sum(numbers.values()) - sum(number for _name, number in shown)
    while shown and 0 < rest < FEWEST:
        rest += shown.pop()[1]
    if rest >= FEWEST:
        shown.append((ELSEWHERE, rest))
    return shown


def _state(country: str, region: str) -> tuple[str, str]:
    if country != UNITED_STATES:
        return ABROAD, ""
    if region == UNITED_STATES:
        return ELSEWHERE, ""
    state, _, county = region.partition("/")
    return state, county or ELSEWHERE


def _of_state(state: str, number: int) -> Place:
    kind = state if state in (ABROAD, ELSEWHERE) else "state"
    return Place(kind, state if kind == "state" else "", "", number)


def _of_county(county: str, number: int) -> Place:
    if county == ELSEWHERE:
        return Place(ELSEWHERE, CALIFORNIA, "", number)
    return Place("county", CALIFORNIA, county, number)
