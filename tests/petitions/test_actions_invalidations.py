"""Taking out of the count what is not genuine, and putting it back."""

import pytest

from organizations.models import AuditEvent
from petitions.actions import invalidations as actions
from petitions.models import Petition, Signature
from tests.factories import SignatureFactory, open_petition

pytestmark = pytest.mark.django_db


def supporters(petition):
    return Petition.objects.with_supporters().get(pk=petition.pk).supporters


def invalidate(rows, now, by=None):
    ids = [row.pk for row in rows]
    return actions.invalidate(signatures=ids, reason="a bot", by=by, now=now)


def restore(rows, now, by=None):
    ids = [row.pk for row in rows]
    return actions.restore(signatures=ids, reason="no bot", by=by, now=now)


def test_invalidating_takes_signatures_out_of_the_count(petition, now):
    rows = SignatureFactory.create_batch(3, petition=petition)

    number = invalidate(rows[:2], now)

    assert (number, supporters(petition)) == (2, 1)
    states = Signature.objects.order_by("pk").values_list("state", "ended_at")
    assert list(states) == [("invalidated", now), ("invalidated", now), ("confirmed", None)]


def test_restoring_undoes_an_invalidation(petition, now):
    rows = SignatureFactory.create_batch(2, petition=petition)
    before = list(Signature.objects.order_by("pk").values())
    invalidate(rows, now)

    number = restore(rows, now)

    assert (number, supporters(petition)) == (2, 2)
    assert list(Signature.objects.order_by("pk").values()) == before


def test_judging_twice_changes_nothing_more(petition, now):
    rows = [SignatureFactory(petition=petition)]

    numbers = [invalidate(rows, now), invalidate(rows, now), restore(rows, now), restore(rows, now)]

    assert numbers == [1, 0, 1, 0]
    assert AuditEvent.objects.filter(action__endswith="signatures").count() == 2


@pytest.mark.parametrize("state", ["pending", "withdrawn"])
def test_what_does_not_count_cannot_be_invalidated(petition, now, state):
    row = SignatureFactory(petition=petition, state=state, ended_at=now)

    assert invalidate([row], now) == 0
    assert Signature.objects.get().state == state


def test_what_was_withdrawn_cannot_be_restored(petition, now):
    row = SignatureFactory(petition=petition, state="withdrawn", ended_at=now)

    assert restore([row], now) == 0
    assert (Signature.objects.get().state, supporters(petition)) == ("withdrawn", 0)


def test_judging_leaves_one_audit_row_for_each_petition(petition, now, staff):
    other = open_petition()
    rows = [*SignatureFactory.create_batch(2, petition=petition), SignatureFactory(petition=other)]

    assert invalidate(rows, now, by=staff) == 3
    assert restore(rows, now) == 3

    events = AuditEvent.objects.filter(action__endswith="signatures").order_by("pk")
    assert list(
        events.values_list("action", "by", "by_name", "at", "subject", "organization", "details")
    ) == [
        (
            action,
            by,
            name,
            now,
            f"petition {each.pk}",
            each.campaign.organization_id,
            {"reason": reason, "signatures": number},
        )
        for action, by, name, reason in (
            ("invalidate signatures", staff.pk, staff.username, "a bot"),
            ("restore signatures", None, "command line", "no bot"),
        )
        for each, number in ((petition, 2), (other, 1))
    ]


def test_the_audit_trail_holds_nothing_of_the_signer(petition, now):
    row = SignatureFactory(petition=petition, comment="private words")

    invalidate([row], now)

    trail = str(list(AuditEvent.objects.values()))
    assert [text for text in (row.email, row.first_name, row.comment) if text in trail] == []
