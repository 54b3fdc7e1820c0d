"""What staff and the worker do: judge signatures, run petitions, forget what is due."""

from contextlib import nullcontext
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Sum
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import multiple, rule

from campaigns import actions as campaigns
from campaigns.actions import NotAllowed
from petitions.actions import invalidations, pauses
from petitions.actions import petitions as actions
from petitions.actions.invalidations import NotAsPreviewed
from petitions.models import ConfirmationMail, Signature
from petitions.models.confirmation_mail import State as MailState
from petitions.models.petition import Outcome
from tests.factories import edit
from tests.petitions.steps import (
    BATCHES,
    CASES,
    PEOPLE,
    PERSONS,
    YES_OR_NO,
    World,
    of,
)
from tests.petitions.steps_ledger import STANDING

SETS_OF_CASES = st.sets(CASES, min_size=1)
TURNS = ["close", "close", "open", "pause", "resume", "take off", "publish", "publish"]
SOME_OR_ALL = st.none() | st.sets(PERSONS, min_size=1)


class StaffSteps(World):
    """Every step is an action, as the admin and the commands call it."""

    # --- Signatures

    def rows(self, cases, persons):
        """The rows that `of` has the entries of."""
        found = Signature.objects.filter(petition__in=[self.ids[case] for case in cases])
        if persons is None:
            return found
        return found.filter(email__in=[each for person in persons for each in PEOPLE[person]])

    @rule(
        target=BATCHES,
        cases=SETS_OF_CASES,
        persons=SOME_OR_ALL,
        before=st.sampled_from([STANDING, STANDING, ("held",)]),
        more=st.sampled_from([0, 0, 0, 1]),
    )
    def take_out(self, cases, persons, before, more):
        """Invalidate what stands, or refuse what is held; not where another number was seen."""
        chosen = [each for each in of(self.ledger.entries, cases, persons) if each.state in before]
        given = {"signatures": self.rows(cases, persons), "reason": "a test", "by": None}
        given |= {"now": timezone.now()}

        if before == ("held",):
            return self.took(invalidations.refuse(**given), chosen)
        given |= {"criteria": {}, "expected": len(chosen) + more}
        if more:
            with pytest.raises(NotAsPreviewed):
                invalidations.invalidate(**given)
            return multiple()
        return self.took(invalidations.invalidate(**given), chosen)

    def took(self, batch, chosen):
        """The batch, if it is one; it must say how many it took, and how many had counted."""
        counted = len([each for each in chosen if each.state == "confirmed"])
        self.ledger.invalidate(chosen, batch.pk)
        if not chosen:
            assert batch.pk is None
            return multiple()
        told = batch.counts.aggregate(number=Sum("number"), counted=Sum("counted"))
        assert told == {"number": len(chosen), "counted": counted}
        return batch

    @rule(batch=BATCHES)
    def undo(self, batch):
        number = invalidations.undo(
            invalidation=batch, reason="a test", by=None, now=timezone.now()
        )

        assert number == self.ledger.undo(batch.pk)

    @rule(cases=SETS_OF_CASES, persons=SOME_OR_ALL)
    def release(self, cases, persons):
        number = invalidations.release(
            signatures=self.rows(cases, persons), reason="a test", by=None, now=timezone.now()
        )

        assert number == self.ledger.release(of(self.ledger.entries, cases, persons))

    # --- Petitions

    @rule(case=CASES, turn=st.sampled_from(TURNS), outcome=st.sampled_from(Outcome.values))
    def turn(self, case, turn, outcome):
        """Close, open again, pause, resume, take off, publish; refused where it makes no sense."""
        petition, now = self.petition(case), timezone.now()
        writes = {
            "close": lambda: actions.close_petition(
                petition=petition, outcome=outcome, on=now.date(), by=None, now=now
            ),
            "open": lambda: actions.open_petition(petition=petition, by=None, now=now),
            "pause": lambda: pauses.pause_signing(
                petition=petition, note="", note_es="", by=None, now=now
            ),
            "resume": lambda: pauses.resume_signing(petition=petition, by=None, now=now),
            "publish": lambda: actions.publish(campaign=petition.campaign, by=None, now=now),
            "take off": lambda: campaigns.unpublish(campaign=petition.campaign, by=None, now=now),
        }

        is_allowed = self.ledger.cases[case].turn(turn)
        with nullcontext() if is_allowed else pytest.raises(NotAllowed):
            writes[turn]()

    @rule(case=CASES, number=st.integers(1, 999))
    def rename_and_correct(self, case, number):
        """Every address that it ever had leads on to it, while it is shown."""
        edit(self.petition(case), slug=f"renamed-{case}-{number}", title=f"Corrected {number}")

        entry = self.ledger.cases[case]
        entry.rename(f"renamed-{case}-{number}")
        for before in entry.old_slugs:
            answer = self.browser.get(f"/petitions/{before}/")
            where = f"/petitions/{entry.slug}/" if entry.is_published else None
            assert (answer.status_code, answer.headers.get("Location")) == (
                302 if where else 404,
                where,
            )

    # --- The worker

    @rule(days=st.sampled_from([7, 8, 8, 400]), sends=YES_OR_NO, forgets=YES_OR_NO)
    def days_pass(self, days, sends, forgets):
        """Then mails are sent, and what is due is forgotten, if the worker is running."""
        self.let_pass(days)
        if sends:
            ConfirmationMail.objects.end(MailState.SENT)
            self.ledger.owed.clear()
        if forgets:
            call_command("forget", stdout=StringIO())
            self.ledger.forget()
