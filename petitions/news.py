"""News of a case as the public reads it, without what must not be told of her."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.text import Truncator

from campaigns.hiding import without_hidden
from campaigns.models import Campaign, Update
from web.languages import is_translated, localized
from web.markdown import to_html, to_text

EXCERPT = 220
"""Characters of a text that stand on the petition's page."""


@dataclass
class PublicUpdate:
    """A piece of news; wraps a row of `Update.objects.with_photo_consent()`."""

    campaign: Campaign
    update: Update

    def _told(self, field: str) -> str:
        return without_hidden(self.campaign, localized(self.update, field))

    @cached_property
    def title(self) -> str:
        """The headline."""
        return self._told("title")

    @cached_property
    def body_html(self) -> SafeString:
        """The text."""
        return to_html(self._told("body"))

    @cached_property
    def excerpt(self) -> str:
        """How the text begins."""
        return Truncator(to_text(self._told("body"))).chars(EXCERPT)

    @cached_property
    def photo_alt(self) -> str:
        """What the photo shows."""
        return self._told("photo_alt")

    @property
    def pk(self) -> int:
        """The number by which addresses name it."""
        return self.update.pk

    @property
    def at(self) -> datetime | None:
        """Since when it shows; None for a draft without a moment."""
        return self.update.publish_at

    @property
    def anchor(self) -> str:
        """Where it stands on the page of all news."""
        return f"news-{self.update.pk}"

    @property
    def has_photo(self) -> bool:
        """Whether there is a photo that may show."""
        return bool(self.update.photo) and bool(getattr(self.update, "may_show_photo", False))

    @property
    def is_translated(self) -> bool:
        """Whether it can be read in the language of the moment."""
        return all(is_translated(self.update, field) for field in ("title", "body"))


def public_news(campaign: Campaign, now: datetime) -> list[PublicUpdate]:
    """What the public may read of a campaign's news at a moment, the newest first."""
    found = campaign.updates.public(now).with_photo_consent().newest_first()
    return [PublicUpdate(campaign, update) for update in found]
