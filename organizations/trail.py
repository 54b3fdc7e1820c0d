"""The audit trail in words: what was done to which row, as far as its reader may see that row.

An event keeps kind and number of its row ("consent 7") and details in JSON. A page of the admin
shows the row's name, a link to where it stands, and the details with the names of the fields.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from organizations.models import AuditEvent

OF_PEOPLE = ("signature", "comment", "subscription", "suppression", "confirmationmail")
"""Kinds of rows whose names are people's: the trail tells their number alone."""

ELSEWHERE = {"item": ("campaigns.Consent", "item"), "facts": ("campaigns.FactCheck", "fact")}
"""Details of a case's event that are fields of a row that hangs from the case."""


def name_subjects(request: HttpRequest, site: AdminSite, events: Iterable[AuditEvent]) -> None:
    """Give each event its row (`row`) and the address of its page (`address`), or None for each."""
    by_model: dict[type[Model], dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for event in events:
        found: Any = event
        found.row = found.address = None
        kind, _space, number = event.subject.rpartition(" ")
        model = _models().get(kind)
        if model and number.isdecimal():
            by_model[model][int(number)].append(found)
    for model, wanted in by_model.items():
        for row in _visible(request, site, model, list(wanted)):
            for found in wanted[row.pk]:
                found.row, found.address = row, _address(site, row)


def subject_told(event: Any) -> SafeString | str:
    """The row of an event by name, with a link; what was kept of it where it cannot be seen."""
    row = getattr(event, "row", None)
    if row is None:
        return str(event.subject)
    name = str(event.subject) if row._meta.model_name in OF_PEOPLE else _name(row)
    return format_html('<a href="{}">{}</a>', event.address, name) if event.address else name


def details_told(event: Any) -> str:
    """The details of an event in words."""
    kind = str(event.subject).rpartition(" ")[0]
    model = _models().get(kind)
    told = []
    for key, value in event.details.items():
        if key == "changed":
            names = [_label(model, name) for name in value]
            told.append(_("changed: %(fields)s") % {"fields": ", ".join(names)} if names else "")
        else:
            told.append(f"{_label(model, key)}: {_value(model, key, value)}")
    return "; ".join(filter(None, told))


def _visible(request: HttpRequest, site: AdminSite, model: type[Model], pks: list[int]) -> Any:
    """Those of some rows that the admin shows this reader, by themselves or on their case's page."""
    if site.is_registered(model):
        return site.get_model_admin(model).get_queryset(request).filter(pk__in=pks)
    campaign: Any = apps.get_model("campaigns", "Campaign")
    if not any(field.name == "campaign" for field in model._meta.get_fields()):
        return model._default_manager.none()
    cases = site.get_model_admin(campaign).get_queryset(request).values("pk")
    rows = model._default_manager.filter(pk__in=pks, campaign__in=cases)
    return rows.select_related("campaign")


def _address(site: AdminSite, row: Any) -> str | None:
    place = row if site.is_registered(type(row)) else row.campaign
    try:
        name = f"admin:{place._meta.app_label}_{place._meta.model_name}_change"
        return reverse(name, args=[place.pk])
    except NoReverseMatch:
        return None


def _name(row: Any) -> str:
    kind = capfirst(str(row._meta.verbose_name))
    case = getattr(row, "campaign", None)
    return f"{kind}: {row} ({case})" if case else f"{kind}: {row}"


def _label(model: type[Model] | None, name: str) -> str:
    field = _field(model, name)
    return str(field.verbose_name) if field else name.replace("_", " ")


def _value(model: type[Model] | None, name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None or value == "":
        return "–"
    if isinstance(value, list):
        return ", ".join(_value(model, name, one) for one in value)
    if isinstance(value, dict):
        return ", ".join(
            f"{_label(None, key)} {_value(None, key, one)}" for key, one in value.items()
        )
    field = _field(model, name)
    choices: dict[Any, Any] = dict(field.flatchoices) if field else {}
    return str(choices.get(value, value))


def _field(model: type[Model] | None, name: str) -> Any:
    """The field of a model that a detail is about, or of the model that the detail comes from."""
    if name in ELSEWHERE:
        other, name = ELSEWHERE[name]
        model = apps.get_model(other)
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return field if hasattr(field, "flatchoices") else None


@cache
def _models() -> dict[str, type[Model]]:
    """The models by what they are called in each language: an event keeps that of its day."""
    found: dict[str, type[Model]] = {}
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            found |= {str(model._meta.verbose_name): model for model in apps.get_models()}
    return found
