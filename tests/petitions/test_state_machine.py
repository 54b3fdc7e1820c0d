"""Whatever happens to signatures, in whatever order, every count is the same number."""

import os

import pytest
from django.conf import settings as site
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, run_state_machine_as_test

from tests.petitions.steps import BATCHES, CASES, PERSONS
from tests.petitions.steps_by_hand import ByHandSteps
from tests.petitions.steps_ledger import STANDING
from tests.petitions.steps_of_signers import SIGNING, SignersSteps
from tests.petitions.steps_of_staff import StaffSteps

EXAMPLES = int(os.environ.get("STATE_MACHINE_EXAMPLES", "20"))
STEPS = int(os.environ.get("STATE_MACHINE_STEPS", "30"))


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


@pytest.mark.django_db
def test_every_count_is_the_same_whatever_happens(monkeypatch):
    monkeypatch.setattr(site, "PROOF_COST", 10)
    run_state_machine_as_test(
        Signatures,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
