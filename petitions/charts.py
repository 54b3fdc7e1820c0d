"""Small bar charts, drawn by the server as SVG in units of their own."""

from collections.abc import Sequence
from dataclasses import dataclass

BAR_WIDTH, GAP, HEIGHT = 20, 4, 80
"""Of a chart, in its own units; the stylesheet makes it as wide as its place."""


@dataclass(frozen=True)
class Bar:
    """A number as a bar: where it stands in the chart."""

    number: int
    x: int
    y: int
    height: int


def bars(numbers: Sequence[int]) -> list[Bar]:
    """A bar for each number, the tallest as high as the chart; one of a thousand is a line, too."""
    most = max(numbers, default=0) or 1
    drawn = []
    for place, number in enumerate(numbers):
        height = max(1, HEIGHT * number // most) if number else 0
        drawn.append(Bar(number, place * (BAR_WIDTH + GAP), HEIGHT - height, height))
    return drawn


def width_of(numbers: Sequence[int]) -> int:
    """How wide a chart of these numbers is."""
    return len(numbers) * (BAR_WIDTH + GAP)
