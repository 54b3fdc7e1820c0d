"""What is marked beside the fields of a case: numbers that go stale, and missing Spanish.

Marks are advice: they keep nobody from saving. They follow what stands in the form, typed or saved.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _

from campaigns.facts import hard_coded

PLACEHOLDERS = "data-placeholders"
"""The attribute of a field into which a script lets staff insert a moving fact."""


WITH_FACTS = ("title", "ask", "summary", "story", "health")
"""The texts in which moving facts are common, so that they have buttons for them."""


@dataclass(frozen=True)
class Missing:
    """A Spanish text that is empty though there is an English one: its field; the English name."""

    field_id: str
    label: str


def mark(form: forms.BaseForm, english: tuple[str, ...]) -> list[Missing]:
    """Mark the fields of a form, of which `english` have a Spanish one; return what is missing."""
    missing = []
    for name in english:
        for field in (name, f"{name}_es"):
            if field in form.fields and name in WITH_FACTS:
                form.fields[field].widget.attrs.setdefault(PLACEHOLDERS, "")
        spanish = f"{name}_es"
        for field in (name, spanish):
            if field in form.fields:
                _mark_stale(form, field)
        if spanish in form.fields and _text(form, name) and not _text(form, spanish):
            _add(form, spanish, _("The Spanish text is missing."), "mark mark-missing")
            missing.append(Missing(form[spanish].auto_id, str(form[name].label)))
    return missing


def _mark_stale(form: forms.BaseForm, field: str) -> None:
    if found := hard_coded(_text(form, field)):
        text = _("Will be wrong next year, better a placeholder: %(found)s")
        _add(form, field, text % {"found": ", ".join(found)}, "mark mark-stale")


def _text(form: forms.BaseForm, field: str) -> str:
    value: Any = form[field].value() if field in form.fields else ""
    return str(value or "").strip()


def _add(form: forms.BaseForm, field: str, text: str, css: str) -> None:
    found = str(form.fields[field].help_text)
    marked = format_html('<span class="{}">{}</span>{}{}', css, text, " " if found else "", found)
    form.fields[field].help_text = form[field].help_text = marked
