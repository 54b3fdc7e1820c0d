"""All that is wrong with a form of the admin, each with a link to its field."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.text import Truncator, capfirst

register = template.Library()

TOLD = 160
"""How many characters of a message stand in the list; beside the field stands all of it."""


@dataclass(frozen=True)
class FormError:
    """One thing that is wrong: where, what, and the id of the element that it stands beside."""

    label: str
    message: str
    place: str


@register.simple_tag
def form_errors(form: Any, inlines: Any) -> list[FormError]:
    """What is wrong with the fields of a form and its inline rows, in the order of the page.

    What is about the form as a whole stands at the top anyway, and is left out.
    """
    found = [*_of_form(form)]
    for inline in inlines or []:
        formset = inline.formset
        name = capfirst(str(inline.opts.verbose_name))
        for message in formset.non_form_errors():
            plural = capfirst(str(inline.opts.verbose_name_plural))
            found.append(_error(plural, message, f"{formset.prefix}-group"))
        for number, row in enumerate(formset.forms):
            of = f"{name} {number + 1}"
            if row.non_field_errors():
                place = f"{formset.prefix}-{number}"
                found += [_error(of, message, place) for message in row.non_field_errors()]
            found += _of_form(row, f"{of}: ")
    return found


def _of_form(form: Any, of: str = "") -> Iterator[FormError]:
    names = [name for name in form.fields if name in form.errors and name != NON_FIELD_ERRORS]
    for name in names:
        field = form[name]
        place = field.id_for_label or field.auto_id
        for message in form.errors[name]:
            yield _error(f"{of}{capfirst(str(field.label))}", message, place)


def _error(label: str, message: object, place: str) -> FormError:
    return FormError(label, Truncator(str(message)).chars(TOLD), place)
