"""What may stand in the fields that are free in form: JSON, and what the queue takes along."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import zipcodes
from django.conf import settings

from campaigns.models import Fact, Item
from organizations.models import Role
from petitions.models.comment_state import CommentState
from petitions.models.petition import Outcome
from petitions.places import ABROAD, ELSEWHERE, FEWEST

Check = Callable[[Any], bool]

NAME_OF_FIELD = re.compile(r"[a-z][a-z_0-9]*")
NAME_OF_STAFF = re.compile(r"[\w.@+-]{1,150}|command line")
NAME_OF_WORKER = re.compile(r"\w{32}")


def is_number(value: Any) -> bool:
    """Whether it is a whole number."""
    return type(value) is int


def is_yes_or_no(value: Any) -> bool:
    """Whether it is a boolean."""
    return type(value) is bool


def is_text_of_staff(value: Any) -> bool:
    """Whether it is a text; staff typed it, and are told to name nobody in it."""
    return isinstance(value, str)


def is_moment(value: Any) -> bool:
    """Whether it is a moment, in ISO 8601."""
    return datetime.fromisoformat(value).tzinfo is not None


def is_day(value: Any) -> bool:
    """Whether it is a day, in ISO 8601."""
    return date.fromisoformat(value).isoformat() == value


def names_staff(value: Any) -> bool:
    """Whether it is a user name (of those no more is told), or says that a command did it."""
    return bool(NAME_OF_STAFF.fullmatch(value))


def names_fields(value: Any) -> bool:
    """Whether it lists names of fields, and nothing of what stands in them."""
    return all(NAME_OF_FIELD.fullmatch(name) for name in value)


def one_of(*values: str) -> Check:
    """A check: whether it is one of these."""
    return lambda value: value in values


def or_nothing(check: Check) -> Check:
    """A check that lets None pass, too."""
    return lambda value: value is None or check(value)


def object_of(keys: dict[str, Check]) -> Check:
    """A check: an object with none but these keys, whose values each pass their own check."""
    return lambda value: all(name in keys and keys[name](each) for name, each in value.items())


def any_of(*checks: Check) -> Check:
    """A check that lets pass what any of these do."""
    return lambda value: any(check(value) for check in checks)


def list_of(check: Check) -> Check:
    """A check: a list all of whose values pass."""
    return lambda value: all(check(each) for each in value)


def is_day_with_number(value: Any) -> bool:
    """Whether it is a day and how many signed on it."""
    day, number = value
    return is_day(day) and is_number(number)


def is_wide_place(value: Any) -> bool:
    """Whether it is a state, or a county of California, with a number that is not small."""
    kind, state, county, number = value
    known = {row["county"] for row in zipcodes.filter_by(state="CA")}
    return (
        kind in ("state", "county", ABROAD, ELSEWHERE)
        and len(state) in (0, 2)
        and county in {"", *known}
        and number >= FEWEST
    )


FOUND_BY = {
    **dict.fromkeys(("domain", "subdomains", "network", "name"), is_yes_or_no),
    **dict.fromkeys(("since", "until"), is_moment),
    **dict.fromkeys(("rate", "petition"), is_number),
    "source": one_of("web", "paper", "import"),
    "state": one_of("pending", "held", "confirmed"),
}
"""How fraud was found: which kinds of criteria, never which name, domain or network."""

OUTCOME: dict[str, Check] = {"outcome": one_of(*Outcome.values), "on": is_day}


def is_outcome(value: Any) -> bool:
    """Whether it says how a petition ended, and on which day."""
    return isinstance(value, dict) and object_of(OUTCOME)(value)


DETAILS = {
    "changed": names_fields,
    "found by": names_fields,
    "item": one_of(*Item.values),
    **OUTCOME,
    **dict.fromkeys(("reason", "note", "note_es"), is_text_of_staff),
    **dict.fromkeys(("batch", "signatures", "counted", "waiting", "most"), is_number),
    **dict.fromkeys(("petition", "decision_maker", "holder", "version"), is_number),
    "former": or_nothing(is_number),
    "comments": list_of(is_number),
    "facts": list_of(one_of(*Fact.values)),
    "before": any_of(one_of(*CommentState.values, *Role.values), is_outcome),
    "after": any_of(one_of(*Role.values), is_outcome),
    "role": one_of(*Role.values),
    "why": one_of("its day has come"),
    "at": is_moment,
    "was_quoted": is_yes_or_no,
    **dict.fromkeys(("had_begun", "signing_paused", "read_only"), is_yes_or_no),
    **dict.fromkeys(("starts_at", "ends_at"), is_moment),
    # Of a switch or a pause the moment, of a holder of an office the day.
    **dict.fromkeys(("since", "until"), or_nothing(any_of(is_moment, is_day))),
}
"""What the audit trail says beside who did what to which row."""

TAKEN_ALONG = {
    **dict.fromkeys(("mail_id", "invitation_id", "attempt"), is_number),
    "name": one_of(*settings.SCHEDULED),
}
"""What a task is told: ids, never the rows."""

JSON_FIELDS: dict[str, Check] = {
    "petitions.Breakdown.days": list_of(is_day_with_number),
    "petitions.Breakdown.places": list_of(is_wide_place),
    "organizations.AuditEvent.details": object_of(DETAILS),
    "pghistory.Context.metadata": object_of({"user": or_nothing(is_number), "name": names_staff}),
    "petitions.Invalidation.criteria": object_of(FOUND_BY),
    "petitions.PetitionText.addressees": list_of(
        object_of({"decision_maker": is_number, "by_name": is_yes_or_no})
    ),
    "django_tasks_database.DBTaskResult.args_kwargs": object_of(
        {"args": lambda value: value == [], "kwargs": object_of(TAKEN_ALONG)}
    ),
    "django_tasks_database.DBTaskResult.worker_ids": list_of(
        lambda value: bool(NAME_OF_WORKER.fullmatch(value))
    ),
    "django_tasks_database.DBTaskResult.return_value": lambda value: value is None,
}
"""By model and field, a check of all that may stand in it."""
