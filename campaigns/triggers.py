"""The database's own watch over consent, over who lets a case go public, and over former names."""

import pgtrigger

_TODAY = "(statement_timestamp() AT TIME ZONE 'America/Los_Angeles')::date"
"""The site's day, as `settings.TIME_ZONE` has it, whatever the connection's own zone."""


def _refuse_without(item: str, shown: str, *, constraint: str, message: str) -> str:
    """A statement that refuses a row for which `shown` holds without consent to an item.

    What begins to be shown needs one that stands today: its first day has come, its last has not.
    What is shown already may be saved until the consent is ended (`actions.end_consents`); pages
    leave it out from the last day on (`models.consent.ended`).
    """
    return f"""
    IF {shown.format(row="NEW")} AND NOT EXISTS (
        SELECT FROM campaigns_consent
         WHERE campaign_id = NEW.id AND item = '{item}' AND withdrawn_on IS NULL
           AND ({shown.format(row="OLD")} IS TRUE OR (
                given_on <= {_TODAY} AND (valid_until IS NULL OR valid_until > {_TODAY})))
    ) THEN
        RAISE check_violation USING CONSTRAINT = '{constraint}', MESSAGE = '{message}';
    END IF;"""


_REFUSE_WITHOUT_CONSENT = (
    _refuse_without(
        "name",
        "{row}.show_name",
        constraint="campaign_name_has_consent",
        message="no consent to show the name",
    )
    + _refuse_without(
        "photo",
        "{row}.show_photo",
        constraint="campaign_photo_has_consent",
        message="no consent to show the photo",
    )
    + _refuse_without(
        "prison_number",
        "{row}.show_prison_number",
        constraint="campaign_prison_number_has_consent",
        message="no consent to show the prison number",
    )
    + _refuse_without(
        "quotes",
        "{row}.show_quote",
        constraint="campaign_quote_has_consent",
        message="no consent to show her words",
    )
    + _refuse_without(
        "health",
        "{row}.show_health",
        constraint="campaign_health_has_consent",
        message="no consent to tell her health",
    )
    + _refuse_without(
        "story",
        "({row}.state = 'published')",
        constraint="campaign_story_has_consent",
        message="no consent to tell the story",
    )
    + """
    RETURN NEW;
"""
)

# As far as rows can say it: what goes public for the first time was submitted and then approved.
# That these are two people holds `campaign_approved_by_another`.
_REFUSE_UNAPPROVED = """
    IF NEW.state <> 'published' THEN
        RETURN NEW;
    END IF;
    IF OLD.first_published_at IS NULL
        AND (OLD.state IS DISTINCT FROM 'in_review'
             OR NEW.submitted_by_id IS NULL OR NEW.approved_by_id IS NULL)
        AND EXISTS (
            SELECT FROM organizations_organization
             WHERE id = NEW.organization_id AND two_pairs_of_eyes
        )
    THEN
        RAISE check_violation USING
            CONSTRAINT = 'campaign_first_publication_approved',
            MESSAGE = 'nobody else has approved it';
    END IF;
    NEW.first_published_at = COALESCE(
        OLD.first_published_at, NEW.first_published_at, statement_timestamp()
    );
    RETURN NEW;
"""

# Of one statement all at once: row by row, the second of two items would still be shown without
# consent when the first is taken off. Without consent to the story nothing of the campaign can
# stay; nor without consent to the name, which may stand in its texts and in its address: staff put
# the alias there and publish anew.
_TAKE_OFF = """
    UPDATE campaigns_campaign
       SET show_name = show_name AND 'name' <> ALL (items),
           show_photo = show_photo AND 'photo' <> ALL (items),
           show_prison_number = show_prison_number AND 'prison_number' <> ALL (items),
           show_quote = show_quote AND 'quotes' <> ALL (items),
           show_health = show_health AND 'health' <> ALL (items),
           state = CASE WHEN items && '{story,name}' AND state <> 'archived'
                        THEN 'draft' ELSE state END
      FROM (
        SELECT campaign_id, array_agg(item) AS items
          FROM old_rows
         WHERE NOT EXISTS (
            SELECT FROM campaigns_consent AS standing
             WHERE standing.campaign_id = old_rows.campaign_id
               AND standing.item = old_rows.item AND standing.withdrawn_on IS NULL
         )
         GROUP BY campaign_id
      ) AS gone
     WHERE campaigns_campaign.id = gone.campaign_id;
    RETURN NULL;
"""
_TAKE_ALL_OFF = """
    UPDATE campaigns_campaign
       SET show_name = false, show_photo = false, show_prison_number = false,
           show_quote = false, show_health = false,
           state = CASE WHEN state <> 'archived' THEN 'draft' ELSE state END;
    RETURN NULL;
"""
FORMER = ("former_names", "unshown_names", "former_numbers", "unshown_numbers")
"""The fields of a campaign that only the database writes."""

# What was once kept stays, also where somebody saves a row that they read before.
_KEEP_FORMER = """
    IF OLD.name <> NEW.name THEN
        NEW.former_names = NEW.former_names || OLD.name::varchar;
        IF NOT (OLD.show_name AND NEW.show_name) THEN
            NEW.unshown_names = NEW.unshown_names || OLD.name::varchar;
        END IF;
    END IF;
    IF OLD.prison_number <> NEW.prison_number AND OLD.prison_number <> '' THEN
        NEW.former_numbers = NEW.former_numbers || OLD.prison_number::varchar;
        IF NOT (OLD.show_prison_number AND NEW.show_prison_number) THEN
            NEW.unshown_numbers = NEW.unshown_numbers || OLD.prison_number::varchar;
        END IF;
    END IF;
""" + "".join(
    f"    NEW.{names} = ARRAY(SELECT DISTINCT unnest(OLD.{names} || NEW.{names}) ORDER BY 1);\n"
    for names in FORMER
) + "    RETURN NEW;\n"  # fmt: skip
_OLD = pgtrigger.Referencing(old="old_rows")  # type: ignore[no-untyped-call]

CAMPAIGN_TRIGGERS = [
    pgtrigger.Trigger(
        name="refuse_without_consent",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=_REFUSE_WITHOUT_CONSENT,
    ),
    pgtrigger.Trigger(
        name="refuse_unapproved",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=_REFUSE_UNAPPROVED,
    ),
    pgtrigger.Trigger(
        name="keep_former_names",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=_KEEP_FORMER,
    ),
]

CONSENT_TRIGGERS = [
    pgtrigger.Trigger(
        name="take_off_what_was_withdrawn",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        referencing=_OLD,
        func=_TAKE_OFF,
    ),
    pgtrigger.Trigger(
        name="take_off_what_was_deleted",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Delete,
        referencing=_OLD,
        func=_TAKE_OFF,
    ),
    pgtrigger.Trigger(
        name="take_off_all",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Truncate,
        func=_TAKE_ALL_OFF,
    ),
]

_PHOTO_WITH_CONSENT = f"""
    IF NEW.state = 'published' AND NEW.shows_her AND NEW.photo <> '' AND NOT EXISTS (
        SELECT FROM campaigns_consent
         WHERE campaign_id = NEW.campaign_id AND item = 'photo' AND withdrawn_on IS NULL
           AND ((OLD.state = 'published') IS TRUE OR (
                given_on <= {_TODAY} AND (valid_until IS NULL OR valid_until > {_TODAY})))
    ) THEN
        RAISE check_violation USING
            CONSTRAINT = 'update_photo_has_consent', MESSAGE = 'no consent to show a photo of her';
    END IF;
    RETURN NEW;
"""

# A consent that is withdrawn later hides the photo too: pages ask for it each time.
UPDATE_TRIGGERS = [
    pgtrigger.Trigger(
        name="refuse_photo_without_consent",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=_PHOTO_WITH_CONSENT,
    ),
]
