"""Uploaded photos: only images, made anew, so that nothing hidden in the file survives."""

from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

CONTENT_TYPE = "image/jpeg"
FORMATS = ("JPEG", "PNG", "WEBP")
LARGEST_BYTES = 15 * 1024 * 1024
LARGEST_PIXELS = 50_000_000
LONGEST_SIDE = 1600
QUALITY = 85


def clean_photo(upload: UploadedFile) -> ContentFile:
    """The image as a JPEG of at most 1600 pixels a side, upright, without EXIF (which tells where
    and when it was taken), under a name that tells nothing.

    Raises ValidationError for what is no JPEG, PNG or WebP, or is too large.
    """
    if upload.size and upload.size > LARGEST_BYTES:
        raise ValidationError(_("The photo is larger than 15 MB."), code="size")
    try:
        upload.seek(0)
        image = Image.open(upload, formats=FORMATS)
        if image.width * image.height > LARGEST_PIXELS:
            raise ValidationError(_("The photo has more than 50 million pixels."), code="pixels")
        image = ImageOps.exif_transpose(image).convert("RGB")
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        ValueError,
    ) as error:
        raise ValidationError(
            _("This file is not a photo that can be read (JPEG, PNG or WebP)."),
            code="unreadable",
        ) from error
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return ContentFile(out.getvalue(), name=f"{get_random_string(20)}.jpg")
