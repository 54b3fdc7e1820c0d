"""Texts that can be told from all else, whatever page they stand in."""

from datetime import date
from itertools import count

_numbers = count(100)


def number() -> int:
    """A number that was not drawn before."""
    return next(_numbers)


def mark(word: str) -> str:
    """A text that stands nowhere else, and is written differently in every kind of page."""
    return f"Qz{number()}'&ñ {word}"


def plain_mark(word: str) -> str:
    """The same where only small letters, digits and hyphens can stand."""
    return f"qz{number()}-{word}"


def marks(names: str) -> dict[str, str]:
    """A mark for each of these fields."""
    return {name: mark(name) for name in names.split()}


def marked_day() -> date:
    """A day in the middle of a month, long ago, that is no other's."""
    months = number()
    return date(1700 + months // 12, months % 12 + 1, 15)
