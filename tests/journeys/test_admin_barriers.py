"""The desk keeps nobody out either: every kind of its pages, in light and dark, at 200 % zoom too."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.contrib import admin
from django.urls import get_resolver
from django.utils import timezone
from playwright.sync_api import Page, Response, expect

from organizations.guide import FOLDER
from organizations.members.emails import PURPOSE
from organizations.models import Invitation, SiteState, User
from petitions.admin.comments import TABS
from petitions.models import DecisionMaker, Petition
from petitions.versions import versions
from tests.factories import SignatureFactory
from tests.journeys.conftest import Open
from tests.journeys.rosa import SLUG
from tests.journeys.staff import PASSWORD, USERNAME, Dolores
from tests.journeys.test_accessibility import RULES, is_page
from tests.markup import faults_of
from tests.petitions.admin.neighbours import DOMAIN, move_in, rows_of, scoped, the_open_case
from tests.test_site import patterns
from web.tokens import make

pytestmark = pytest.mark.ignore_template_errors  # Django's own admin leaves variables undefined

SIZES = {"desktop": {"width": 1280, "height": 800}, "at 200 %": {"width": 640, "height": 400}}

OF_ROWS = ("change", "delete", "history")

AXE = RULES | {"preload": False}
"""Preloading would copy the style sheet that Django's `forms.css` imports, which the policy forbids."""

DJANGOS = ("<ul> in <p>", "no id “id_password_helptext”")
"""What its own pages of passwords get wrong in their markup."""

Pages = dict[str, Callable[[Page], object]]


@pytest.fixture
def dolores(open_page: Open) -> Dolores:
    """At work, where there is a row of every kind beside those of the demo."""
    User.objects.create_superuser(USERNAME, "dolores@example.org", PASSWORD)
    move_in(timezone.now())
    staff = Dolores(open_page("desktop"), open_page("desktop"))
    staff.logs_in()
    return staff


def barriers_of(page: Page) -> Iterator[str]:
    """What axe finds on the page that is open, all of it unfolded; and whether it scrolls sideways."""
    page.wait_for_load_state()
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.evaluate(AXE_SCRIPT)
    for name, size in SIZES.items():
        page.set_viewport_size(size)
        page.evaluate("scrollTo(0, 0)")
        # Colours are the same at every width, so the night is looked at on one of them.
        for scheme in ("light", "dark") if name == "desktop" else ("light",):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for violation in page.evaluate("(rules) => axe.run(rules)", AXE)["violations"]:
                for node in violation["nodes"]:
                    what = f"{node['html'][:120]} {node['failureSummary'][:200]}"
                    yield f"{name}, {scheme}: {violation['id']}: {node['target']}: {what}"
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            yield f"{name}: wider than the screen"
    page.set_viewport_size(SIZES["desktop"])


def check(page: Page, pages: Pages) -> None:
    """None of these pages has a barrier, and the markup of each is valid."""
    found = {}
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer) if is_page(answer) else None)
    for name, visit in pages.items():
        answer = visit(page)
        if answer is not None:
            assert answer.status < 500, name
            if answer.status == 403:
                assert name.endswith("/delete/"), name
                continue
        expect(page.locator("#content, main").first).to_be_visible()
        faults = faults_of(answers[-1].text())
        markup = [f"markup: {fault}" for fault in faults if not fault.endswith(DJANGOS)]
        if barriers := [*markup, *barriers_of(page)]:
            found[name] = barriers
    assert found == {}


def at(*paths: str) -> Pages:
    """Pages that are found at an address below the admin's."""
    return {path: lambda page, path=path: page.goto(f"/admin/{path}") for path in paths}


def of_models(*labels: str) -> Pages:
    """List, form of a new row, that form with errors, and the pages of the newest row, of each model."""
    known = {pattern.name for _path, pattern in patterns(get_resolver())}
    found: Pages = {}
    for model, page in admin.site._registry.items():
        if model._meta.label_lower not in labels:
            continue
        name, start = model._meta.label_lower.replace(".", "_"), model._meta.label_lower
        start = f"{start.replace('.', '/')}/"
        found |= at(start, f"{start}?q=nothing-like-this")
        if f"{name}_add" in known and _may_add(page):
            found |= at(f"{start}add/")
            found[f"{start}add/ with errors"] = lambda page, start=start: _empty(page, start)
        newest = model._default_manager.order_by("pk").last()
        if newest is not None:
            found |= at(
                *(f"{start}{newest.pk}/{each}/" for each in OF_ROWS if f"{name}_{each}" in known)
            )
    return found


def _may_add(page: admin.ModelAdmin) -> bool:
    request = type("Request", (), {"user": User.objects.get(username=USERNAME)})()
    return page.has_add_permission(request)


def _empty(page: Page, start: str) -> None:
    page.goto(f"/admin/{start}add/")
    page.locator("#content form").evaluate("(form) => { form.noValidate = true; }")
    page.locator("[name=_save]").first.click()
    expect(page.locator(".errornote")).to_be_visible()


def _act(start: str, action: str, button: str) -> Callable[[Page], None]:
    """Choose an action for the first row of a list, as far as the page that asks for more."""

    def visit(page: Page) -> None:
        page.goto(f"/admin/{start}")
        page.locator(".action-select").first.check()
        page.get_by_label("Action:").select_option(value=action)
        page.get_by_role("button", name="Go").click()
        expect(page.get_by_role("button", name=button)).to_be_visible()

    return visit


# --- The pages


def test_the_way_in(open_page: Open) -> None:
    move_in(timezone.now())
    User.objects.create_superuser(USERNAME, "dolores@example.org", PASSWORD)
    page = open_page("desktop")
    token = make(PURPOSE, Invitation.objects.get())

    def wrong(page: Page) -> None:
        page.goto("/admin/login/")
        page.get_by_label("Username").fill(USERNAME)
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Log in").click()
        expect(page.locator(".errornote")).to_be_visible()

    def unfit(page: Page) -> None:
        page.goto(f"/admin/invitation/{token}/")
        page.get_by_label("Username").fill(USERNAME)
        page.get_by_label("Password:").fill("short")
        page.get_by_label("Password confirmation:").fill("other")
        page.get_by_role("button", name="Make my account").click()
        expect(page.locator(".errorlist").first).to_be_visible()

    unknown = at(f"invitation/{'x' * len(token)}/")
    check(page, at("login/", f"invitation/{token}/") | unknown | {"wrong": wrong, "unfit": unfit})
    Invitation.objects.update(revoked_at=timezone.now())
    check(page, at(f"invitation/{token}/"))


def test_the_start_page_and_the_guide(dolores: Dolores) -> None:
    guide = (f"guide/{path.stem}/" for path in sorted(FOLDER.glob("*.md")))
    lists = ("organizations/", "campaigns/", "petitions/")
    own = ("second-factor/", "second-factor/set-up/", "password_change/", "confirm/")
    check(dolores.page, at("", "guide/", *guide, *lists, *own, "nowhere/"))


def test_what_belongs_to_organizations(dolores: Dolores) -> None:
    labels = ("membership", "invitation", "user", "organization", "auditevent")
    user = User.objects.get(username=USERNAME).pk
    switches = f"organizations/sitestate/{SiteState.ONLY}/change/"
    own = at(switches, f"organizations/user/{user}/password/")
    tasks = of_models("django_tasks_database.dbtaskresult")
    check(dolores.page, of_models(*(f"organizations.{label}" for label in labels)) | own | tasks)


def test_cases_and_news(dolores: Dolores) -> None:
    case = Petition.objects.get(slug=SLUG).campaign
    for said in ("It is so.", "It is otherwise."):
        case.story = said
        case.save()
    versions_of = f"campaigns/campaign/{case.pk}/versions/"
    newest, before = [each.key for each in versions(case) if each.kind == "campaign"][:2]
    own = at(
        f"campaigns/campaign/{case.pk}/change/",
        versions_of,
        f"{versions_of}compare/?older={before}&newer={newest}",
        f"{versions_of}restore/?version={before}",
    )
    other = [f"campaigns/campaign/{row.pk}/change/" for row in _cases()]
    check(dolores.page, of_models("campaigns.campaign", "campaigns.update") | own | at(*other))


def _cases() -> Iterator[object]:
    """A case of the neighbours in each state."""
    (model, page) = next(each for each in scoped() if each[0]._meta.label == "campaigns.Campaign")
    house = Invitation.objects.get().organization
    yield from rows_of(house, model, page.organization_path)


def test_petitions_and_offices(dolores: Dolores) -> None:
    ended = Petition.objects.filter(state="closed").first()
    case = the_open_case(Invitation.objects.get().organization)
    petition = case.petitions.get()
    office = DecisionMaker.objects.get(addressees__petition=petition, office__endswith=" office")
    own = at(
        f"petitions/petition/{petition.pk}/close/",
        f"petitions/petition/{ended.pk}/correct/",
        f"petitions/decisionmaker/{office.pk}/successor/",
        f"petitions/decisionmaker/{office.pk}/petitions/",
    )
    own["pause"] = _act("petitions/petition/", "pause_selected", "Pause signing")
    labels = ("petition", "decisionmaker", "rally", "suppression")
    check(dolores.page, of_models(*(f"petitions.{label}" for label in labels)) | own)


def test_signatures_and_comments(dolores: Dolores) -> None:
    SignatureFactory.create_batch(3, petition=Petition.objects.get(slug=SLUG))
    queues = (f"petitions/comment/?show={tab}" for tab in TABS)
    fraud = "petitions/signature/fraud/"
    own = at(*queues, fraud, f"{fraud}?domain={DOMAIN}", f"{fraud}?network=x")
    own["take out"] = _act("petitions/signature/", "invalidate_selected", "Do it")

    def looked_up(page: Page) -> None:
        page.goto("/admin/petitions/suppression/")
        page.get_by_label("Email address").fill("a@example.org")
        with page.expect_navigation():
            page.locator("#content form [type=submit]").click()

    own["looked up"] = looked_up
    labels = ("signature", "subscription", "invalidation", "comment")
    pages = of_models(*(f"petitions.{label}" for label in labels)) | own
    batch = next(name for name in pages if "invalidation" in name and "change" in name)
    check(dolores.page, pages | at(batch.replace("/change/", "/undo/")))
