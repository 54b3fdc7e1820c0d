"""The database's own watch over consent."""

import pgtrigger

_REFUSE_WITHOUT_CONSENT = """
    IF NEW.show_name AND NOT EXISTS (
        SELECT FROM campaigns_consent
         WHERE campaign_id = NEW.id AND item = 'name' AND withdrawn_on IS NULL
    ) THEN
        RAISE check_violation USING
            CONSTRAINT = 'campaign_name_has_consent', MESSAGE = 'no consent to show the name';
    END IF;
    IF NEW.show_photo AND NOT EXISTS (
        SELECT FROM campaigns_consent
         WHERE campaign_id = NEW.id AND item = 'photo' AND withdrawn_on IS NULL
    ) THEN
        RAISE check_violation USING
            CONSTRAINT = 'campaign_photo_has_consent', MESSAGE = 'no consent to show the photo';
    END IF;
    IF NEW.show_prison_number AND NOT EXISTS (
        SELECT FROM campaigns_consent
         WHERE campaign_id = NEW.id AND item = 'prison_number' AND withdrawn_on IS NULL
    ) THEN
        RAISE check_violation USING
            CONSTRAINT = 'campaign_prison_number_has_consent',
            MESSAGE = 'no consent to show the prison number';
    END IF;
    IF NEW.state = 'published' AND NOT EXISTS (
        SELECT FROM campaigns_consent
         WHERE campaign_id = NEW.id AND item = 'story' AND withdrawn_on IS NULL
    ) THEN
        RAISE check_violation USING
            CONSTRAINT = 'campaign_story_has_consent', MESSAGE = 'no consent to tell the story';
    END IF;
    RETURN NEW;
"""

# Without a name to go by, or without consent to the story, nothing of the campaign can stay.
_TAKE_OFF = """
    IF NOT EXISTS (
        SELECT FROM campaigns_consent
         WHERE campaign_id = OLD.campaign_id AND item = OLD.item AND withdrawn_on IS NULL
    ) THEN
        UPDATE campaigns_campaign
           SET show_name = show_name AND OLD.item <> 'name',
               show_photo = show_photo AND OLD.item <> 'photo',
               show_prison_number = show_prison_number AND OLD.item <> 'prison_number',
               state = CASE WHEN OLD.item = 'story' OR (OLD.item = 'name' AND alias = '')
                            THEN 'draft' ELSE state END
         WHERE id = OLD.campaign_id;
    END IF;
    RETURN NULL;
"""

CAMPAIGN_TRIGGERS = [
    pgtrigger.Trigger(
        name="refuse_without_consent",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=_REFUSE_WITHOUT_CONSENT,
    ),
]

CONSENT_TRIGGERS = [
    pgtrigger.Trigger(
        name="take_off_what_was_withdrawn",
        when=pgtrigger.After,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=_TAKE_OFF,
    ),
]
