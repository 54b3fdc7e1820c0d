"""The versions of a campaign and of its petitions, as staff read and compare them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from campaigns.facts import Facts, fill
from campaigns.models import Campaign
from petitions.models import Petition

LISTED = 200
"""How many versions are listed, the newest first."""

HIDDEN = ("id", "code", "text", "campaign", "organization")
"""Fields that say nothing to staff."""

WORD = re.compile(r"\w+|\s+|[^\w\s]")
KINDS: dict[str, type[models.Model]] = {"campaign": Campaign, "petition": Petition}


@dataclass(frozen=True)
class Piece:
    """A run of words of a text: the same in both versions, only in the older, or in the newer."""

    text: str
    is_old: bool = False
    is_new: bool = False


@dataclass(frozen=True)
class Difference:
    """How a field differs between two versions, word by word."""

    label: str
    pieces: list[Piece]
    field: str = ""


@dataclass(frozen=True)
class Version:
    """What a row said from a moment on, and who wrote it."""

    kind: str
    row: Any
    before: Any | None
    facts: Facts | None = None

    @property
    def key(self) -> str:
        """What names it in an address."""
        return f"{self.kind}-{self.row.pk}"

    @property
    def of(self) -> str:
        """Of what it is a version, in words."""
        return (
            _("Profile")
            if self.kind == "campaign"
            else _("Petition: %(title)s")
            % {"title": fill(self.row.title, self.facts) if self.facts else self.row.title}
        )

    @property
    def at(self) -> datetime:
        """When it was written."""
        moment: datetime = self.row.pgh_created_at
        return moment

    @property
    def by(self) -> str:
        """Who wrote it; a command, or a hand in the database, where it was no member of staff."""
        told = self.row.pgh_context.metadata if self.row.pgh_context else {}
        return str(told.get("name") or _("by hand in the database"))

    @property
    def changed(self) -> str:
        """The names of the fields that it changed; empty for the first."""
        if self.before is None:
            return ""
        fields = _fields(KINDS[self.kind])
        return ", ".join(
            capfirst(str(field.verbose_name))
            for field in fields
            if _value(self.before, field) != _value(self.row, field)
        )


def versions(campaign: Campaign) -> list[Version]:
    """The newest versions of a campaign and of its petitions, the newest first."""
    facts = campaign.facts(timezone.localdate())
    of_campaign = _of_row("campaign", campaign.versions.all(), facts)  # type: ignore[attr-defined]
    found = [*of_campaign]
    for petition in campaign.petitions.order_by("pk"):
        found += _of_row("petition", petition.versions.all(), facts)  # type: ignore[attr-defined]
    found.sort(key=lambda version: (version.at, version.row.pk), reverse=True)
    return found[:LISTED]


def find(campaign: Campaign, key: str) -> Version | None:
    """The version of that key among those of a campaign."""
    kind, _separator, number = key.partition("-")
    if kind not in KINDS or not (number.isascii() and number.isdigit()):
        return None
    rows = campaign.versions if kind == "campaign" else _petition_versions(campaign)  # type: ignore[attr-defined]
    row = rows.select_related("pgh_context").filter(pk=int(number[:18])).first()
    return Version(kind, row, None, campaign.facts(timezone.localdate())) if row else None


def differences(older: Any, newer: Any, kind: str) -> list[Difference]:
    """The fields in which two versions of a row differ, or a version and the row itself."""
    found = []
    for field in _fields(KINDS[kind]):
        texts = _told(older, field), _told(newer, field)
        if texts[0] != texts[1]:
            label = capfirst(str(field.verbose_name))
            found.append(Difference(label, list(words_compared(*texts)), field.name))
    return found


def words_compared(old: str, new: str) -> Iterator[Piece]:
    """Two texts, word by word."""
    before, after = WORD.findall(old), WORD.findall(new)
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for what, start, end, new_start, new_end in matcher.get_opcodes():
        if what == "equal":
            yield Piece("".join(before[start:end]))
            continue
        if start < end:
            yield Piece("".join(before[start:end]), is_old=True)
        if new_start < new_end:
            yield Piece("".join(after[new_start:new_end]), is_new=True)


def _petition_versions(campaign: Campaign) -> Any:
    model: Any = apps.get_model("petitions", "PetitionVersion")
    return model._default_manager.filter(pgh_obj__campaign=campaign)


def _of_row(kind: str, rows: Any, facts: Facts) -> Iterator[Version]:
    before = None
    for row in rows.select_related("pgh_context").order_by("pgh_id"):
        yield Version(kind, row, before, facts)
        before = row


def _fields(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.local_fields if field.name not in HIDDEN]


def _value(row: Any, field: Any) -> Any:
    return getattr(row, field.attname)


def _told(row: Any, field: Any) -> str:
    """A value in words."""
    value = _value(row, field)
    if value is None or value == "":
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(field, models.DateTimeField):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(field, models.DateField):
        return date_format(value)
    if isinstance(field, models.ForeignKey):
        found = field.related_model._default_manager.filter(pk=value).first()
        return str(found or _("an account that is gone"))
    return str(value)
