"""When, if ever, the public may read what is not public by its kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from campaigns.forbidden import guard_of
from tests.privacy.classification import FIELDS, INTERNAL


@dataclass(frozen=True)
class Shown:
    """When the public may read a value, in words, and whether it may that of a row."""

    when: str
    of: Callable[[Any], bool]


def _is_visible(petition: Any) -> bool:
    return not petition.is_draft and petition.campaign.is_published


def _is_said(signature: Any) -> bool:
    is_approved = signature.is_confirmed and signature.comment_state == "approved"
    petition = signature.petition
    if not (is_approved and petition.shows_comments and _is_visible(petition)):
        return False
    name = signature.full_name if signature.show_name else ""
    return not guard_of(petition.campaign).is_told_by(signature.comment, name)


def _is_news(update: Any) -> bool:
    return update.campaign.updates.public(timezone.now()).filter(pk=update.pk).exists()


def shows_photo(update: Any) -> bool:
    """Whether the public may see the photo of a piece of news now."""
    consents = update.campaign.consents.given().filter(item="photo")
    return _is_news(update) and (not update.shows_her or consents.exists())


def _says_still(model: str, name: str) -> Shown:
    """Of a version: that the row says the same today, and may be read."""
    return Shown(
        "as long as its row says the same, and may be read",
        lambda version: (
            getattr(version, name) == getattr(version.pgh_obj, name)
            and is_shown(model, name, version.pgh_obj)
        ),
    )


def _says_or_said(name: str) -> Shown:
    """Of a version: that its petition says the same today, or once did to those who signed."""
    still = _says_still("petitions.Petition", name)
    return Shown(
        "as long as its petition, or its history, says the same, and may be read",
        lambda version: (
            still.of(version)
            or (
                _is_visible(version.pgh_obj)
                and version.pgh_obj.texts.filter(**{name: getattr(version, name)}).exists()
            )
        ),
    )


def _internal(model: str) -> set[str]:
    return set(FIELDS[model][INTERNAL].split())


PUBLISHED = Shown("its campaign is published", lambda row: row.is_published)
OF_PUBLISHED = Shown("its campaign is published", lambda row: row.campaign.is_published)
VISIBLE = Shown("opened, and its campaign is published", _is_visible)
OF_VISIBLE = Shown(
    "its petition was opened, and its campaign is published", lambda row: _is_visible(row.petition)
)
NAME = Shown(
    "published, and her name is shown, with consent",
    lambda row: row.is_published and row.show_name,
)
NUMBER = Shown(
    "published, and it is shown, with consent",
    lambda row: row.is_published and row.show_prison_number,
)
PHOTO = Shown(
    "published, and its photo is shown, with consent",
    lambda row: row.is_published and row.show_photo,
)
QUOTE = Shown(
    "published, and her words are shown, with consent",
    lambda row: row.is_published and row.show_quote,
)
HEALTH = Shown(
    "published, and her health is told, with consent",
    lambda row: row.is_published and row.show_health,
)
IMPRISONED = Shown(
    "published, her name is shown, with consent, and the day is known",
    lambda row: NAME.of(row) and row.incarcerated_since_precision == "day",
)
KNOWN = Shown(
    "its campaign is published, and the day is known",
    lambda row: row.campaign.is_published and row.precision == "day",
)
NEWS = Shown("published, its time has come, and its campaign is published", _is_news)
NEWS_PHOTO = Shown(
    "the same, and the photo does not show her, or her consent to photos stands", shows_photo
)
PAUSED = Shown(
    "visible, while signing pauses", lambda row: _is_visible(row) and row.paused_at is not None
)
ANSWERING = Shown(
    "a switch is on, until it is off", lambda row: row.read_only or row.signing_paused
)
SAID = Shown("confirmed and approved by staff, while comments are shown", _is_said)
NAMED = Shown(
    "beside a comment that is shown, as its signer wishes",
    lambda row: row.show_name and _is_said(row),
)

OF_CAMPAIGN = {
    **dict.fromkeys(("alias", "sentence", "sentence_es", "story", "story_es"), PUBLISHED),
    "name": NAME,
    "prison_number": NUMBER,
    "incarcerated_since": IMPRISONED,
    **dict.fromkeys(("photo_alt", "photo_alt_es", "photo_x", "photo_y"), PHOTO),
    **dict.fromkeys(("quote", "quote_es"), QUOTE),
    **dict.fromkeys(("health", "health_es"), HEALTH),
}
OF_PETITION = {
    **dict.fromkeys(_internal("petitions.Petition") - {"id", "campaign", "drafted_news"}, VISIBLE),
    **dict.fromkeys(("pause_note", "pause_note_es"), PAUSED),
}
OF_VERSION = OF_PETITION.keys() - {"decision_makers"}
SIGNED = ("title", "title_es", "ask", "ask_es")
"""What the history of a petition goes on telling."""

SHOWN: dict[str, dict[str, Shown]] = {
    "petitions.Signature": {
        **dict.fromkeys(("comment", "language", "show_name", "comment_quoted"), SAID),
        **dict.fromkeys(("first_name", "last_name"), NAMED),
    },
    "petitions.Petition": OF_PETITION,
    "petitions.PetitionVersion": {
        **{name: _says_still("petitions.Petition", name) for name in OF_VERSION},
        **{name: _says_or_said(name) for name in SIGNED},
    },
    "petitions.PetitionText": dict.fromkeys(
        _internal("petitions.PetitionText") - {"petition"}, OF_VISIBLE
    ),
    "campaigns.Campaign": OF_CAMPAIGN,
    "campaigns.CampaignVersion": {
        name: _says_still("campaigns.Campaign", name) for name in OF_CAMPAIGN
    },
    "campaigns.TimelineEntry": {
        **dict.fromkeys(("text", "text_es", "precision"), OF_PUBLISHED),
        "day": KNOWN,
    },
    "campaigns.Update": {
        **dict.fromkeys(("key", "publish_at", "edited_at"), NEWS),
        **dict.fromkeys(("title", "title_es", "body", "body_es"), NEWS),
        **dict.fromkeys(("photo_alt", "photo_alt_es"), NEWS_PHOTO),
    },
    "campaigns.Link": dict.fromkeys(("kind", "label", "label_es", "text", "url"), OF_PUBLISHED),
    "organizations.SiteState": dict.fromkeys(("note", "note_es"), ANSWERING)
    | {
        "until": Shown(
            "a switch is on, and it lies ahead",
            lambda row: ANSWERING.of(row) and row.until and row.until > timezone.now(),
        )
    },
}
"""By model and field: what is not public, and yet may be read under a condition."""


def is_shown(model: str, name: str, row: Any) -> bool:
    """Whether a stranger may read this value, although its kind is not public."""
    shown = SHOWN.get(model, {}).get(name)
    return bool(shown and shown.of(row))
