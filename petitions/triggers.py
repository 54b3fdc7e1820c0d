"""The database's own watch over the texts that people sign (see `petitions.models.petition_text`).

What must hold once a transaction is done is looked at when it commits, whatever wrote the rows in
whatever order: a petition says what its newest text says, and no text is gone that its petition
had.
"""

import pgtrigger

# The petition's row is locked, so that of two transactions, each of which would keep the rule
# alone, the second sees what the first has done. Signing does not wait for this lock.
_SAYS_ITS_TEXT = """
    SELECT * INTO said FROM petitions_petition WHERE id = {petition} FOR SHARE;
    IF NOT FOUND OR (said.text_id IS NULL AND NOT EXISTS (
        SELECT FROM petitions_petitiontext WHERE petition_id = said.id
    )) THEN
        RETURN NULL;
    END IF;
    PERFORM FROM petitions_petitiontext AS text
      WHERE text.id = said.text_id
        AND text.petition_id = said.id
        AND text.title = said.title AND text.title_es = said.title_es
        AND text.ask = said.ask AND text.ask_es = said.ask_es
        AND NOT EXISTS (
            SELECT FROM petitions_petitiontext AS later
             WHERE later.petition_id = said.id AND later.number > text.number
        )
        AND (
            SELECT jsonb_agg(kept ORDER BY kept) FROM jsonb_array_elements(text.addressees) AS kept
        ) IS NOT DISTINCT FROM (
            SELECT jsonb_agg(address ORDER BY address)
              FROM petitions_addressee AS addressee,
                   jsonb_build_object(
                       'decision_maker', addressee.decision_maker_id, 'by_name', addressee.by_name
                   ) AS address
             WHERE addressee.petition_id = said.id
        );
    IF NOT FOUND THEN
        RAISE check_violation USING
            CONSTRAINT = 'petition_says_its_text',
            MESSAGE = 'title, ask or addressees are not those of the newest text';
    END IF;
    RETURN NULL;
"""
_FROZEN = """
    RAISE check_violation USING
        CONSTRAINT = 'petition_text_is_frozen', MESSAGE = 'a text is never changed';
"""
_KEPT = """
    IF EXISTS (SELECT FROM petitions_petition WHERE id = OLD.petition_id) THEN
        RAISE check_violation USING
            CONSTRAINT = 'petition_text_is_kept', MESSAGE = 'a text is never deleted';
    END IF;
    RETURN NULL;
"""
# Waits for those who are signing at this moment, and makes those wait who are about to: a
# signature's foreign key to its petition takes hold at once and not at the end (migration 0003).
_CORRECTED = """
    PERFORM FROM petitions_petition WHERE id = NEW.petition_id FOR UPDATE;
    IF NEW.number > 1 AND NOT NEW.is_correction AND EXISTS (
        SELECT FROM petitions_signature WHERE petition_id = NEW.petition_id
    ) THEN
        RAISE check_violation USING
            CONSTRAINT = 'petition_text_signed_is_corrected',
            MESSAGE = 'what people have signed is changed by a correction only';
    END IF;
    RETURN NEW;
"""
_ADDRESSED_IN_TEXT = """
    IF EXISTS (
        SELECT FROM petitions_petitiontext
         WHERE addressees @> jsonb_build_array(jsonb_build_object('decision_maker', OLD.id))
    ) THEN
        RAISE check_violation USING
            CONSTRAINT = 'decision_maker_of_text_is_kept',
            MESSAGE = 'a text that was signed addresses this office';
    END IF;
    RETURN OLD;
"""


def _says_its_text(
    name: str, operation: pgtrigger.core.Operation, petition: str
) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        timing=pgtrigger.Deferred,
        declare=[("said", "petitions_petition%ROWTYPE")],
        func=_SAYS_ITS_TEXT.format(petition=petition),
    )


PETITION_TRIGGERS = [
    _says_its_text(
        "says_its_text",
        pgtrigger.Insert | pgtrigger.UpdateOf("text_id", "title", "title_es", "ask", "ask_es"),  # type: ignore[no-untyped-call]
        "NEW.id",
    ),
]

ADDRESSEE_TRIGGERS = [
    _says_its_text("added_as_in_text", pgtrigger.Insert | pgtrigger.Update, "NEW.petition_id"),
    _says_its_text("removed_as_in_text", pgtrigger.Update | pgtrigger.Delete, "OLD.petition_id"),
]

DECISION_MAKER_TRIGGERS = [
    pgtrigger.Trigger(
        name="addressed_in_text",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func=_ADDRESSED_IN_TEXT,
    ),
]

TEXT_TRIGGERS = [
    _says_its_text("is_said_by_petition", pgtrigger.Insert, "NEW.petition_id"),
    pgtrigger.Trigger(
        name="signed_is_corrected",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=_CORRECTED,
    ),
    pgtrigger.Trigger(
        name="is_frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=_FROZEN,
    ),
    pgtrigger.Trigger(
        name="is_kept",
        when=pgtrigger.After,
        operation=pgtrigger.Delete,
        timing=pgtrigger.Deferred,
        func=_KEPT,
    ),
]
