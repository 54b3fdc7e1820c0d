"""Rosa signs Tracee's petition, changes her mind about this and that, and leaves no trace."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from petitions.codes import ALPHABET
from petitions.models import Signature, Subscription
from tests.journeys.rosa import EMAIL, SLUG, TITLE, Rosa

GAP = """(field, note) => {
    const [above, below] = [field, note]
        .map((element) => element.getBoundingClientRect())
        .sort((one, other) => one.top - other.top);
    return below.top - above.bottom;
}"""
BESIDE_PIXELS = 60

COMMENT = "She belongs with her family.\nI was 19 once, too."


@pytest.fixture
def rosa(page: Page, work: Callable[[], None]) -> Rosa:
    return Rosa(page, work)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_rosa_signs_and_leaves_no_trace(rosa: Rosa) -> None:
    reads_the_profile_and_the_case(rosa)
    is_told_what_is_missing(rosa)
    link = signs_and_confirms(rosa)
    cannot_be_counted_twice(rosa, link)
    decides_what_is_kept(rosa)
    withdraws_and_signs_again(rosa)
    erases_everything(rosa, link)


def reads_the_profile_and_the_case(rosa: Rosa) -> None:
    rosa.sees_supporters("171,042", rosa.start)
    expect(rosa.headline()).to_have_text("California Coalition for Women Prisoners")
    expect(rosa.page.get_by_role("heading", level=2)).to_have_text("Started 3 petitions")
    cards = rosa.page.get_by_role("main").get_by_role("listitem")
    expect(cards).to_have_count(3)
    card = cards.filter(has_text="Tracee Ward")
    for text in ("Petitioning", "Gavin Newsom", "159,185", "supporters"):
        expect(card).to_contain_text(text)

    card.get_by_role("link", name=TITLE["en"]).click()

    expect(rosa.headline()).to_have_text(TITLE["en"])
    for text in ("is a mentor", "in her 23rd year", "W82517", "159,185", "40,815 more"):
        expect(rosa.page.get_by_role("main")).to_contain_text(text)
    expect(rosa.button("Sign")).to_have_count(1)


def is_told_what_is_missing(rosa: Rosa) -> None:
    rosa.sign()

    complaints = {
        "First name": "Please write your first name.",
        "Email": "Please write your email address",
        "ZIP or postal code": "Please write your ZIP code.",
    }
    focused = rosa.page.locator(":focus")
    for label, complaint in complaints.items():
        expect(focused).to_contain_text(complaint)
        stands_beside(rosa, label, complaint)

    kept = {"Last name": "O'Brien-Nuñez 李", "Why are you signing?": COMMENT}
    rosa.fill_in(**kept, **{"First name": "", "Email": "rosa@example"})
    rosa.field("Country").select_option(label="Mexico")
    for box in ("Show my name on this site", "Send me news by email"):
        rosa.field(box).check()
    rosa.sign()

    stands_beside(rosa, "Email", "This does not look like an email address.")
    expect(rosa.field("Country")).to_have_value("MX")
    for label, value in (kept | {"Email": "rosa@example", "ZIP or postal code": "93610"}).items():
        expect(rosa.field(label)).to_have_value(value)
    for box in ("Show my name on this site", "Send me news by email"):
        expect(rosa.field(box)).to_be_checked()


def stands_beside(rosa: Rosa, label: str, complaint: str) -> None:
    """The complaint stands at its field, for the eye and for who has the field read out."""
    field = rosa.field(label)
    expect(field).to_have_attribute("aria-invalid", "true")
    described = field.get_attribute("aria-describedby").split()
    note = rosa.page.locator(", ".join(f"#{name}" for name in described)).filter(has_text=complaint)
    expect(note).to_be_visible()
    assert field.evaluate(GAP, note.element_handle()) < BESIDE_PIXELS


def signs_and_confirms(rosa: Rosa) -> str:
    rosa.field("Country").select_option("US")
    rosa.fill_in()
    rosa.sign()

    rosa.sees_headline("Please check your email")
    rosa.reads("Nothing is counted yet.")
    link = rosa.page.get_by_role("link", name=rosa.say("Open the demo’s mailbox"))
    rosa.work()
    rosa.sees_counts(petition="159,185", profile="171,042")
    rosa.page.goto(f"{rosa.petition}check-your-email/")
    link.click()
    expect(rosa.page.get_by_role("main")).to_contain_text(EMAIL)

    address = rosa.confirms()

    expect(rosa.page.get_by_role("main")).to_contain_text("159,186")
    expect(rosa.page.get_by_label(rosa.say("Or copy the address"))).to_have_value(
        re.compile(rf".*{re.escape(short_address())}\?via=[{ALPHABET}]{{10}}")
    )
    rosa.sees_counts(petition="159,186", profile="171,043")
    return address


def short_address() -> str:
    petition = Signature.objects.select_related("petition").get().petition
    return f"/p/{petition.code}"


def cannot_be_counted_twice(rosa: Rosa, link: str) -> None:
    rosa.page.goto(link)
    rosa.button("Confirm my signature").click()
    rosa.sees_headline("Thank you")
    rosa.sees_counts(petition="159,186", profile="171,043")


def decides_what_is_kept(rosa: Rosa) -> None:
    rosa.opens_mail("manage")
    rosa.sees_headline("Your signature")
    main = rosa.page.get_by_role("main")
    for text in ("It is counted.", "Rosa O'Brien-Nuñez 李", EMAIL, "93610", "I was 19 once"):
        expect(main).to_contain_text(text)

    rosa.reads("may be shown")
    rosa.button("Hide my name on this site").click()
    rosa.reads("not shown")
    rosa.button("Show my name on this site").click()
    rosa.reads("may be shown")

    rosa.button("Stop the news").click()
    expect(rosa.button("Stop the news")).to_have_count(0)
    rosa.button("Send me news by email").click()
    expect(rosa.button("Send me news by email")).to_have_count(0)

    with rosa.page.expect_download() as saving:
        rosa.page.get_by_role("link", name=rosa.say("Download it all as a file (JSON)")).click()
    kept = json.loads(saving.value.path().read_text(encoding="utf-8"))
    assert {name: kept[name] for name in ("first_name", "email", "comment", "state")} == {
        "first_name": "Rosa",
        "email": EMAIL,
        "comment": COMMENT,
        "state": "confirmed",
    }


def withdraws_and_signs_again(rosa: Rosa) -> None:
    rosa.button("Withdraw my signature").click()
    rosa.reads("You took it back. It is not counted.")
    rosa.sees_counts(petition="159,185", profile="171,042")

    rosa.signs()
    rosa.confirms()
    rosa.sees_counts(petition="159,186", profile="171,043")


def erases_everything(rosa: Rosa, link: str) -> None:
    own_page = rosa.opens_mail("manage")
    rosa.button("Erase it now").click()
    rosa.sees_headline("Erased")
    rosa.sees_counts(petition="159,185", profile="171,042")

    for address in (own_page, link):
        assert rosa.page.goto(address).status == 404
        rosa.sees_headline("We do not know this link")
    assert not Signature.objects.exists()
    assert not Subscription.objects.exists()


def test_rosa_does_it_in_spanish(page: Page, work: Callable[[], None]) -> None:
    rosa = Rosa(page, work, language="es")
    rosa.sees_supporters("171,042", "/es/")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    cards = page.get_by_role("main").get_by_role("listitem")
    expect(cards).to_have_count(3)
    cards.get_by_role("link", name=TITLE["es"]).click()
    expect(page).to_have_url(f"{rosa.page.url.partition('/es/')[0]}/es/petitions/{SLUG}/")
    expect(rosa.headline()).to_have_text(TITLE["es"])
    expect(page.get_by_role("main")).to_contain_text("en su 23.er año de prisión")

    rosa.sign()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    for name in ("first_name", "email", "postal_code"):
        expect(page.locator(f"[name={name}]")).to_have_attribute("aria-invalid", "true")
    rosa.fill_in()
    rosa.sign()
    rosa.sees_headline("Please check your email")
    address = rosa.confirms()
    assert "/es/signatures/confirm/" in address
    expect(page.get_by_role("main")).to_contain_text("159,186")
    rosa.sees_counts(petition="159,186", profile="171,043")

    rosa.opens_mail("manage")
    rosa.sees_headline("Your signature")
    rosa.button("Withdraw my signature").click()
    rosa.sees_counts(petition="159,185", profile="171,042")
