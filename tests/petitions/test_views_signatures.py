"""Pages behind the links that supporters get by mail."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from petitions.actions import petitions as petition_actions
from petitions.emails import send_confirmation
from petitions.models import Signature, Subscription
from petitions.tokens import Purpose, make
from tests.factories import SignatureFactory, SubscriptionFactory, edit
from tests.petitions.pages import elements, language_of, link, links_of, text_of
from tests.petitions.rows import supporters
from tests.signing import owed

pytestmark = pytest.mark.django_db


@pytest.fixture
def pending(petition):
    return SignatureFactory(
        petition=petition, state="pending", requested_at=timezone.now(), confirmed_at=None
    )


def buttons(response):
    """What a supporter can do on their page, by the values of its buttons."""
    found = [dict(button.attributes) for button in elements(response) if button.name == "button"]
    return {button["value"] for button in found if button.get("name") == "do"}


def expire(signature):
    Signature.objects.filter(pk=signature.pk).update(
        requested_at=timezone.now() - timedelta(days=7, seconds=1)
    )


def close(petition):
    petition_actions.close_petition(
        petition=petition,
        outcome="denied",
        on=timezone.localdate(),
        by=None,
        now=timezone.now(),
    )


# --- Confirming


@pytest.mark.parametrize("language", ["", "/es"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_shows_a_button_and_counts_nothing(browser, pending, language, method):
    address = link(Purpose.CONFIRM, pending, language)

    response = getattr(browser, method)(address)

    assert (response.status_code, supporters(pending.petition)) == (200, 0)
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Referrer-Policy"] == "same-origin"
    if method == "get":
        [form] = [found for found in elements(response) if found.name == "form"]
        assert {("action", address), ("method", "post")} <= set(form.attributes)
        assert language_of(response) == (language or "/en")[1:]


def test_the_confirmation_page_shows_what_was_typed(browser, petition):
    signature = SignatureFactory(
        petition=petition,
        state="pending",
        first_name="<i>Ana</i>",
        country="MX",
        postal_code="01000",
        comment="One\nTwo",
        requested_at=timezone.now(),
    )

    page = browser.get(link(Purpose.CONFIRM, signature)).content.decode()

    wanted = ["&lt;i&gt;Ana&lt;/i&gt;", "Mexico", "01000", "One<br>Two", signature.email]
    assert [text for text in [*wanted, petition.title] if text not in page] == []


@pytest.mark.parametrize("language", ["", "/es"])
def test_pressing_the_button_counts_and_leads_to_the_thanks(browser, pending, language):
    response = browser.post(link(Purpose.CONFIRM, pending, language))

    assert response.status_code == 303
    pending.refresh_from_db()
    thanks = f"{language}/petitions/{pending.petition.slug}/thank-you/"
    assert response.headers["Location"] == f"{thanks}?via={pending.share_code}"
    assert supporters(pending.petition) == 1
    assert browser.get(response.headers["Location"]).status_code == 200


def test_pressing_the_button_again_answers_the_same_and_counts_once(browser, pending):
    address = link(Purpose.CONFIRM, pending)

    answers = [browser.post(address) for _ in range(3)]

    pending.refresh_from_db()
    thanks = f"/petitions/{pending.petition.slug}/thank-you/?via={pending.share_code}"
    assert {(each.status_code, each.headers["Location"]) for each in answers} == {(303, thanks)}
    assert supporters(pending.petition) == 1
    assert browser.get(address).status_code == 200


def test_a_confirmed_link_still_works_after_seven_days(browser, confirmed):
    expire(confirmed)

    assert browser.post(link(Purpose.CONFIRM, confirmed)).status_code == 303


@pytest.mark.parametrize("language", ["", "/es"])
def test_a_link_that_has_ended_says_what_to_do_next(browser, pending, language):
    expire(pending)
    address = link(Purpose.CONFIRM, pending, language)

    answers = [browser.get(address), browser.post(address)]

    assert [response.status_code for response in answers] == [410, 410]
    for response in answers:
        assert f"{language}/petitions/{pending.petition.slug}/#sign-here" in links_of(response)
    assert supporters(pending.petition) == 0


def test_a_link_that_has_ended_does_not_lead_back_to_a_closed_form(browser, pending):
    expire(pending)
    close(pending.petition)

    response = browser.get(link(Purpose.CONFIRM, pending))

    assert response.status_code == 410
    assert f"/petitions/{pending.petition.slug}/" in links_of(response)
    assert f"/petitions/{pending.petition.slug}/#sign-here" not in links_of(response)


@pytest.mark.parametrize("state", ["withdrawn", "invalidated"])
def test_the_link_of_what_was_taken_back_has_ended(browser, petition, now, state):
    signature = SignatureFactory(petition=petition, state=state, ended_at=now)
    address = link(Purpose.CONFIRM, signature)

    statuses = [browser.get(address).status_code, browser.post(address).status_code]

    assert (statuses, supporters(petition)) == ([410, 410], 0)


def test_what_was_signed_in_time_is_confirmed_after_the_petition_is_closed(browser, pending):
    close(pending.petition)

    response = browser.post(link(Purpose.CONFIRM, pending))

    assert (response.status_code, supporters(pending.petition)) == (303, 1)


# --- Links that are none


@pytest.mark.parametrize("page", Purpose)
@pytest.mark.parametrize("language", ["", "/es"])
def test_a_link_that_nobody_was_sent_says_what_to_do_next(browser, pending, page, language):
    subscription = SubscriptionFactory()
    good = make(page, subscription if page == Purpose.UNSUBSCRIBE else pending)
    row = pending if page == Purpose.UNSUBSCRIBE else subscription
    others = [make(purpose, row) for purpose in Purpose]
    tokens = [good[:-1], good + "A", good.swapcase(), "x", "%C3%A9", "%00", "%FF", "A" * 5000]

    for token in [*tokens, *others]:
        for method in ("get", "head", "post"):
            response = getattr(browser, method)(f"{language}/signatures/{page}/{token}/")
            assert response.status_code == 404
        assert f"{language}/petitions/" in links_of(response)
    assert Signature.objects.get().is_pending
    assert Subscription.objects.get().is_active


def test_a_link_of_one_purpose_does_not_open_another_page(browser, confirmed):
    address = f"/signatures/manage/{make(Purpose.CONFIRM, confirmed)}/"

    response = browser.post(address, {"do": "erase"})

    assert (response.status_code, Signature.objects.count()) == (404, 1)


def test_a_revoked_link_opens_nothing(browser, confirmed):
    address = link(Purpose.MANAGE, confirmed)
    Signature.objects.update(token_version=2)

    assert browser.get(address).status_code == 404


# --- A supporter's own page


def test_the_own_page_shows_what_is_kept(browser, confirmed):
    response = browser.get(link(Purpose.MANAGE, confirmed))

    page = text_of(next(found for found in elements(response) if found.name == "main"))
    wanted = [confirmed.full_name, confirmed.email, "United States", "93610", "Free her"]
    assert response.status_code == 200
    assert [text for text in [*wanted, confirmed.petition.title] if text not in page] == []
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    ("state", "can"),
    [
        ("pending", {"show_name", "withdraw", "erase"}),
        ("held", {"show_name", "withdraw", "erase"}),
        ("confirmed", {"show_name", "subscribe", "withdraw", "erase"}),
        ("withdrawn", {"show_name", "erase"}),
        ("invalidated", {"show_name", "erase"}),
    ],
)
@pytest.mark.parametrize("language", ["", "/es"])
def test_the_own_page_offers_what_can_be_done(browser, petition, now, state, can, language):
    signature = SignatureFactory(petition=petition, state=state, ended_at=now)

    response = browser.get(link(Purpose.MANAGE, signature, language))

    assert (response.status_code, buttons(response)) == (200, can)
    assert language_of(response) == (language or "/en")[1:]


def test_the_own_page_never_ends(browser, pending):
    Signature.objects.update(requested_at="2001-01-01T00:00Z")

    assert browser.get(link(Purpose.MANAGE, pending)).status_code == 200


def do(browser, signature, what, **headers):
    return browser.post(link(Purpose.MANAGE, signature), {"do": what}, headers=headers)


def test_a_name_is_shown_and_hidden_again(browser, confirmed):
    address = link(Purpose.MANAGE, confirmed)
    shown = []
    for what in ("show_name", "hide_name"):
        response = do(browser, confirmed, what)
        assert (response.status_code, response.headers["Location"]) == (303, address)
        shown.append((Signature.objects.get().show_name, buttons(browser.get(address))))

    assert shown == [
        (True, {"hide_name", "subscribe", "withdraw", "erase"}),
        (False, {"show_name", "subscribe", "withdraw", "erase"}),
    ]


def test_news_are_begun_and_stopped(browser, confirmed):
    address = link(Purpose.MANAGE, confirmed)
    active = []
    for what in ("subscribe", "stop_updates", "subscribe"):
        assert do(browser, confirmed, what).status_code == 303
        active.append((Subscription.objects.get().is_active, buttons(browser.get(address))))

    offered = {"show_name", "withdraw", "erase"}
    assert active == [
        (True, offered | {"stop_updates"}),
        (False, offered | {"subscribe"}),
        (True, offered | {"stop_updates"}),
    ]


def test_the_own_page_leads_to_the_end_of_all_news(browser, confirmed):
    do(browser, confirmed, "subscribe")

    response = browser.get(link(Purpose.MANAGE, confirmed))

    assert link(Purpose.UNSUBSCRIBE, Subscription.objects.get()) in links_of(response)


def test_a_signature_is_withdrawn(browser, confirmed):
    response = do(browser, confirmed, "withdraw")

    assert response.status_code == 303
    assert (Signature.objects.get().state, supporters(confirmed.petition)) == ("withdrawn", 0)
    assert browser.get(response.headers["Location"]).status_code == 200


@pytest.mark.parametrize("language", ["", "/es"])
def test_everything_is_erased(browser, confirmed, language):
    do(browser, confirmed, "subscribe")
    address = link(Purpose.MANAGE, confirmed, language)

    response = browser.post(address, {"do": "erase"})

    assert response.status_code == 303
    assert response.headers["Location"] == f"{language}/signatures/erased/"
    assert (Signature.objects.count(), Subscription.objects.count()) == (0, 0)
    assert browser.get(response.headers["Location"]).status_code == 200
    assert browser.get(address).status_code == 404
    assert browser.post(address, {"do": "erase"}).status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"do": ""},
        {"do": "confirm"},
        {"do": "Withdraw"},
        {"do": "withdraw\0"},
        {"withdraw": "1"},
        {"do": "__class__"},
    ],
)
def test_what_the_page_does_not_offer_is_refused(browser, confirmed, data):
    response = browser.post(link(Purpose.MANAGE, confirmed), data)

    assert (response.status_code, Signature.objects.get().state) == (400, "confirmed")


def test_a_broken_body_is_refused(browser, confirmed):
    response = browser.post(
        link(Purpose.MANAGE, confirmed), b"--x\r\n", content_type="multipart/form-data"
    )

    assert (response.status_code, Signature.objects.get().state) == (400, "confirmed")


def test_all_that_is_kept_can_be_downloaded(browser, confirmed):
    do(browser, confirmed, "subscribe")
    Signature.objects.update(first_name="Zoë </script>")

    response = browser.get(link(Purpose.MANAGE, confirmed), {"download": "json"})

    kept, subscription = Signature.objects.get(), Subscription.objects.get()
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Content-Disposition"] == 'attachment; filename="signature.json"'
    assert "no-store" in response.headers["Cache-Control"]

    def moment(value):
        # As JSON has it: milliseconds, in UTC.
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z") if value else None

    assert response.json() == {
        "petition": f"{settings.SITE_URL}/p/{confirmed.petition.code}",
        "state": "confirmed",
        "source": "web",
        "first_name": "Zoë </script>",
        "last_name": "O'Brien-Nuñez",
        "email": confirmed.email,
        "country": "US",
        "postal_code": "93610",
        "comment": "Free her\nnow",
        "comment_state": "waiting",
        "comment_quoted": False,
        "show_name": False,
        "wants_updates": True,
        "language": "es",
        "version_of_the_text": kept.text and kept.text.number,
        "fingerprint_of_the_network": None,
        "to_be_checked": False,
        "signed": moment(kept.requested_at),
        "confirmed": moment(kept.confirmed_at),
        "withdrawn_or_invalidated": None,
        "code_of_your_link": None,
        "signed_through_your_link": None,
        "came_through_the_link": None,
        "news_since": moment(subscription.since),
        "news_ended": None,
    }


def test_the_download_holds_every_field_that_a_signer_has(browser, confirmed):
    kept = browser.get(link(Purpose.MANAGE, confirmed), {"download": ""}).json()

    told = {"requested_at": "signed", "confirmed_at": "confirmed"}
    told |= {"ended_at": "withdrawn_or_invalidated", "text": "version_of_the_text"}
    told |= {"share_code": "code_of_your_link", "brought": "signed_through_your_link"}
    told |= {"via": "came_through_the_link"}
    told |= {"network": "fingerprint_of_the_network", "needs_check": "to_be_checked"}
    # The last ones say how staff judged it, as the state does, and what is left when it is no
    # longer known whose it was.
    inner = {"id", "address_hash", "token_version"}
    inner |= {"invalidation", "state_before", "region", "anonymized_at"}
    fields = {field.name for field in Signature._meta.concrete_fields} - inner
    assert {told.get(name, name) for name in fields} <= set(kept)


# --- Whom a form comes from, how it is sent


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"origin": "http://testserver"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
    ],
)
@pytest.mark.parametrize("page", ["confirm", "manage"])
def test_another_sites_request_is_refused(browser, pending, page, headers, status):
    response = browser.post(link(Purpose(page), pending), {"do": "withdraw"}, headers=headers)

    assert response.status_code == status
    assert Signature.objects.get().is_pending == (status == 403)


@pytest.mark.parametrize("page", Purpose)
@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_no_other_method_is_taken(browser, pending, page, method):
    row = SubscriptionFactory() if page == Purpose.UNSUBSCRIBE else pending

    response = getattr(browser, method)(link(page, row))

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, POST"


def test_the_log_holds_no_token(browser, pending, caplog):
    token = make(Purpose.CONFIRM, pending)

    for address in (f"/signatures/confirm/{token}/", f"/signatures/confirm/{token}x/"):
        browser.get(address)
        browser.post(address)

    assert len(caplog.records) >= 4
    assert token not in str([record.__dict__ | {"request": ""} for record in caplog.records])


class TestOfAPetitionThatWasTakenOffTheSite:
    """Consent may be withdrawn while people are signing: no page of theirs tells her name then."""

    @pytest.fixture
    def withheld(self, petition):
        edit(petition, title="Free Jane Roe")
        signature = SignatureFactory(
            petition=petition, state="pending", confirmed_at=None, requested_at=timezone.now()
        )
        petition.campaign.consents.get().delete()
        return Signature.objects.get(pk=signature.pk)

    @pytest.mark.parametrize("purpose", [Purpose.CONFIRM, Purpose.MANAGE])
    def test_the_signer_reads_none_of_its_words(self, client, withheld, purpose):
        page = client.get(reverse(f"signature-{purpose}", args=[make(purpose, withheld)]))
        assert page.status_code == 200
        assert b"Jane Roe" not in page.content
        assert withheld.petition.slug.encode() not in page.content

    def test_the_link_still_counts_and_leads_to_the_page_of_the_signer(self, client, withheld):
        answer = client.post(reverse("signature-confirm", args=[make(Purpose.CONFIRM, withheld)]))
        assert answer.status_code == 303
        assert answer["Location"] == reverse(
            "signature-manage", args=[make(Purpose.MANAGE, withheld)]
        )
        assert Signature.objects.get(pk=withheld.pk).is_confirmed

    def test_the_mail_tells_none_of_its_words(self, withheld, mailoutbox):
        send_confirmation.call(mail_id=owed(withheld))
        (mail,) = mailoutbox
        assert "Jane Roe" not in mail.message().as_string()


class TestConfirmingWhatWasSeen:
    """Anybody may type a pending signature anew; its owner confirms only what they have read."""

    def seen_by(self, client, pending):
        page = client.get(link(Purpose.CONFIRM, pending)).content.decode()
        return re.search(r'name="seen" value="(\w+)"', page)[1]

    def test_what_was_typed_anew_since_is_shown_first(self, client, pending):
        seen = self.seen_by(client, pending)
        Signature.objects.update(comment="Not mine.")

        answer = client.post(link(Purpose.CONFIRM, pending), {"seen": seen})

        assert answer.status_code == 409
        assert "Not mine." in answer.content.decode()
        assert Signature.objects.get().is_pending

    def test_what_was_seen_is_confirmed(self, client, pending):
        seen = self.seen_by(client, pending)
        assert client.post(link(Purpose.CONFIRM, pending), {"seen": seen}).status_code == 303
        assert Signature.objects.get().is_confirmed
