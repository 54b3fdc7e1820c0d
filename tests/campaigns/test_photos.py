"""Uploaded photos: made anew, so that nothing hidden in a file survives."""

import re
import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from campaigns.models import Campaign
from campaigns.photos import LARGEST_BYTES, LONGEST_SIDE, clean_photo
from tests.constraints import violates
from tests.factories import CampaignFactory

RED, BLUE = (200, 30, 30), (30, 30, 200)
ORIENTATION, MODEL, GPS, GPS_LATITUDE = 0x0112, 0x0110, 0x8825, 2
TURNED_RIGHT = 6
MAGIC = b"CAMERA-SERIAL-0815"


def upload(data, name="photo.jpg"):
    return SimpleUploadedFile(name, data)


def picture(mode="RGB", size=(60, 40), fmt="JPEG", **options):
    """The left half red, the right half blue."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, size[0], size[1]))
    out = BytesIO()
    image.convert(mode).save(out, fmt, **options)
    return out.getvalue()


def exif(orientation=1):
    found = Image.Exif()
    found[ORIENTATION] = orientation
    found[MODEL] = MAGIC.decode()
    found.get_ifd(GPS)[GPS_LATITUDE] = (36.0, 57.0, 21.0)
    return found


def cleaned(data, name="photo.jpg"):
    return Image.open(clean_photo(upload(data, name)))


def refusal(data, name="photo.jpg"):
    with pytest.raises(ValidationError) as refused:
        clean_photo(upload(data, name))
    return refused.value.code


def png_of(width, height):
    """A PNG that says how large it is and holds not one pixel."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    empty = b"IDAT"
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + empty + b"\x35\xaf\x06\x1e"


def looks(image, at):
    """Which of the two colours is there, as good as JPEG keeps it."""
    red, _green, blue = image.getpixel(at)
    return "red" if red > blue else "blue"


def test_where_and_with_what_it_was_taken_is_gone():
    data = picture(exif=exif())
    assert MAGIC in data
    assert Image.open(BytesIO(data)).getexif().get_ifd(GPS)
    made = clean_photo(upload(data)).read()
    assert MAGIC not in made
    assert b"Exif" not in made
    assert dict(Image.open(BytesIO(made)).getexif()) == {}


def test_comments_and_colour_profiles_are_gone():
    data = picture(comment=MAGIC, icc_profile=MAGIC, xmp=MAGIC)
    assert data.count(MAGIC) == 3
    assert MAGIC not in clean_photo(upload(data)).read()


def test_what_is_hidden_behind_the_image_is_gone():
    assert MAGIC not in clean_photo(upload(picture() + MAGIC)).read()


def test_a_picture_taken_sideways_stands_upright():
    image = cleaned(picture(exif=exif(TURNED_RIGHT)))
    assert image.size == (40, 60)
    assert (looks(image, (20, 5)), looks(image, (20, 55))) == ("red", "blue")


@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP"])
def test_what_cameras_and_phones_make_becomes_a_jpeg(fmt):
    image = cleaned(picture(fmt=fmt))
    assert (image.format, image.size) == ("JPEG", (60, 40))
    assert (looks(image, (5, 20)), looks(image, (55, 20))) == ("red", "blue")


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "L"])
def test_a_png_of_any_colour_mode_is_taken(mode):
    assert cleaned(picture(mode=mode, fmt="PNG")).mode == "RGB"


def test_what_is_transparent_turns_white():
    data = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(data, "PNG")
    assert cleaned(data.getvalue()).getpixel((10, 10)) == (255, 255, 255)


def test_a_palette_with_transparency_is_taken():
    data = picture(mode="P", fmt="PNG", transparency=bytes([0, 128, 255]))
    assert cleaned(data).mode == "RGB"


def test_a_jpeg_for_printers_is_taken():
    assert cleaned(picture(mode="CMYK")).mode == "RGB"


def test_a_large_one_is_made_smaller_and_keeps_its_shape():
    image = cleaned(picture(size=(3200, 800)))
    assert image.size == (LONGEST_SIDE, LONGEST_SIDE // 4)


def test_a_small_one_keeps_its_size():
    assert cleaned(picture(size=(10, 10))).size == (10, 10)


def test_its_new_name_tells_nothing():
    names = {clean_photo(upload(picture(), "kelly-real-name.jpg")).name for _ in range(2)}
    assert len(names) == 2
    assert all(name.endswith(".jpg") and "kelly" not in name for name in names)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7\n%%EOF", "photo.jpg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "photo.svg"),
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "photo.jpg"),
        (b"", "photo.jpg"),
        (b"\xff\xd8\xff", "photo.jpg"),
    ],
)
def test_what_is_no_photo_is_refused_whatever_its_name(data, name):
    assert refusal(data, name) == "unreadable"


@pytest.mark.parametrize("fmt", ["GIF", "BMP", "TIFF"])
def test_other_formats_are_refused(fmt):
    assert refusal(picture(fmt=fmt)) == "unreadable"


@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP"])
def test_a_file_that_was_cut_off_is_refused(fmt):
    data = picture(size=(400, 300), fmt=fmt)
    assert refusal(data[: len(data) // 2]) == "unreadable"


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [7_072, 10_000, 60_000])
def test_huge_dimensions_are_refused_before_a_pixel_is_read(side):
    assert refusal(png_of(side, side)) == "pixels"


def test_a_file_that_is_too_large_is_refused_before_it_is_read():
    assert refusal(b"x" * (LARGEST_BYTES + 1)) == "size"


def frames(fmt, number=30, **options):
    """A moving picture, red and blue by turns."""
    turns = [Image.new("RGB", (40, 40), (RED, BLUE)[n % 2]) for n in range(number)]
    out = BytesIO()
    turns[0].save(out, fmt, save_all=True, append_images=turns[1:], duration=40, **options)
    return out.getvalue()


def test_a_moving_gif_is_refused():
    assert Image.open(BytesIO(frames("GIF"))).n_frames == 30
    assert refusal(frames("GIF"), "photo.jpg") == "unreadable"


def test_a_gif_that_claims_to_be_huge_is_refused_whatever_its_name():
    bomb = b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + b"\x80\x00\x00" + b"\x00" * 6 + b";"
    for name in ("photo.gif", "photo.jpg", "photo.png"):
        assert refusal(bomb, name) == "unreadable"


@pytest.mark.parametrize(("fmt", "options"), [("PNG", {}), ("WEBP", {"lossless": True})])
def test_of_a_moving_picture_the_first_moment_is_kept(fmt, options):
    image = cleaned(frames(fmt, **options))
    assert (image.format, getattr(image, "n_frames", 1)) == ("JPEG", 1)
    assert looks(image, (20, 20)) == "red"


SCRIPT = b"<script>alert('polyglot')</script>"
POLYGLOTS = {
    # What one program takes for a picture and another for a page, a script or an archive.
    "page in a comment": lambda: picture(comment=SCRIPT),
    "page behind the end": lambda: picture() + SCRIPT,
    "page in the colour profile": lambda: picture(icc_profile=SCRIPT * 10),
    "page in a PNG's text": lambda: picture(fmt="PNG", pnginfo=text_of(SCRIPT)),
    "page in XMP of a WebP": lambda: picture(fmt="WEBP", xmp=SCRIPT),
    "archive behind the end": lambda: picture() + archive_of(SCRIPT),
    "program in EXIF": lambda: picture(exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0" + SCRIPT),
}


def text_of(text):
    """What PNG calls a text chunk."""
    info = PngInfo()
    info.add_text("Comment", text.decode())
    return info


def archive_of(content):
    """A ZIP with one file, not compressed."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("page.html", content)
    return out.getvalue()


@pytest.mark.filterwarnings("ignore::UserWarning")  # of the EXIF that is none
@pytest.mark.parametrize("kind", POLYGLOTS)
def test_what_is_something_else_besides_is_a_picture_only(kind):
    data = POLYGLOTS[kind]()
    assert SCRIPT in data
    made = clean_photo(upload(data, "page.html")).read()
    assert SCRIPT not in made
    assert b"PK" not in made[-200:]
    image = Image.open(BytesIO(made))
    assert (image.format, image.size, image.info.get("icc_profile")) == ("JPEG", (60, 40), None)


@pytest.mark.parametrize(
    "data",
    [
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"GIF89a=1;alert(1);//",
        b"%!PS-Adobe-3.0 EPSF-3.0\n(x) run",
        b"\xff\xd8\xff\xe0" + SCRIPT,
        b"RIFF\x00\x00\x00\x00WEBP" + SCRIPT,
        b"\x89PNG\r\n\x1a\n" + SCRIPT,
    ],
)
@pytest.mark.parametrize("name", ["photo.svg", "photo.jpg", "../../photo.png", "photo.php.jpg"])
def test_what_only_begins_or_is_named_like_a_picture_is_refused(data, name):
    assert refusal(data, name) == "unreadable"


@pytest.mark.parametrize("name", ["photo.png", "photo.svg", "photo.php", "../../etc/passwd", "x"])
def test_a_wrong_extension_changes_nothing(name):
    made = clean_photo(upload(picture(), name))
    assert re.fullmatch(r"[A-Za-z0-9]{20}\.jpg", made.name)
    assert Image.open(made).format == "JPEG"


def test_text_that_swells_when_it_is_unpacked_is_refused():
    packed = zlib.compress(b"x" * 100_000_000, 9)
    data = b"zTXt" + b"Comment\0\0" + packed
    chunk = struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
    whole = picture(fmt="PNG")
    after_header = 8 + 25
    bomb = whole[:after_header] + chunk + whole[after_header:]
    assert len(bomb) < 200_000
    assert refusal(bomb) == "unreadable"


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow speaks of corrupt EXIF data
@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP"])
def test_no_broken_file_does_more_than_be_refused(fmt):
    whole = picture(fmt=fmt, exif=exif(TURNED_RIGHT))

    @given(
        at=st.integers(0, len(whole) - 1),
        wrong=st.binary(min_size=1, max_size=4),
        cut=st.booleans(),
    )
    def breaks(at, wrong, cut):
        data = whole[:at] + wrong + (b"" if cut else whole[at + len(wrong) :])
        try:
            clean_photo(upload(data))
        except ValidationError:
            return

    breaks()


@pytest.mark.django_db
class TestPoint:
    @pytest.mark.parametrize(
        ("point", "classes"),
        [
            ({}, ""),
            ({"photo_x": 0, "photo_y": 100}, "is-cut cut-x-0 cut-y-100"),
            ({"photo_x": 33, "photo_y": 48}, "is-cut cut-x-35 cut-y-50"),
        ],
    )
    def test_leads_to_classes_that_the_stylesheet_has(self, point, classes):
        campaign = CampaignFactory.build(**point)
        assert campaign.photo_classes == classes
        css = (settings.BASE_DIR / "static/css/components/photo.css").read_text(encoding="utf-8")
        assert [name for name in classes.split() if f".{name} " not in css] == []

    @pytest.mark.parametrize(
        "point",
        [{"photo_x": 10}, {"photo_y": 10}, {"photo_x": 101, "photo_y": 10}],
    )
    def test_is_two_numbers_within_the_photo(self, point):
        campaign = CampaignFactory()
        with violates("campaign_photo_point_within"):
            Campaign.objects.filter(pk=campaign.pk).update(**point)
