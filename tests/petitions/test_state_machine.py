"""Whatever happens to signatures, in whatever order, every count is the same number."""

import os

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as trying
from hypothesis import strategies as st
from hypothesis.stateful import initialize, run_state_machine_as_test

from tests.petitions.steps import BATCHES, CASES, CROWDED, PERSONS
from tests.petitions.steps_by_hand import ByHandSteps
from tests.petitions.steps_ledger import STANDING
from tests.petitions.steps_of_signers import SIGNING, SignersSteps
from tests.petitions.steps_of_staff import StaffSteps

EXAMPLES = int(os.environ.get("STATE_MACHINE_EXAMPLES", "20"))
STEPS = int(os.environ.get("STATE_MACHINE_STEPS", "30"))


OTHER = "cleo@example.org"


class Signatures(SignersSteps, StaffSteps, ByHandSteps):
    """A few people, staff, the worker and somebody at the database's prompt, in any order."""

    @initialize(
        target=BATCHES,
        signing=st.lists(SIGNING, min_size=6, max_size=10),
        closed=CASES,
        doubted=PERSONS,
    )
    def begin(self, signing, closed, doubted):
        """Some have signed, one of them is not believed, and one of the petitions has ended."""
        self.sign(signing)
        self.turn(closed, "close", "denied")
        return self.take_out(set(range(len(self.ids))), {doubted}, STANDING, 0)


@pytest.fixture(autouse=True)
def _cheap(settings):
    settings.PROOF_COST = 10


@pytest.mark.django_db
def test_every_count_is_the_same_whatever_happens():
    run_state_machine_as_test(
        Signatures,
        settings=trying(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


# --- Ways that chance takes seldom


@pytest.fixture
def world(db, _cheap):
    return Signatures()


def walk(world, *steps):
    for step in steps:
        step()
        world.every_count_is_the_same()


def test_what_nobody_confirmed_is_kept_while_its_mail_is_owed(world):
    walk(
        world,
        lambda: world.sign([(0, "bea@example.org", "", False)]),
        lambda: world.days_pass(8, sends=False, forgets=True),
        lambda: world.days_pass(3, sends=True, forgets=True),
    )
    assert world.ledger.entries == []


def test_links_to_what_was_anonymized_lead_nowhere(world):
    walk(
        world,
        lambda: world.sign([(0, "bea@example.org", CROWDED, True), (0, OTHER, "", True)]),
        lambda: world.turn(0, "close", "denied"),
        lambda: world.days_pass(400, sends=True, forgets=True),
        lambda: world.press(world.links, "withdraw"),
        lambda: world.release({0}, None),
    )
    assert world.ledger.supporters(0) == len(world.links) == 2
