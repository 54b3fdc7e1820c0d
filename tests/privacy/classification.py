"""Every field of every model: whom it concerns, and when, if ever, the public may read it.

`docs/data.md` is made from this table (`python -m tests.privacy.page`). A new field has to be
put in it, or the tests beside it fail.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils import timezone


class Kind(StrEnum):
    """Whom a value concerns, from the harmless to the harmful."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SECRET = "secret"


PUBLIC, INTERNAL, PERSONAL, SECRET = Kind

MEANINGS = {
    PUBLIC: "may be read by everybody, always",
    INTERNAL: "is for staff and for the site itself, and leads to nobody",
    PERSONAL: "says something of one person: a survivor, a signer, a member of staff",
    SECRET: "opens something, or leads back to what is hidden: a password, a key, a fingerprint",
}

ACCOUNT = {
    INTERNAL: "id user",
    PERSONAL: "created_at last_used_at throttling_failure_timestamp throttling_failure_count",
}
"""What both kinds of second factor have."""

LOG_IN = {
    INTERNAL: "id",
    PERSONAL: "user_agent ip_address username http_accept path_info attempt_time",
}

FIELDS: dict[str, dict[Kind, str]] = {
    "petitions.DecisionMaker": {INTERNAL: "id", PUBLIC: "office office_es role role_es"},
    "petitions.Holder": {INTERNAL: "id decision_maker", PUBLIC: "name since until"},
    "petitions.Petition": {
        PUBLIC: "code",
        INTERNAL: (
            "id campaign state slug title title_es ask ask_es summary summary_es story story_es goal "
            "decision_makers opened_at closed_at outcome outcome_on text paused_at pause_note "
            "pause_note_es comments_open carried_over carried_over_source carried_over_source_es "
            "carried_over_on"
        ),
    },
    "petitions.Addressee": {INTERNAL: "id petition decision_maker by_name"},
    "petitions.PetitionText": {
        INTERNAL: (
            "id petition number since title title_es ask ask_es addressees is_correction note note_es"
        ),
    },
    "petitions.Signature": {
        INTERNAL: (
            "id petition state source text needs_check invalidation state_before region anonymized_at "
            "comment_state comment_quoted"
        ),
        PERSONAL: (
            "first_name last_name email country postal_code comment show_name wants_updates language "
            "requested_at confirmed_at ended_at"
        ),
        SECRET: "address_hash network token_version",
    },
    "petitions.CommentReport": {
        INTERNAL: "id signature reason at settled_at",
        SECRET: "network",
    },
    "petitions.Subscription": {
        INTERNAL: "id organization",
        PERSONAL: "email language since ended_at",
        SECRET: "address_hash token_version",
    },
    "petitions.ConfirmationMail": {
        INTERNAL: "id petition state",
        PERSONAL: "asked_at ended_at",
        SECRET: "address_hash",
    },
    "petitions.Suppression": {INTERNAL: "id", PERSONAL: "since", SECRET: "address_hash"},
    "petitions.Attempt": {INTERNAL: "id at proof", SECRET: "network"},
    "petitions.NetworkKey": {INTERNAL: "id day", SECRET: "key"},
    "petitions.Rally": {
        INTERNAL: "id organization name starts_at ends_at most opened_by",
        PERSONAL: "opened_by_name",
        SECRET: "salt network",
    },
    "petitions.Invalidation": {
        INTERNAL: "id at by reason criteria undone_at undone_reason",
        PERSONAL: "by_name undone_by_name",
    },
    "petitions.InvalidatedCount": {INTERNAL: "id invalidation petition", PUBLIC: "number counted"},
    "petitions.Tally": {INTERNAL: "id petition source slot count"},
    "campaigns.Campaign": {
        INTERNAL: (
            "id organization state birth_date_precision incarcerated_since_precision facts_as_of "
            "show_name show_photo show_prison_number"
        ),
        PERSONAL: (
            "name alias prison_number birth_date incarcerated_since sentence sentence_es story "
            "story_es photo photo_alt photo_alt_es"
        ),
    },
    "campaigns.Link": {INTERNAL: "id campaign", PERSONAL: "label label_es text url"},
    "campaigns.ForbiddenWord": {INTERNAL: "id campaign protects", PERSONAL: "text"},
    "campaigns.Consent": {
        INTERNAL: "id campaign item taken_by",
        PERSONAL: "given_on given_by evidence taken_by_name withdrawn_on",
    },
    "organizations.Organization": {
        INTERNAL: "id comments_open",
        PUBLIC: "name short_name slug mission mission_es contact_email notice notice_es",
    },
    "organizations.SiteState": {INTERNAL: "id signing_paused read_only note note_es until"},
    "organizations.AuditEvent": {
        INTERNAL: "id organization at by action subject details",
        PERSONAL: "by_name",
    },
    "organizations.User": {
        INTERNAL: "id is_superuser is_staff is_active groups user_permissions",
        PERSONAL: "username first_name last_name email last_login date_joined",
        SECRET: "password",
    },
    "organizations.User_groups": {INTERNAL: "id user group"},
    "organizations.User_user_permissions": {INTERNAL: "id user permission"},
    "auth.Group": {INTERNAL: "id name permissions"},
    "auth.Group_permissions": {INTERNAL: "id group permission"},
    "auth.Permission": {INTERNAL: "id name content_type codename"},
    "contenttypes.ContentType": {INTERNAL: "id app_label model"},
    "admin.LogEntry": {
        INTERNAL: "id action_time user content_type object_id action_flag",
        PERSONAL: "object_repr change_message",
    },
    "sessions.Session": {INTERNAL: "expire_date", SECRET: "session_key session_data"},
    "axes.AccessAttempt": {
        **LOG_IN,
        PERSONAL: f"{LOG_IN[PERSONAL]} failures_since_start",
        SECRET: "get_data post_data",
    },
    "axes.AccessAttemptExpiration": {INTERNAL: "access_attempt expires_at"},
    "axes.AccessFailureLog": {**LOG_IN, PERSONAL: f"{LOG_IN[PERSONAL]} locked_out"},
    "axes.AccessLog": {
        **LOG_IN,
        PERSONAL: f"{LOG_IN[PERSONAL]} logout_time",
        SECRET: "session_hash",
    },
    "otp_static.StaticDevice": {**ACCOUNT, INTERNAL: f"{ACCOUNT[INTERNAL]} name confirmed"},
    "otp_static.StaticToken": {INTERNAL: "id device", SECRET: "token"},
    "otp_totp.TOTPDevice": {
        **ACCOUNT,
        INTERNAL: f"{ACCOUNT[INTERNAL]} name confirmed step t0 digits tolerance",
        SECRET: "key drift last_t",
    },
    "django_tasks_database.DBTaskResult": {
        INTERNAL: (
            "id status enqueued_at started_at finished_at args_kwargs priority task_path worker_ids "
            "queue_name backend_name run_after return_value exception_class_path traceback"
        ),
    },
}

NEVER_FILLED = {
    "axes.AccessAttempt": "user_agent http_accept path_info get_data post_data",
    "axes.AccessFailureLog": LOG_IN[PERSONAL],
    "axes.AccessLog": f"{LOG_IN[PERSONAL]} session_hash",
}
"""Fields of libraries that this site leaves empty, see `organizations.access.lockout`."""

TABLES_WITHOUT_MODEL = {"django_migrations": "id app name applied"}
"""What the database keeps besides; all of it internal."""

REASONS = {
    "petitions.Holder.name": "who holds a public office is public",
    "petitions.Signature.region": "a county or a state; what stays once nobody is named",
    "petitions.Signature.show_name": "a name stands beside an approved comment, nowhere else",
    "petitions.CommentReport.network": "keyed fingerprint, its key is deleted after 30 days",
    "campaigns.ForbiddenWord.text": "whom a case must not name; for staff alone",
    "petitions.Signature.network": "keyed fingerprint, its key is deleted after 30 days",
    "petitions.Signature.address_hash": "keyed fingerprint; the key is a file",
    "petitions.Attempt.proof": "the id of a puzzle, drawn at random",
    "petitions.Invalidation.reason": "typed by staff, who are told to name nobody",
    "campaigns.Campaign.birth_date": "in public an age only, where staff put one into a text",
    "campaigns.Campaign.incarcerated_since": "in public the number of years only",
    "campaigns.Campaign.photo": "in public the picture, never the name of its file",
    "admin.LogEntry.object_repr": "how a row calls itself: of a campaign, the real name",
    "sessions.Session.session_data": "of staff only; holds the key of an app that is being set up",
    "otp_totp.TOTPDevice.key": "as its library keeps it",
    "otp_static.StaticToken.token": "a fingerprint of the code",
    "django_tasks_database.DBTaskResult.traceback": "where it broke; not what the error said",
}
"""Why, where that is not plain from the field's name."""


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
    return is_approved and petition.shows_comments and _is_visible(petition)


def _internal(model: str) -> set[str]:
    return set(FIELDS[model][INTERNAL].split())


PUBLISHED = Shown("its campaign is published", lambda row: row.is_published)
OF_PUBLISHED = Shown("its campaign is published", lambda row: row.campaign.is_published)
VISIBLE = Shown("opened, and its campaign is published", _is_visible)
OF_VISIBLE = Shown(
    "its petition was opened, and its campaign is published", lambda row: _is_visible(row.petition)
)
PHOTO = Shown(
    "published, and its photo is shown, with consent",
    lambda row: row.is_published and row.show_photo,
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

SHOWN: dict[str, dict[str, Shown]] = {
    "petitions.Signature": {
        **dict.fromkeys(("comment", "language"), SAID),
        **dict.fromkeys(("first_name", "last_name"), NAMED),
    },
    "petitions.Petition": {
        **dict.fromkeys(_internal("petitions.Petition") - {"id", "campaign"}, VISIBLE),
        **dict.fromkeys(("pause_note", "pause_note_es"), PAUSED),
    },
    "petitions.PetitionText": dict.fromkeys(
        _internal("petitions.PetitionText") - {"petition"}, OF_VISIBLE
    ),
    "campaigns.Campaign": {
        **dict.fromkeys(["alias", "sentence", "sentence_es", "story", "story_es"], PUBLISHED),
        "name": Shown(
            "published, and her name is shown, with consent",
            lambda row: row.is_published and row.show_name,
        ),
        "prison_number": Shown(
            "published, and it is shown, with consent",
            lambda row: row.is_published and row.show_prison_number,
        ),
        "photo_alt": PHOTO,
        "photo_alt_es": PHOTO,
    },
    "campaigns.Link": dict.fromkeys(["label", "label_es", "text", "url"], OF_PUBLISHED),
    "organizations.SiteState": dict.fromkeys(("note", "note_es"), ANSWERING)
    | {
        "until": Shown(
            "a switch is on, and it lies ahead",
            lambda row: ANSWERING.of(row) and row.until and row.until > timezone.now(),
        )
    },
}
"""By model and field: what is not public, and yet may be read under a condition."""


def kinds() -> Iterator[tuple[str, str, Kind]]:
    """Each model with each of its fields and what kind that is, as often as it is listed."""
    for model, by_kind in FIELDS.items():
        for kind, names in by_kind.items():
            for name in names.split():
                yield model, name, kind


def fields_of(model: str, *wanted: Kind) -> list[str]:
    """The fields of a model that are of some kinds."""
    return [name for kind in wanted for name in FIELDS[model].get(kind, "").split()]


def is_shown(model: str, name: str, row: Any) -> bool:
    """Whether a stranger may read this value, although its kind is not public."""
    shown = SHOWN.get(model, {}).get(name)
    return bool(shown and shown.of(row))
