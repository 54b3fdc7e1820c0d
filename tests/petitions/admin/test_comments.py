"""The queue in which staff read comments."""

import re
from html import unescape

import pytest

from organizations.models import AuditEvent
from petitions.admin.comments import PAGE_SIZE
from petitions.models import Comment, CommentReport
from tests.factories import OPENED, CommentFactory, ForbiddenWordFactory, open_petition
from tests.petitions.admin.page import filled_in, messages

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

QUEUE = "/admin/petitions/comment/"
SAID = "She belongs with her family."
HOSTILE = "\"'><script>x()</script><b on=1>"


@pytest.fixture
def comment(petition):
    """A comment that waits."""
    return CommentFactory(petition=petition)


def shown(client, **query):
    """The comments that the page shows, in their order."""
    page = client.get(QUEUE, query)
    assert page.status_code == 200
    return [reading.comment for reading in page.context["readings"]]


def text(client, **query):
    return unescape(client.get(QUEUE, query).content.decode())


def press(client, button, *, page=None, query="", **headers):
    """Send the page's form by one of its buttons."""
    sent = filled_in(page or client.get(QUEUE + query), "comments_form")
    return client.post(QUEUE + query, sent | {"judge": button}, headers=headers)


def standing(row):
    return Comment.objects.values_list("comment_state", "comment_quoted").get(pk=row.pk)


def reported(comment, network=b"1" * 16, **values):
    return CommentReport.objects.create(signature=comment, network=network, at=OPENED, **values)


class TestReading:
    def test_shows_what_waits_the_oldest_first(self, staff_client, petition):
        rows = CommentFactory.create_batch(3, petition=petition)
        CommentFactory(petition=petition, comment_state="approved")
        CommentFactory(petition=petition, state="pending")
        assert shown(staff_client) == rows

    def test_shows_what_the_public_would_see_and_no_more(self, staff_client, petition):
        CommentFactory(petition=petition, email="zoe@example.org", postal_code="93610")
        page = text(staff_client)
        assert SAID in page
        assert petition.title in page
        assert "A supporter" in page
        for secret in ("zoe@example.org", "93610", "O'Brien"):
            assert secret not in page

    def test_shows_a_name_that_would_stand_there(self, staff_client, petition):
        CommentFactory(petition=petition, show_name=True)
        assert "Zoë O'Brien-Nuñez" in text(staff_client)

    def test_what_signers_typed_stays_words(self, staff_client, petition):
        CommentFactory(petition=petition, comment=HOSTILE, first_name=HOSTILE, show_name=True)
        page = staff_client.get(QUEUE).content.decode()
        assert "<script>x" not in page
        assert "<b on" not in page
        assert unescape(page).count(HOSTILE) == 2

    def test_goes_on_after_a_page(self, staff_client, petition):
        rows = CommentFactory.create_batch(PAGE_SIZE + 1, petition=petition)
        assert shown(staff_client) == rows[:-1]
        [after] = re.findall(r'href="\?show=waiting&after=(\d+)"', text(staff_client))
        assert shown(staff_client, after=after) == rows[-1:]

    def test_shows_those_of_one_petition(self, staff_client, comment):
        other = CommentFactory(petition=open_petition())
        assert shown(staff_client, petition=other.petition_id) == [other]
        page = text(staff_client)
        for row in (comment, other):
            assert f'<option value="{row.petition_id}">{row.petition.title} (1)</option>' in page

    @pytest.mark.parametrize("tab", ["approved", "refused"])
    def test_shows_what_was_decided_the_newest_first(self, staff_client, petition, comment, tab):
        rows = CommentFactory.create_batch(2, petition=petition, comment_state=tab)
        assert shown(staff_client, show=tab) == rows[::-1]
        assert shown(staff_client, show=tab, after=rows[1].pk) == rows[:1]

    def test_shows_what_was_reported(self, staff_client, petition, comment):
        row = CommentFactory(petition=petition, comment_state="approved")
        reported(row, reason="hate")
        reported(row, b"2" * 16)
        reported(row, b"3" * 16, settled_at=OPENED)
        assert shown(staff_client, show="reported") == [row]
        page = text(staff_client, show="reported")
        assert "Reported from 2 networks; It attacks or threatens somebody" in " ".join(
            page.split()
        )
        assert "31313131" not in page

    def test_tells_how_many_wait_and_were_reported(self, staff_client, petition, comment):
        reported(CommentFactory(petition=petition, comment_state="approved"))
        page = staff_client.get(QUEUE)
        assert (page.context["waiting"], page.context["reported"]) == (1, 1)
        assert "One comment waits to be read" in staff_client.get("/admin/").content.decode()

    @pytest.mark.parametrize(
        ("said", "marked"),
        [
            ("I know Sofia!", '<mark class="is-forbidden">Sofia</mark>'),
            ("See https://x.example/a now", '<mark class="is-link">https://x.example/a</mark>'),
            ("See x.com/a now", '<mark class="is-link">x.com/a</mark>'),
            ("Mail me@x.example.", '<mark class="is-address">me@x.example</mark>'),
            ("Call (559) 555-0123 now", '<mark class="is-phone">(559) 555-0123</mark>'),
            ("Call +34 600 12 34 56", '<mark class="is-phone">+34 600 12 34 56</mark>'),
            ("https://x.example/sofia", '<mark class="is-forbidden">sofia</mark>'),
        ],
    )
    def test_marks_what_should_be_looked_at(self, staff_client, petition, said, marked):
        ForbiddenWordFactory(campaign=petition.campaign, text="Sofia")
        CommentFactory(petition=petition, comment=said)
        assert marked in staff_client.get(QUEUE).content.decode()

    @pytest.mark.parametrize(
        "said", ["In 2011 she got 25 years.", "50,000 of us", "11/24/2026", "Since 2026-11-24."]
    )
    def test_marks_no_years_and_numbers(self, staff_client, petition, said):
        CommentFactory(petition=petition, comment=said)
        assert "<mark" not in staff_client.get(QUEUE).content.decode()

    def test_what_is_forbidden_can_only_be_refused(self, staff_client, comment):
        ForbiddenWordFactory(campaign=comment.petition.campaign, text="family")
        page = text(staff_client)
        assert f'value="refuse:{comment.pk}"' in page
        assert f'value="approve:{comment.pk}"' not in page
        assert f'value="quote:{comment.pk}"' not in page
        assert "Tells a name or word that must never appear" in page

    def test_takes_as_many_queries_for_hundred_as_for_ten(
        self, staff_client, petition, django_assert_max_num_queries
    ):
        def queries():
            with django_assert_max_num_queries(30) as seen:
                staff_client.get(QUEUE)
            return len(seen)

        for row in CommentFactory.create_batch(10, petition=petition):
            reported(row)
        ten = queries()
        CommentFactory.create_batch(45, petition=petition)
        CommentFactory.create_batch(45, petition=open_petition())
        assert queries() == ten

    @pytest.mark.parametrize("query", [{"show": "x"}, {"after": "x"}, {"petition": "9" * 30}])
    def test_an_address_that_means_nothing_breaks_nothing(self, staff_client, comment, query):
        assert shown(staff_client, **query) == [comment]


class TestJudging:
    @pytest.mark.parametrize(
        ("verdict", "target"),
        [
            ("approve", ("approved", False)),
            ("refuse", ("refused", False)),
            ("quote", ("approved", True)),
        ],
    )
    def test_is_done_by_a_button(self, staff_client, staff, comment, petition, verdict, target):
        other = CommentFactory(petition=petition)
        answer = press(staff_client, f"{verdict}:{comment.pk}")
        assert (answer.status_code, answer.headers["Location"]) == (303, QUEUE)
        assert messages(staff_client, answer) == ["One comment was judged."]
        assert (standing(comment), standing(other)) == (target, ("waiting", False))
        assert shown(staff_client) == [other]
        event = AuditEvent.objects.latest("pk")
        assert (event.by, event.action) == (staff, f"{verdict} comment")

    def test_of_all_on_the_page_leaves_those_that_are_marked(self, staff_client, petition):
        rows = CommentFactory.create_batch(3, petition=petition)
        marked = CommentFactory(petition=petition, comment="See www.x.example")
        answer = press(staff_client, "approve:all")
        assert messages(staff_client, answer) == [
            "3 comments were judged.",
            "Not judged: one comment. Something in it is marked. Please judge it by itself.",
        ]
        assert {standing(row) for row in rows} == {("approved", False)}
        assert shown(staff_client) == [marked]

    def test_of_what_was_changed_since_is_refused(self, staff_client, comment):
        page = staff_client.get(QUEUE)
        Comment.objects.update(comment="Something else")
        answer = press(staff_client, f"approve:{comment.pk}", page=page)
        assert messages(staff_client, answer) == [
            "Not judged: one comment."
            " It was changed, or judged by somebody else, since you read it."
        ]
        assert standing(comment) == ("waiting", False)

    def test_of_what_was_forbidden_since_is_refused_with_the_reason(self, staff_client, comment):
        page = staff_client.get(QUEUE)
        ForbiddenWordFactory(campaign=comment.petition.campaign, text="family")
        answer = press(staff_client, f"approve:{comment.pk}", page=page)
        assert messages(staff_client, answer) == [
            "Not judged: one comment."
            " It tells a name or word that must never appear. It can only be refused."
        ]

    def test_can_be_undone_one_after_the_other(self, staff_client, petition):
        rows = CommentFactory.create_batch(3, petition=petition)
        press(staff_client, f"refuse:{rows[0].pk}")
        press(staff_client, "approve:all")
        assert shown(staff_client) == []
        press(staff_client, "undo")
        assert shown(staff_client) == rows[1:]
        press(staff_client, "undo")
        assert shown(staff_client) == rows
        assert "data-undo hidden" in text(staff_client)
        assert press(staff_client, "undo").status_code == 303

    def test_answers_a_script_with_what_became_of_each(self, staff_client, petition):
        ForbiddenWordFactory(campaign=petition.campaign, text="Sofia")
        good = CommentFactory(petition=petition)
        bad = CommentFactory(petition=petition, comment="Sofia")
        accept = {"accept": "application/json"}
        done = press(staff_client, f"quote:{good.pk}", **accept).json()
        left = press(staff_client, f"approve:{bad.pk}", **accept).json()
        good.refresh_from_db()
        assert done == {
            "done": [{"pk": good.pk, "reading": good.reading, "told": "Quoted on the page"}],
            "left": [],
        }
        assert left["done"] == []
        assert [row["pk"] for row in left["left"]] == [bad.pk]
        assert SAID not in str(done)

    def test_keeps_or_refuses_what_was_reported(self, staff_client, petition):
        kept, gone = CommentFactory.create_batch(2, petition=petition, comment_state="approved")
        reports = [reported(kept), reported(gone)]
        press(staff_client, f"approve:{kept.pk}", query="?show=reported")
        press(staff_client, f"refuse:{gone.pk}", query="?show=reported")
        assert (standing(kept), standing(gone)) == (("approved", False), ("refused", False))
        assert shown(staff_client, show="reported") == []
        for report in reports:
            report.refresh_from_db()
            assert report.settled_at

    @pytest.mark.parametrize(
        "sent",
        [{}, {"judge": "approve"}, {"judge": "approve:1"}, {"judge": "like:all", "read": "1:x"}],
    )
    def test_a_form_that_means_nothing_is_refused(self, staff_client, comment, sent):
        assert staff_client.post(QUEUE, sent).status_code == 400
        assert standing(comment) == ("waiting", False)


class TestPermissions:
    def test_are_needed(self, client_of, comment):
        client = client_of("view_signature", "change_signature")
        assert client.get(QUEUE).status_code == 403
        assert client.post(QUEUE, {"judge": "undo"}).status_code == 403

    def test_who_may_only_read_judges_nothing(self, client_of, comment):
        client = client_of("view_comment")
        page = client.get(QUEUE)
        assert page.status_code == 200
        assert 'name="judge"' not in page.content.decode()
        sent = {"judge": f"approve:{comment.pk}", "read": f"{comment.pk}:{comment.reading}"}
        assert client.post(QUEUE, sent).status_code == 403
        assert standing(comment) == ("waiting", False)

    def test_who_may_judge_needs_no_other(self, client_of, comment):
        client = client_of("change_comment")
        press(client, f"approve:{comment.pk}")
        assert standing(comment) == ("approved", False)

    def test_the_start_page_tells_the_number_to_those_who_may_read(self, client_of, comment):
        told = "One comment waits to be read"
        assert told in client_of("view_comment").get("/admin/").content.decode()
        assert told not in client_of("view_campaign").get("/admin/").content.decode()
