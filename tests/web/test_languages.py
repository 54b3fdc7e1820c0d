"""The same page in another language."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from web.languages import Alternate, alternates, is_translated, localized

BOTH = SimpleNamespace(title="Free her", title_es="Libérenla")
ENGLISH = SimpleNamespace(title="Free her", title_es="")
NEITHER = SimpleNamespace(title="", title_es="")


@pytest.mark.parametrize("path", ["/petitions/", "/es/petitions/"])
def test_a_page_has_an_address_in_each_language(path):
    with translation.override("es" if path.startswith("/es/") else "en"):
        found = alternates(path)
    assert [(alternate.code, alternate.path) for alternate in found] == [
        ("en", "/petitions/"),
        ("es", "/es/petitions/"),
    ]
    assert [alternate.path for alternate in found if alternate.is_current] == [path]


def test_a_language_is_called_by_its_own_name():
    assert alternates("/")[1] == Alternate("es", "español", "/es/", is_current=False)


@pytest.mark.parametrize(
    "path", ["/healthz", "/admin/", "/petitions/x/count.json", "/none", "/essays/", "/es", ""]
)
def test_what_has_one_path_has_no_alternates(path):
    assert alternates(path) == []


def test_looking_for_alternates_leaves_the_language_as_it_was():
    with translation.override("es"):
        alternates("/petitions/")
        assert translation.get_language() == "es"


@pytest.mark.parametrize(
    ("language", "row", "text"),
    [
        ("en", BOTH, "Free her"),
        ("es", BOTH, "Libérenla"),
        ("es", ENGLISH, "Free her"),
        ("es", NEITHER, ""),
        (None, BOTH, "Free her"),
    ],
)
def test_a_text_is_told_in_the_language_of_the_moment_else_in_english(language, row, text):
    with translation.override(language):
        assert localized(row, "title") == text


@pytest.mark.parametrize(
    ("language", "row", "expected"),
    [
        ("en", ENGLISH, True),
        ("es", ENGLISH, False),
        ("es", BOTH, True),
        # There is nothing to translate.
        ("es", NEITHER, True),
    ],
)
def test_a_text_is_translated_where_it_can_be_read(language, row, expected):
    with translation.override(language):
        assert is_translated(row, "title") is expected
