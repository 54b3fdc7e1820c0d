"""Draws the picture of a petition that goes with its link (Open Graph): words, and a photo or the
site's own landscape. It knows nothing of petitions; what stands on it comes from `pictures`.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import reportlab
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

SIZE = WIDTH, HEIGHT = 1200, 630
"""What those who show it ask for: 1.91 to 1."""

LARGEST_BYTES = 200_000
QUALITIES = (88, 78, 66, 50)
FONTS = Path(reportlab.__file__).parent / "fonts"
REGULAR, BOLD = "Vera.ttf", "VeraBd.ttf"  # Bitstream Vera, which reportlab brings along
EDGE = 64
PHOTO_WIDTH = 430
FINE = 2
"""Shapes are drawn so many times as large, so that their edges come out smooth."""

# The colours of `static/css/tokens.css`.
PAPER, INK, INK_SOFT, PURPLE = "#faf6ef", "#261b31", "#5d5168", "#5b2a86"
SKY, GLOW, SUN, FAR, NEAR = "#f3eaf2", "#fbe6cb", "#e9a94a", "#cdb9dc", "#9671b6"
FIELD, FURROW, ON_FIELD = "#4a2370", "#59307f", "#f0e6f5"

# The landscape of `templates/components/horizon.html`, 1200 units wide.
HORIZON = 190
RIDGE = [
    (0, 99), (30, 93), (52, 95), (92, 82), (118, 86), (146, 71), (166, 79), (180, 76), (214, 58),
    (236, 50), (250, 61), (262, 58), (296, 72), (326, 66), (350, 59), (372, 72), (398, 76),
    (420, 71), (452, 86), (492, 92), (528, 89), (560, 100), (604, 105), (650, 110), (700, 114),
    (752, 110), (796, 103), (832, 99), (858, 101), (894, 86), (920, 79), (940, 88), (958, 84),
    (992, 66), (1016, 57), (1034, 70), (1052, 67), (1078, 79), (1106, 68), (1130, 74), (1150, 86),
    (1178, 82), (1200, 90),
]  # fmt: skip
HILLS = [
    (0, 110), (85, 104), (170, 108), (275, 115), (380, 118), (540, 122), (700, 123), (830, 121),
    (960, 117), (1080, 106), (1140, 105), (1200, 108),
]  # fmt: skip
FURROWS = [(x, x + 64) for x in range(-1127, 2400, 232)]


@dataclass(frozen=True)
class Words:
    """What stands on a picture; any but the title may be empty."""

    above: str
    title: str
    number: str
    by: str


@dataclass(frozen=True)
class Photo:
    """The bytes of a photo, and the point around which it may be cut, in per cent; None: never."""

    content: bytes
    point: tuple[int, int] | None


def draw(words: Words, photo: Photo | None) -> bytes:
    """A JPEG of 1200 × 630 pixels and at most 200 KB. A photo that cannot be read is left out."""
    canvas = Image.new("RGB", SIZE, PAPER)
    shown = _opened(photo) if photo else None
    if shown and photo:
        place = (PHOTO_WIDTH, HEIGHT)
        canvas.paste(_placed(shown, place, photo.point), (WIDTH - PHOTO_WIDTH, 0))
        right = WIDTH - PHOTO_WIDTH - EDGE
        _write(canvas, words, right=right, bottom=HEIGHT - EDGE)
        _sign(canvas, words.by, right=right, bottom=HEIGHT - 44, colour=INK_SOFT)
    else:
        _landscape(canvas)
        right = WIDTH - EDGE
        _write(canvas, words, right=right, bottom=HEIGHT - HORIZON + 20)
        _sign(canvas, words.by, right=right, bottom=HEIGHT - 24, colour=ON_FIELD)
    return _as_jpeg(canvas)


def wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The text in lines that are no wider; a word that is too long alone is broken."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width:
            lines[-1] = longer
            continue
        pieces = _broken(word, font, width)
        lines += pieces if lines[-1] else pieces[1:]
        if lines[0] == "":
            lines[0] = pieces[0]
    return lines


@lru_cache(maxsize=64)
def font_of(name: str, size: int) -> ImageFont.FreeTypeFont:
    """A font of the package, in pixels."""
    return ImageFont.truetype(FONTS / name, size, layout_engine=ImageFont.Layout.BASIC)


def readable(text: str) -> str:
    """The text in letters that the font has: an accent that it lacks is left off, and so is what
    it cannot show at all."""
    return "".join(_known(letter) for letter in unicodedata.normalize("NFC", text))


@lru_cache(maxsize=4096)
def _known(letter: str) -> str:
    if letter.isascii() or _has(letter):
        return letter
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if _has(part))


def _has(letter: str) -> bool:
    font = font_of(BOLD, 32)
    missing = font.getmask("\uffff")
    mask = font.getmask(letter)
    return (mask.size, bytes(mask)) != (missing.size, bytes(missing))


def _broken(word: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and font.getlength(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _fitted(text: str, width: int, height: int) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """The title in the largest letters in which it has room; at the smallest its end is left off."""
    for size in range(68, 32, -2):
        font = font_of(BOLD, size)
        lines = wrapped(text, font, width)
        if len(lines) * _leading(font) <= height:
            return lines, font
    most = height // _leading(font)
    return [*lines[: most - 1], f"{lines[most - 1].rstrip(' ,.;:')} …"], font


def _leading(font: ImageFont.FreeTypeFont) -> int:
    return round(font.size * 1.24)


def _write(canvas: Image.Image, words: Words, *, right: int, bottom: int) -> None:
    """Whom it addresses, the title and the count, one below the other."""
    pen, width, top = ImageDraw.Draw(canvas), right - EDGE, EDGE - 8
    for line in wrapped(readable(words.above), font_of(REGULAR, 28), width)[:2]:
        pen.text((EDGE, top), line, INK_SOFT, font_of(REGULAR, 28))
        top += 38
    room = bottom - 130 - (top + 14)
    lines, font = _fitted(readable(words.title), width, room)
    for number, line in enumerate(lines):
        pen.text((EDGE, top + 14 + number * _leading(font)), line, INK, font)
    number_font = font_of(BOLD, 44)
    while number_font.getlength(words.number) > width:
        number_font = font_of(BOLD, round(number_font.size) - 2)
    pen.text((EDGE, bottom - 58), words.number, PURPLE, number_font, anchor="ls")


def _sign(canvas: Image.Image, by: str, *, right: int, bottom: int, colour: str) -> None:
    """The organization, on the last line."""
    [name, *_rest] = wrapped(readable(by), font_of(REGULAR, 26), right - EDGE)
    ImageDraw.Draw(canvas).text((EDGE, bottom), name, colour, font_of(REGULAR, 26), anchor="ls")


def _landscape(canvas: Image.Image) -> None:
    """The valley before sunrise, over the whole width, with a sky that the words stand on."""
    top = HEIGHT - HORIZON
    sky = Image.linear_gradient("L").resize((WIDTH, top + 124))
    canvas.paste(ImageOps.colorize(sky, PAPER, GLOW, mid=SKY), (0, 0))
    large = canvas.crop((0, top, WIDTH, HEIGHT)).resize((WIDTH * FINE, HORIZON * FINE))
    pen = ImageDraw.Draw(large)
    pen.ellipse([FINE * side for side in (673, 83, 727, 137)], SUN)
    for points, colour in ((RIDGE, FAR), (HILLS, NEAR)):
        pen.polygon(_scaled([*points, (WIDTH, HORIZON), (0, HORIZON)]), colour)
    pen.rectangle([0, 124 * FINE, WIDTH * FINE, HORIZON * FINE], FIELD)
    for left, right in FURROWS:
        pen.polygon(_scaled([(700, 124), (left, 200), (right, 200)]), FURROW)
    canvas.paste(large.resize((WIDTH, HORIZON), Image.Resampling.LANCZOS), (0, top))


def _scaled(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(x * FINE, y * FINE) for x, y in points]


def _opened(photo: Photo) -> Image.Image | None:
    try:
        with Image.open(BytesIO(photo.content), formats=("JPEG", "PNG", "WEBP")) as opened:
            return opened.convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError):
        return None


def _placed(
    photo: Image.Image, place: tuple[int, int], point: tuple[int, int] | None
) -> Image.Image:
    """The photo in its place: cut around its point, or whole before a haze of its own colours."""
    if point:
        return ImageOps.fit(photo, place, centering=(point[0] / 100, point[1] / 100))
    haze = ImageOps.fit(photo, place).filter(ImageFilter.GaussianBlur(40))
    whole = ImageOps.contain(photo, place)
    at = ((place[0] - whole.width) // 2, (place[1] - whole.height) // 2)
    haze.paste(whole, at)
    return haze


def _as_jpeg(canvas: Image.Image) -> bytes:
    for quality in QUALITIES:
        out = BytesIO()
        canvas.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        if out.tell() <= LARGEST_BYTES:
            break
    return out.getvalue()
