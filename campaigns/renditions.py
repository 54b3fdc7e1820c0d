"""A case's photo in smaller sizes and lighter formats. Each is made when it is first asked for."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from django.conf import settings
from PIL import Image

from campaigns.drawn import kept
from campaigns.models import Campaign

WIDTHS = (480, 800, 1200)
FORMATS = {"avif": ("image/avif", 55), "webp": ("image/webp", 78)}
"""By the end of an address, best first: what a browser calls the format, and the quality."""


@dataclass(frozen=True)
class Source:
    """A photo in one format: the format, and its addresses with their widths, for `srcset`."""

    content_type: str
    addresses: str


def size_of(campaign: Campaign) -> tuple[int, int] | None:
    """Width and height of the photo, in pixels; None where it cannot be read."""
    try:
        return _size(str(settings.MEDIA_ROOT), campaign.photo.name)
    except (OSError, ValueError):
        return None


def sources(campaign: Campaign, address: str) -> list[Source]:
    """The formats in which the photo at an address can be had, in all sizes that are smaller."""
    size = size_of(campaign)
    if size is None:
        return []
    widths = [width for width in WIDTHS if width < size[0]] or [WIDTHS[0]]
    return [
        Source(
            content_type,
            ", ".join(f"{address}{width}.{kind} {min(width, size[0])}w" for width in widths),
        )
        for kind, (content_type, _quality) in FORMATS.items()
    ]


def rendition(campaign: Campaign, width: int, kind: str) -> bytes:
    """The photo at most so wide, in one of `FORMATS`.

    Raises FileNotFoundError, and OSError for a file that is no photo.
    """
    name = file_name(campaign, width, kind)
    return kept(name, lambda: _made(campaign, width, kind))


def file_name(campaign: Campaign, width: int, kind: str) -> str:
    """The file that a rendition is kept in; another photo has others."""
    of = hashlib.sha256(str(campaign.photo.name).encode()).hexdigest()[:16]
    return f"photo-{campaign.pk}-{of}-{width}.{kind}"


def file_names(campaign: Campaign) -> Iterator[str]:
    """The files of all renditions of a photo that is shown; of no other."""
    if campaign.show_photo and campaign.photo:
        for width in WIDTHS:
            yield from (file_name(campaign, width, kind) for kind in FORMATS)


def _made(campaign: Campaign, width: int, kind: str) -> bytes:
    out = BytesIO()
    with campaign.photo.open() as file, Image.open(file, formats=("JPEG",)) as photo:
        small = photo.convert("RGB")
        small.thumbnail((width, small.height), Image.Resampling.LANCZOS)
        small.save(out, kind.upper(), quality=FORMATS[kind][1])
    return out.getvalue()


@lru_cache(maxsize=256)
def _size(root: str, name: str) -> tuple[int, int]:
    # What is kept never changes under its name (see `campaigns.photos`).
    with Image.open(f"{root}/{name}", formats=("JPEG",)) as photo:
        return photo.size
