"""Widgets of the public forms."""

from functools import cache
from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django_countries import countries

UNITED_STATES = "US"


def country_choices() -> list[tuple[str, str]]:
    """Every country by its ISO 3166-1 alpha-2 code, in the language of the moment, US first."""
    return _choices(get_language() or "")


class CountrySelect(forms.Select):
    """A list of all countries whose 250 options are written once a language, not once a page.

    Rendered option by option, as Django does, they took two thirds of the time of a page.
    """

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The whole element; a value that is no country selects nothing."""
        attributes = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        shown = format_html_join("", ' {}="{}"', attributes.items())
        options = _options(get_language() or "", str(value or ""))
        return mark_safe(f"<select{shown}>{options}</select>")  # noqa: S308


@cache
def _choices(language: str) -> list[tuple[str, str]]:
    names = {code: str(name) for code, name in countries}
    return [(UNITED_STATES, names.pop(UNITED_STATES)), *names.items()]


@cache
def _all_options(language: str) -> SafeString:
    return format_html_join("", '<option value="{}">{}</option>', _choices(language))


def _options(language: str, value: str) -> str:
    options = _all_options(language)
    if len(value) != len(UNITED_STATES) or not value.isascii() or not value.isalpha():
        return options
    return options.replace(f'value="{value}"', f'value="{value}" selected', 1)


class TrapInput(forms.TextInput):
    """Comes back empty when the form does: nobody sees it, so nobody could empty it."""

    def format_value(self, value: Any) -> None:
        """Nothing, whatever was filled in."""
