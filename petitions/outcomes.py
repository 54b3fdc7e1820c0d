"""What is said of each outcome: on the petition's page, and in the news that staff may publish.

A death is no failed goal, a denial is not the end of a person: each has its own tone.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from petitions.models.petition import VICTORIES, Outcome

WON, MOURNED, QUIET = "won", "mourned", "quiet"


@dataclass(frozen=True)
class Ending:
    """How a petition ended, in words for the public; `tone` names the look that goes with it."""

    heading: str
    sentence: str
    tone: str


@dataclass(frozen=True)
class _Words:
    heading: Any
    sentence: Any
    title: Any
    body: Any


_WORDS = {
    Outcome.GRANTED: _Words(
        _("What was asked is granted"),
        _("On %(day)s, what this petition asks for %(name)s was granted. Thank you."),
        _("What we asked for %(name)s is granted"),
        _(
            "On %(day)s, what we asked for %(name)s was granted.\n\n"
            "Thank you to everyone who signed, and to everyone who passed it on."
        ),
    ),
    Outcome.PARTLY_GRANTED: _Words(
        _("A part of what was asked is granted"),
        _("On %(day)s, a part of what this petition asks for %(name)s was granted. Thank you."),
        _("A part of what we asked for %(name)s is granted"),
        _(
            "On %(day)s, a part of what we asked for %(name)s was granted. It is less than what we "
            "asked, and more than there was before.\n\n"
            "Thank you to everyone who signed, and to everyone who passed it on."
        ),
    ),
    Outcome.RELEASED: _Words(
        _("%(name)s is free"),
        _("%(name)s was released on %(day)s. Thank you to everyone who stood by her."),
        _("%(name)s is free"),
        _(
            "%(name)s was released on %(day)s.\n\n"
            "Thank you to everyone who signed, and to everyone who passed it on."
        ),
    ),
    Outcome.DENIED: _Words(
        _("The answer was no"),
        _("On %(day)s, what this petition asks was denied. We go on standing by %(name)s."),
        _("What we asked for %(name)s was denied"),
        _(
            "On %(day)s, what we asked for %(name)s was denied.\n\n"
            "Every signature still says that people stand by her. Thank you for yours."
        ),
    ),
    Outcome.DIED: _Words(
        _("In memory of %(name)s"),
        _("%(name)s died on %(day)s. We mourn her, with everyone who stood by her."),
        _("%(name)s has died"),
        _(
            "%(name)s died on %(day)s. We mourn her.\n\n"
            "Thank you to everyone who stood by her. Please keep those who loved her in your mind."
        ),
    ),
    Outcome.WITHDRAWN: _Words(
        _("This petition was withdrawn"),
        _("It was withdrawn on %(day)s. Thank you to everyone who stood by %(name)s."),
        _("The petition for %(name)s was withdrawn"),
        _(
            "On %(day)s, the petition for %(name)s was withdrawn.\n\nThank you to everyone who signed."
        ),
    ),
    Outcome.CLOSED: _Words(
        _("This petition is closed"),
        _("It was closed on %(day)s. Thank you to everyone who stood by %(name)s."),
        _("The petition for %(name)s is closed"),
        _("On %(day)s, the petition for %(name)s was closed.\n\nThank you to everyone who signed."),
    ),
}


def ending(outcome: str, name: str, on: date) -> Ending:
    """What a petition's page says of its outcome, in the language of the moment.

    `name` is the one that may stand on a page, `on` the day of the outcome.
    """
    words, said = _WORDS[Outcome(outcome)], _said(name, on)
    sentence = _one_stop(words.sentence % said, name)
    return Ending(words.heading % said, sentence, tone_of(outcome))


def tone_of(outcome: str) -> str:
    """The look that goes with an outcome: won, mourned, or quiet."""
    if outcome == Outcome.DIED:
        return MOURNED
    return WON if outcome in VICTORIES else QUIET


def news_of(outcome: str, name: str, on: date) -> dict[str, str]:
    """A draft of the news of an outcome: title and text, in English and Spanish."""
    texts = {}
    for language, suffix in (("en", ""), ("es", "_es")):
        with translation.override(language):
            words, said = _WORDS[Outcome(outcome)], _said(name, on)
            texts[f"title{suffix}"] = str(words.title % said)
            texts[f"body{suffix}"] = _one_stop(words.body % said, name)
    return texts


def _one_stop(text: str, name: str) -> str:
    """A text in which a name that ends in a full stop, as "Rosa M." does, ends the sentence."""
    return text.replace(f"{name}.", name) if name.endswith(".") else text


def _said(name: str, on: date) -> dict[str, str]:
    return {"name": name, "day": date_format(on)}
