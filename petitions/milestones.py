"""Round numbers on the way: the goals that a petition steps up to by itself."""

from itertools import count

FIRST = 100
STEPS = (10, 25, 50)
"""Tenths of a power of ten: 100, 250, 500, 1,000, 2,500, and so on."""


def milestone_after(supporters: int) -> int:
    """The next round number above a number of supporters; at least 100."""
    for power in count():
        for step in STEPS:
            milestone = int(FIRST * step * 10**power // 10)
            if milestone > supporters:
                return milestone
    raise AssertionError  # numbers do not end


def milestones_between(before: int, after: int) -> list[int]:
    """The round numbers above `before`, up to `after`."""
    found, milestone = [], milestone_after(before)
    while milestone <= after:
        found.append(milestone)
        milestone = milestone_after(milestone)
    return found
