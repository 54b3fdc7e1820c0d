"""Where things stand on a signature sheet, whatever its words."""

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from petitions.paper.marks import HEIGHT, MARGIN, WIDTH, Page, qr_code, to_pdf
from petitions.paper.sheet import CODE, ROW, SIGNERS, sheet
from petitions.paper.words import Ask, Labels, SheetWords
from tests.pdf import pages_of, text_of

LINK = "https://petitions.example.org/p/abcdefgh2345?lang=es"
FEW = 1e-6
ODD = [
    "W" * 10_000,
    "حرية للنساء " * 800,
    "王芳自由" * 2_000,
    "e\u0301\u0323\u0308" * 900,
    "👩🏽\u200d⚖️ " * 700,
    "<b>&amp;\\(x)\x00\x1b" * 500,
    "It is right. " * 800,
    "",
]
TEXTS = st.one_of(st.sampled_from(ODD), st.text(max_size=700))


def labels(organization="Coalition", email="hello@coalition.example"):
    return Labels(
        sheet="Signature sheet",
        number="Sheet No.",
        name="Name",
        city="City",
        postal_code="Código postal",
        signature="Signature",
        day="Date",
        consequence="This sheet goes to the decision maker. " * 4,
        return_to=f"Please give it back to {organization} ({email}).",
        scan="Read more or sign online",
        over="Please sign on the other side.",
    )


def words(*, title="Free her", ask="Let her go.", other=True, story=(), notice="", **more):
    given = {
        "ask": Ask(more.pop("addressed", "To Governor Ann"), title, ask),
        "labels": labels(more.get("organization", "Coalition")),
        "other_ask": Ask("A la gobernadora", title, ask) if other else None,
        "other_labels": labels(more.get("organization", "Coalition")),
        "story": list(story),
        "notice": notice,
        "organization": "Coalition",
        "address": "petitions.example.org/p/abcdefgh2345",
        "link": LINK,
    }
    return SheetWords(**given | more)


@st.composite
def any_words(draw):
    return words(
        title=draw(TEXTS)[:400] or "x",
        ask=draw(TEXTS)[:600] or "x",
        addressed=draw(TEXTS)[:3000],
        notice=draw(TEXTS),
        organization=draw(TEXTS)[:200] or "x",
        story=draw(st.lists(TEXTS, max_size=4)),
        other=draw(st.booleans()),
    )


def cells(page: Page):
    """The boxes to write into, without the names of their columns."""
    return [box for box in page.boxes if box.grey is None and abs(box.height - ROW) < FEW]


def assert_all_on_page(page):
    for box in page.boxes:
        assert box.x >= MARGIN - FEW
        assert box.y >= MARGIN - FEW
        assert box.x + box.width <= WIDTH - MARGIN + FEW
        assert box.y + box.height <= HEIGHT - MARGIN + FEW
    for text in page.texts:
        assert text.x >= MARGIN
        assert text.right <= WIDTH - MARGIN + FEW
        assert text.y >= MARGIN
        assert text.y + 0.75 * text.style.size <= HEIGHT - MARGIN + FEW


def assert_nothing_overlaps(page):
    boxes = [(text.x, text.y, text.right, text.y + 0.7 * text.style.size) for text in page.texts]
    if cells(page):
        code = [box for box in page.boxes if box.grey == 0 and box.height < 5 and box.height > 1]
        boxes.append((
            min(box.x for box in code) - 11,
            min(box.y for box in code),
            WIDTH,
            max(box.y + box.height for box in code),
        ))  # fmt: skip
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            is_beside = one[2] <= other[0] + FEW or other[2] <= one[0] + FEW
            is_above = one[3] <= other[1] + FEW or other[3] <= one[1] + FEW
            assert is_beside or is_above, (one, other)


def assert_rows_are_free(page):
    """Nothing is written where people write, but the number of each row."""
    found = cells(page)
    top = max(box.y + box.height for box in found)
    bottom = min(box.y for box in found)
    within = [text.text for text in page.texts if bottom < text.y < top]
    assert within == [str(number) for number in range(1, SIGNERS + 1)]
    code_bottom = min(box.y for box in page.boxes if box.grey == 0)
    assert code_bottom > top


@settings(max_examples=150, deadline=None)
@given(any_words())
def test_any_words_are_on_two_pages_at_most_and_nothing_runs_off(told):
    pages = sheet(told)
    assert len(pages) in (1, 2)
    for page in pages:
        assert_all_on_page(page)
        assert_nothing_overlaps(page)
    assert_rows_are_free(pages[-1])
    assert pages_of(to_pdf(pages, title="x", language="en")) == len(pages)


@pytest.mark.parametrize("letter", ["W", "W ", "i", "Libérenla ya. "])
def test_the_longest_title_and_ask_stand_there_whole(letter):
    title, ask = (letter * 200)[:200].strip(), (letter * 300)[:300].strip()
    first = sheet(words(title=title, ask=ask))[0]
    told = "".join(text.text for text in first.texts).replace(" ", "")
    assert title.replace(" ", "") in told
    assert ask.replace(" ", "") in told


def test_twelve_rows_are_high_enough_to_write_in():
    (page,) = sheet(words())
    rows = {round(box.y, 3) for box in cells(page)}
    assert len(rows) == SIGNERS == 12
    assert ROW >= 12 * 72 / 25.4
    assert len(cells(page)) == 12 * 6


def test_short_words_leave_room_for_the_story_and_the_other_language():
    (page,) = sheet(words(story=["She is strong.", "She helps others."], notice="A notice."))
    told = [text.text for text in page.texts]
    for line in ("She is strong.", "She helps others.", "A notice."):
        assert line in told
    assert told.count("Free her") == 2


def test_long_words_are_in_front_and_the_rows_on_the_back():
    front, back = sheet(words(title="W" * 400, ask="M" * 500, story=["She is strong."]))
    assert cells(front) == []
    assert len(cells(back)) == 72
    assert front.texts[-1].text == " / ".join(["Please sign on the other side."] * 2)
    assert "She is strong." in [text.text for text in front.texts]


def test_the_code_is_that_of_the_address_in_bars():
    matrix = [list(row) for row in segno.make(LINK, error="m", micro=False).matrix]
    side = CODE / len(matrix)
    drawn = [[0] * len(matrix) for _row in matrix]
    for bar in qr_code(LINK, 36, 50, CODE):
        row = round((50 + CODE - bar.y) / side) - 1
        start = round((bar.x - 36) / side)
        for place in range(start, start + round(bar.width / side)):
            drawn[row][place] = 1
    assert drawn == matrix


def test_a_pdf_has_a_title_a_language_and_no_author_and_is_the_same_each_time():
    pages = sheet(words(title="¡Libérenla! (ñ)"))
    pdf = to_pdf(pages, title="Signature sheet: Free her", language="es")
    assert pdf == to_pdf(pages, title="Signature sheet: Free her", language="es")
    assert b"/Title (Signature sheet: Free her)" in pdf
    assert b"/Lang (es)" in pdf
    assert b"/Author ()" in pdf
    assert b"/Image" not in pdf.replace(b"/ImageB /ImageC /ImageI", b"")
    assert b"Helvetica" not in pdf
    assert "¡Libérenla! (ñ)" in text_of(pdf).splitlines()
