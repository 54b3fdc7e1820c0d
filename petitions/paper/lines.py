"""Sets a text in lines of a width."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from petitions.paper.fonts import REGULAR, width, writable

MORE = "…"
SENTENCE = re.compile(r"(?<=[.!?…”])\s+")


@dataclass(frozen=True)
class Style:
    """How a text is set: typeface, size and distance of its lines in points."""

    size: float
    font: str = REGULAR
    spread: float = 1.3

    @property
    def leading(self) -> float:
        """From one line to the next."""
        return self.size * self.spread

    def width(self, text: str) -> float:
        """How wide a writable text is."""
        return width(text, self.font, self.size)


def set_in_lines(text: str, style: Style, room: float, most: int | None = None) -> list[str]:
    """The lines of a text, none wider than `room`; of more than `most` the last ends in "…"."""
    found: list[str] = []
    for line in _lines(writable(text), style, room):
        if most is not None and len(found) == most:
            return [*found[:-1], _cut(found[-1], style, room)] if found else []
        found.append(line)
    return found


def set_in_one_line(text: str, style: Style, room: float) -> str:
    """The text, cut where it is wider than `room`."""
    return "".join(set_in_lines(text, style, room, 1))


def first_sentences(text: str, style: Style, room: float, most: int) -> tuple[list[str], bool]:
    """The lines of as many whole sentences as `most` lines hold, and whether those are all.

    A sentence cut short might say what nobody meant: "she did not …".
    """
    found: list[str] = []
    whole = ""
    for sentence in SENTENCE.split(text):
        whole = f"{whole} {sentence}"
        lines = set_in_lines(whole, style, room, most + 1)
        if len(lines) > most:
            return found, False
        found = lines
    return found, True


def _lines(text: str, style: Style, room: float) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if style.width(longer) <= room:
            line = longer
            continue
        if line:
            yield line
        *whole, line = _pieces(word, style, room)
        yield from whole
    if line:
        yield line


def _pieces(word: str, style: Style, room: float) -> list[str]:
    """A word, cut where it is wider than a line."""
    pieces, used = [""], 0.0
    for letter in word:
        used += style.width(letter)
        if used > room and pieces[-1]:
            pieces.append("")
            used = style.width(letter)
        pieces[-1] += letter
    return pieces


def _cut(line: str, style: Style, room: float) -> str:
    while line and style.width(line + MORE) > room:
        line = line[:-1]
    return line.rstrip(" .,;:") + MORE
