"""What people sign does not change under them: each change of a text is a version more."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from petitions.models import Petition, PetitionText
from petitions.models.petition_text import FROZEN

Addressees = list[dict[str, Any]]
"""Whom a text addresses, as `PetitionText.addressees` keeps it."""


class NoteMissing(Exception):
    """People have signed the text: what is corrected in it, and why, must be told with it."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """What a correction says of itself in public, in English and Spanish."""

    english: str = ""
    spanish: str = ""


def first_text(*, petition: Petition, now: datetime) -> PetitionText:
    """The text with which a petition is opened; one it has already stays.

    The caller has locked the petition and saves it with the text that is returned.
    """
    return petition.text or _add(petition, addressees_of(petition), False, Note(), now)


def renewed_text(
    *, petition: Petition, addressees: Addressees, note: Note, now: datetime
) -> PetitionText | None:
    """The text of a petition as its fields and `addressees` are to say it from now on.

    That is the one it has where nothing is changed, else a new one, which is a correction where
    anybody has signed; None where the petition has no text yet. The caller has locked the
    petition FOR UPDATE, so that nobody signs in between, and saves it with the text that is
    returned. Raises NoteMissing.
    """
    if petition.text is None or not changes_text(petition, addressees):
        return petition.text
    is_correction = petition.signatures.exists()
    if is_correction and not note.english.strip():
        raise NoteMissing
    return _add(petition, addressees, is_correction, note, now)


def changes_text(petition: Petition, addressees: Addressees) -> bool:
    """Whether a petition's fields or `addressees` say something else than its text.

    The order of the addressees says nothing.
    """
    text = petition.text
    return text is not None and (
        any(getattr(petition, name) != getattr(text, name) for name in FROZEN)
        or _in_order(addressees) != _in_order(text.addressees)
    )


def addressees_of(petition: Petition) -> Addressees:
    """Whom a petition addresses by its rows, in their order on the page."""
    if petition._state.adding:
        return []
    return [
        {"decision_maker": row.decision_maker_id, "by_name": row.by_name}
        for row in petition.addressees.order_by("pk")
    ]


def _add(
    petition: Petition, addressees: Addressees, is_correction: bool, note: Note, now: datetime
) -> PetitionText:
    newest = petition.texts.newest_first().first()
    return petition.texts.create(
        number=newest.number + 1 if newest else 1,
        since=now,
        addressees=addressees,
        is_correction=is_correction,
        note=note.english.strip() if is_correction else "",
        note_es=note.spanish.strip() if is_correction else "",
        **{name: getattr(petition, name) for name in FROZEN},
    )


def _in_order(addressees: Addressees) -> Addressees:
    return sorted(addressees, key=lambda address: int(address["decision_maker"]))
