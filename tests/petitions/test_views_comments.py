"""What the public reads of comments, and how it reports one."""

import re
from html import unescape

import pytest
from django.utils import timezone, translation

from organizations.models import Organization
from petitions.actions.comment_reports import report
from petitions.actions.comments import Verdict, judge
from petitions.actions.invalidations import invalidate
from petitions.actions.rates import TooMany
from petitions.actions.signatures import erase, show_name, withdraw
from petitions.comments import ON_PAGE, ON_PETITION
from petitions.models import Comment, CommentReport, Petition, Signature
from tests.factories import CommentFactory, ForbiddenWordFactory, open_petition
from tests.signing import elsewhere, somebody

pytestmark = pytest.mark.django_db

HOSTILE = "\"'><script>x()</script> https://x.example me@x.example"
SAID = "She belongs with her family."
SHOWN = {"comment_state": "approved"}
QUOTED = SHOWN | {"comment_quoted": True}


@pytest.fixture
def comment(petition):
    """A comment that stands on the page."""
    return CommentFactory(petition=petition, **SHOWN)


def page(browser, petition, path="", language=""):
    answer = browser.get(f"{language}/petitions/{petition.slug}/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def said(html):
    """The comments that stand on a page, each with its name, in their order."""
    found = re.findall(
        r"<blockquote [^>]*>(.*?)</blockquote>\s*<p class=\"comment-name\"[^>]*>(.*?)</p>",
        html,
        re.S,
    )
    return [(unescape(text), unescape(name)) for text, name in found]


def texts(html):
    return [text for text, _name in said(html)]


class TestPetitionPage:
    def test_shows_what_was_approved_and_nothing_else(self, browser, petition, comment):
        for state in ("waiting", "refused"):
            CommentFactory(petition=petition, comment=f"A {state} one", comment_state=state)
        CommentFactory(petition=open_petition(), comment="Of another", **SHOWN)
        assert said(page(browser, petition)) == [(SAID, "A supporter")]

    def test_has_no_place_for_them_where_there_are_none(self, browser, petition):
        assert "What supporters say" not in page(browser, petition)

    def test_shows_a_name_where_its_signer_wants_it_and_never_a_place(self, browser, petition):
        CommentFactory(petition=petition, show_name=True, postal_code="93610", **SHOWN)
        html = page(browser, petition)
        assert said(html) == [(SAID, "Zoë O'Brien-Nuñez")]
        assert "93610" not in html

    def test_sets_the_quoted_ones_apart_and_shows_the_newest_next(self, browser, petition):
        for number in range(ON_PETITION + 1):
            CommentFactory(petition=petition, comment=f"Number {number}", **SHOWN)
        CommentFactory(petition=petition, comment="A quote", **QUOTED)
        CommentFactory(petition=petition, comment="The newest", **SHOWN)
        html = page(browser, petition)
        found = texts(html)
        assert found[:3] == ["A quote", "The newest", f"Number {ON_PETITION}"]
        assert len(found) == ON_PETITION
        assert html.count("is-quoted") == 1
        assert f'href="/petitions/{petition.slug}/comments/"' in html

    def test_keeps_line_breaks_and_neither_runs_nor_links_anything(self, browser, petition):
        CommentFactory(petition=petition, comment=f"One\nTwo\n\n{HOSTILE}", **SHOWN)
        html = page(browser, petition)
        assert texts(html) == [f"One<br>Two<br><br>{HOSTILE}"]
        assert "<script>x" not in html
        assert "https://x.example" not in re.findall(r'href="([^"]*)', html)

    @pytest.mark.parametrize("language", ["", "/es"])
    def test_shows_them_as_they_were_written_in_both_languages(self, browser, petition, language):
        CommentFactory(petition=petition, comment="Libérenla", language="es", **SHOWN)
        html = page(browser, petition, language=language)
        assert '<blockquote lang="es" dir="auto">Libérenla</blockquote>' in html
        with translation.override("es" if language else "en"):
            assert said(html) == [("Libérenla", translation.gettext("A supporter"))]

    def test_takes_as_many_queries_for_ten_as_for_one(
        self, browser, petition, comment, django_assert_max_num_queries
    ):
        def queries():
            with django_assert_max_num_queries(30) as seen:
                page(browser, petition)
            return len(seen)

        one = queries()
        CommentFactory.create_batch(15, petition=petition, show_name=True, **SHOWN)
        CommentFactory.create_batch(2, petition=petition, **QUOTED)
        ForbiddenWordFactory.create_batch(5, campaign=petition.campaign)
        assert queries() == one


def approve(comment):
    read = {comment.pk: comment.reading}
    judge(comments=Comment.objects.all(), read=read, verdict=Verdict.APPROVE, by=None, now=NOW())


NOW = timezone.now
GOES = {
    "refused": lambda row: judge(
        comments=Comment.objects.all(), read={row.pk: row.reading}, verdict=Verdict.REFUSE,
        by=None, now=NOW(),
    ),
    "withdrawn": lambda row: withdraw(signature=row, now=NOW()),
    "invalidated": lambda row: invalidate(
        signatures=Signature.objects.all(), reason="x", criteria={}, by=None, now=NOW()
    ),
    "erased": lambda row: erase(signature=row),
    "named anew": lambda row: show_name(signature=row, shown=True),
    "switched off on the petition": lambda row: Petition.objects.update(comments_open=False),
    "switched off by the organization": lambda row: Organization.objects.update(
        comments_open=False
    ),
    "forbidden by SQL": lambda row: ForbiddenWordFactory(
        campaign=row.petition.campaign, text="her family"
    ),
}  # fmt: skip


class TestAtOnce:
    def test_an_approved_one_stands_there(self, browser, petition):
        waiting = CommentFactory(petition=petition)
        assert texts(page(browser, petition)) == []
        approve(waiting)
        assert texts(page(browser, petition)) == [SAID]

    @pytest.mark.parametrize("how", GOES)
    @pytest.mark.parametrize("path", ["", "comments/"])
    def test_one_is_gone_that_was(self, browser, petition, comment, how, path):
        assert texts(page(browser, petition, path)) == [SAID]
        GOES[how](comment)
        assert SAID not in page(browser, petition, path)

    def test_a_hidden_name_goes_and_the_words_stay(self, browser, petition):
        comment = CommentFactory(petition=petition, show_name=True, **SHOWN)
        show_name(signature=comment, shown=False)
        assert said(page(browser, petition)) == [(SAID, "A supporter")]


class TestSwitch:
    def test_the_form_says_so_and_still_takes_one(self, browser, petition, typed):
        assert "read by us before it is shown" in page(browser, petition)
        Petition.objects.update(comments_open=False)
        html = page(browser, petition)
        assert "comments are not shown on this site" in html
        assert "read by us before it is shown" not in html

        answer = browser.post(f"/petitions/{petition.slug}/sign/", typed)

        assert answer.status_code == 303
        assert Signature.objects.get().comment == typed["comment"]

    def test_the_page_of_all_says_so(self, browser, petition, comment):
        Petition.objects.update(comments_open=False)
        assert "Comments are not shown on this petition." in page(browser, petition, "comments/")


class TestAllComments:
    def test_are_read_page_by_page_each_once(self, browser, petition):
        quoted = [
            CommentFactory(petition=petition, comment=f"q{n}", **QUOTED) for n in range(ON_PAGE + 2)
        ]
        others = [
            CommentFactory(petition=petition, comment=f"o{n}", **SHOWN) for n in range(ON_PAGE)
        ]
        address, found = "comments/", []
        while address:
            html = page(browser, petition, address)
            found.append(texts(html))
            more = re.search(r'rel="next" href="([^"]+)"', html)
            address = f"comments/{more[1]}" if more else ""
        expected = [row.comment for row in (*quoted[::-1], *others[::-1])]
        assert [text for each in found for text in each] == expected
        assert [len(each) for each in found] == [ON_PAGE, ON_PAGE, 2]

    @pytest.mark.parametrize("after", ["x", "q", "-1", "9" * 30, "q" + "9" * 18, "1 OR 1"])
    def test_a_position_that_is_none_breaks_nothing(self, browser, petition, comment, after):
        assert (
            browser.get(f"/petitions/{petition.slug}/comments/", {"after": after}).status_code
            == 200
        )

    def test_there_may_be_none(self, browser, petition):
        assert "There is no comment here." in page(browser, petition, "comments/")

    def test_of_what_is_not_public_are_not_found(self, browser, hidden):
        for petition in hidden:
            for path in ("comments/", "comments/1/report/"):
                assert browser.get(f"/petitions/{petition.slug}/{path}").status_code == 404


def send(browser, comment, remote=None, **fields):
    address = f"/petitions/{comment.petition.slug}/comments/{comment.pk}/report/"
    return browser.post(address, fields, REMOTE_ADDR=remote or elsewhere())


class TestReporting:
    def test_a_button_asks_and_the_answer_thanks(self, browser, comment):
        address = f"/petitions/{comment.petition.slug}/comments/{comment.pk}/report/"
        asked = browser.get(address).content.decode()
        assert SAID not in asked
        assert not CommentReport.objects.exists()

        answer = browser.post(address, {"reason": "hate"})

        assert (answer.status_code, answer.headers["Location"]) == (303, f"{address}?done=1")
        assert "Thank you." in browser.get(answer.headers["Location"]).content.decode()
        kept = CommentReport.objects.get()
        assert (kept.signature_id, kept.reason, kept.settled_at) == (comment.pk, "hate", None)

    def test_each_comment_has_a_button_that_needs_no_reason(self, browser, petition, comment):
        html = page(browser, petition)
        [address] = re.findall(r'<form class="form" method="post" action="([^"]+/report/)"', html)
        assert browser.post(address).status_code == 303
        assert CommentReport.objects.get().reason == ""

    def test_another_site_cannot_report(self, browser, comment):
        address = f"/petitions/{comment.petition.slug}/comments/{comment.pk}/report/"
        answer = browser.post(address, headers={"sec-fetch-site": "cross-site"})
        assert answer.status_code == 403
        assert not CommentReport.objects.exists()

    def test_an_unknown_reason_is_refused(self, browser, comment):
        assert send(browser, comment, reason="ugly").status_code == 422
        assert not CommentReport.objects.exists()

    def test_a_network_counts_once(self, browser, comment):
        here = elsewhere()
        for _ in range(5):
            assert send(browser, comment, here).status_code == 303
        assert CommentReport.objects.count() == 1
        assert page(browser, comment.petition).count(SAID) == 1

    def test_three_networks_hide_it_until_a_person_has_looked(self, browser, petition):
        comment = CommentFactory(petition=petition, **QUOTED)
        for _ in range(2):
            send(browser, comment)
        assert texts(page(browser, petition)) == [SAID]
        send(browser, comment)
        assert texts(page(browser, petition)) == []
        comment.refresh_from_db()
        assert (comment.comment_state, comment.comment_quoted) == ("waiting", False)
        approve(comment)
        assert texts(page(browser, petition)) == [SAID]

    def test_what_a_person_has_kept_is_not_hidden_so_again(self, browser, comment):
        send(browser, comment)
        approve(comment)
        for _ in range(5):
            send(browser, comment)
        assert texts(page(browser, comment.petition)) == [SAID]
        assert list(Comment.objects.reported()) == [comment]

    def test_the_number_of_networks_is_a_setting(self, browser, comment, settings):
        settings.REPORTS_HIDE = 1
        send(browser, comment)
        assert texts(page(browser, comment.petition)) == []

    @pytest.mark.parametrize("state", ["waiting", "refused"])
    def test_what_is_not_public_is_answered_alike_and_not_kept(self, browser, petition, state):
        comment = CommentFactory(petition=petition, comment_state=state)
        assert send(browser, comment).status_code == 303
        beside = f"/petitions/{open_petition().slug}/comments/{comment.pk}/report/"
        assert browser.post(beside).status_code == 303
        assert (
            browser.post(f"/petitions/{petition.slug}/comments/{10**30}/report/").status_code == 303
        )
        assert not CommentReport.objects.exists()

    def test_a_network_may_report_so_many_an_hour(self, browser, petition, settings):
        settings.REPORTS_PER_HOUR = 2
        here = elsewhere()
        rows = CommentFactory.create_batch(3, petition=petition, **SHOWN)
        answers = [send(browser, row, here) for row in rows]
        assert [answer.status_code for answer in answers] == [303, 303, 429]
        assert 3500 < int(answers[2].headers["Retry-After"]) <= 3601
        assert "Please try again in an hour" in answers[2].content.decode()
        assert send(browser, rows[2]).status_code == 303

    def test_may_be_made_again_after_an_hour(self, comment, settings, now):
        settings.REPORTS_PER_HOUR = 1
        client = somebody(now)
        more = CommentFactory.create_batch(2, petition=comment.petition, **SHOWN)

        def at(moment, row):
            report(petition=row.petition, pk=row.pk, reason="", client=client, now=moment)

        at(now, comment)
        with pytest.raises(TooMany):
            at(now + timezone.timedelta(minutes=59), more[0])
        at(now + timezone.timedelta(minutes=61), more[1])
        assert CommentReport.objects.count() == 2

    def test_nothing_of_it_stands_in_a_log(self, browser, comment, caplog):
        caplog.set_level("DEBUG")
        send(browser, comment, reason="hate")
        page(browser, comment.petition, "comments/")
        told = str([vars(record) for record in caplog.records])
        assert "petition-comment-report" in told
        assert SAID not in told
