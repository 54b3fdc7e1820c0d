"""What a petition said at each time, as the public may read it today."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone

from campaigns.facts import fill
from campaigns.hiding import without_hidden
from petitions.models import DecisionMaker, Holder, PetitionText
from petitions.public import Addressed, PublicPetition, named
from web.languages import localized


@dataclass
class Version:
    """A text that people signed, without what must not be told of her; `until` another came."""

    petition: PublicPetition
    text: PetitionText
    until: datetime | None
    decision_makers: dict[int, DecisionMaker]

    def _told(self, field: str) -> str:
        text = fill(localized(self.text, field), self.petition.facts(self.petition.today))
        return without_hidden(self.petition.campaign, text)

    @cached_property
    def title(self) -> str:
        """The title, with the facts of the day as on the petition's page."""
        return self._told("title")

    @cached_property
    def ask(self) -> str:
        """The ask, one sentence."""
        return self._told("ask")

    @cached_property
    def note(self) -> str:
        """What was corrected with it, and why; empty for the first."""
        return self._told("note")

    @property
    def is_of_one_day(self) -> bool:
        """Whether another came on the day on which it began."""
        return bool(
            self.until and timezone.localdate(self.until) == timezone.localdate(self.text.since)
        )

    @cached_property
    def addressed(self) -> list[Addressed]:
        """Whom it addressed: an office, or all who held it while people signed this text."""
        found: list[Addressed] = []
        for address in self.text.addressees:
            decision_maker = self.decision_makers[address["decision_maker"]]
            holders = self._holders(decision_maker) if address["by_name"] else []
            shown: list[Holder | None] = [*holders] or [None]
            found += [named(decision_maker, holder) for holder in shown]
        return found

    def _holders(self, decision_maker: DecisionMaker) -> list[Holder]:
        """They, the first holder first."""
        first = timezone.localdate(self.text.since)
        last = self.petition.outcome_on or self.petition.today
        last = max(first, min(last, timezone.localdate(self.until)) if self.until else last)
        holders = sorted(decision_maker.holders.all(), key=lambda row: row.since or date.min)
        return [
            holder
            for holder in holders
            if (holder.since or first) <= last and (holder.until or date.max) > first
        ]


def versions(petition: PublicPetition) -> list[Version]:
    """The texts of a petition that people signed, or may sign now; the newest first.

    What was replaced without a correction was signed by nobody.
    """
    texts = list(petition.texts.newest_first())
    used = {address["decision_maker"] for text in texts for address in text.addressees}
    decision_makers = DecisionMaker.objects.prefetch_related("holders").in_bulk(used)
    found = []
    later: PetitionText | None = None
    for text in texts:
        if later is None or later.is_correction:
            until = later.since if later else None
            found.append(Version(petition, text, until, decision_makers))
        later = text
    return found
