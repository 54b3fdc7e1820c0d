"""What may stand in a line that a supporter types."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from petitions.names import check_comment, check_name

LETTERS = st.characters(categories=["L"])


def code(check, text):
    """Why a text is refused; None where it is accepted."""
    try:
        check(text)
    except ValidationError as error:
        return error.code
    return None


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Ana",
        "Zoë O'Brien-Nuñez 李",
        "María José",
        "Jean-Luc",
        "D’Angelo",
        "Nguyễn Thị Minh Khai",
        "محمد",
        "می\u200cخواهم",
        "क्\u200dष",
        "李小龍",
        "O",
        "St. John",
        "Mary (Molly)",
        "X Æ A-12",
        "I. Info",
        "J.P. Morgan",
    ],
)
def test_names_are_accepted_as_they_are(name):
    assert code(check_name, name) is None


@pytest.mark.parametrize(
    "name",
    [
        "Ana\nRuiz",
        "Ana\rRuiz",
        "Ana\tRuiz",
        "Ana\0",
        "Ana\x1b[31m",
        "Ana\x7f",
        "Ana\x85",
        "Ana\u2028Ruiz",
        "Ana\u2029Ruiz",
        "\u202eanA",
        "\u2066Ana\u2069",
        "Ana\u200b",
        "Ana\u200e",
        "\ufeffAna",
        "Ana\u00ad",
        "Ana\ue000",
        "Ana\U000e0041",
        "Ana\ud800",
        "Ana\uffff",
    ],
)
def test_a_name_with_what_cannot_be_seen_is_refused(name):
    assert code(check_name, name) == "characters"


@pytest.mark.parametrize("name", [" ", "\u3000", "\u200d", "\u0301", "\u200c \u0301"])
def test_a_name_without_anything_to_see_is_refused(name):
    assert code(check_name, name) == "invisible"


@pytest.mark.parametrize(
    "name",
    [
        "https://example.org",
        "HTTP://x",
        "www.example",
        "example.com",
        "Win at casino.ru now",
        "Buy-it.xyz/a",
    ],
)
def test_a_name_with_a_link_is_refused(name):
    assert code(check_name, name) == "link"


@given(st.text(LETTERS, min_size=1, max_size=80))
def test_a_name_of_letters_is_a_name(name):
    assert code(check_name, name) is None


@given(st.text(max_size=80))
def test_an_accepted_name_stands_in_one_line(name):
    if code(check_name, name) is None:
        assert len(name.splitlines()) <= 1
        assert name.isprintable() or {unicodedata.category(c) for c in name} & {"Zs", "Cf", "Cn"}


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "She belongs with her family.",
        "One line\nand another",
        "A\ttab",
        "See https://example.org",
        "👩\u200d👧 ❤\ufe0f",
        "<script>alert(1)</script>",
        "می\u200cخواهم",
        "With love \U0001fa77",
        "🏴\U000e0067\U000e0062\U000e007f",
        "pasted\u00ad text\ufeff",
    ],
)
def test_a_comment_may_hold_any_words(comment):
    assert code(check_comment, comment) is None


@pytest.mark.parametrize(
    "comment", ["a\0b", "a\x1b[2Jb", "a\x7f", "\u202eevil", "a\u2066b", "a\ud800", "a\uffff"]
)
def test_a_comment_holds_no_control_characters(comment):
    assert code(check_comment, comment) == "characters"
