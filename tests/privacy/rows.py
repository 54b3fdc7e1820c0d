"""Reads what the database keeps, field by field, as `classification` names it."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models

from organizations.members.emails import PURPOSE
from organizations.models import Invitation
from petitions.models import Signature, Subscription
from petitions.tokens import Purpose, make, make_for_address
from tests.privacy.classification import Kind, fields_of
from tests.privacy.scanner import Value
from tests.privacy.shown import is_shown
from web import tokens


def all_models() -> list[type[models.Model]]:
    """Every model that is installed and has rows of its own, those of relations included.

    A model that is not managed is a query over others (`pghistory.Events`): it keeps nothing.
    """
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if model._meta.managed and not model._meta.proxy]


def label(model: type[models.Model]) -> str:
    """The name of a model in the classification."""
    return str(model._meta.label)


def kept(*wanted: Kind) -> Iterator[tuple[str, str, models.Model, Any]]:
    """Each value of fields of some kinds: model, field, row, value."""
    for model in all_models():
        names = fields_of(label(model), *wanted)
        for row in model._base_manager.order_by("pk") if names else ():
            for name in names:
                if not model._meta.get_field(name).many_to_many:
                    yield label(model), name, row, as_value(row, name)


def as_value(row: models.Model, name: str) -> Any:
    """What a field of a row holds; of a file its name, of bytes the bytes themselves."""
    value = getattr(row, row._meta.get_field(name).attname)
    if isinstance(value, memoryview):
        return bytes(value)
    return value.name if isinstance(value, models.fields.files.FieldFile) else value


def hidden_values() -> Iterator[tuple[str, Value]]:
    """What no stranger may read: where it is kept, and the value."""
    for model, name, row, values in kept(Kind.PERSONAL, Kind.SECRET, Kind.INTERNAL):
        if not _is_about_somebody(model, name) or is_shown(model, name, row):
            continue
        for value in values if isinstance(values, list) else [values]:
            is_typed = isinstance(value, str | bytes) and value
            if is_typed or _is_day(value):
                yield f"{model}.{name}", value
    yield from _derived()


def shown_values() -> Iterator[tuple[str, Value]]:
    """What everybody may read although its kind is not public: where it is kept, and the value."""
    for model, name, row, value in kept(Kind.PERSONAL, Kind.INTERNAL):
        if ((isinstance(value, str) and value) or _is_day(value)) and is_shown(model, name, row):
            yield f"{model}.{name}", value


def public_values() -> Iterator[tuple[str, Value]]:
    """What everybody may read, always: where it is kept, and the value."""
    for model, name, _row, value in kept(Kind.PUBLIC):
        if isinstance(value, str) and value:
            yield f"{model}.{name}", value


def is_of_tests(row: models.Model) -> bool:
    """Whether it is a task that only the tests have."""
    return str(getattr(row, "task_path", "")).startswith("tests.")


def _is_about_somebody(model: str, name: str) -> bool:
    """Whether it is personal or secret, or a text of staff that is not public yet."""
    return (
        name in fields_of(model, Kind.PERSONAL, Kind.SECRET) or f"{model}.{name}" in TEXTS_OF_STAFF
    )


OF_PETITION = (
    "slug title title_es ask ask_es summary summary_es story story_es pause_note pause_note_es"
)
TEXTS = {
    "petitions.Petition": OF_PETITION,
    "petitions.PetitionVersion": OF_PETITION,
    "petitions.PetitionText": "title title_es ask ask_es note note_es",
    "petitions.Invalidation": "reason undone_reason",
    "petitions.Rally": "name",
    "organizations.SiteState": "note note_es",
}
TEXTS_OF_STAFF = {f"{model}.{name}" for model, names in TEXTS.items() for name in names.split()}
"""Internal texts that staff typed; the rest of what is internal are names that the code uses."""


def _is_day(value: Any) -> bool:
    return type(value).__name__ == "date"


def _derived() -> Iterator[tuple[str, Value]]:
    """Secrets that are not kept, but follow from rows: mailed links, and what a session says."""
    for signature in Signature.objects.all():
        for purpose in (Purpose.CONFIRM, Purpose.MANAGE):
            yield f"token: {purpose}", make(purpose, signature)
        if signature.address_hash:
            yield "token: not-me", make_for_address(bytes(signature.address_hash))
    for subscription in Subscription.objects.all():
        yield "token: unsubscribe", make(Purpose.UNSUBSCRIBE, subscription)
    for invitation in Invitation.objects.all():
        yield "token: invitation", tokens.make(PURPOSE, invitation)
    for session in Session.objects.all():
        for name, value in session.get_decoded().items():
            if name in ("second_factor_key", "_auth_user_hash"):
                yield f"session: {name}", value
