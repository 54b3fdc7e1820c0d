"""Taking out of the count what is not genuine, putting it back, and settling what was held."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations.models import AuditEvent
from petitions.actions import invalidations as actions
from petitions.actions import signatures as signature_actions
from petitions.models import InvalidatedCount, Invalidation, Signature, Subscription
from petitions.models.signature import BEFORE_INVALIDATED, TRANSITIONS, State
from tests.constraints import violates
from tests.factories import OPENED, CampaignFactory, SignatureFactory, open_petition
from tests.petitions.rows import supporters

pytestmark = pytest.mark.django_db

OTHER_STATES = [state for state in State if state not in BEFORE_INVALIDATED]


def those(*rows):
    return Signature.objects.filter(pk__in=[row.pk for row in rows])


def invalidate(*rows, now, by=None, criteria=None, **more):
    criteria = criteria or {"chosen": True}
    return actions.invalidate(
        signatures=those(*rows), reason="a bot", criteria=criteria, by=by, now=now, **more
    )


def undo(batch, *, now, by=None):
    return actions.undo(invalidation=batch, reason="no bot", by=by, now=now)


def release(*rows, now, by=None):
    return actions.release(signatures=those(*rows), reason="a class", by=by, now=now)


def refuse(*rows, now, by=None):
    return actions.refuse(signatures=those(*rows), reason="a bot", by=by, now=now)


def everything():
    return list(Signature.objects.order_by("pk").values())


def trail(action):
    return list(
        AuditEvent.objects.filter(action=action)
        .order_by("pk")
        .values_list("subject", "organization", "by", "by_name", "at", "details")
    )


@pytest.fixture
def in_each_state(petition):
    """A signature in each state in which it may be invalidated."""
    return {
        state: SignatureFactory(
            petition=petition,
            state=state,
            confirmed_at=None if state == State.PENDING else OPENED,
            needs_check=state == State.HELD,
        )
        for state in BEFORE_INVALIDATED
    }


class TestInvalidating:
    def test_takes_each_out_and_remembers_where_it_stood(self, petition, in_each_state, now):
        kept = SignatureFactory(petition=petition)

        batch = invalidate(*in_each_state.values(), now=now)

        rows = those(*in_each_state.values()).order_by("pk")
        told = rows.values_list("state", "state_before", "invalidation", "ended_at")
        assert list(told) == [
            (State.INVALIDATED, before, batch.pk, now) for before in in_each_state
        ]
        kept.refresh_from_db()
        assert (kept.state, kept.invalidation, supporters(petition)) == ("confirmed", None, 1)

    def test_tells_the_batch_and_how_many_of_each_petition_had_counted(
        self, petition, in_each_state, now, staff
    ):
        other = open_petition()
        rows = [*in_each_state.values(), *SignatureFactory.create_batch(2, petition=other)]

        batch = invalidate(*rows, now=now, by=staff, criteria={"name": True, "rate": 20})

        batch.refresh_from_db()
        assert (batch.at, batch.by, batch.by_name, batch.reason, batch.criteria) == (
            now,
            staff,
            staff.username,
            "a bot",
            {"name": True, "rate": 20},
        )
        counts = batch.counts.order_by("petition").values_list("petition", "number", "counted")
        assert list(counts) == [(petition.pk, len(BEFORE_INVALIDATED), 1), (other.pk, 2, 2)]

    @pytest.mark.parametrize("state", OTHER_STATES)
    def test_leaves_what_may_not_be_invalidated(self, petition, state, now):
        row = SignatureFactory(petition=petition, state=state, ended_at=OPENED)
        before = everything()

        batch = invalidate(row, now=now)

        assert (batch.pk, everything(), Invalidation.objects.count()) == (None, before, 0)
        assert trail("invalidate signatures") == []

    def test_of_nothing_does_nothing(self, petition, now):
        SignatureFactory(petition=petition)

        batches = [
            actions.invalidate(signatures=rows, reason="a bot", criteria={}, by=None, now=now)
            for rows in (Signature.objects.none(), Signature.objects.filter(pk__in=[]))
        ]

        assert [batch.pk for batch in batches] == [None, None]
        assert supporters(petition) == 1

    def test_a_second_time_finds_nothing(self, petition, now):
        row = SignatureFactory(petition=petition)

        batches = [invalidate(row, now=now), invalidate(row, now=now)]

        assert list(Invalidation.objects.all()) == batches[:1]
        assert InvalidatedCount.objects.get().number == 1

    def test_takes_no_other_number_than_was_looked_at(self, petition, now):
        rows = SignatureFactory.create_batch(2, petition=petition)
        before = everything()

        for expected in (1, 3):
            with pytest.raises(actions.NotAsPreviewed):
                invalidate(*rows, now=now, expected=expected)

        assert (everything(), Invalidation.objects.count()) == (before, 0)
        assert supporters(petition) == 2
        assert invalidate(*rows, now=now, expected=2).counts.get().number == 2

    def test_takes_as_many_statements_for_many_as_for_one(self, petition, now):
        def statements(rows):
            with CaptureQueriesContext(
                connection,
            ) as seen:
                invalidate(*rows, now=now)
            return len(seen)

        one = statements(SignatureFactory.create_batch(1, petition=petition))
        assert statements(SignatureFactory.create_batch(30, petition=petition)) == one

    def test_leaves_one_audit_row_for_each_petition(self, petition, now, staff):
        other = open_petition()
        rows = SignatureFactory.create_batch(2, petition=petition)
        rows += [SignatureFactory(petition=other, state="pending")]

        batch = invalidate(*rows, now=now, by=staff, criteria={"name": True, "rate": 20})

        details = {"reason": "a bot", "batch": batch.pk, "found by": ["name", "rate"]}
        assert trail("invalidate signatures") == [
            (
                f"petition {each.pk}",
                each.campaign.organization_id,
                staff.pk,
                staff.username,
                now,
                details | {"signatures": number, "counted": counted},
            )
            for each, number, counted in ((petition, 2, 2), (other, 1, 0))
        ]

    def test_the_trail_holds_nothing_of_the_signer(self, petition, now):
        row = SignatureFactory(petition=petition, comment="private words")

        invalidate(row, now=now)

        told = str([list(AuditEvent.objects.values()), list(Invalidation.objects.values())])
        assert [text for text in (row.email, row.first_name, row.comment) if text in told] == []


class TestUndoing:
    def test_puts_each_back_to_where_it_stood(self, petition, in_each_state, now):
        before = everything()
        batch = invalidate(*in_each_state.values(), now=now)
        assert everything() != before

        number = undo(batch, now=now)

        assert (number, everything()) == (len(in_each_state), before)
        assert supporters(petition) == 1

    def test_marks_the_batch(self, petition, now, staff):
        batch = invalidate(SignatureFactory(petition=petition), now=now)

        undo(batch, now=now, by=staff)

        batch.refresh_from_db()
        assert (batch.undone_at, batch.undone_by_name, batch.undone_reason) == (
            now,
            staff.username,
            "no bot",
        )
        assert batch.counts.get().number == 1

    def test_a_second_time_changes_nothing(self, petition, now):
        row = SignatureFactory(petition=petition)
        batch = invalidate(row, now=now)
        undo(batch, now=now)
        again = invalidate(row, now=now)

        assert undo(batch, now=now) == 0

        row.refresh_from_db()
        assert (row.state, row.invalidation) == ("invalidated", again)
        assert len(trail("undo invalidation")) == 1

    def test_leaves_other_batches_alone(self, petition, now):
        rows = SignatureFactory.create_batch(2, petition=petition)
        first, second = (invalidate(row, now=now) for row in rows)

        assert undo(first, now=now) == 1

        assert list(those(*rows).order_by("pk").values_list("state", "invalidation")) == [
            ("confirmed", None),
            ("invalidated", second.pk),
        ]

    def test_does_without_what_was_erased(self, petition, now):
        rows = SignatureFactory.create_batch(3, petition=petition)
        batch = invalidate(*rows, now=now)
        signature_actions.erase(signature=rows[0])

        assert (undo(batch, now=now), supporters(petition)) == (2, 2)

    def test_of_a_batch_of_which_nothing_is_left_is_done_too(self, petition, now):
        row = SignatureFactory(petition=petition)
        batch = invalidate(row, now=now)
        signature_actions.erase(signature=row)

        assert undo(batch, now=now) == 0

        batch.refresh_from_db()
        assert batch.is_undone

    def test_leaves_one_audit_row_for_each_petition(self, petition, now):
        other = open_petition()
        rows = SignatureFactory.create_batch(2, petition=petition)
        batch = invalidate(*rows, SignatureFactory(petition=other, state="pending"), now=now)

        undo(batch, now=now)

        assert trail("undo invalidation") == [
            (
                f"petition {each.pk}",
                each.campaign.organization_id,
                None,
                "command line",
                now,
                {"reason": "no bot", "batch": batch.pk, "signatures": number, "counted": counted},
            )
            for each, number, counted in ((petition, 2, 2), (other, 1, 0))
        ]


class TestReleasing:
    def held(self, petition, **more):
        return SignatureFactory(petition=petition, state="held", needs_check=True, **more)

    def test_lets_held_ones_count_since_they_were_confirmed(self, petition, now):
        row = self.held(petition)

        assert (supporters(petition), release(row, now=now), supporters(petition)) == (0, 1, 1)

        row.refresh_from_db()
        assert (row.state, row.confirmed_at, row.needs_check) == ("confirmed", OPENED, False)

    def test_lets_pending_ones_count_once_confirmed(self, petition, now):
        row = SignatureFactory(
            petition=petition, state="pending", confirmed_at=None, needs_check=True,
            requested_at=now,
        )  # fmt: skip

        assert release(row, now=now) == 1

        row.refresh_from_db()
        assert (row.state, row.confirmed_at, row.needs_check) == ("pending", None, False)
        signature_actions.confirm(signature=row, now=now)
        assert row.state == "confirmed"

    def test_leaves_all_others(self, petition, now):
        rows = [
            SignatureFactory(petition=petition, state=state, ended_at=OPENED)
            for state in State
            if state != State.HELD
        ]
        before = everything()

        assert (release(*rows, now=now), everything()) == (0, before)
        assert trail("release signatures") == []

    def test_is_a_transition_that_may_be(self):
        assert State.CONFIRMED in TRANSITIONS[State.HELD]

    def test_sends_news_to_those_who_asked_as_confirming_does(self, petition, now):
        asked, other = self.held(petition, wants_updates=True), self.held(petition)
        ended = self.held(petition, wants_updates=True)
        waiting = SignatureFactory(
            petition=petition, state="pending", needs_check=True, wants_updates=True
        )
        standing = self.held(petition, wants_updates=True)
        organization = petition.campaign.organization
        for row, ended_at in ((ended, OPENED), (standing, None)):
            Subscription.objects.create(
                organization=organization,
                email=row.email,
                address_hash=row.address_hash,
                since=OPENED,
                ended_at=ended_at,
            )

        release(asked, other, ended, waiting, standing, now=now)

        rows = Subscription.objects.order_by("email").values_list(
            "email", "organization", "language", "since", "ended_at"
        )
        assert sorted(rows) == sorted(
            (row.email, organization.pk, "en", since, None)
            for row, since in ((asked, now), (ended, now), (standing, OPENED))
        )
        made = Subscription.objects.get(email=asked.email)
        assert bytes(made.address_hash) == bytes(asked.address_hash)
        assert made.token_version == 1

    def test_makes_the_same_subscription_as_confirming(self, petition, now):
        other = open_petition()
        confirmed = SignatureFactory(
            petition=other, email="ana@example.org", state="pending", wants_updates=True,
            requested_at=now, language="es",
        )  # fmt: skip
        signature_actions.confirm(signature=confirmed, now=now)
        held = self.held(petition, email="ana@example.org", wants_updates=True, language="es")

        release(held, now=now)

        one, same = Subscription.objects.order_by("pk").values()
        for name in ("id", "organization_id"):
            assert one.pop(name) != same.pop(name)
        assert {**one, "address_hash": bytes(one["address_hash"])} == {
            **same,
            "address_hash": bytes(same["address_hash"]),
        }

    def test_subscribes_an_address_once_however_many_petitions_it_signed(self, petition, now):
        campaign = CampaignFactory(organization=petition.campaign.organization)
        rows = [
            self.held(each, email="ana@example.org", wants_updates=True)
            for each in (petition, open_petition(campaign=campaign))
        ]

        assert release(*rows, now=now) == 2

        assert Subscription.objects.get().email == "ana@example.org"

    def test_leaves_one_audit_row_for_each_petition(self, petition, now, staff):
        other = open_petition()
        waiting = SignatureFactory(petition=other, state="pending", needs_check=True)

        release(self.held(petition), self.held(petition), waiting, now=now, by=staff)

        assert [(subject, details) for subject, *_, details in trail("release signatures")] == [
            (f"petition {petition.pk}", {"reason": "a class", "signatures": 2, "waiting": 0}),
            (f"petition {other.pk}", {"reason": "a class", "signatures": 0, "waiting": 1}),
        ]


class TestRefusing:
    def test_takes_held_ones_out_as_a_batch_and_no_other(self, petition, in_each_state, now):
        batch = refuse(*in_each_state.values(), now=now)

        in_each_state[State.HELD].refresh_from_db()
        assert in_each_state[State.HELD].invalidation == batch
        assert list(batch.signatures.values_list("state_before", flat=True)) == ["held"]
        assert (batch.criteria, supporters(petition)) == ({"state": "held"}, 1)

    def test_can_be_undone(self, petition, in_each_state, now):
        before = everything()

        assert undo(refuse(*in_each_state.values(), now=now), now=now) == 1

        assert everything() == before


# --- What the database refuses


@pytest.fixture
def batch(now):
    return Invalidation.objects.create(at=now, by_name="somebody", reason="a bot")


def test_a_batch_has_a_reason(batch):
    with violates("invalidation_has_reason"):
        Invalidation.objects.update(reason="")


def test_undoing_a_batch_has_a_reason(batch, now):
    with violates("invalidation_undone_has_reason"):
        Invalidation.objects.update(undone_at=now)


def test_a_batch_counts_a_petition_once(batch, petition):
    counts = {"invalidation": batch, "petition": petition, "number": 1, "counted": 1}
    InvalidatedCount.objects.create(**counts)
    with violates("invalidated_count_once_per_petition"):
        InvalidatedCount.objects.create(**counts)


def test_no_more_had_counted_than_were_taken(batch, petition):
    with violates("invalidated_count_is_part"):
        InvalidatedCount.objects.create(invalidation=batch, petition=petition, number=1, counted=2)


@pytest.mark.parametrize(
    ("state", "before"),
    [("confirmed", "confirmed"), ("invalidated", ""), ("invalidated", "withdrawn")],
)
def test_who_is_in_a_batch_is_invalidated_and_stood_somewhere(batch, petition, now, state, before):
    row = SignatureFactory(petition=petition)
    with violates("signature_of_batch_is_invalidated"):
        those(row).update(state=state, state_before=before, invalidation=batch, ended_at=now)
