"""The database's own watch over the audit trail: rows are added, never changed or deleted."""

import pgtrigger

# That somebody's account is gone is the one thing that changes: who it was stays by name.
_KEPT = """
    IF TG_OP = 'UPDATE' AND NEW.by_id IS NULL
       AND to_jsonb(NEW) - 'by_id' = to_jsonb(OLD) - 'by_id' THEN
        RETURN NEW;
    END IF;
    RAISE check_violation USING
        CONSTRAINT = 'audit_event_is_kept', MESSAGE = 'the audit trail is only added to';
"""

AUDIT_TRIGGERS = [
    pgtrigger.Trigger(
        name="is_kept",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=_KEPT,
    ),
]
