"""Whatever happens to signatures, in whatever order, every count is the same number."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from petitions.actions import invalidations
from petitions.models import Invalidation, Petition, Signature
from petitions.models.counts import compare
from petitions.tokens import Purpose, make
from tests.factories import CampaignFactory, OrganizationFactory, open_petition
from tests.petitions.pages import count_on
from tests.signing import elsewhere

CARRIED_OVER = (0, 1281)
WHICH = st.sampled_from([0, 1])
ADDRESSES = st.sampled_from(["ana@example.org", "bea@example.org", "cleo@example.org"])
SOURCES = st.sampled_from(["web", "paper", "import"])
YES_OR_NO = st.booleans()


@dataclass
class Expected:
    """A signature as it should stand."""

    state: str
    source: str = "web"
    is_old: bool = False
    batch: int | None = None
    state_before: str = ""


class Signatures(RuleBasedStateMachine):
    """Two petitions of one organization and a few people who sign, withdraw and come back."""

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        organization = OrganizationFactory(slug="coalition")
        self.petitions = [
            open_petition(
                campaign=CampaignFactory(organization=organization),
                carried_over=carried_over,
                carried_over_source="an earlier platform",
                carried_over_on=date(2020, 11, 30),
            )
            for carried_over in CARRIED_OVER
        ]
        self.browser = Client(enforce_csrf_checks=True)
        self.expected: dict[tuple[int, str], Expected] = {}
        self.batches: list[Invalidation] = []
        self.links: dict[tuple[int, str], tuple[str, str]] = {}

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def found(self, which, address):
        return Signature.objects.get(petition=self.petitions[which], email=address)

    def sql(self, statement, *values):
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    # --- By the signers

    @rule(which=WHICH, address=ADDRESSES, subscribes=YES_OR_NO)
    def sign(self, which, address, subscribes):
        form = {"first_name": "Ana", "email": address, "country": "MX"}
        form |= {"subscribe": "on"} if subscribes else {}
        path = f"/petitions/{self.petitions[which].slug}/sign/"

        assert self.browser.post(path, form, REMOTE_ADDR=elsewhere()).status_code == 303

        before = self.expected.get((which, address))
        if before is None or before.state in ("pending", "withdrawn"):
            self.expected[which, address] = Expected("pending")
        row = self.found(which, address)
        self.links[which, address] = (make(Purpose.CONFIRM, row), make(Purpose.MANAGE, row))

    @rule(which=WHICH, address=ADDRESSES)
    def resend(self, which, address):
        path = f"/petitions/{self.petitions[which].slug}/check-your-email/"

        form = {"email": address}
        assert self.browser.post(path, form, REMOTE_ADDR=elsewhere()).status_code == 303

        if (before := self.expected.get((which, address))) and before.state == "pending":
            before.is_old = False

    @rule(which=WHICH, address=ADDRESSES)
    def confirm(self, which, address):
        if (which, address) not in self.links:
            return
        confirm, _ = self.links[which, address]

        status = self.browser.post(f"/signatures/confirm/{confirm}/").status_code

        before = self.expected.get((which, address))
        if before is None:
            assert status == 404
        elif before.state == "confirmed" or (before.state == "pending" and not before.is_old):
            assert status == 303
            before.state = "confirmed"
        else:
            assert status == 410

    @rule(which=WHICH, address=ADDRESSES, erases=YES_OR_NO)
    def take_back(self, which, address, erases):
        if (which, address) not in self.links:
            return
        _, manage = self.links[which, address]
        data = {"do": "erase" if erases else "withdraw"}

        status = self.browser.post(f"/signatures/manage/{manage}/", data).status_code

        before = self.expected.get((which, address))
        assert status == (404 if before is None else 303)
        if erases:
            self.expected.pop((which, address), None)
        elif before and before.state in ("pending", "confirmed"):
            before.state = "withdrawn"

    # --- By staff

    @rule(addresses=st.sets(ADDRESSES))
    def invalidate(self, addresses):
        batch = invalidations.invalidate(
            signatures=Signature.objects.filter(email__in=addresses),
            reason="a test",
            criteria={},
            by=None,
            now=timezone.now(),
        )

        taken = {
            (which, address): each
            for (which, address), each in self.expected.items()
            if address in addresses and each.state in ("pending", "held", "confirmed")
        }
        for each in taken.values():
            each.state_before, each.state, each.batch = each.state, "invalidated", batch.pk
        assert bool(batch.pk) == bool(taken)
        if batch.pk:
            self.batches.append(batch)
            numbers = batch.counts.values_list("number", flat=True)
            assert sum(numbers) == len(taken)

    @rule(data=st.data())
    def undo(self, data):
        if not self.batches:
            return
        batch = data.draw(st.sampled_from(self.batches))

        number = invalidations.undo(
            invalidation=batch, reason="a test", by=None, now=timezone.now()
        )

        back = [each for each in self.expected.values() if each.batch == batch.pk]
        for each in back:
            each.state, each.batch = each.state_before, None
        assert number == len(back)

    # --- By hand

    @rule(which=WHICH, address=ADDRESSES)
    def let_a_week_pass(self, which, address):
        self.sql(
            "UPDATE petitions_signature SET requested_at = requested_at - interval '7 days'"
            " WHERE petition_id = %s AND email = %s",
            self.petitions[which].pk,
            address,
        )
        if (which, address) in self.expected:
            self.expected[which, address].is_old = True

    @rule(address=ADDRESSES, source=SOURCES, confirms=YES_OR_NO)
    def update(self, address, source, confirms):
        state = "confirmed" if confirms else "pending"
        self.sql(
            "UPDATE petitions_signature SET state = %s, source = %s, confirmed_at = now(),"
            " invalidation_id = NULL WHERE email = %s",
            state,
            source,
            address,
        )
        for (_, owner), each in self.expected.items():
            if owner == address:
                each.state, each.source, each.batch = state, source, None

    @rule(address=ADDRESSES)
    def move_to_the_other_petition(self, address):
        if len([owner for _, owner in self.expected if owner == address]) != 1:
            return
        [which] = [which for which, owner in self.expected if owner == address]
        self.sql(
            "UPDATE petitions_signature SET petition_id = %s, text_id = %s WHERE email = %s",
            self.petitions[1 - which].pk,
            self.petitions[1 - which].text_id,
            address,
        )
        self.expected[1 - which, address] = self.expected.pop((which, address))
        self.links[1 - which, address] = self.links.pop((which, address))

    @rule(which=WHICH, state=st.sampled_from(["pending", "confirmed"]))
    def delete(self, which, state):
        self.sql(
            "DELETE FROM petitions_signature WHERE petition_id = %s AND state = %s",
            self.petitions[which].pk,
            state,
        )
        for key, each in list(self.expected.items()):
            if key[0] == which and each.state == state:
                del self.expected[key]

    # --- What holds after each

    @invariant()
    def every_count_is_the_same(self):
        counts = Counter(
            (which, each.source)
            for (which, _), each in self.expected.items()
            if each.state == "confirmed"
        )
        totals = [
            carried_over + sum(number for (of, _), number in counts.items() if of == which)
            for which, carried_over in enumerate(CARRIED_OVER)
        ]

        wanted = {(self.petitions[which].pk, source): n for (which, source), n in counts.items()}
        found = [each for each in compare() if each.tally or each.rows]
        assert {(each.petition_id, each.source): each.tally for each in found} == wanted
        assert {(each.petition_id, each.source): each.rows for each in found} == wanted
        rows = Petition.objects.with_supporters().order_by("pk")
        assert [petition.supporters for petition in rows] == totals
        self.pages_show(totals)

    def pages_show(self, totals):
        profile = self.browser.get("/organizations/coalition/")
        paths = [f"/petitions/{petition.slug}/" for petition in self.petitions]
        shown = [f"{total:,}" for total in totals]
        assert [count_on(profile, f"{path}count.json") for path in paths] == shown
        pages = [self.browser.get(path) for path in paths]
        assert [
            count_on(page, f"{path}count.json") for page, path in zip(pages, paths, strict=True)
        ] == shown
        found = [self.browser.get(f"{path}count.json").json()["supporters"] for path in paths]
        assert found == totals
        organization = "/organizations/coalition/count.json"
        assert count_on(profile, organization) == f"{sum(totals):,}"
        assert self.browser.get(organization).json()["supporters"] == sum(totals)


@pytest.mark.django_db
def test_every_count_is_the_same_whatever_happens():
    run_state_machine_as_test(
        Signatures,
        settings=settings(
            max_examples=8,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
