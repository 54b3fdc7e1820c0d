"""Texts as they can be drawn, set in lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.paper.fonts import BOLD, REGULAR, WIDTHS, width, writable
from petitions.paper.lines import Style, first_sentences, set_in_lines, set_in_one_line

LETTERS = "áéíóúüñÁÉÍÓÚÜÑ¿¡ºª“”‘’«»—–…€°çãõâêôàèìòùäöß"


def test_the_typeface_has_every_letter_of_english_and_spanish():
    for font in (REGULAR, BOLD):
        assert [letter for letter in LETTERS if ord(letter) not in WIDTHS[font]] == []
    assert writable(LETTERS) == LETTERS


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Nun\u0303ez", "Nuñez"),
        ("  a\n\tb \u00a0 c  ", "a b c"),
        ("Free her 💜\ufe0f now", "Free her now"),
        ("post\u2011war \u00adx\u200b\u202ey", "post-war xy"),
        ("Ngu\u1ec5n \u0151", "Nguen o"),
        ("王芳", "??"),
        ("حرية", "????"),
        ("\x00\x07x", "x"),
        ("", ""),
    ],
)
def test_what_cannot_be_drawn_is_replaced_or_left_out(text, drawn):
    assert writable(text) == drawn


@given(st.text(max_size=200))
def test_every_text_becomes_one_whose_width_is_known(text):
    drawn = writable(text)
    assert width(drawn, REGULAR, 9) >= 0
    assert width(drawn, BOLD, 9) >= 0
    assert writable(drawn) == drawn


@given(st.text(max_size=400), st.floats(min_value=40, max_value=540))
def test_no_line_is_wider_than_its_room_and_no_letter_is_lost(text, room):
    style = Style(12, BOLD)
    lines = set_in_lines(text, style, room)
    assert all(style.width(line) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == writable(text).replace(" ", "")


@given(st.text(max_size=400), st.integers(min_value=1, max_value=4))
def test_what_is_cut_says_so_and_stays_in_its_room(text, most):
    style = Style(9)
    lines, whole = set_in_lines(text, style, 100, most), set_in_lines(text, style, 100)
    assert len(lines) == min(most, len(whole))
    assert all(style.width(line) <= 100 for line in lines)
    assert (lines == whole) or lines[-1].endswith("…")


def test_one_line_of_nothing_is_nothing():
    assert set_in_one_line("", Style(9), 100) == ""


def test_a_text_ends_with_a_whole_sentence():
    text = "She is strong. She did not commit the crime that she is in prison for."
    assert first_sentences(text, Style(9), 200, 1) == (["She is strong."], False)
    assert first_sentences(text, Style(9), 540, 1) == ([text], True)
    assert first_sentences("She did not commit the crime.", Style(9), 60, 1) == ([], False)
    assert first_sentences("", Style(9), 60, 0) == ([], True)
