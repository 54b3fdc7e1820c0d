"""What colleagues changed while a form was open: told beside the field, never written over.

A form carries a mark of each value that it shows. As it comes back, a field whose value in the
database is another one by now, and not the one that was sent, was changed by somebody else.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from hashlib import sha256
from itertools import pairwise
from typing import Any

from django import forms
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from organizations.models import AuditEvent
from petitions.versions import Version

MARK = "seen"
SHOWN = 4_000
"""How many characters of a colleague's text stand beside a field."""


class SeenField(forms.CharField):
    """What a form shows as it is opened; nobody types it, so it never counts as a change."""

    widget = forms.HiddenInput(attrs={"autocomplete": "off"})

    def __init__(self) -> None:
        super().__init__(required=False)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Never."""
        return False


@contextmanager
def held(rows: models.QuerySet[Any], request: HttpRequest, pk: str | None) -> Iterator[None]:
    """Keep others from changing a row while a form that was sent for it is checked and saved."""
    if request.method != "POST":
        yield
        return
    with transaction.atomic():
        if pk and pk.isdecimal():
            rows.select_for_update().filter(pk=pk).first()
        yield


def mark_seen(form: "forms.ModelForm[Any]") -> None:
    """Let a form of a saved row carry what it shows; to be called at the end of `__init__`."""
    if form.instance.pk:
        form.initial[MARK] = _marks(form)


def tell_changes(form: "forms.ModelForm[Any]") -> None:
    """Refuse to write over what others changed meanwhile; to be called in `_post_clean`.

    A field that was typed in keeps what was typed, with the colleague's value told beside it; one
    that was not shows the colleague's. Sent once more, the form is saved.
    """
    before = dict(
        pair.split("=", 1) for pair in form.cleaned_data.get(MARK, "").split() if "=" in pair
    )
    now = dict(pair.split("=", 1) for pair in form.initial.get(MARK, "").split())
    found = [
        name
        for name, value in now.items()
        if before.get(name, value) != value and name in form.changed_data
    ]
    if not found:
        return
    name, at = _last_change(form.instance, found)
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data[form.add_prefix(MARK)] = form.initial[MARK]  # type: ignore[index]
    for field in found:
        _tell(form, field, name, is_typed=_mark(_sent(form, field)) != before[field])
    form.add_error(None, _told_above(form, found, name, at))


def _told_above(form: "forms.ModelForm[Any]", found: list[str], name: str, at: datetime) -> str:
    return _(
        "%(name)s changed this on %(when)s, while you were writing: %(fields)s. Nothing is saved "
        "yet. Please look at what is told beside these fields, then save again."
    ) % {
        "name": name,
        "when": date_format(timezone.localtime(at), "DATETIME_FORMAT"),
        "fields": ", ".join(str(form[field].label) for field in found),
    }


def _tell(form: "forms.ModelForm[Any]", name: str, by: str, *, is_typed: bool) -> None:
    value = form.get_initial_for_field(form.fields[name], name)
    if not is_typed and _put(form, name, value):
        text = _("%(name)s changed this while you were writing. Here stands what they wrote.")
    elif told := _in_words(form.fields[name], value):
        text = _(
            "%(name)s changed this while you were writing. It says now: “%(theirs)s”. What you "
            "typed is still here; when you save again, it replaces that."
        )
        form.add_error(name, text % {"name": by, "theirs": Truncator(told).chars(SHOWN)})
        return
    else:
        text = _(
            "%(name)s emptied this while you were writing. What you typed is still here; when you "
            "save again, it stands there again."
        )
    form.add_error(name, text % {"name": by})


def _put(form: "forms.ModelForm[Any]", name: str, value: Any) -> bool:
    """Show another value in a field of a form that was sent; whether that can be done."""
    field = form.fields[name]
    if isinstance(field, forms.FileField) or isinstance(field.widget, forms.MultiWidget):
        return False
    data: Any = form.data
    if isinstance(field, forms.MultipleChoiceField):
        data.setlist(form.add_prefix(name), value or [])
    else:
        data[form.add_prefix(name)] = "" if value is None else field.prepare_value(value)
    return True


def _marks(form: "forms.ModelForm[Any]") -> str:
    return " ".join(
        f"{name}={_mark(form.get_initial_for_field(field, name))}"
        for name, field in form.fields.items()
        if name != MARK
    )


def _mark(value: Any) -> str:
    if isinstance(value, models.Model):
        value = value.pk
    if isinstance(value, list | tuple):
        value = sorted(str(one) for one in value)
    text = "" if value is None else str(value).replace("\r\n", "\n")
    return sha256(text.encode()).hexdigest()[:12]


def _sent(form: "forms.ModelForm[Any]", name: str) -> Any:
    if isinstance(form.fields[name], forms.MultipleChoiceField):
        return form[name].data
    return form.cleaned_data.get(name, form[name].data)


def _in_words(field: forms.Field, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(field, forms.FileField):
        return _("another photo")
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(field, forms.ModelChoiceField):
        return str(field.queryset.filter(pk=value).first() or value)  # type: ignore[union-attr]
    if isinstance(field, forms.MultipleChoiceField):
        labels = dict(field.choices)  # type: ignore[arg-type]
        return ", ".join(str(labels.get(one, one)) for one in value)
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return date_format(value) if isinstance(value, date) else str(value)


def _last_change(row: models.Model, fields: list[str]) -> tuple[str, datetime]:
    """Who last changed one of these fields of a row, and when."""
    versions = getattr(row, "versions", None)
    rows = list(versions.select_related("pgh_context").order_by("-pgh_id")) if versions else []
    for newer, older in pairwise(rows):
        names = [name for name in fields if hasattr(newer, name)]
        if any(getattr(newer, name) != getattr(older, name) for name in names):
            version = Version("", newer, older)
            return version.by, version.at
    subject = f"{row._meta.verbose_name} {row.pk}"
    event = AuditEvent.objects.filter(subject=subject).order_by("-pk").first()
    return (event.by_name, event.at) if event else (_("Somebody"), timezone.now())
