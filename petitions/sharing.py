"""How a supporter passes a petition on: the address, the words, the links, the QR code."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from petitions.public import PublicPetition

IN_MESSAGES = {
    "WhatsApp": "https://wa.me/?text={text}",
    "Facebook": "https://www.facebook.com/sharer/sharer.php?u={url}",
    "X": "https://twitter.com/intent/tweet?text={text}",
    "Bluesky": "https://bsky.app/intent/compose?text={text}",
    "Mastodon": "https://share.joinmastodon.org/#text={text}",
}
"""Pages of others that begin a message; only who follows the link tells them anything."""


@dataclass(frozen=True)
class ShareLink:
    """A way to pass it on: what it is called, and where it leads."""

    label: str
    address: str
    is_elsewhere: bool = True


@dataclass(frozen=True)
class Sharing:
    """A petition as one supporter passes it on; `via` is the code in their link, empty for none."""

    petition: PublicPetition
    via: str = ""

    @property
    def title(self) -> str:
        """The petition's title."""
        return self.petition.title

    @cached_property
    def url(self) -> str:
        """The short address, in the language of the moment, with the code."""
        address = self.petition.share_url
        if not self.via:
            return address
        return f"{address}{'&' if '?' in address else '?'}via={self.via}"

    @property
    def text(self) -> str:
        """What is put into a message."""
        return f"{self.title} {self.url}"

    @cached_property
    def links(self) -> list[ShareLink]:
        """Plain links, those that need no account elsewhere first."""
        text, url, title = (quote(part, safe="") for part in (self.text, self.url, self.title))
        own = [
            ShareLink(_("Text message"), f"sms:?&body={text}", is_elsewhere=False),
            ShareLink(_("Email"), f"mailto:?subject={title}&body={text}", is_elsewhere=False),
        ]
        elsewhere = [
            ShareLink(label, address.format(text=text, url=url))
            for label, address in IN_MESSAGES.items()
        ]
        return [elsewhere[0], *own, *elsewhere[1:]]

    @cached_property
    def qr_code(self) -> SafeString:
        """The address as a QR code: SVG with colours of its own, so that it can be scanned in the
        dark, too."""
        code = segno.make(self.url, error="m", micro=False)
        drawn = code.svg_inline(
            scale=1, border=4, dark="#000", light="#fff", omitsize=True, svgclass="share-qr",
            lineclass=None,
        )  # fmt: skip
        return mark_safe(drawn.replace("<svg", '<svg role="img" aria-labelledby="share-qr"', 1))  # noqa: S308
