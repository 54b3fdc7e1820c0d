"""The database's own watch over addresses: none tells what is hidden, and none is used twice.

Whatever hides a survivor's name or number, of today or former, SQL by hand included, changes in the same transaction
the slugs that tell it: to one made of the title where that is clean, else of the petition's code.
"""

import pgtrigger

from campaigns.triggers import FORMER


def _folded(letters: str) -> str:
    """An SQL expression: the letters small and without accents, as they stand in an address."""
    return (
        f"lower(regexp_replace(normalize(replace({letters}, 'ß', 'ss'), NFKD),"
        r" '[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]', '', 'g'))"
    )


# Whether an address tells a hidden word: one of four letters or more anywhere, one of three between
# others. Rather too often than not: it finds whatever `campaigns.hiding` finds in an address.
_TELLS = r"""
        squeezed = regexp_replace(lower(address), '[^a-z0-9]', '', 'g');
        parts = regexp_split_to_array(lower(address), '[^a-z]+') || regexp_split_to_array(
            lower(regexp_replace(
                regexp_replace(address, '([a-z])([A-Z])', '\1-\2', 'g'),
                '([A-Z])([A-Z][a-z])', '\1-\2', 'g'
            )),
            '[^a-z]+'
        );
        tells = EXISTS (
            SELECT FROM unnest(hidden) AS word
             WHERE CASE WHEN length(word) > 3 THEN position(word IN squeezed) > 0
                        ELSE word = ANY (parts) OR word = squeezed END
        );
"""
_WORDS = "array_remove(regexp_split_to_array({folded}, '[^a-z0-9]+'), '')"

_PATTERN = """
    known = {alias} || CASE WHEN NEW.show_name THEN {name} ELSE '{{}}' END;
    FOREACH former IN ARRAY CASE
        WHEN NEW.show_name THEN NEW.unshown_names ELSE NEW.former_names || NEW.name
    END
    LOOP
        words = {former};
        CONTINUE WHEN known @> words;
        hidden = hidden || ARRAY(
            SELECT word FROM unnest(words) AS word
             WHERE length(word) > 2 AND word <> ALL (known)
        );
        IF length(array_to_string(words, '')) > 2 THEN
            hidden = hidden || array_to_string(words, '');
        END IF;
    END LOOP;
    FOREACH former IN ARRAY CASE
        WHEN NEW.show_prison_number THEN NEW.unshown_numbers
        ELSE NEW.former_numbers || NEW.prison_number
    END
    LOOP
        hidden = hidden || array_to_string({former}, '');
    END LOOP;
    -- Run together they are found in a longer word too.
    hidden = hidden || ARRAY(
        SELECT short || other FROM unnest(hidden) AS short, unnest(hidden) AS other
         WHERE length(short) = 3 AND length(other) = 3
    );
    hidden = array_remove(hidden, '');
    IF hidden IS NULL OR hidden = '{{}}' THEN
        RETURN NULL;
    END IF;
    FOR one IN SELECT * FROM petitions_petition WHERE campaign_id = NEW.id ORDER BY id
    LOOP
        address = one.slug;
{tells}
        CONTINUE WHEN NOT tells;
        address = regexp_replace(one.title, '[{{][{{].*?[}}][}}]', '', 'g');
        address = regexp_replace({address}, '[^a-z0-9]+', '-', 'g');
        address = trim(BOTH '-' FROM left(trim(BOTH '-' FROM address), 80));
{tells}
        IF tells OR address = ''
            OR EXISTS (SELECT FROM petitions_petition WHERE slug = address)
            OR EXISTS (SELECT FROM petitions_oldaddress WHERE slug = address)
        THEN
            address = 'petition-' || one.code;
        END IF;
        BEGIN
            UPDATE petitions_petition SET slug = address WHERE id = one.id;
        EXCEPTION WHEN unique_violation OR check_violation THEN
            -- Somebody took it at this moment; what is hidden must not wait for that.
            UPDATE petitions_petition SET slug = 'petition-' || one.code WHERE id = one.id;
        END;
    END LOOP;
    RETURN NULL;
"""
_READDRESS = _PATTERN.format(
    name=_WORDS.format(folded=_folded("NEW.name")),
    alias=_WORDS.format(folded=_folded("NEW.alias")),
    former=_WORDS.format(folded=_folded("former")),
    address=_folded("address"),
    tells=_TELLS,
)

# After the row is there: who takes a slug has then waited for whoever is giving it up.
_KEEP_OLD_ADDRESS = """
    IF EXISTS (
        SELECT FROM petitions_oldaddress WHERE slug = NEW.slug AND petition_id <> NEW.id
    ) THEN
        RAISE check_violation USING
            CONSTRAINT = 'petition_address_not_used_before',
            MESSAGE = 'another petition was public at this address';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.slug <> NEW.slug THEN
        DELETE FROM petitions_oldaddress WHERE slug = NEW.slug;
        IF OLD.opened_at IS NOT NULL THEN
            INSERT INTO petitions_oldaddress (petition_id, slug, until)
            VALUES (NEW.id, OLD.slug, statement_timestamp())
            ON CONFLICT DO NOTHING;
        END IF;
    END IF;
    RETURN NULL;
"""

CAMPAIGN_TRIGGERS = [
    pgtrigger.Trigger(
        name="hide_in_addresses",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf(  # type: ignore[no-untyped-call]
            "show_name", "show_prison_number", "name", "alias", "prison_number", *FORMER
        ),
        declare=[
            ("former", "text"),
            ("words", "text[]"),
            ("known", "text[]"),
            ("hidden", "text[]"),
            ("parts", "text[]"),
            ("squeezed", "text"),
            ("address", "text"),
            ("tells", "boolean"),
            ("one", "petitions_petition%ROWTYPE"),
        ],
        func=_READDRESS,
    ),
]

ADDRESS_TRIGGERS = [
    pgtrigger.Trigger(
        name="keep_old_address",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("slug"),  # type: ignore[no-untyped-call]
        func=_KEEP_OLD_ADDRESS,
    ),
]
