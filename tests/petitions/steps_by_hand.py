"""What happens to the rows without any action: time, imports, and SQL that somebody types."""

from contextlib import nullcontext
from io import StringIO

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from petitions.addresses import address_hash
from petitions.models import Petition, Signature
from petitions.models.signature import Source, State
from tests.constraints import violates
from tests.petitions.steps import ADDRESSES, CASES, OWNERS, World
from tests.petitions.steps_ledger import Entry

STATES = st.sampled_from(State.values)
SOURCES = st.sampled_from(Source.values)
NOT_ONLINE = st.sampled_from(["paper", "import"])
COUNTED_OR_NOT = st.sampled_from(["confirmed", "pending", "held"])
COLUMNS = (
    "petition_id, text_id, state, source, first_name, last_name, email, country, postal_code,"
    " comment, show_name, wants_updates, language, requested_at, confirmed_at, token_version,"
    " needs_check, state_before, region"
)

LIKE = "petition_id = ANY(%s) AND source = %s AND state = %s"
CHANGE = f"""
    UPDATE petitions_signature
       SET state = %s, invalidation_id = NULL, confirmed_at = now(), ended_at = now()
     WHERE {LIKE}
"""  # noqa: S608  (the condition above)
DELETE = f"DELETE FROM petitions_signature WHERE {LIKE}"  # noqa: S608  (the same)
KEPT = ", ".join(
    field.column
    for field in Signature._meta.concrete_fields
    if field.name not in ("id", "state", "invalidation", "ended_at")
)
REPLACE = f"""
    WITH gone AS (
        DELETE FROM petitions_signature
         WHERE petition_id = %s AND address_hash IS NULL AND anonymized_at IS NULL
     RETURNING *
    ), added AS (
        INSERT INTO petitions_signature (state, ended_at, {KEPT})
        SELECT %s, now(), {KEPT} FROM gone
    )
    SELECT FROM gone
"""  # noqa: S608  (names of columns, from their model)

MANY = 30
"""Rows from which they are all deleted at once; seldom, since that leaves little to do."""


class ByHandSteps(World):
    """Every step is one or few statements over many rows."""

    def sql(self, statement, *values):
        self.is_by_hand = True
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.rowcount

    # --- Rows that come in

    def arrived(self, case, source, state, addresses, now):
        """Entries and rows alike, of people who signed elsewhere; no address where it is empty."""
        entries = [
            Entry(case, OWNERS.get(address, ""), address, state, source, now)
            for address in addresses
        ]
        rows = [
            Signature(
                petition_id=self.ids[case],
                text_id=self.petition(case).text_id,
                state=state,
                source=source,
                first_name="Ana",
                email=address,
                address_hash=address_hash(address) if address else None,
                country="MX",
                requested_at=now,
                confirmed_at=now,
            )
            for address in addresses
        ]
        return entries, rows

    @rule(
        case=CASES,
        source=NOT_ONLINE,
        state=COUNTED_OR_NOT,
        addresses=st.lists(ADDRESSES | st.just(""), min_size=1, max_size=4),
    )
    def insert_many(self, case, source, state, addresses):
        """All of them; or, where an address has signed already, all others."""
        entries, rows = self.arrived(case, source, state, addresses, timezone.now())
        new = sum(self.ledger.add([each]) for each in entries)

        with nullcontext() if new == len(rows) else violates("signature_once_per_address"):
            Signature.objects.bulk_create(rows)
        if new < len(rows):
            Signature.objects.bulk_create(rows, ignore_conflicts=True)

    @rule(case=CASES, address=ADDRESSES)
    def import_one_that_an_earlier_platform_counted(self, case, address):
        entries, rows = self.arrived(case, "import", "confirmed", [address], timezone.now())
        less = min(self.ledger.add(entries), self.ledger.cases[case].carried_over)

        with transaction.atomic():
            Signature.objects.bulk_create(rows, ignore_conflicts=True)
            Petition.objects.filter(pk=self.ids[case]).update(carried_over=F("carried_over") - less)

        self.ledger.cases[case].carried_over -= less

    @rule(case=CASES, source=NOT_ONLINE, number=st.integers(1, 30))
    def copy_in(self, case, source, number):
        now = timezone.now()
        text = self.petition(case).text_id
        line = f"{self.ids[case]}\t{text}\tconfirmed\t{source}\tAna\t\t\tMX\t\t\tf\tf\ten"
        lines = StringIO(f"{line}\t{now.isoformat()}\t{now.isoformat()}\t1\tf\t\t\n" * number)

        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY petitions_signature ({COLUMNS}) FROM STDIN", lines)

        self.ledger.add([Entry(case, "", "", "confirmed", source, now) for _ in range(number)])

    # --- Rows that change

    def some_like(self, data):
        """The petitions, the source and the state that some entries have."""
        like = data.draw(st.sampled_from(self.ledger.entries))
        cases = data.draw(st.sets(CASES)) | {like.case}
        chosen = [
            each
            for each in self.ledger.entries
            if each.case in cases and (each.source, each.state) == (like.source, like.state)
        ]
        return chosen, ([self.ids[case] for case in cases], like.source, like.state)

    @precondition(lambda self: self.ledger.entries)
    @rule(data=st.data(), state=STATES)
    def change_states(self, data, state):
        chosen, values = self.some_like(data)
        self.sql(CHANGE, state, *values)
        for each in chosen:
            each.state, each.batch = state, None

    @rule(case=CASES, source=SOURCES)
    def change_sources(self, case, source):
        self.sql(
            "UPDATE petitions_signature SET source = %s WHERE petition_id = %s AND email <> ''",
            source,
            self.ids[case],
        )
        for each in self.ledger.entries:
            if each.case == case and each.email:
                each.source = source

    @rule(left=CASES, kept=CASES)
    def merge_two_petitions(self, left, kept):
        if left == kept:
            return
        self.sql(
            "DELETE FROM petitions_signature AS doomed USING petitions_signature AS kept"
            " WHERE doomed.petition_id = %s AND kept.petition_id = %s"
            " AND doomed.address_hash = kept.address_hash",
            self.ids[left],
            self.ids[kept],
        )
        self.sql(
            "UPDATE petitions_signature SET petition_id = %s, text_id = %s WHERE petition_id = %s",
            self.ids[kept],
            self.petition(kept).text_id,
            self.ids[left],
        )
        self.sql(
            "UPDATE petitions_petition AS petition SET carried_over = CASE petition.id"
            " WHEN %s THEN 0 ELSE petition.carried_over + other.carried_over END"
            " FROM petitions_petition AS other WHERE petition.id = ANY(%s) AND other.id = %s",
            self.ids[left],
            [self.ids[left], self.ids[kept]],
            self.ids[left],
        )
        self.ledger.merge(left, kept)

    @precondition(lambda self: any(each.is_anonymous for each in self.ledger.entries))
    @rule(case=CASES, state=STATES)
    def replace_in_one_statement(self, case, state):
        """Delete and insert the same rows at once, in another state."""
        self.sql(REPLACE, self.ids[case], state)
        for each in self.ledger.entries:
            if each.case == case and each.is_anonymous:
                each.state, each.batch = state, None

    # --- Rows that go

    @precondition(lambda self: self.ledger.entries)
    @rule(data=st.data())
    def delete(self, data):
        chosen, values = self.some_like(data)
        self.sql(DELETE, *values)
        self.ledger.delete(lambda each: each in chosen)

    @precondition(lambda self: len(self.ledger.entries) > MANY)
    @rule()
    def truncate(self):
        self.sql("SET CONSTRAINTS ALL IMMEDIATE")  # none may be pending in the transaction
        self.sql("TRUNCATE petitions_signature CASCADE")
        self.sql("SET CONSTRAINTS ALL DEFERRED")
        self.ledger.entries.clear()
