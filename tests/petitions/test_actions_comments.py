"""Judging comments: what was read is what is shown, and nothing that is forbidden."""

import pytest
from django.db import transaction

from campaigns.models import ForbiddenWord
from organizations.models import AuditEvent
from petitions.actions.comments import (
    Verdict,
    Why,
    allow,
    forbid,
    hold_telling,
    judge,
    put_back,
)
from petitions.actions.invalidations import invalidate, undo
from petitions.models import Comment, CommentReport, Signature
from tests.factories import OPENED, CommentFactory, ForbiddenWordFactory, open_petition
from tests.races import meanwhile

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(petition):
    """A comment that waits."""
    return CommentFactory(petition=petition, comment="Free her.\nSoon.")


def decide(verdict, *comments, now=OPENED, by=None, **more):
    """Judge comments as they stand in these objects."""
    read = {comment.pk: comment.reading for comment in comments}
    found = Comment.objects.all()
    return judge(comments=found, read=read, verdict=Verdict(verdict), by=by, now=now, **more)


def standing(row):
    return Comment.objects.values_list("comment_state", "comment_quoted").get(pk=row.pk)


def reported(comment, network=b"1" * 16):
    return CommentReport.objects.create(signature=comment, network=network, at=OPENED)


VERDICTS = {
    "approve": ("approved", False),
    "refuse": ("refused", False),
    "quote": ("approved", True),
}


class TestJudging:
    @pytest.mark.parametrize(("verdict", "target"), VERDICTS.items())
    @pytest.mark.parametrize("before", [("waiting", False), ("approved", True), ("refused", False)])
    def test_leads_from_anywhere_to_what_was_decided(self, comment, verdict, target, before):
        comment.comment_state, comment.comment_quoted = before
        comment.save()
        judged = decide(verdict, comment)
        assert standing(comment) == target
        comment.refresh_from_db()
        [was] = judged.done
        assert (was.pk, was.state, was.quoted, was.reading) == (
            comment.pk,
            *before,
            comment.reading,
        )

    def test_leaves_a_trace_without_a_word_of_it(self, comment, staff, now):
        decide("quote", comment, by=staff, now=now)
        event = AuditEvent.objects.latest("pk")
        assert (event.action, event.by, event.at) == ("quote comment", staff, now)
        assert event.subject == f"comment {comment.pk}"
        assert event.organization == comment.petition.campaign.organization
        assert event.details == {
            "petition": comment.petition_id, "before": "waiting", "was_quoted": False,
        }  # fmt: skip
        assert "Free her" not in str(AuditEvent.objects.values())

    @pytest.mark.parametrize(
        "change", [{"comment": "Other"}, {"comment_state": "refused"}, {"state": "pending"}]
    )
    def test_leaves_what_is_another_by_now(self, comment, change):
        Signature.objects.filter(pk=comment.pk).update(**change)
        judged = decide("approve", comment)
        assert (judged.done, judged.left) == ([], {comment.pk: Why.CHANGED})
        assert standing(comment)[0] != "approved"
        assert not AuditEvent.objects.filter(action="approve comment").exists()

    def test_leaves_what_is_not_among_those_that_may_be_judged(self, comment):
        read = {comment.pk: comment.reading, 0: "x"}
        judged = judge(
            comments=Comment.objects.none(), read=read, verdict=Verdict.APPROVE, by=None, now=OPENED
        )
        assert judged.left == {comment.pk: Why.CHANGED, 0: Why.CHANGED}
        assert standing(comment) == ("waiting", False)

    def test_a_name_that_became_public_meanwhile_was_not_read(self, comment):
        Signature.objects.filter(pk=comment.pk).update(show_name=True)
        assert decide("approve", comment).left == {comment.pk: Why.CHANGED}

    @pytest.mark.parametrize("verdict", ["approve", "quote"])
    def test_shows_nothing_that_is_forbidden(self, comment, verdict):
        ForbiddenWordFactory(campaign=comment.petition.campaign, text="her soon")
        judged = decide(verdict, comment)
        assert (judged.done, judged.left) == ([], {comment.pk: Why.FORBIDDEN})
        assert standing(comment) == ("waiting", False)
        assert decide("refuse", comment).done

    def test_shows_nothing_that_is_hidden_of_her(self):
        petition = open_petition(campaign__name="Jane Roe", campaign__prison_number="W00001")
        for text in ("I know Jane", "Write to W00001"):
            comment = CommentFactory(petition=petition, comment=text)
            assert decide("approve", comment).left == {comment.pk: Why.FORBIDDEN}

    def test_shows_no_forbidden_name_of_a_signer(self, petition):
        ForbiddenWordFactory(campaign=petition.campaign, text="Elmer")
        named = CommentFactory(petition=petition, first_name="Elmer", show_name=True)
        unnamed = CommentFactory(petition=petition, first_name="Elmer")
        judged = decide("approve", named, unnamed)
        assert judged.left == {named.pk: Why.FORBIDDEN}
        assert standing(unnamed) == ("approved", False)

    def test_a_word_of_another_campaign_does_no_harm(self, comment):
        ForbiddenWordFactory(text="soon")
        assert decide("approve", comment).done

    @pytest.mark.parametrize(
        "text", ["see www.x.example", "me@x.example", "Call 559-555-0123", "Sofia"]
    )
    def test_many_at_once_leave_those_that_are_marked(self, comment, text):
        ForbiddenWordFactory(campaign=comment.petition.campaign, text="Sofia")
        marked = CommentFactory(petition=comment.petition, comment=text)
        judged = decide("approve", comment, marked, unless_flagged=True)
        assert [was.pk for was in judged.done] == [comment.pk]
        assert list(judged.left) == [marked.pk]
        assert standing(marked) == ("waiting", False)

    def test_many_at_once_leave_those_that_are_reported(self, comment):
        reported(comment)
        judged = decide("approve", comment, unless_flagged=True)
        assert judged.left == {comment.pk: Why.FLAGGED}

    @pytest.mark.parametrize("verdict", VERDICTS)
    def test_answers_the_reports(self, comment, verdict, now):
        report, other = reported(comment), reported(CommentFactory(petition=comment.petition))
        decide(verdict, comment, now=now)
        report.refresh_from_db()
        other.refresh_from_db()
        assert (report.settled_at, other.settled_at) == (now, None)

    def test_takes_as_many_reads_for_twenty_as_for_one(
        self, comment, petition, django_assert_max_num_queries
    ):
        def queries(*comments):
            with django_assert_max_num_queries(100) as seen:
                decide("approve", *comments)
            return len([query for query in seen if query["sql"].startswith("SELECT")])

        one = queries(comment)
        assert queries(*CommentFactory.create_batch(20, petition=petition)) == one


class TestPuttingBack:
    def back(self, judged, now=OPENED):
        return put_back(
            comments=Comment.objects.all(), was=judged.done, judged_at=now, by=None, now=now
        )

    @pytest.mark.parametrize("verdict", VERDICTS)
    @pytest.mark.parametrize("before", [("waiting", False), ("approved", True), ("refused", False)])
    def test_undoes_whatever_was_decided(self, comment, verdict, before, now):
        comment.comment_state, comment.comment_quoted = before
        comment.save()
        report = reported(comment)
        judged = decide(verdict, comment, now=now)
        done = self.back(judged, now).done
        assert [was.pk for was in done] == [comment.pk]
        assert standing(comment) == before
        report.refresh_from_db()
        assert report.settled_at is None
        assert AuditEvent.objects.latest("pk").action == "put comment back"

    def test_leaves_what_somebody_else_has_judged_since(self, comment):
        judged = decide("approve", comment)
        comment.refresh_from_db()
        decide("refuse", comment)
        assert self.back(judged).left == {comment.pk: Why.CHANGED}
        assert standing(comment) == ("refused", False)

    def test_shows_nothing_that_was_forbidden_since(self, comment):
        decide("approve", comment)
        comment.refresh_from_db()
        judged = decide("refuse", comment)
        ForbiddenWordFactory(campaign=comment.petition.campaign, text="Soon")
        assert self.back(judged).left == {comment.pk: Why.FORBIDDEN}
        assert standing(comment) == ("refused", False)


class TestForbidding:
    def forbid(self, comment, text):
        campaign = comment.petition.campaign
        word = ForbiddenWord(campaign=campaign, text=text)
        return forbid(campaign=campaign, words=[word], by=None, now=OPENED)

    def test_what_tells_a_new_word_waits_again(self, comment, petition):
        decide("quote", comment)
        other = CommentFactory(petition=petition, comment="Bless her", comment_state="approved")
        beside = CommentFactory(petition=open_petition(), comment="Soon", comment_state="approved")
        assert self.forbid(comment, "SÓON") == 1
        assert standing(comment) == ("waiting", False)
        assert standing(other) == standing(beside) == ("approved", False)
        event = AuditEvent.objects.latest("pk")
        assert (event.action, event.details) == ("hold comments", {"comments": [comment.pk]})
        assert "SÓON" not in str(AuditEvent.objects.values())

    def test_what_was_taken_out_does_not_come_back_with_it(self, comment):
        decide("approve", comment)
        batch = invalidate(
            signatures=Signature.objects.all(), reason="x", criteria={}, by=None, now=OPENED
        )
        assert self.forbid(comment, "soon") == 1
        undo(invalidation=batch, reason="y", by=None, now=OPENED)
        assert standing(comment) == ("waiting", False)

    def test_what_is_hidden_by_now_waits_again(self, comment):
        campaign = comment.petition.campaign
        decide("approve", comment)
        campaign.prison_number = "Soon"
        campaign.save()
        assert hold_telling(campaign=campaign, by=None, now=OPENED) == 1
        assert standing(comment) == ("waiting", False)

    def test_a_word_is_allowed_again(self, comment):
        self.forbid(comment, "soon")
        allow(word=ForbiddenWord.objects.get(), by=None, now=OPENED)
        assert decide("approve", comment).done
        actions = [event.action for event in AuditEvent.objects.order_by("pk")]
        assert actions[-3:] == ["create forbiddenword", "delete forbiddenword", "approve comment"]

    @pytest.mark.django_db(transaction=True)
    def test_who_approves_at_that_moment_waits_and_meets_the_word(self, comment):
        with transaction.atomic():
            self.forbid(comment, "soon")
            judging = meanwhile(lambda: decide("approve", comment))
        assert judging.result().left == {comment.pk: Why.FORBIDDEN}
        assert standing(comment) == ("waiting", False)
