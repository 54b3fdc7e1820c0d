"""Uploaded photos: only images, made anew, so that nothing hidden in the file survives."""

from __future__ import annotations

from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpResponse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

CONTENT_TYPE = "image/jpeg"
FORMATS = ("JPEG", "PNG", "WEBP")
LARGEST_BYTES = 15 * 1024 * 1024
LARGEST_PIXELS = 50_000_000
LONGEST_SIDE = 1600
QUALITY = 85


def answer_with(photo: FieldFile) -> HttpResponse:
    """An answer that is a kept photo; as a whole, so that it can have a validator. Raises Http404."""
    try:
        with photo.open() as file:
            return HttpResponse(file.read(), content_type=CONTENT_TYPE)
    except FileNotFoundError as error:
        raise Http404 from error


def clean_photo(upload: UploadedFile[bytes]) -> ContentFile[bytes]:
    """The image as a JPEG of at most 1600 pixels a side, upright, without EXIF (which tells where
    and when it was taken), under a name that tells nothing.

    Raises ValidationError for what is no JPEG, PNG or WebP, or is too large.
    """
    if upload.size and upload.size > LARGEST_BYTES:
        raise ValidationError(_("The photo is larger than 15 MB."), code="size")
    try:
        upload.seek(0)
        opened = Image.open(upload, formats=FORMATS)
        if opened.width * opened.height > LARGEST_PIXELS:
            raise Image.DecompressionBombError
        opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(
            _("The photo has more than 50 million pixels."), code="pixels"
        ) from error
    except Exception as error:  # a broken file makes Pillow raise errors of every kind
        raise ValidationError(
            _("This file is not a photo that can be read (JPEG, PNG or WebP)."),
            code="unreadable",
        ) from error
    # A new canvas takes over the pixels and nothing else: no comment, no profile.
    image = Image.new("RGB", upright.size, "white")
    image.paste(upright, mask=upright)
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return ContentFile(out.getvalue(), name=f"{get_random_string(20)}.jpg")
