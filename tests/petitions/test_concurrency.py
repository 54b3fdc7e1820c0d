"""Many at once, over real connections: nothing is counted twice, nothing is lost, nobody waits
for ever."""

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from petitions.actions import invalidations
from petitions.actions import signatures as actions
from petitions.actions.counts import repair_counts
from petitions.models import Invalidation, Petition, Signature, Subscription, Tally
from petitions.models.signature import State
from petitions.tokens import Purpose, make
from tests.factories import CampaignFactory, SignatureFactory, open_petition
from tests.petitions.rows import rows, tallied
from tests.races import at_once
from tests.signing import about, asked_for, elsewhere

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("connections"),  # they take most of the server's
]

THREADS = 40
PRESSES = 50
WRITERS = 12
STEPS = 8
DOINGS = ["erase", "subscribe", "withdraw", "stop_updates", "hide_name"]


def test_one_link_used_by_many_at_once_counts_once(petition):
    signature = SignatureFactory(
        petition=petition,
        state="pending",
        wants_updates=True,
        requested_at=timezone.now(),
        confirmed_at=None,
    )
    address = f"/signatures/confirm/{make(Purpose.CONFIRM, signature)}/"

    answers = at_once([lambda: Client().post(address)] * PRESSES)

    assert {response.status_code for response in answers} == {303}
    assert Petition.objects.with_supporters().get().supporters == 1
    assert (tallied(), Subscription.objects.count()) == ({(petition.pk, "web"): 1}, 1)


def test_many_who_sign_with_one_address_at_once_make_one_row(petition, typed):
    address = f"/petitions/{petition.slug}/sign/"

    answers = at_once([lambda: Client(REMOTE_ADDR=elsewhere()).post(address, typed)] * THREADS)

    assert {response.status_code for response in answers} == {303}
    signature = Signature.objects.get()
    assert (signature.state, tallied()) == ("pending", {})
    assert asked_for() == [about(signature)] * THREADS


def test_many_who_sign_and_confirm_at_once_are_all_counted(petition, typed):
    def sign_and_confirm(number):
        address = f"person{number}@example.org"
        browser = Client(REMOTE_ADDR=elsewhere())
        browser.post(f"/petitions/{petition.slug}/sign/", typed | {"email": address})
        signature = Signature.objects.get(email=address)
        actions.confirm(signature=signature, now=timezone.now())

    at_once([lambda number=number: sign_and_confirm(number) for number in range(THREADS)])

    assert Client().get(f"/petitions/{petition.slug}/count.json").json()["supporters"] == THREADS
    assert tallied() == rows() == {(petition.pk, "web"): THREADS}


def test_bulk_inserts_deletes_and_confirmations_at_once_stay_exact(petition, now):
    both = [petition, open_petition()]
    kept = [SignatureFactory.create_batch(60, petition=each) for each in both]
    waiting = [
        SignatureFactory(petition=each, state="pending", requested_at=now, confirmed_at=None)
        for each in both * 30
    ]

    def insert(number):
        new = [
            SignatureFactory.build(petition=each, email=f"{number}-{n}@example.org", source=source)
            for n in range(20)
            for each, source in zip(both[:: 1 - 2 * (number % 2)], ("web", "import"), strict=True)
        ]
        Signature.objects.bulk_create(new)

    def delete(number):
        doomed = [row.pk for found in kept for row in found if row.pk % 4 == number]
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM petitions_signature WHERE id = ANY(%s)", [doomed])

    def confirm(number):
        for signature in waiting[number::4]:
            actions.confirm(signature=signature, now=now)

    at_once(
        [lambda work=work, n=n: work(n) for n in range(4) for work in (insert, delete, confirm)]
    )

    assert sum(rows().values()) == 4 * 20 * len(both) + len(waiting)
    assert tallied() == rows()


def test_whatever_one_signer_does_at_once_ends_in_a_state_and_is_counted_right(petition, typed):
    other = open_petition(campaign=CampaignFactory(organization=petition.campaign.organization))
    SignatureFactory(petition=other, email=typed["email"])
    asked = typed | {"subscribe": "on"}

    def act(number):
        client, statuses = Client(), set()
        for step in range(STEPS):
            client.post(f"/petitions/{petition.slug}/sign/", asked, REMOTE_ADDR=elsewhere())
            for row in Signature.objects.filter(email=typed["email"]):
                confirm, manage = make(Purpose.CONFIRM, row), make(Purpose.MANAGE, row)
                do = {"do": DOINGS[(number + step) % len(DOINGS)]}
                answers = [
                    client.post(f"/signatures/confirm/{confirm}/"),
                    client.post(f"/signatures/manage/{manage}/", do),
                ]
                statuses |= {response.status_code for response in answers}
        return statuses

    works = [lambda number=number: act(number) for number in range(WRITERS)]
    statuses = set().union(*at_once(works))

    assert statuses <= {303, 404, 410}
    assert set(Signature.objects.values_list("state", flat=True)) <= set(State)
    assert tallied() == rows()


def test_judging_at_once_counts_each_signature_once(petition, now):
    SignatureFactory.create_batch(20, petition=petition)

    def invalidate():
        batch = invalidations.invalidate(
            signatures=Signature.objects.all(), reason="a test", criteria={}, by=None, now=now
        )
        return sum(batch.counts.values_list("number", flat=True)) if batch.pk else 0

    def undo():
        batch = Invalidation.objects.get()
        return invalidations.undo(invalidation=batch, reason="a test", by=None, now=now)

    invalidated = at_once([invalidate] * WRITERS)
    undone = at_once([undo] * WRITERS)

    assert sorted(invalidated) == sorted(undone) == [0] * (WRITERS - 1) + [20]
    assert tallied() == rows() == {(petition.pk, "web"): 20}


def test_counts_are_set_right_while_people_sign(petition, now):
    SignatureFactory.create_batch(5, petition=petition)
    waiting = SignatureFactory.create_batch(
        60, petition=petition, state="pending", requested_at=now, confirmed_at=None
    )
    Tally.objects.update(count=1000)

    def confirm(number):
        for signature in waiting[number::WRITERS]:
            actions.confirm(signature=signature, now=now)

    def repair():
        return [len(repair_counts(by=None, now=now)) for _ in range(5)]

    works = [lambda number=number: confirm(number) for number in range(WRITERS)]
    *_, one, other = at_once([*works, repair, repair])

    assert sum(one) + sum(other) == 1
    assert tallied() == rows() == {(petition.pk, "web"): 65}
