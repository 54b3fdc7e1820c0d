"""What a petition's page tells of the signatures that staff took out of the count."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import template

register = template.Library()


@dataclass(frozen=True)
class Note:
    """How many were taken out on a day."""

    day: date
    number: int


@dataclass(frozen=True)
class TakenOut:
    """The newest days, and how many were taken out in all."""

    days: list[Note]
    number: int

    @property
    def is_more(self) -> bool:
        """Whether there are older days that are not told one by one."""
        return self.number > sum(note.number for note in self.days)


@register.simple_tag
def taken_out(petition: Any) -> TakenOut:
    """From a petition of `with_taken_out()`; nothing from one that was not asked for it."""
    rows = getattr(petition, "taken_out_days", [])
    days = [Note(date.fromisoformat(row["day"]), row["number"]) for row in rows]
    return TakenOut(days, getattr(petition, "taken_out", None) or 0)
