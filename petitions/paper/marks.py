"""What is put on a page, and how pages of it become a PDF.

All sizes are in points, from the lower left corner of US Letter. A PDF of this kind has a title
and a language but no tags: the canvas of reportlab writes none, so a screen reader reads its lines
in the order in which they were drawn: from top to bottom.
"""

from dataclasses import dataclass, field
from io import BytesIO

import segno
from reportlab.pdfgen.canvas import Canvas

from petitions.paper.fonts import REGULAR
from petitions.paper.lines import Style

WIDTH, HEIGHT = 612.0, 792.0
"""US Letter."""
MARGIN = 36.0
"""Half an inch: printers leave that much white by themselves."""


@dataclass(frozen=True)
class Text:
    """A line of text; `x` is its left end, `y` what its letters stand on."""

    x: float
    y: float
    text: str
    style: Style

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x + self.style.width(self.text)


@dataclass(frozen=True)
class Box:
    """A rectangle: filled where it is a bar of ink or a wash of grey, else drawn by its lines."""

    x: float
    y: float
    width: float
    height: float
    grey: float | None = None
    """How light it is filled, from 0 (black) to 1; None leaves it empty."""


@dataclass
class Page:
    """One side of a sheet."""

    texts: list[Text] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


def qr_code(address: str, x: float, y: float, size: float) -> list[Box]:
    """The black bars of a QR code in a square; the white around it is the caller's (4 modules)."""
    rows = list(segno.make(address, error="m", micro=False).matrix)
    side = size / len(rows)
    found = []
    for number, row in enumerate(rows):
        bottom = y + size - (number + 1) * side
        found += [
            Box(x + start * side, bottom, length * side, side, grey=0)
            for start, length in _runs(row)
        ]
    return found


def to_pdf(pages: list[Page], *, title: str, language: str) -> bytes:
    """The PDF of pages; the same bytes for the same pages, and nobody is named as its author."""
    file = BytesIO()
    size = (WIDTH, HEIGHT)
    canvas = Canvas(file, pagesize=size, invariant=1, lang=language, initialFontName=REGULAR)
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setSubject("")
    canvas.setCreator("")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    for page in pages:
        _draw(canvas, page)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _draw(canvas: Canvas, page: Page) -> None:
    canvas.setLineWidth(0.6)
    for box in page.boxes:
        is_filled = box.grey is not None
        if is_filled:
            canvas.setFillGray(box.grey)
        canvas.rect(box.x, box.y, box.width, box.height, stroke=not is_filled, fill=is_filled)
    canvas.setFillGray(0)
    for text in sorted(page.texts, key=lambda text: (-text.y, text.x)):
        canvas.setFont(text.style.font, text.style.size)
        canvas.drawString(text.x, text.y, text.text)


def _runs(row: bytearray) -> list[tuple[int, int]]:
    """Where the dark modules of a row begin, and how many stand side by side."""
    found: list[tuple[int, int]] = []
    for place, is_dark in enumerate(row):
        if not is_dark:
            continue
        if found and sum(found[-1]) == place:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((place, 1))
    return found
