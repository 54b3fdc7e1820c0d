"""Texts that have to be short."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.cutting import cut


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Free her", "Free her"),
        ("Free  her\nnow", "Free her…"),
        ("Free her, at once", "Free her…"),
        ("Free Quillfeather", "Free Quil…"),
        ("Quillfeather", "Quillfeat…"),
        ("", ""),
    ],
)
def test_a_text_is_cut_at_the_end_of_a_word(text, short):
    assert cut(text, 10) == short


@given(st.text(), st.integers(2, 80))
def test_it_is_never_longer(text, most):
    assert len(cut(text, most)) <= most
