"""The world of the state machine: petitions of two organizations, the ledger of what must be, and
what must be the same after each step, wherever the site tells it."""

import re
from collections import Counter
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.test import Client
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant

from petitions.addresses import address_hash
from petitions.models import Petition, Signature
from petitions.models.counts import compare
from petitions.models.signature import TRANSITIONS
from tests.factories import CampaignFactory, OrganizationFactory, open_petition
from tests.petitions.steps_ledger import Case, Entry, Ledger
from tests.signing import used

ORGANIZATIONS = ("coalition", "network")
CARRIED_OVER = (0, 1281, 7, 10_576)
"""What an earlier platform counted for each petition."""

PEOPLE = {
    "ana": ("ana.maria@gmail.com", "AnaMaria+inside@googlemail.com"),
    "bea": ("bea@example.org", "BEA@example.org"),
    "cleo": ("cleo@example.org",),
}
"""Who signs, and how each of them types their one address."""

OWNERS = {address: person for person, addresses in PEOPLE.items() for address in addresses}

CROWDED = "198.51.100.7"
"""Where so many have signed in this hour that one more is held for a check."""

CASES = st.sampled_from(range(len(CARRIED_OVER)))
PERSONS = st.sampled_from(sorted(PEOPLE))
ADDRESSES = st.sampled_from(sorted(OWNERS))
YES_OR_NO = st.booleans()

BATCHES: Bundle = Bundle("batches")
"""Invalidations that staff did."""

SHOWN = re.compile(r'data-count="([^"]+)".*?data-supporters>([\d,.]+)<', re.DOTALL)


class World(RuleBasedStateMachine):
    """Four petitions, nobody who has signed yet; all of it is undone in the end.

    A step does something to the site and the same to the ledger.
    """

    def __init__(self):
        super().__init__()
        # No block of its own: what works in whole transactions could not be done inside it.
        self.savepoint = transaction.savepoint()
        self.browser = Client(enforce_csrf_checks=True)
        organizations = {slug: OrganizationFactory(slug=slug) for slug in ORGANIZATIONS}
        self.ids = []
        self.ledger = Ledger([])
        for number, carried_over in enumerate(CARRIED_OVER):
            organization = ORGANIZATIONS[number % 2]
            petition = open_petition(
                campaign=CampaignFactory(organization=organizations[organization]),
                carried_over=carried_over,
                carried_over_source="an earlier platform",
                carried_over_on=date(2020, 11, 30),
            )
            self.ids.append(petition.pk)
            self.ledger.cases.append(Case(organization, petition.slug, carried_over))
        used(300, CROWDED)
        # Mailed: the signature's entry, and the tokens for confirming and managing it.
        self.links: list[tuple[Entry, str, str]] = []
        self.is_by_hand = False
        self.told: dict[str, int] = {}
        self.looks = 0
        self.states: dict[int, str] = {}

    def teardown(self):
        transaction.set_rollback(False)  # also where a step broke the transaction
        transaction.savepoint_rollback(self.savepoint)

    def petition(self, case):
        """A petition as the database has it now."""
        return Petition.objects.get(pk=self.ids[case])

    def signature(self, entry):
        """The row of an entry that has an address."""
        return Signature.objects.get(
            petition=self.ids[entry.case], address_hash=address_hash(entry.email)
        )

    def let_pass(self, days):
        """Nobody can turn the database's clock, so all that has happened is put further back."""
        if self.ledger.may_pass(days):
            time = timedelta(days=days)
            moments = ("requested_at", "confirmed_at", "ended_at")
            Signature.objects.update(**{name: F(name) - time for name in moments})
            Petition.objects.update(closed_at=F("closed_at") - time)
            self.ledger.let_pass(days)

    # --- What must be the same, wherever it is told

    @invariant()
    def every_count_is_the_same(self):
        self.rows_are_as_they_must_be()
        self.states_changed_as_they_may()
        self.database_counts_what_the_rows_say()
        self.site_tells_it_everywhere()

    def rows_are_as_they_must_be(self):
        numbers = {pk: number for number, pk in enumerate(self.ids)}
        rows = Signature.objects.values_list(
            "petition_id", "source", "email", "state", "state_before", "invalidation_id",
            "needs_check", "anonymized_at",
        )  # fmt: skip
        found = Counter((numbers[pk], *row, at is None) for pk, *row, at in rows)
        assert found == Counter(entry.row() for entry in self.ledger.entries)
        signed = Counter((pk, OWNERS[email]) for pk, _, email, *_ in rows if email)
        assert set(signed.values()) <= {1}

    def states_changed_as_they_may(self):
        states = dict(Signature.objects.values_list("pk", "state"))
        changes = {
            (self.states[pk], state)
            for pk, state in states.items()
            if pk in self.states and state != self.states[pk]
        }
        if not self.is_by_hand:
            assert [(old, new) for old, new in changes if new not in TRANSITIONS[old]] == []
        self.states, self.is_by_hand = states, False

    def database_counts_what_the_rows_say(self):
        wanted = {
            (self.ids[case], source): number
            for (case, source), number in self.ledger.numbers().items()
        }
        compared = [each for each in compare() if each.tally or each.rows]
        assert {(each.petition_id, each.source): each.tally for each in compared} == wanted
        assert {(each.petition_id, each.source): each.rows for each in compared} == wanted
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT petition_id, source, count(*) FROM petitions_signature"
                " WHERE state NOT IN ('pending', 'held', 'withdrawn', 'invalidated') GROUP BY 1, 2"
            )
            assert {(pk, source): number for pk, source, number in cursor.fetchall()} == wanted

    def site_tells_it_everywhere(self):
        totals = {
            f"/petitions/{case.slug}/count.json": self.ledger.supporters(number)
            for number, case in enumerate(self.ledger.cases)
            if case.is_published
        }
        for slug in ORGANIZATIONS:
            totals[f"/organizations/{slug}/count.json"] = sum(
                self.ledger.supporters(number)
                for number, case in enumerate(self.ledger.cases)
                if case.is_published and case.organization == slug
            )
        self.querysets_tell()
        self.numbers_tell(totals)
        self.pages_tell(totals)

    def querysets_tell(self):
        """What the rest of the code reads, petitions that are not public included."""
        numbers = self.ledger.numbers()
        rows = Petition.objects.with_supporters().with_sources().in_bulk(self.ids)
        for case, pk in enumerate(self.ids):
            told = (rows[pk].supporters, rows[pk].on_paper, rows[pk].imported)
            paper, imported = numbers[case, "paper"], numbers[case, "import"]
            assert told == (self.ledger.supporters(case), paper, imported)

    def numbers_tell(self, totals):
        """What scripts read."""
        told = {address: self.browser.get(address).json()["supporters"] for address in totals}
        assert told == totals
        for case in self.ledger.cases:
            if not case.is_published:
                assert self.browser.get(f"/petitions/{case.slug}/count.json").status_code == 404

    def pages_tell(self, totals):
        """What people read: a number stands beside the address that it is refreshed from.

        The long pages are those whose numbers have just changed, and one of the others.
        """
        told = shown_on(self.browser.get("/petitions/"))
        assert told == {key: n for key, n in totals.items() if key.startswith("/petitions/")}
        changed = {key for key, n in totals.items() if self.told.get(key) != n}
        self.looks += 1
        changed.add(list(totals)[self.looks % len(totals)])
        for address in changed | {key for key in totals if key not in told}:
            told = shown_on(self.browser.get(address.removesuffix("count.json")))
            assert told[address] == totals[address]
            assert told.items() <= totals.items()
        self.told = totals


def shown_on(page):
    """The numbers of supporters that a page shows, by the address that refreshes each."""
    assert page.status_code == 200
    shown = SHOWN.findall(page.content.decode())
    assert len(shown) == page.content.count(b"data-supporters>") == len(dict(shown))
    return {address: int(re.sub(r"\D", "", number)) for address, number in shown}


def of(entries: list[Entry], cases: set[int], persons: set[str] | None) -> list[Entry]:
    """Those of some petitions, and of some people where these are named."""
    return [
        each
        for each in entries
        if each.case in cases and (persons is None or each.person in persons)
    ]
