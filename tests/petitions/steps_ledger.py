"""What must be, kept in plain Python: every petition and signature as the rules say it stands.

Each method is one thing that somebody does to the site, and returns what the site must answer: a
status, a number, or whether it is allowed. Nothing here looks at the database.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.utils import timezone

STANDING = ("pending", "held", "confirmed")
LINKS_LAST = timedelta(days=7)
GRACE = timedelta(hours=1)
HALF_A_YEAR_DAYS = (181, 184)
"""How long six months are, the shortest and the longest."""


@dataclass
class Case:
    """A petition as it should stand."""

    organization: str
    slug: str
    carried_over: int
    is_open: bool = True
    is_paused: bool = False
    is_published: bool = True
    closed_days: int = 0
    old_slugs: set[str] = field(default_factory=set)

    def rename(self, slug: str) -> None:
        """Give it another address; it has been public at the one that it had."""
        self.old_slugs = (self.old_slugs | {self.slug}) - {slug}
        self.slug = slug

    def turn(self, turn: str) -> bool:
        """Close, open and so on; False where that is refused."""
        name, value, is_allowed = {
            "close": ("is_open", False, self.is_open),
            "open": ("is_open", True, not self.is_open),
            "pause": ("is_paused", True, self.is_open),
            "resume": ("is_paused", False, self.is_paused),
            "publish": ("is_published", True, not self.is_published),
            "take off": ("is_published", False, self.is_published),
        }[turn]
        if is_allowed:
            setattr(self, name, value)
            self.closed_days = 0 if name == "is_open" else self.closed_days
        return is_allowed


@dataclass(eq=False)
class Entry:
    """A signature as it should stand; `person` is empty where nobody knows whose it is."""

    case: int
    person: str
    email: str
    state: str
    source: str
    requested_at: datetime
    needs_check: bool = False
    batch: int | None = None
    state_before: str = ""
    is_personal: bool = True

    @property
    def is_due(self) -> bool:
        """Whether its link has ended."""
        return timezone.now() - self.requested_at >= LINKS_LAST

    @property
    def is_anonymous(self) -> bool:
        """Whether it came without an address."""
        return self.is_personal and not self.person

    def row(self) -> tuple[object, ...]:
        """What the database must have of it."""
        standing = (self.state, self.state_before, self.batch, self.needs_check)
        return (self.case, self.source, self.email, *standing, self.is_personal)


@dataclass
class Ledger:
    """Petitions by their number, signatures in no order, and who is owed a mail about what."""

    cases: list[Case]
    entries: list[Entry] = field(default_factory=list)
    owed: set[tuple[int, str]] = field(default_factory=set)

    # --- What is read

    def find(self, case: int, person: str) -> Entry | None:
        found = [each for each in self.entries if (each.case, each.person) == (case, person)]
        return found[0] if found else None

    def state(self, entry: Entry) -> str:
        """Where an entry stands, "gone" where its links lead nowhere."""
        return entry.state if self._has_links(entry) else "gone"

    def numbers(self) -> Counter[tuple[int, str]]:
        """How many count, of each petition and source."""
        counted = [each for each in self.entries if each.state == "confirmed"]
        return Counter((each.case, each.source) for each in counted)

    def supporters(self, case: int) -> int:
        counted = sum(number for (of, _), number in self.numbers().items() if of == case)
        return self.cases[case].carried_over + counted

    # --- By the signers

    def sign(self, case: int, person: str, email: str, is_crowded: bool) -> int:
        kept = self.cases[case]
        if not (kept.is_published and kept.is_open and not kept.is_paused):
            return 404 if not kept.is_published else 410 if not kept.is_open else 503
        new = Entry(case, person, email, "pending", "web", timezone.now(), is_crowded)
        before = self.find(case, person)
        if before is None:
            self.entries.append(new)
        elif before.state in ("pending", "withdrawn"):
            new.needs_check |= before.needs_check
            before.__dict__.update(new.__dict__)
        self.owed.add((case, person))
        return 303

    def resend(self, case: int, person: str) -> int:
        if not self.cases[case].is_published:
            return 404
        before = self.find(case, person)
        if before and before.state == "pending" and self.cases[case].is_open:
            before.requested_at = timezone.now()
        self.owed.add((case, person))
        return 303

    def confirm(self, entry: Entry) -> int:
        if not self._has_links(entry):
            return 404
        if entry.state == "pending" and not entry.is_due:
            entry.state = "held" if entry.needs_check else "confirmed"
        return 303 if entry.state in ("held", "confirmed") else 410

    def manage(self, entry: Entry, do: str) -> int:
        if not self._has_links(entry):
            return 404
        if do == "erase":
            self.entries.remove(entry)
        if do == "withdraw" and entry.state in STANDING:
            entry.state = "withdrawn"
        return 303

    def say_not_me(self, person: str) -> None:
        self.delete(lambda each: each.person == person and each.state in ("pending", "withdrawn"))
        self.owed = {(case, owner) for case, owner in self.owed if owner != person}

    def _has_links(self, entry: Entry) -> bool:
        return entry in self.entries and entry.is_personal

    # --- By staff

    def invalidate(self, chosen: Iterable[Entry], batch: int | None) -> None:
        for each in chosen:
            each.state_before, each.state, each.batch = each.state, "invalidated", batch

    def undo(self, batch: int) -> int:
        back = [each for each in self.entries if each.batch == batch]
        for each in back:
            each.state, each.state_before, each.batch = each.state_before, "", None
        return len(back)

    def release(self, chosen: Iterable[Entry]) -> int:
        checked = [
            each
            for each in chosen
            if each.state == "held" or (each.state == "pending" and each.needs_check)
        ]
        for each in checked:
            each.state = "confirmed" if each.state == "held" else each.state
            each.needs_check = False
        return len(checked)

    def forget(self) -> None:
        """What the hourly work must have done by now."""
        now = timezone.now()
        self.delete(
            lambda each: (
                each.state == "pending"
                and now - each.requested_at > LINKS_LAST + GRACE
                and (each.case, each.person) not in self.owed
            )
        )
        for each in self.entries:
            if self.cases[each.case].closed_days > HALF_A_YEAR_DAYS[1] and each.is_personal:
                each.person, each.email, each.is_personal = "", "", False
                each.requested_at = timezone.localtime(each.requested_at).replace(
                    day=1, hour=0, minute=0, second=0, microsecond=0
                )

    # --- By time, and by hand

    def may_pass(self, days: int) -> bool:
        """Whether it is clear after so many days which petitions closed six months ago."""
        first, last = HALF_A_YEAR_DAYS
        after = [each.closed_days + days for each in self.cases if not each.is_open]
        return not any(first <= closed_days <= last for closed_days in after)

    def let_pass(self, days: int) -> None:
        for entry in self.entries:
            entry.requested_at -= timedelta(days=days)
        for case in self.cases:
            case.closed_days += 0 if case.is_open else days

    def add(self, entries: Iterable[Entry]) -> int:
        """Add those whose address has not signed yet; how many they are."""
        new = [each for each in entries if not (each.person and self.find(each.case, each.person))]
        self.entries += new
        return len(new)

    def delete(self, is_doomed: Callable[[Entry], bool]) -> None:
        self.entries = [each for each in self.entries if not is_doomed(each)]

    def merge(self, source: int, target: int) -> None:
        """Give one petition's signatures and carried-over number to another; each address once."""
        there = {each.person for each in self.entries if each.case == target and each.person}
        self.delete(lambda each: each.case == source and each.person in there)
        for each in self.entries:
            each.case = target if each.case == source else each.case
        self.cases[target].carried_over += self.cases[source].carried_over
        self.cases[source] = replace(self.cases[source], carried_over=0)
