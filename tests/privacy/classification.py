"""Every field of every model, and whom it concerns; `shown` says when the public may read it.

`docs/data.md` is made from both tables. A new field has to be put here, or the tests beside it
fail.
"""

from collections.abc import Iterator
from enum import StrEnum


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

PETITION = (
    "id campaign state title title_es ask ask_es summary summary_es story story_es goal "
    "opened_at closed_at outcome outcome_on text drafted_news paused_at pause_note pause_note_es "
    "comments_open carried_over carried_over_source carried_over_source_es carried_over_on"
)
CAMPAIGN = {
    INTERNAL: (
        "id organization state birth_date_precision incarcerated_since_precision facts_as_of photo_x "
        "photo_y show_name show_photo show_prison_number show_quote show_health submitted_by "
        "approved_by first_published_at"
    ),
    PERSONAL: (
        "name alias prison_number birth_date incarcerated_since sentence sentence_es story story_es "
        "photo photo_alt photo_alt_es quote quote_es health health_es review_note"
    ),
}
FORMER = "former_names unshown_names former_numbers unshown_numbers"
"""What only the row itself has of a campaign; its versions say the same in their own fields."""
VERSION = "pgh_id pgh_created_at pgh_label pgh_obj pgh_context"
"""What every version of a row has beside the row's own fields."""

FIELDS: dict[str, dict[Kind, str]] = {
    "petitions.DecisionMaker": {
        INTERNAL: "id organization",
        PUBLIC: "office office_es role role_es title_before_name title_before_name_es",
    },
    "petitions.Holder": {
        INTERNAL: "id decision_maker",
        PUBLIC: "name since until title_before_name_es role_es",
    },
    "petitions.Petition": {PUBLIC: "code", INTERNAL: f"{PETITION} slug decision_makers"},
    "petitions.PetitionVersion": {INTERNAL: f"{VERSION} {PETITION} code", PERSONAL: "slug"},
    "petitions.OldAddress": {INTERNAL: "id petition until", PERSONAL: "slug"},
    "petitions.Addressee": {INTERNAL: "id petition decision_maker by_name known_holder"},
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
    "campaigns.Campaign": {**CAMPAIGN, PERSONAL: f"{CAMPAIGN[PERSONAL]} {FORMER}"},
    "campaigns.CampaignVersion": {**CAMPAIGN, INTERNAL: f"{VERSION} {CAMPAIGN[INTERNAL]}"},
    "campaigns.TimelineEntry": {INTERNAL: "id campaign precision", PERSONAL: "day text text_es"},
    "campaigns.Update": {
        INTERNAL: "id campaign key state shows_her publish_at edited_at",
        PERSONAL: "title title_es body body_es photo photo_alt photo_alt_es author_name",
    },
    "campaigns.FactCheck": {
        INTERNAL: "id campaign fact checked_on checked_by",
        PERSONAL: "checked_by_name source",
    },
    "campaigns.Link": {INTERNAL: "id campaign kind", PERSONAL: "label label_es text url"},
    "campaigns.ForbiddenWord": {INTERNAL: "id campaign protects", PERSONAL: "text"},
    "campaigns.Consent": {
        INTERNAL: "id campaign item taken_by",
        PERSONAL: "given_on given_by evidence taken_by_name valid_until withdrawn_on",
    },
    "organizations.Organization": {
        INTERNAL: "id comments_open two_pairs_of_eyes",
        PUBLIC: "name short_name slug mission mission_es contact_email notice notice_es",
    },
    "organizations.Membership": {INTERNAL: "id user organization role", PERSONAL: "since"},
    "organizations.Invitation": {
        INTERNAL: "id organization role",
        PERSONAL: "email language invited_at invited_by_name accepted_at revoked_at",
        SECRET: "token_version",
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
    "pghistory.Context": {INTERNAL: "id created_at updated_at", PERSONAL: "metadata"},
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
    "petitions.Signature.comment": "in public never one that tells what must not be told",
    "petitions.OldAddress.slug": "may tell her name; leads on, or to a page that names nobody",
    "petitions.PetitionVersion.title": "versions are for staff alone",
    "petitions.CommentReport.network": "keyed fingerprint, its key is deleted after 30 days",
    "campaigns.ForbiddenWord.text": "whom a case must not name; for staff alone",
    "petitions.Signature.network": "keyed fingerprint, its key is deleted after 30 days",
    "petitions.Signature.address_hash": "keyed fingerprint; the key is a file",
    "petitions.Attempt.proof": "the id of a puzzle, drawn at random",
    "petitions.Invalidation.reason": "typed by staff, who are told to name nobody",
    "campaigns.Campaign.birth_date": "in public an age only, where staff put one into a text",
    "campaigns.Campaign.incarcerated_since": "else in public the year, and the number of years, only",
    "campaigns.Campaign.photo": "in public the picture, never the name of its file",
    "campaigns.Campaign.review_note": "what a colleague is to mend; for staff alone",
    "campaigns.CampaignVersion.name": "versions are for staff alone",
    "campaigns.FactCheck.source": "a letter, a call, and whose; for staff alone",
    "campaigns.TimelineEntry.day": "as much of it as is said to be known",
    "campaigns.Update.photo": "in public the picture, never the name of its file",
    "campaigns.Update.author_name": "the pages name the organization",
    "organizations.Invitation.token_version": "with a key that is a file it makes the mailed link",
    "pghistory.Context.metadata": "who wrote a version: the number and the user name",
    "admin.LogEntry.object_repr": "how a row calls itself: of a campaign, the real name",
    "sessions.Session.session_data": "of staff only; holds the key of an app that is being set up",
    "otp_totp.TOTPDevice.key": "as its library keeps it",
    "otp_static.StaticToken.token": "a fingerprint of the code",
    "django_tasks_database.DBTaskResult.traceback": "where it broke; not what the error said",
}
"""Why, where that is not plain from the field's name."""


def kinds() -> Iterator[tuple[str, str, Kind]]:
    """Each model with each of its fields and what kind that is, as often as it is listed."""
    for model, by_kind in FIELDS.items():
        for kind, names in by_kind.items():
            for name in names.split():
                yield model, name, kind


def fields_of(model: str, *wanted: Kind) -> list[str]:
    """The fields of a model that are of some kinds."""
    return [name for kind in wanted for name in FIELDS[model].get(kind, "").split()]
