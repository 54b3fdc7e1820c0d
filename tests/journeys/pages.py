"""Every page that somebody outside the staff may see, in the state in which they see it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import Page, Route

from organizations.actions import set_site_state
from organizations.models import Organization
from petitions.actions.breakdowns import break_down
from petitions.actions.invalidations import invalidate
from petitions.actions.pauses import pause_signing
from petitions.actions.petitions import close_petition, save_petition
from petitions.actions.signatures import subscribe
from petitions.models import Comment, Outcome, Petition, Signature, Subscription
from petitions.tokens import Purpose, make, make_for_address
from tests.factories import (
    CommentFactory,
    SignatureFactory,
    TimelineEntryFactory,
    open_petition,
    tell,
)
from tests.journeys.rosa import EMAIL, SLUG, Rosa

WON, MOURNED, DENIED = "medical-release-for-susan-russo", "free-kelly", "denied"
CORRECTED, PAUSED = "corrected", "paused"
CLOSED_ON = date(2026, 2, 3)


@dataclass(frozen=True)
class PublicPage:
    """A page: its name in a report, the status of its answer, and the way there."""

    name: str
    status: int
    visit: Callable[[Page], int]


def fill_site() -> None:
    """Make the rows that the pages of `all_pages` show."""
    organization = Organization.objects.get()
    open_petition(
        slug=DENIED,
        campaign__organization=organization,
        campaign__alias="Luz",
        campaign__story="## What happened\n\nShe was *not believed*.\n\n> A quotation.",
        story="- one reason\n- another reason",
        title="Clemency for Luz",
    )
    for slug, outcome in {
        WON: Outcome.RELEASED,
        MOURNED: Outcome.DIED,
        DENIED: Outcome.DENIED,
    }.items():
        petition = Petition.objects.get(slug=slug)
        close_petition(
            petition=petition, outcome=outcome, on=CLOSED_ON, by=None, now=timezone.now()
        )
    case = Petition.objects.get(slug=WON).campaign
    tell(case, title="She is home", body="## Today\n\nShe went *home*.", at=timezone.now())
    TimelineEntryFactory(campaign=case, text="A hearing that did not go well", precision="month")
    _draw(Petition.objects.get(slug=SLUG))
    _correct(open_petition(slug=CORRECTED, campaign__organization=organization))
    pause_signing(
        petition=open_petition(slug=PAUSED, campaign__organization=organization),
        note="We are looking into signatures that came by the hundred.",
        note_es="Estamos revisando firmas que llegaron por cientos.",
        by=None,
        now=timezone.now(),
    )


def _draw(petition: Petition) -> None:
    """Let a petition have charts of all kinds, with places that are too small to be told."""
    for days, code in ((0, "93610"), (0, "94612"), (3, "89501"), (400, "97201")):
        moment = timezone.now() - timedelta(days=days)
        SignatureFactory.create_batch(
            6, petition=petition, postal_code=code, requested_at=moment, confirmed_at=moment
        )
    break_down(petition_id=petition.pk, now=timezone.now())


def _correct(petition: Petition) -> None:
    """Let a petition have two texts, and signatures that were taken out."""
    SignatureFactory.create_batch(3, petition=petition)
    now = timezone.now()
    petition.ask = "Please let her come home at once."
    save_petition(
        petition=petition, changed=["ask"], by=None, now=now, note="It said “soon”.", note_es=""
    )
    doomed = Signature.objects.filter(petition=petition)
    invalidate(signatures=doomed, reason="a test", criteria={}, by=None, now=now)


def all_pages(language: str, work: Callable[[], None]) -> Iterator[PublicPage]:
    """All of them in one language; `work` sends the mail that the mailbox shows."""
    start = "/" if language == "en" else f"/{language}/"
    petition = Petition.objects.get(slug=SLUG)
    now = timezone.now()
    signed = SignatureFactory(
        petition=petition, show_name=True, wants_updates=True, comment="Free her.\nPlease."
    )
    subscribe(signature=signed, now=now)
    pending = _pending(petition)
    expired = _pending(petition, requested_at=now - timedelta(days=8))
    withdrawn = SignatureFactory(petition=petition, state="withdrawn", ended_at=now)
    subscription = Subscription.objects.get()
    said = _comments(petition)

    def at(name: str, path: str, status: int = 200) -> PublicPage:
        return PublicPage(name, status, lambda page: page.goto(path).status)

    yield at("profile", start)
    yield at("profile by its own address", f"{start}organizations/ccwp/")
    yield at("list", f"{start}petitions/")
    yield at("list without a find", f"{start}petitions/?q=xyzzy")
    yield at("petition", f"{start}petitions/{SLUG}/")
    yield at("letter", f"{start}petitions/{SLUG}/print/")
    yield at("no sheet to sign", f"/petitions/{DENIED}/sheet.pdf?lang={language}", 410)
    yield PublicPage("form with errors", 422, lambda page: _submit_empty(page, start))
    yield at("won petition", f"{start}petitions/{WON}/")
    yield at("petition of one who died", f"{start}petitions/{MOURNED}/")
    yield at("denied petition", f"{start}petitions/{DENIED}/")
    yield at("corrected petition", f"{start}petitions/{CORRECTED}/")
    yield at("history of a text", f"{start}petitions/{CORRECTED}/history/")
    yield at("news of a case", f"{start}petitions/{WON}/updates/")
    yield at("news, none yet", f"{start}petitions/{DENIED}/updates/")
    yield at("petition whose signing pauses", f"{start}petitions/{PAUSED}/")
    yield at("comments", f"{start}petitions/{SLUG}/comments/")
    yield at("comments of which there are none", f"{start}petitions/{DENIED}/comments/")
    yield PublicPage("comments, one to be reported", 200, lambda page: _open_report(page, start))
    yield at("report", f"{start}petitions/{SLUG}/comments/{said.pk}/report/")
    yield at("reported", f"{start}petitions/{SLUG}/comments/{said.pk}/report/?done=1")
    yield PublicPage("form past a limit", 429, lambda page: _sign_too_often(page, start))
    yield PublicPage("form sent in a pause", 503, lambda page: _sign_in_a_pause(page, start))
    yield at("check your email", f"{start}petitions/{SLUG}/check-your-email/")
    yield at("link sent again", f"{start}petitions/{SLUG}/check-your-email/?again=1")
    yield at("thanks", f"{start}petitions/{SLUG}/thank-you/")
    yield at("thanks, held", f"{start}petitions/{SLUG}/thank-you/?held=1")
    yield at("not me", f"{start}signatures/not-me/{make_for_address(bytes(pending.address_hash))}/")
    yield at("confirm", f"{start}signatures/confirm/{make(Purpose.CONFIRM, pending)}/")
    yield at("expired", f"{start}signatures/confirm/{make(Purpose.CONFIRM, expired)}/", 410)
    yield at("unknown", f"{start}signatures/confirm/{'x' * 54}/", 404)
    yield at("own page", f"{start}signatures/manage/{make(Purpose.MANAGE, signed)}/")
    yield at("own page, pending", f"{start}signatures/manage/{make(Purpose.MANAGE, pending)}/")
    yield at("own page, withdrawn", f"{start}signatures/manage/{make(Purpose.MANAGE, withdrawn)}/")
    news = f"{start}signatures/unsubscribe/{make(Purpose.UNSUBSCRIBE, subscription)}/"
    yield at("unsubscribe", news)
    yield PublicPage("unsubscribed", 200, lambda page: _press_the_button(page, news))
    yield at("erased", f"{start}signatures/erased/")
    yield at("card for other sites", f"{start}petitions/{SLUG}/embed/")
    yield at("dark card", f"{start}petitions/{SLUG}/embed/?theme=dark")
    yield at("light card of a won petition", f"{start}petitions/{WON}/embed/?theme=light")
    yield at("lines for the card", f"{start}petitions/{SLUG}/embed/code/")
    yield at("privacy", f"{start}privacy/")
    yield at("terms", f"{start}terms/")
    yield at("contact", f"{start}contact/")
    yield at("not found", f"{start}nowhere/", 404)
    if language == "en":
        yield at("the API", "/api/")
        yield PublicPage("mailbox, empty", 200, _read_at_leisure)
        yield PublicPage("mailbox", 200, lambda page: _sign_and_read(page, work))


def _comments(petition: Petition) -> Comment:
    """Comments that are shown, two of them quoted; one of these."""
    shown = {"petition": petition, "comment_state": "approved", "show_name": True}
    CommentFactory.create_batch(11, language="es", comment="Libérenla.\n\nYa.", **shown)
    long = "Supercalifragilistic" * 12
    CommentFactory(comment=long, comment_quoted=True, **shown)
    return CommentFactory(comment="She belongs with us.", comment_quoted=True, **shown)


def _open_report(page: Page, start: str) -> int:
    status = page.goto(f"{start}petitions/{SLUG}/comments/").status
    page.locator("details").first.click()
    return status


def _pending(petition: Petition, **fields: object) -> Signature:
    defaults = {"state": "pending", "confirmed_at": None, "requested_at": timezone.now()}
    return SignatureFactory(petition=petition, **(defaults | fields))


def _submit_empty(page: Page, start: str) -> int:
    page.goto(f"{start}petitions/{SLUG}/")
    with page.expect_navigation() as going:
        page.locator("form#sign").get_by_role("button").click()
    return going.value.status


def _sign_too_often(page: Page, start: str) -> int:
    with override_settings(SIGNING_PER_MINUTE=0):
        return _sign(page, start)


def _sign_in_a_pause(page: Page, start: str) -> int:
    """Sign a petition on a site that is read-only by the time the form is sent."""
    page.goto(f"{start}petitions/{SLUG}/")
    _switch(read_only=True)
    try:
        return _send(page)
    finally:
        _switch(read_only=False)


def _switch(*, read_only: bool) -> None:
    set_site_state(
        signing_paused=False,
        read_only=read_only,
        note="We move to another machine.",
        note_es="Nos mudamos a otra máquina.",
        until=timezone.now() + timedelta(hours=2) if read_only else None,
        by=None,
        now=timezone.now(),
    )


def _sign(page: Page, start: str) -> int:
    page.goto(f"{start}petitions/{SLUG}/")
    return _send(page)


def _send(page: Page) -> int:
    form = page.locator("form#sign")
    for name, value in {"first_name": "Rosa", "email": EMAIL, "postal_code": "93610"}.items():
        form.locator(f"[name={name}]").fill(value)
    with page.expect_navigation() as going:
        form.get_by_role("button").click()
    return going.value.status


def _press_the_button(page: Page, path: str) -> int:
    page.goto(path)
    with page.expect_navigation() as going:
        page.get_by_role("main").get_by_role("button").click()
    return going.value.status


def _read_at_leisure(page: Page) -> int:
    """The empty mailbox, without the header that makes it look again every two seconds."""
    address = "**/demo/mail/"

    def answer(route: Route) -> None:
        response = route.fetch()
        headers = {name: value for name, value in response.headers.items() if name != "refresh"}
        route.fulfill(response=response, headers=headers)

    page.route(address, answer)
    status = page.goto("/demo/mail/").status
    page.unroute(address)
    return status


def _sign_and_read(page: Page, work: Callable[[], None]) -> int:
    Rosa(page, work).signs()
    work()
    return page.goto("/demo/mail/").status
