"""Comments as rows: what the database holds to, whatever writes them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from petitions.actions.signatures import erase, show_name, withdraw
from petitions.models import Comment, CommentReport, Signature
from petitions.models.comment_state import TRANSITIONS, CommentState
from tests.constraints import violates
from tests.factories import OPENED, CommentFactory, SignatureFactory
from tests.petitions.rows import signed

pytestmark = pytest.mark.django_db

APPROVED = {"comment_state": "approved"}
QUOTED = APPROVED | {"comment_quoted": True}


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def standing(row):
    """Where a comment stands in the database."""
    return Comment.objects.values_list("comment_state", "comment_quoted").get(pk=row.pk)


@pytest.fixture
def quoted(petition):
    """A comment that is quoted, with a report about it."""
    comment = CommentFactory(petition=petition, show_name=True, **QUOTED)
    CommentReport.objects.create(signature=comment, network=b"1" * 16, at=OPENED)
    return comment


class TestConstraints:
    @pytest.mark.parametrize(
        ("name", "values"),
        [
            ("signature_comment_state_known", {"comment_state": "liked"}),
            ("signature_quote_is_approved", {"comment_quoted": True}),
            ("signature_quote_is_approved", {"comment_quoted": True, "comment_state": "refused"}),
        ],
    )
    def test_refuse_a_state_that_cannot_be(self, petition, name, values):
        comment = CommentFactory(petition=petition)
        with violates(name):
            Signature.objects.filter(pk=comment.pk).update(**values)

    @pytest.mark.parametrize("state", ["approved", "refused"])
    def test_judge_nothing_where_nothing_is_written(self, petition, state):
        row = SignatureFactory(petition=petition, comment="")
        with violates("signature_judged_comment_is_written"):
            Signature.objects.filter(pk=row.pk).update(comment_state=state)

    def test_count_a_network_once_for_a_comment(self, quoted):
        with violates("comment_report_once_per_network"):
            CommentReport.objects.create(signature=quoted, network=b"1" * 16, at=OPENED)

    def test_know_the_reasons_of_a_report(self, quoted):
        with violates("comment_report_reason_known"):
            CommentReport.objects.update(reason="ugly")

    def test_answer_no_report_before_it_was_made(self, quoted):
        with violates("comment_report_settled_after_made"):
            CommentReport.objects.update(settled_at=OPENED - timedelta(seconds=1))

    def test_keep_no_report_without_its_signature(self, quoted):
        with violates("comment_report_of_signature"):
            CommentReport.objects.create(signature_id=0, network=b"2" * 16, at=OPENED)


class TestTriggers:
    """SQL by hand, so that nothing but the database answers."""

    def test_a_row_written_by_hand_waits(self, petition):
        row = SignatureFactory(petition=petition, comment="Free her")
        sql("UPDATE petitions_signature SET comment_state = 'approved' WHERE id = %s", row.pk)
        sql(
            "INSERT INTO petitions_signature (petition_id, state, source, first_name, last_name,"
            " email, country, postal_code, comment, show_name, wants_updates, language,"
            " requested_at, confirmed_at, token_version, needs_check, state_before, region)"
            " SELECT petition_id, state, 'paper', first_name, last_name, email, country,"
            " postal_code, comment, show_name, wants_updates, language, requested_at,"
            " confirmed_at, 1, false, '', '' FROM petitions_signature"
        )
        assert set(Comment.objects.values_list("comment_state", flat=True)) == {
            "approved", "waiting",
        }  # fmt: skip

    @pytest.mark.parametrize("text", ["Something else", "She belongs with her family. ", ""])
    def test_another_text_has_to_be_read_again(self, quoted, text):
        sql("UPDATE petitions_signature SET comment = %s", text)
        assert standing(quoted) == ("waiting", False)
        assert not CommentReport.objects.exists()

    def test_another_text_stays_hidden_even_if_it_is_approved_in_the_same_statement(self, quoted):
        sql("UPDATE petitions_signature SET comment = 'x', comment_state = 'approved'")
        assert standing(quoted) == ("waiting", False)

    def test_the_same_text_stands(self, quoted):
        sql("UPDATE petitions_signature SET comment = comment, show_name = show_name")
        assert standing(quoted) == ("approved", True)
        assert CommentReport.objects.exists()

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE petitions_signature SET first_name = 'Other'",
            "UPDATE petitions_signature SET last_name = ''",
        ],
    )
    def test_another_name_that_is_shown_has_to_be_read_too(self, quoted, statement):
        sql(statement)
        assert standing(quoted) == ("waiting", False)
        assert CommentReport.objects.exists()

    def test_a_name_that_is_hidden_takes_nothing_away(self, quoted):
        sql("UPDATE petitions_signature SET show_name = false")
        assert standing(quoted) == ("approved", True)
        sql("UPDATE petitions_signature SET first_name = 'Other'")
        assert standing(quoted) == ("approved", True)

    def test_a_signature_that_is_deleted_takes_its_reports_along(self, quoted):
        sql("DELETE FROM petitions_signature")
        assert not CommentReport.objects.exists()

    def test_a_table_that_is_emptied_takes_all_reports_along(self, quoted):
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        sql("TRUNCATE petitions_signature CASCADE")
        assert not CommentReport.objects.exists()


class TestWhatSignersDo:
    def test_a_name_that_is_shown_from_now_on_has_to_be_read(self, petition):
        comment = CommentFactory(petition=petition, **APPROVED)
        show_name(signature=comment, shown=True)
        assert standing(comment) == ("waiting", False)

    def test_who_signs_again_is_read_again(self, petition, now):
        row = signed(petition, now, comment="Free her")
        withdraw(signature=row, now=now)
        Signature.objects.update(comment_state="approved")
        signed(petition, now, comment="Free her")
        assert standing(row) == ("waiting", False)

    def test_an_erased_one_is_gone_with_its_reports(self, quoted):
        erase(signature=quoted)
        assert not Signature.objects.exists()
        assert not CommentReport.objects.exists()


class TestReads:
    def test_only_what_counts_is_read(self, petition):
        comment = CommentFactory(petition=petition)
        for state in ("pending", "held", "withdrawn", "invalidated"):
            CommentFactory(petition=petition, state=state, ended_at=timezone.now())
        CommentFactory(petition=petition, comment="")
        assert list(Comment.objects.waiting()) == [comment]

    def test_are_told_apart_by_where_they_stand(self, petition):
        found = {
            state: CommentFactory(petition=petition, comment_state=state) for state in CommentState
        }
        assert list(Comment.objects.waiting()) == [found["waiting"]]
        assert list(Comment.objects.approved()) == [found["approved"]]
        assert list(Comment.objects.refused()) == [found["refused"]]
        assert list(Comment.objects.public()) == [found["approved"]]

    def test_those_reported_are_those_that_nobody_has_answered(self, quoted, petition):
        hidden = CommentFactory(petition=petition)
        refused = CommentFactory(petition=petition, comment_state="refused")
        answered = CommentFactory(petition=petition, **APPROVED)
        for row, settled_at in ((hidden, None), (refused, None), (answered, OPENED)):
            CommentReport.objects.create(
                signature=row, network=b"1" * 16, at=OPENED, settled_at=settled_at
            )
        assert set(Comment.objects.reported()) == {quoted, hidden}

    @pytest.mark.parametrize("where", ["petition", "organization", "unpublished"])
    def test_none_is_public_where_they_are_switched_off(self, quoted, petition, where):
        campaign = petition.campaign
        row = {"petition": petition, "organization": campaign.organization}.get(where, campaign)
        row.comments_open, row.state = (
            False,
            "draft" if row is campaign else getattr(row, "state", ""),
        )
        row.save()
        assert not Comment.objects.public().exists()

    def test_the_transitions_name_every_state(self):
        assert set(TRANSITIONS) == set(CommentState)

    def test_the_digest_is_another_for_whatever_is_judged(self, quoted):
        seen = {quoted.reading}
        changes = {"comment": "x", "first_name": "A", "comment_quoted": False, "show_name": False}
        for name, value in changes.items():
            setattr(quoted, name, value)
            seen.add(quoted.reading)
        assert len(seen) == 5


class TestIndexes:
    @pytest.fixture
    def many(self, petition):
        rows = CommentFactory.build_batch(
            2000, petition=petition, text_id=petition.text_id, text=None
        )
        for number, row in enumerate(rows):
            row.text_id = petition.text_id
            if number % 4 == 0:
                row.comment_state, row.comment_quoted = "approved", number % 40 == 0
        Signature.objects.bulk_create(rows)
        sql("ANALYZE petitions_signature")

    @staticmethod
    def plan(found):
        sql("SET LOCAL enable_seqscan = off")
        return found.explain()

    def test_the_queue_is_read_from_its_index_alone(self, many):
        found = Comment.objects.waiting().filter(pk__gt=0).order_by("pk").values_list("pk")[:21]
        plan = self.plan(found)
        assert "Index Only Scan using signature_comment_waiting" in plan
        assert "Sort" not in plan

    def test_of_one_petition_too(self, many, petition):
        found = Comment.objects.waiting().filter(petition=petition).order_by("pk")
        plan = self.plan(found.values_list("pk")[:21])
        assert "signature_comment_waiting" in plan
        assert "Sort" not in plan

    def test_a_page_finds_its_comments_in_their_order(self, many, petition):
        found = Comment.objects.approved().filter(petition=petition)
        plan = self.plan(found.order_by("-comment_quoted", "-pk")[:11])
        assert "Index Scan using signature_comment_of_page" in plan
        assert "Sort" not in plan
