"""The same page in another language: English at its path, Spanish below `/es/`."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils import translation


@dataclass(frozen=True)
class Alternate:
    """A page in one language: its code, the language's own name, its path."""

    code: str
    name: str
    path: str
    is_current: bool


def alternates(path: str) -> list[Alternate]:
    """The page at `path` in every language of the site; empty where it has only one path."""
    current = translation.get_language()
    bare = path.removeprefix("/es") if path.startswith("/es/") else path
    found = []
    for code, _name in settings.LANGUAGES:
        address = bare if code == settings.LANGUAGE_CODE else f"/{code}{bare}"
        with translation.override(code):
            try:
                resolve(address)
            except Resolver404:
                return []
        name = translation.get_language_info(code)["name_local"]
        found.append(Alternate(code, name, address, code == current))
    return found


def asked_language(request: HttpRequest) -> str:
    """The language that `?lang=` asks for, where an address serves both; English for any other."""
    return "es" if request.GET.get("lang") == "es" else "en"


def localized(row: object, field: str) -> str:
    """A text of a row in the language of the moment: `<field>_<code>`, else `<field>` (English)."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    return getattr(row, f"{field}_{language}", "") or getattr(row, field)


def is_translated(row: object, field: str) -> bool:
    """Whether a text that is not empty exists in the language of the moment."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    if language == settings.LANGUAGE_CODE or not getattr(row, field):
        return True
    return bool(getattr(row, f"{field}_{language}", ""))


def language_of(row: object, field: str) -> str:
    """The language in which `localized` has a text: that of the moment, or English."""
    current = translation.get_language() or settings.LANGUAGE_CODE
    return current if is_translated(row, field) else settings.LANGUAGE_CODE
