"""The sheet on which people sign by hand: twelve rows, and above them what they sign.

One side where title and ask fit above the rows, else two: the words in front, the rows on the back.
Whatever else fits goes with them: the organization's notice, the ask in the other language, how the
story begins. The number of a sheet is a line to fill in by hand: a number that anybody could print
by its address would mean nothing, until sheets are numbered in batches that the site knows.
"""

from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import get_language

from petitions.paper.fonts import BOLD, writable
from petitions.paper.lines import Style, first_sentences, set_in_lines, set_in_one_line
from petitions.paper.marks import HEIGHT, MARGIN, WIDTH, Box, Page, Text, qr_code, to_pdf
from petitions.paper.words import Labels, SheetWords, sheet_words
from petitions.public import PublicPetition

MILLIMETRE = 72 / 25.4
SIGNERS = 12
ROW = 12.2 * MILLIMETRE
"""Room to write by hand."""
HEAD = 24.0
"""The names of the columns in both languages."""

ROOM = WIDTH - 2 * MARGIN
TOP, BOTTOM = HEIGHT - MARGIN, MARGIN
CODE = 88.0
"""The side of the QR code; 29 modules of 3 points are read at arm's length."""
MOST_IN_FOOT = 4
"""Lines of each text below the rows; organizations may have long names."""
CODE_GAP = 16.0
"""White beside it, four modules at least (ISO/IEC 18004)."""

COLUMNS = {"": 20, "name": 146, "city": 92, "postal_code": 74, "signature": 140, "day": 68}
"""How wide each column is; named as their labels, the first holds the row's number."""

SCALES = (1.0, 0.93, 0.86)
"""How far the type is made smaller, so that title and ask fit above the rows."""

SMALL, FINE = Style(8.5), Style(7.5)
TITLE, ASK, ADDRESSED, STORY = 15.0, 10.5, 9.0, 9.0


@dataclass
class Column:
    """Where the next line goes on a page; the lines beside the code are shorter."""

    page: Page
    y: float
    floor: float
    code_bottom: float = HEIGHT
    is_full: bool = field(default=False, init=False)
    """Whether something had no room."""

    def put(self, text: str, style: Style, *, gap: float = 0.0, most: int | None = None) -> bool:
        """Set a text as a whole (or its first lines, by `most`) where there is room for it."""
        lines = set_in_lines(text, style, self._width(gap), most)
        if self.y - gap - len(lines) * style.leading < self.floor:
            self.is_full = True
            return False
        self._set(lines, style, gap)
        return True

    def fill(self, text: str, style: Style, *, gap: float) -> bool:
        """Set the sentences that there is room for; tell whether those were all."""
        room = max(int((self.y - gap - self.floor) // style.leading), 0)
        lines, is_all = first_sentences(text, style, self._width(gap), room)
        self._set(lines, style, gap)
        return is_all

    def _set(self, lines: list[str], style: Style, gap: float) -> None:
        self.y -= gap if lines else 0
        for line in lines:
            baseline = self.y - style.leading + 0.3 * style.size
            self.page.texts.append(Text(MARGIN, baseline, line, style))
            self.y -= style.leading

    def _width(self, gap: float) -> float:
        return ROOM - CODE - CODE_GAP if self.y - gap > self.code_bottom else ROOM


def sheet_pdf(petition: PublicPetition) -> bytes:
    """The sheet of a petition as a PDF, first in the language of the moment."""
    words = sheet_words(petition)
    language = get_language() or settings.LANGUAGE_CODE
    title = f"{words.labels.sheet}: {writable(words.ask.title)}"
    return to_pdf(sheet(words), title=title, language=language)


def sheet(words: SheetWords) -> list[Page]:
    """The pages of a sheet: one, or two where its words are long."""
    foot = _foot(words)
    for scale in SCALES:
        page = _form(words, foot)
        column = _below_code(page, floor=_top_of_rows(foot) + 4)
        _put_ask(column, words, scale)
        if not column.is_full:
            _put_rest(column, words)
            return [page]
    return [_front(words), _back(words, foot)]


def _front(words: SheetWords) -> Page:
    """The words alone, for a sheet whose rows are on its back."""
    page = Page()
    column = Column(page, TOP, BOTTOM + 20)
    column.put(words.organization, Style(SMALL.size, BOLD), most=2)
    column.put(words.ask.title, Style(16, BOLD, 1.2), gap=8, most=10)
    column.put(words.ask.addressed, Style(10), gap=6, most=4)
    column.put(words.ask.ask, Style(11.5), gap=8, most=12)
    _put_rest(column, words)
    over = Style(10, BOLD)
    line = set_in_one_line(_both(words.labels.over, words.other_labels.over), over, ROOM)
    page.texts.append(Text(MARGIN, BOTTOM, line, over))
    return page


def _back(words: SheetWords, foot: list[Text]) -> Page:
    """The rows, below as much of title and ask as says what they belong to."""
    page = _form(words, foot)
    column = _below_code(page, floor=_top_of_rows(foot) + 4)
    column.put(words.ask.title, Style(TITLE, BOLD, 1.2), most=3)
    column.put(words.ask.addressed, Style(ADDRESSED), gap=4, most=2)
    column.put(words.ask.ask, Style(ASK), gap=4, most=4)
    return page


def _put_ask(column: Column, words: SheetWords, scale: float) -> None:
    """What people sign; it stands there as a whole, or the column is full."""
    column.put(words.ask.title, Style(TITLE * scale, BOLD, 1.2))
    column.put(words.ask.addressed, Style(ADDRESSED * scale), gap=4, most=2)
    column.put(words.ask.ask, Style(ASK * scale), gap=4)


def _put_rest(column: Column, words: SheetWords) -> None:
    """What else there is room for, the more needful first."""
    if words.notice:
        column.put(words.notice, FINE, gap=5, most=3)
    if words.other_ask:
        other = words.other_ask
        if column.put(other.title, Style(SMALL.size, BOLD), gap=6):
            column.put(other.ask, SMALL)
    gap = 6.0
    for paragraph in words.story:
        if not column.fill(paragraph, Style(STORY), gap=gap):
            break
        gap = 3.0


# --- The form itself


def _form(words: SheetWords, foot: list[Text]) -> Page:
    """A page with all but the words: number, code, address, rows, and what becomes of it."""
    page = Page(texts=list(foot))
    _put_top(page, words)
    bottom = _top_of_rows(foot) - HEAD
    _put_row(page, bottom, HEAD, grey=0.93)
    _put_heads(page, bottom + HEAD, words)
    for number in range(1, SIGNERS + 1):
        bottom -= ROW
        _put_row(page, bottom, ROW)
        page.texts.append(Text(MARGIN + 4, bottom + ROW / 2 - 3, str(number), SMALL))
    return page


def _put_top(page: Page, words: SheetWords) -> None:
    """The organization at the left, the line for the sheet's number and the code at the right."""
    line = 72.0
    label = _both(words.labels.number, words.other_labels.number)
    label = set_in_one_line(label, SMALL, ROOM / 2)
    start = WIDTH - MARGIN - line - 4 - SMALL.width(label)
    page.texts.append(Text(start, TOP - 8, label, SMALL))
    page.boxes.append(Box(WIDTH - MARGIN - line, TOP - 10, line, 0.6, grey=0))
    bold = Style(SMALL.size, BOLD)
    name = set_in_one_line(words.organization, bold, start - MARGIN - 12)
    page.texts.append(Text(MARGIN, TOP - 8, name, bold))
    page.boxes += qr_code(words.link, WIDTH - MARGIN - CODE, TOP - 20 - CODE, CODE)


def _below_code(page: Page, floor: float) -> Column:
    return Column(page, TOP - 16, floor, code_bottom=TOP - 20 - CODE - 6)


def _put_row(page: Page, bottom: float, height: float, grey: float | None = None) -> None:
    x = MARGIN
    for width in COLUMNS.values():
        if grey is not None:
            page.boxes.append(Box(x, bottom, width, height, grey=grey))
        page.boxes.append(Box(x, bottom, width, height))
        x += width


def _put_heads(page: Page, top: float, words: SheetWords) -> None:
    x = MARGIN
    for name, width in COLUMNS.items():
        if name:
            for labels, style, down in (
                (words.labels, Style(8, BOLD), 10.0),
                (words.other_labels, Style(7), 19.0),
            ):
                text = set_in_one_line(getattr(labels, name), style, width - 8)
                page.texts.append(Text(x + 4, top - down, text, style))
        x += width


def _top_of_rows(foot: list[Text]) -> float:
    """Where the table begins, seen from the foot of the page."""
    return max(text.y + text.style.leading for text in foot) + 2 + SIGNERS * ROW + HEAD


def _foot(words: SheetWords) -> list[Text]:
    """What becomes of the sheet, in both languages, and where it is told on the site."""
    scan = f"{_both(words.labels.scan, words.other_labels.scan)}: {words.address}"
    blocks = [
        (scan, Style(SMALL.size, BOLD)),
        (_told(words.labels), FINE),
        (_told(words.other_labels), Style(7)),
    ]
    found: list[Text] = []
    y = BOTTOM
    for text, style in reversed(blocks):
        for line in reversed(set_in_lines(text, style, ROOM, MOST_IN_FOOT)):
            found.append(Text(MARGIN, y + 2, line, style))
            y += style.leading
        y += 2
    return found[::-1]


def _told(labels: Labels) -> str:
    return f"{labels.consequence} {labels.return_to}"


def _both(one: str, other: str) -> str:
    return f"{one} / {other}"
