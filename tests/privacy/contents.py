"""What may stand in the fields that are free in form: JSON, and what the queue takes along."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.conf import settings

from campaigns.models import Item
from petitions.models.comment_state import CommentState
from petitions.models.petition import Outcome

Check = Callable[[Any], bool]

NAME_OF_FIELD = re.compile(r"[a-z][a-z_0-9]*")
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


def list_of(check: Check) -> Check:
    """A check: a list all of whose values pass."""
    return lambda value: all(check(each) for each in value)


FOUND_BY = {
    **dict.fromkeys(("domain", "subdomains", "network", "name"), is_yes_or_no),
    **dict.fromkeys(("since", "until"), is_moment),
    **dict.fromkeys(("rate", "petition"), is_number),
    "source": one_of("web", "paper", "import"),
    "state": one_of("pending", "held", "confirmed"),
}
"""How fraud was found: which kinds of criteria, never which name, domain or network."""

DETAILS = {
    "changed": names_fields,
    "found by": names_fields,
    "item": one_of(*Item.values),
    "outcome": one_of(*Outcome.values),
    "on": is_day,
    **dict.fromkeys(("reason", "note", "note_es"), is_text_of_staff),
    **dict.fromkeys(("batch", "signatures", "counted", "waiting", "most"), is_number),
    "petition": is_number,
    "comments": list_of(is_number),
    "before": one_of(*CommentState.values),
    "was_quoted": is_yes_or_no,
    **dict.fromkeys(("had_begun", "signing_paused", "read_only"), is_yes_or_no),
    **dict.fromkeys(("starts_at", "ends_at", "since", "until"), or_nothing(is_moment)),
}
"""What the audit trail says beside who did what to which row."""

TAKEN_ALONG = {
    **dict.fromkeys(("mail_id", "attempt"), is_number),
    "name": one_of(*settings.SCHEDULED),
}
"""What a task is told: ids, never the rows."""

JSON_FIELDS: dict[str, Check] = {
    "organizations.AuditEvent.details": object_of(DETAILS),
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
