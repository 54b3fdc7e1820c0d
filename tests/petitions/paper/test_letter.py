"""How much of a text goes into a letter."""

import pytest

from petitions.paper.letter import first_blocks
from web.markdown import to_html

TEXT = "## One\n\nShe is strong.\n\n- a\n- b\n\n## Two\n\nShe did not commit the crime."


@pytest.mark.parametrize(
    ("most", "begins"),
    [
        (1_000, TEXT),
        (len(to_html(TEXT)) - 2, "## One\n\nShe is strong.\n\n- a\n- b"),
        (80, "## One\n\nShe is strong.\n\n- a\n- b"),
        (60, "## One\n\nShe is strong."),
    ],
)
def test_a_text_ends_with_a_whole_paragraph_and_no_heading(most, begins):
    assert first_blocks(to_html(TEXT), most).strip() == to_html(begins).strip()


def test_a_paragraph_that_is_too_long_is_cut_and_stays_whole_html():
    html = first_blocks(to_html("*" + "word " * 100 + "end*"), 40)
    assert html.startswith("<p><em>word")
    assert html.endswith("…</em></p>")


def test_a_list_within_a_quotation_is_not_cut_in_two():
    html = to_html("First.\n\n> - one\n> - two\n\nLast.")
    assert first_blocks(html, len(html) - 20) == "<p>First.</p>"
