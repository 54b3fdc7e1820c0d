"""Facts that move with time, computed from dates, so that a text never goes stale.

Staff write `{{ year_of_incarceration }}`, `{{ years_inside }}` or `{{ age }}` in a title, an ask
or a story; what stands there on the page is worked out for the day.
"""

import re
from dataclasses import dataclass
from datetime import date

from django.contrib.humanize.templatetags.humanize import ordinal
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

PLACEHOLDER = re.compile(r"\{\{\s*(\w*)\s*\}\}")
NAMES = ("year_of_incarceration", "years_inside", "age")
UNKNOWN = "…"
ELEVENTH = 11

HARD_CODED = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)\s+year\b"
    r"|\b\d{1,2}\+?[-\s]years?[-\s](?:old|of age|in prison|inside|behind bars)\b"
    r"|\baged \d{1,2}\b"
    r"|\b(?:in prison|inside|incarcerated|imprisoned|behind bars)\b[^.\n]{0,20}?\bfor"
    r"(?: (?:over|almost|nearly|about|more than))? \d{1,2}\+? years\b"
    r"|\bfor(?: (?:over|almost|nearly|about|more than))? \d{1,2}\+? years,? she has\b"
    r"|\b\d{1,2}\.?(?:[ºo°]|er)\s+año\b"
    r"|\btiene(?: (?:más de|casi|unos))? \d{1,2} años\b"
    r"|\blleva(?: (?:más de|casi|unos))? \d{1,2} años (?:presa|encarcelada|en prisión|adentro)\b"
    r"|\b\d{1,2}\s+años\s+(?:de\s+edad|en\s+prisión|de\s+prisión|presa)\b",
    re.IGNORECASE,
)
"""Numbers of years written out by hand, as in "19th year" or "65-year-old"."""


class Precision(models.TextChoices):
    """How much of a date is known."""

    DAY = "day", _("the day")
    YEAR = "year", _("only the year")


@dataclass(frozen=True)
class Facts:
    """The moving facts of a case on one day; None where no date is known to reckon from."""

    year_of_incarceration: int | None
    years_inside: int | None
    age: int | None

    def text(self, name: str) -> str:
        """A fact as it stands in a sentence, in the language of the moment."""
        value = getattr(self, name) if name in NAMES else None
        if value is None:
            return UNKNOWN
        return spell_ordinal(value) if name == "year_of_incarceration" else str(value)


def full_years(since: date, precision: str, on: date) -> int:
    """Whole years from `since` to `on`, at least 0.

    Where only the year is known, the difference of the calendar years.
    """
    years = on.year - since.year
    if precision == Precision.DAY and (on.month, on.day) < (since.month, since.day):
        years -= 1
    return max(years, 0)


def spell_ordinal(number: int) -> str:
    """`23` as "23rd", or as it stands before "año" in Spanish: "22.º", but "21.er" and "23.er".

    Ortografía de la RAE (2010): a point before the raised letters; primero and tercero lose
    their ending before a masculine noun, so decimotercero too, but not undécimo.
    """
    if get_language() != "es":
        return str(ordinal(number))
    is_shortened = number % 10 in (1, 3) and number % 100 != ELEVENTH
    return f"{number}.er" if is_shortened else f"{number}.º"


def fill(text: str, facts: Facts) -> str:
    """Put the facts in place of the placeholders of a text."""
    return PLACEHOLDER.sub(lambda found: facts.text(found[1]), text)


def unknown_placeholders(text: str) -> list[str]:
    """What stands in double braces in a text and is no moving fact."""
    return [name for name in PLACEHOLDER.findall(text) if name not in NAMES]


def missing_facts(text: str, facts: Facts) -> list[str]:
    """Placeholders of a text that cannot be filled because a date is missing."""
    used = set(PLACEHOLDER.findall(text))
    return [name for name in NAMES if name in used and getattr(facts, name) is None]


def hard_coded(text: str) -> list[str]:
    """Numbers of years in a text that will be wrong next year."""
    return HARD_CODED.findall(text)
