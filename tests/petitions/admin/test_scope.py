"""Two organizations on one site: neither's staff can see that the other's rows exist."""

import re
from itertools import chain

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import get_resolver
from django.utils import timezone

from campaigns.models import Update
from organizations.models import Invitation, Role
from petitions.actions.invalidations import invalidate
from petitions.actions.petitions import close_petition
from petitions.models import Comment, DecisionMaker, Petition, Rally, Signature
from petitions.versions import versions
from tests.access import confirm_log_in
from tests.factories import (
    MembershipFactory,
    SignatureFactory,
    StaffFactory,
    UpdateFactory,
    address_to,
    open_petition,
)
from tests.petitions.admin.neighbours import DOMAIN, MARK, move_in, rows_of, scoped, the_open_case
from tests.petitions.admin.page import filled_in
from tests.test_site import patterns

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

OF_NO_ORGANIZATION = {
    "organizations.SiteState",
    "organizations.User",
    "petitions.Suppression",
    "django_tasks_database.DBTaskResult",
}
"""Models in the admin whose rows are the whole site's: of its host, and addresses never mailed."""

NOWHERE = 10**9
"""The number of no row."""

QUEUE = "/admin/petitions/comment/"
PARAMETER = re.compile(r"<[^>]+>|\(\?P<\w+>[^)]*\)")


@pytest.fixture
def theirs(db):
    """The other organization."""
    return move_in(timezone.now())


@pytest.fixture
def ours(organization):
    """An open petition of the organization that one works for, with news and an office."""
    petition = open_petition(campaign__organization=organization)
    UpdateFactory(campaign=petition.campaign)
    return petition


@pytest.fixture
def client_as(client, organization, ours):
    """Logs in somebody who has a role in an organization of their own, or one in another too."""

    def log_in(role, **others):
        user = MembershipFactory(organization=organization, role=role).user
        if others:
            MembershipFactory(organization=others["of"], user=user, role=others["there"])
        client.force_login(user)
        confirm_log_in(client)
        return client

    return log_in


# --- The walk


def pages_of_rows():
    """Each address of the admin that names a row, with a gap for its number, by model."""
    found = {
        f"admin/{model._meta.app_label}/{model._meta.model_name}/": [] for model, _ in scoped()
    }
    for path, _pattern in patterns(get_resolver()):
        plain = path.replace("^", "").replace("$", "").replace("\\Z", "")
        for start, pages in found.items():
            if plain.startswith(start) and PARAMETER.search(plain):
                pages.append(f"/{PARAMETER.sub('{}', plain)}")
    return found


def pages_of_none():
    """Each address of the admin that names no row."""
    for path, pattern in patterns(get_resolver()):
        plain = path.replace("^", "").replace("$", "").replace("\\Z", "")
        if path.startswith("admin/") and pattern.name != "logout" and not PARAMETER.search(plain):
            yield f"/{plain}"
    yield from (f"/admin/{label}/" for label in ("organizations", "campaigns", "petitions"))


def asked_of_theirs(theirs, ours):
    """Each address that names a row of theirs, beside the same one that names a row of nobody."""
    pages = pages_of_rows()
    for model, page in scoped():
        kind = ContentType.objects.get_for_model(model).pk
        named = pages[f"admin/{model._meta.app_label}/{model._meta.model_name}/"]
        for row in rows_of(theirs, model, page.organization_path):
            for path in [*named, f"/admin/r/{kind}/{{}}/"]:
                yield path.format(row.pk), path.format(NOWHERE)
    yield from asked_by_query(theirs, ours)


def asked_by_query(theirs, ours):
    """The same, where the row is named after a question mark."""
    case = f"/admin/campaigns/campaign/{ours.campaign_id}/versions"
    for told in theirs.campaigns.all():
        for key in {version.key for version in versions(told)}:
            none = f"{key.partition('-')[0]}-{NOWHERE}"
            yield f"{case}/restore/?version={key}", f"{case}/restore/?version={none}"
            both = f"{case}/compare/?older={{0}}&newer={{0}}"
            yield both.format(key), both.format(none)
            elsewhere = f"/admin/campaigns/campaign/{{}}/versions/restore/?version={key}"
            yield elsewhere.format(told.pk), elsewhere.format(NOWHERE)
    for update in rows_of(theirs, Update, "campaign__organization"):
        preview = "/admin/campaigns/update/preview/?lang=es&pk={}"
        yield preview.format(update.pk), preview.format(NOWHERE)


def check_silent(answer, path):
    """An answer without the mark, in its text or where it leads to; it may name what was asked."""
    assert answer.status_code < 500, path
    assert MARK.lower() not in answer.content.decode().lower(), path
    assert MARK.lower() not in answer.headers.get("Location", "").lower(), path


def essence(answer):
    """What a stranger could tell one answer from another by, but for the number in the address."""
    where = re.sub(r"\d+", "#", answer.headers.get("Location", ""))
    return answer.status_code, where


class TestTheWalk:
    """So that nothing new can be left out of it."""

    def test_knows_every_model(self):
        known = {model._meta.label for model, _page in scoped()}
        assert known | OF_NO_ORGANIZATION == {model._meta.label for model in admin.site._registry}
        assert not known & OF_NO_ORGANIZATION

    def test_meets_a_row_of_every_kind_and_of_every_list_on_a_page(self, theirs):
        for model, page in scoped():
            assert rows_of(theirs, model, page.organization_path).exists(), model
            for inline in page.inlines:
                to_page = next(
                    field.name
                    for field in inline.model._meta.fields
                    if field.related_model is model
                )
                path = f"{to_page}__{page.organization_path}"
                assert rows_of(theirs, inline.model, path).exists(), inline

    def test_would_find_the_mark(self, client, theirs):
        """Whoever hosts the site reads it on the page of each row."""
        client.force_login(StaffFactory())
        confirm_log_in(client)
        pages = pages_of_rows()
        for model, page in scoped():
            start = f"admin/{model._meta.app_label}/{model._meta.model_name}/"
            change = [path for path in pages[start] if path.endswith("/change/")]
            assert change or model is Comment
            for row in rows_of(theirs, model, page.organization_path):
                for path in change:
                    answer = client.get(path.format(row.pk))
                    assert answer.status_code == 200, path
                    assert MARK.lower() in answer.content.decode().lower(), path
        for tab in ("waiting", "reported", "approved", "refused"):
            assert MARK in client.get(QUEUE, {"show": tab}).content.decode(), tab

    def test_is_long(self, theirs, ours):
        assert len(list(asked_of_theirs(theirs, ours))) > 200
        assert len(list(pages_of_none())) > 40


@pytest.mark.parametrize("role", list(Role))
def test_no_page_tells_of_the_other_organization(client_as, theirs, role):
    client = client_as(role)
    for path in pages_of_none():
        check_silent(client.get(path), path)
        check_silent(client.post(path), path)


@pytest.mark.parametrize("role", list(Role))
def test_a_row_of_theirs_is_as_one_that_is_not_there(client_as, theirs, ours, role):
    client, answers = client_as(role), {}
    for path, nowhere in asked_of_theirs(theirs, ours):
        for method in (client.get, client.post):
            there = method(path)
            check_silent(there, path)
            key = method, nowhere
            if key not in answers:
                answers[key] = essence(method(nowhere))
            assert essence(there) == answers[key], path


@pytest.mark.parametrize("role", list(Role))
def test_searches_and_filters_find_nothing_of_theirs(client_as, theirs, role):
    client = client_as(role)
    petition = the_open_case(theirs).petitions.get()
    signature = petition.signatures.first()
    lists = [f"/admin/{m._meta.app_label}/{m._meta.model_name}/" for m, _page in scoped()]
    for path in chain(
        (f"{each}?q={MARK}" for each in lists),
        (f"{each}?organization__id__exact={theirs.pk}" for each in lists),
        (f"{each}?organization={theirs.pk}" for each in lists),
        (f"{each}?campaign__id__exact={petition.campaign_id}" for each in lists),
        (f"{each}?petition__id__exact={petition.pk}" for each in lists),
        (f"{each}?e=1&state__exact=draft&o=1" for each in lists),
        (f"{QUEUE}?show={tab}&petition={petition.pk}" for tab in ("waiting", "approved", "x")),
        (f"{QUEUE}?show=reported&after={number}" for number in (0, signature.pk - 1)),
        [
            f"/admin/petitions/signature/fraud/?petition={petition.pk}&state=confirmed",
            f"/admin/petitions/signature/fraud/?domain={DOMAIN}",
            f"/admin/petitions/signature/fraud/?alike={signature.pk}",
        ],
    ):
        page = client.get(path).content.decode().lower()
        # What was typed stands in its field again; nothing else may.
        rest = re.sub(rf"(value=\"|=|%3d){MARK.lower()}", "", page)
        assert MARK.lower() not in rest, path


# --- Writing


def snapshot(theirs):
    """All that their rows say, those of lists on a page and the audit trail included."""
    told = {}
    for model, page in scoped():
        told[model] = list(rows_of(theirs, model, page.organization_path).values())
        for inline in page.inlines:
            keys = [f for f in inline.model._meta.fields if f.related_model is model]
            path = f"{keys[0].name}__{page.organization_path}"
            told[inline.model] = list(rows_of(theirs, inline.model, path).values())
    return told


@pytest.fixture(params=["owner here alone", "editor here, reader there"])
def intruder(request, client_as, theirs):
    """Somebody who may write here and not there; in the end nothing there is changed."""
    mixed = {"of": theirs, "there": "reader"} if "there" in request.param else {}
    client = client_as("editor" if mixed else "owner", **mixed)
    before = snapshot(theirs)
    yield client
    assert snapshot(theirs) == before


def offices(theirs):
    return DecisionMaker.objects.filter(organization=theirs).order_by("pk")


class TestWritingThere:
    """Whatever is sent, by whom it is not for."""

    def test_by_actions(self, intruder, theirs):
        held = Signature.objects.get(state="held")
        counted = Signature.objects.filter(state="confirmed", petition=held.petition).first()
        news = Update.objects.get(state="published")
        drafted = Update.objects.get(state="draft", campaign=theirs.campaigns.get(state="draft"))
        for path, action, row in (
            ("campaigns/campaign", "publish_selected", drafted.campaign),
            ("campaigns/campaign", "unpublish_selected", news.campaign),
            ("campaigns/update", "publish_selected", drafted),
            ("campaigns/update", "take_off_selected", news),
            ("petitions/decisionmaker", "delete_selected", offices(theirs).last()),
            ("petitions/petition", "pause_selected", held.petition),
            ("petitions/petition", "resume_selected", held.petition),
            ("petitions/signature", "release_selected", held),
            ("petitions/signature", "refuse_selected", held),
            ("petitions/signature", "invalidate_selected", counted),
            ("petitions/rally", "end_selected", Rally.objects.get()),
            ("organizations/invitation", "revoke_selected", Invitation.objects.get()),
        ):
            sent = {"action": action, "_selected_action": [row.pk], "reason": "mine", "pause": "x"}
            sent |= {"post": "yes"}
            intruder.post(f"/admin/{path}/", sent | {"select_across": "1"})
            intruder.post(f"/admin/{path}/", sent)

    def test_by_pages_of_rows(self, intruder, theirs):
        case = the_open_case(theirs)
        petition = case.petitions.get()
        ended = Petition.objects.get(state="closed")
        oldest = versions(case)[-1].key
        drafted = Update.objects.filter(state="draft", campaign__organization=theirs).first()
        office = offices(theirs).get(office=f"{MARK} office")
        outcome = {"outcome": "granted", "on": "2026-03-01", "reason": "mine"}
        successor = {"name": "Mine", "since": "2026-03-01"}
        settled = {f"petition-{petition.pk}-do": "close"}
        settled |= {f"petition-{petition.pk}-{name}": value for name, value in outcome.items()}
        for path, sent in (
            (f"campaigns/campaign/{case.pk}/change", {"story": "mine"}),
            (f"campaigns/campaign/{case.pk}/take-off", {}),
            (f"campaigns/campaign/{case.pk}/archive", {}),
            (f"campaigns/campaign/{case.pk}/change", {"_all_checked": "x"}),
            (f"campaigns/campaign/{case.pk}/versions/restore", {"note": "mine"}),
            (f"campaigns/update/{drafted.pk}/change", {"title": "mine", "_publish": "x"}),
            (f"campaigns/update/{drafted.pk}/delete", {"post": "yes"}),
            (f"petitions/petition/{petition.pk}/close", outcome),
            (f"petitions/petition/{ended.pk}/correct", outcome),
            (f"petitions/decisionmaker/{office.pk}/successor", successor),
            (f"petitions/decisionmaker/{office.pk}/petitions", settled),
            (f"petitions/decisionmaker/{office.pk}/change", {"office": "mine"}),
            (f"petitions/decisionmaker/{office.pk}/delete", {"post": "yes"}),
        ):
            answer = intruder.post(f"/admin/{path}/?version={oldest}", sent)
            refused = answer.status_code in (403, 404)
            away = answer.headers.get("Location") == "/admin/"
            assert refused or away, (path, answer.status_code)

    def test_by_judging_comments(self, intruder, theirs):
        rows = Comment.objects.filter(petition__campaign__organization=theirs)
        read = [f"{row.pk}:{row.reading}" for row in rows]
        none = f"{NOWHERE}:{rows[0].reading}"
        json = {"Accept": "application/json"}
        for verdict in ("approve", "refuse", "quote"):
            for which in (rows[0].pk, "all"):
                sent = {"judge": f"{verdict}:{which}", "read": read}
                told = intruder.post(QUEUE, sent, headers=json)
                made_up = {"judge": f"{verdict}:{NOWHERE}", "read": none}
                nothing = intruder.post(QUEUE, made_up, headers=json).json()
                assert told.json()["done"] == nothing["done"] == []
                reasons = set(told.json()["left"][0].items()) - {("pk", rows[0].pk)}
                assert reasons == set(nothing["left"][0].items()) - {("pk", NOWHERE)}
                assert intruder.post(QUEUE, sent).status_code == 303
        assert intruder.post(QUEUE, {"judge": "undo"}).status_code in (200, 303)

    @pytest.mark.parametrize("button", ["_save", "_publish"])
    def test_by_news_of_a_case_of_theirs(self, intruder, theirs, ours, button):
        case = the_open_case(theirs)
        new = filled_in(intruder.get("/admin/campaigns/update/add/"), "update_form")
        texts = {"campaign": case.pk, "title": "Mine", "body": "Mine", button: "x"}
        for page in ("add", f"{ours.campaign.updates.get().pk}/change"):
            answer = intruder.post(f"/admin/campaigns/update/{page}/", {**new, **texts})
            assert "campaign" in answer.context["adminform"].form.errors, page
        preview = intruder.post("/admin/campaigns/update/preview/", {**new, **texts})
        assert MARK not in preview.content.decode()

    @pytest.mark.parametrize(
        ("page", "name"),
        [
            ("campaigns/campaign", "campaign"),
            ("petitions/decisionmaker", "decisionmaker"),
            ("petitions/rally", "rally"),
        ],
    )
    def test_by_new_rows_for_them(self, intruder, theirs, page, name):
        new = filled_in(intruder.get(f"/admin/{page}/add/"), f"{name}_form")
        answer = intruder.post(f"/admin/{page}/add/", {**new, "organization": theirs.pk})
        assert "organization" in answer.context["adminform"].form.errors

    def test_by_moving_a_case_to_them(self, intruder, theirs, ours):
        page = f"/admin/campaigns/campaign/{ours.campaign_id}/change/"
        form = filled_in(intruder.get(page), "campaign_form")
        answer = intruder.post(page, {**form, "organization": theirs.pk})
        assert "organization" in answer.context["adminform"].form.errors

    def test_by_addressing_an_office_of_theirs(self, intruder, theirs, ours):
        office = offices(theirs).get(office=f"{MARK} office")
        page = f"/admin/campaigns/campaign/{ours.campaign_id}/change/"
        form = filled_in(intruder.get(page), "campaign_form")
        chosen = {"petitions-0-addressed_to": f"{office.pk}:office"}
        assert intruder.post(page, {**form, **chosen}).status_code == 200, "told what is wrong"
        own = ours.addressees.get().decision_maker_id
        sent = {
            f"petition-{ours.pk}-do": "other",
            f"petition-{ours.pk}-other": f"{office.pk}:office",
        }
        settling = f"/admin/petitions/decisionmaker/{own}/petitions/"
        assert intruder.post(settling, sent).status_code == 200, "told what is wrong"
        assert ours.addressees.get().decision_maker_id == own

    def test_by_settling_a_petition_of_theirs_that_addresses_an_office_of_ours(
        self, client_as, theirs, ours
    ):
        """A case that moved to another organization keeps whom it addresses."""
        office = ours.addressees.get().decision_maker
        moved = address_to(the_open_case(theirs).petitions.get(), office)
        client = client_as("editor", of=theirs, there="reader")
        page = f"/admin/petitions/decisionmaker/{office.pk}/petitions/"
        shown = client.get(page)
        assert [row.petition.pk for row in shown.context["rows"]] == [ours.pk]
        assert MARK not in shown.content.decode()
        outcome = {"do": "close", "outcome": "granted", "on": "2026-03-01"}
        client.post(page, {f"petition-{moved.pk}-{name}": value for name, value in outcome.items()})
        moved.refresh_from_db()
        assert moved.is_open


def test_who_reads_there_sees_what_readers_see(client_as, theirs):
    client = client_as("editor", of=theirs, there="reader")
    case = the_open_case(theirs)
    page = f"/admin/campaigns/campaign/{case.pk}/"
    assert MARK in client.get(f"{page}change/").content.decode()
    assert client.get(f"{page}versions/").status_code == 403
    assert MARK not in client.get(QUEUE).content.decode()
    signatures = client.get("/admin/petitions/signature/").context["cl"]
    assert signatures.result_count == 0, "those of one's own, not of where one only reads"


def test_who_moderates_there_judges_there(client_as, theirs):
    client = client_as("reader", of=theirs, there="moderator")
    row = Comment.objects.get(comment_state="waiting", first_name=MARK, email__startswith="waiting")
    sent = {"judge": f"approve:{row.pk}", "read": f"{row.pk}:{row.reading}"}
    assert client.post(QUEUE, sent).status_code == 303
    row.refresh_from_db()
    assert row.comment_state == "approved"


def test_superusers_see_both(client, organization, theirs):
    client.force_login(StaffFactory())
    assert MARK in client.get("/admin/campaigns/campaign/").content.decode()


def test_a_batch_of_both_is_nobody_s_but_the_host_s(client_as, ours, theirs):
    one = SignatureFactory(petition=ours)
    other = Signature.objects.get(email=f"a@{DOMAIN}")
    batch = invalidate(
        signatures=Signature.objects.filter(pk__in=[one.pk, other.pk]),
        reason="a bot",
        criteria={},
        by=StaffFactory(),
        now=timezone.now(),
    )
    client = client_as("owner")
    page = f"/admin/petitions/invalidation/{batch.pk}/"
    assert client.get(f"{page}undo/").status_code == 404
    assert client.get(f"{page}change/").status_code == 302


def test_closing_is_for_open_ones_of_one_s_own(client_as, theirs, ours):
    client = client_as("editor")
    sent = {"outcome": "granted", "on": "2026-03-01"}
    client.post(f"/admin/petitions/petition/{ours.pk}/close/", sent)
    ours.refresh_from_db()
    assert not ours.is_open
    their = the_open_case(theirs).petitions.get()
    close_petition(
        petition=their, outcome="denied", on=timezone.localdate(), by=None, now=timezone.now()
    )
    assert client.get(f"/admin/petitions/petition/{their.pk}/close/").status_code == 404
