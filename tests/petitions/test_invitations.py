"""Supporters' own links: what they carry, whom they count for, and what is forgotten of that."""

from datetime import timedelta

import pytest
from django.utils import timezone

from petitions.actions import invalidations
from petitions.actions import signatures as actions
from petitions.actions.forgetting import forget_who_asked
from petitions.invitations import CODE, code_of, new_code
from petitions.models import Signature
from petitions.tokens import Purpose
from tests import signing
from tests.factories import PersonFactory, SignatureFactory, open_petition
from tests.petitions.pages import filled_in, link

pytestmark = pytest.mark.django_db

CODES = ["abcdefgh23", "zzzzzzzz99"]


@pytest.fixture
def sharer(petition):
    """A supporter who has a link of their own."""
    return SignatureFactory(petition=petition, share_code=CODES[0])


def came(petition, via, **fields):
    """Somebody who came through a link and has signed, but not confirmed."""
    return SignatureFactory(
        petition=petition, state="pending", confirmed_at=None, requested_at=timezone.now(),
        via=via, **fields,
    )  # fmt: skip


def brought(sharer):
    return Signature.objects.get(pk=sharer.pk).brought


def test_a_code_is_drawn_anew_each_time():
    codes = {new_code() for _ in range(1000)}

    assert len(codes) == 1000
    assert all(CODE.fullmatch(code) for code in codes)


class TestFromWhereAFormComes:
    @pytest.mark.parametrize(
        ("referer", "typed", "found"),
        [
            (f"https://x.org/petitions/a/?via={CODES[0]}", None, CODES[0]),
            (f"https://x.org/petitions/a/?q=1&via={CODES[0]}#sign-here", None, CODES[0]),
            ("https://x.org/petitions/a/", CODES[1], CODES[1]),
            (f"https://x.org/petitions/a/?via={CODES[0]}", CODES[1], CODES[1]),
            (f"https://x.org/petitions/a/?via={CODES[0]}", "<script>", CODES[0]),
            ("https://x.org/petitions/a/?via=zoe@example.org", None, ""),
            (f"https://x.org/?via={CODES[0]}x", None, ""),
            ("https://[::1/?via", None, ""),
            ("", None, ""),
        ],
    )
    def test_the_code_is_read(self, rf, referer, typed, found):
        request = rf.post("/", {"via": typed} if typed else {}, headers={"referer": referer})

        assert code_of(request) == found

    def test_a_whole_way_counts_for_the_sharer(self, browser, petition, sharer, typed):
        arrived = browser.get(f"/p/{petition.code}?via={CODES[0]}&lang=es")
        assert arrived.headers["Location"] == f"/es/petitions/{petition.slug}/?via={CODES[0]}"
        page = f"http://testserver{arrived.headers['Location']}"

        sent = browser.post(f"/petitions/{petition.slug}/sign/", typed, headers={"referer": page})
        assert sent.status_code == 303
        signer = Signature.objects.get(email=typed["email"])
        assert (signer.via, brought(sharer)) == (CODES[0], 0)

        browser.post(link(Purpose.CONFIRM, signer))
        signer.refresh_from_db()
        assert (signer.via, signer.state, brought(sharer)) == ("", "confirmed", 1)

    def test_the_page_is_the_same_whoever_sent_the_link(self, browser, petition, sharer):
        address = f"/petitions/{petition.slug}/"

        pages = [browser.get(address, {"via": code}).content for code in CODES]

        assert pages == [browser.get(address).content] * 2
        assert CODES[0].encode() not in pages[0]

    def test_a_form_that_is_shown_again_carries_the_code(self, browser, petition, typed):
        address = f"/petitions/{petition.slug}/sign/"
        came_from = {"referer": f"http://testserver/petitions/x/?via={CODES[0]}"}

        again = browser.post(address, typed | {"first_name": ""}, headers=came_from)

        assert (again.status_code, filled_in(again)["via"]) == (422, CODES[0])
        browser.post(address, filled_in(again) | typed, headers={"referer": address})
        assert Signature.objects.get().via == CODES[0]


class TestCounting:
    def test_confirming_gives_a_code_that_stays(self, petition, now):
        signature = SignatureFactory(petition=petition, state="pending", requested_at=now)
        assert signature.share_code == ""

        actions.confirm(signature=signature, now=now)
        code = signature.share_code
        actions.confirm(signature=signature, now=now)

        assert CODE.fullmatch(code)
        assert Signature.objects.get().share_code == code

    def test_each_is_counted_once(self, petition, sharer, now):
        signature = came(petition, CODES[0])

        for _ in range(3):
            actions.confirm(signature=signature, now=timezone.now())

        assert brought(sharer) == 1

    @pytest.mark.parametrize("via", ["", CODES[1]])
    def test_no_link_or_an_unknown_one_counts_for_nobody(self, petition, sharer, via):
        signature = came(petition, via)

        actions.confirm(signature=signature, now=timezone.now())

        assert (brought(sharer), Signature.objects.get(pk=signature.pk).via) == (0, "")

    def test_another_petitions_link_counts_for_nobody(self, sharer):
        actions.confirm(signature=came(open_petition(), CODES[0]), now=timezone.now())

        assert brought(sharer) == 0

    def test_what_is_held_is_counted_once_it_is_released(self, petition, sharer):
        for _ in range(2):
            signature = came(petition, CODES[0], needs_check=True)
            actions.confirm(signature=signature, now=timezone.now())
        assert (signature.state, signature.via, brought(sharer)) == ("held", CODES[0], 0)

        invalidations.release(
            signatures=Signature.objects.all(), reason="known", by=None, now=timezone.now()
        )

        signature.refresh_from_db()
        assert (signature.state, signature.via, brought(sharer)) == ("confirmed", "", 2)

    def test_signing_again_keeps_the_own_code_and_takes_the_new_link(self, petition, now):
        person = PersonFactory(email="zoe@example.org")
        signature = SignatureFactory(
            petition=petition, email=person.email, share_code=CODES[0], brought=4
        )
        actions.withdraw(signature=signature, now=now)

        signing.sign(petition=petition, person=person, now=now, via=CODES[1])

        kept = Signature.objects.get()
        assert (kept.share_code, kept.brought, kept.via) == (CODES[0], 4, CODES[1])


class TestForgetting:
    def test_who_takes_it_back_is_not_remembered_to_have_come_through_a_link(self, petition, now):
        signature = came(petition, CODES[0])

        actions.withdraw(signature=signature, now=now)

        assert Signature.objects.get().via == ""

    def test_after_seven_days_it_is_forgotten_what_was_not_confirmed(self, petition):
        now = timezone.now()
        held = came(petition, CODES[0])
        new = came(petition, CODES[0])
        long_ago = now - timedelta(days=7, hours=2)
        Signature.objects.filter(pk=held.pk).update(
            state="held", confirmed_at=long_ago, requested_at=long_ago
        )

        assert forget_who_asked(now=now) == 1

        assert dict(Signature.objects.values_list("pk", "via")) == {held.pk: "", new.pk: CODES[0]}

    def test_erasing_takes_the_code_along(self, petition, sharer):
        signature = came(petition, CODES[0])

        actions.erase(signature=sharer)
        actions.confirm(signature=signature, now=timezone.now())

        assert not Signature.objects.filter(share_code=CODES[0]).exists()
        assert signature.is_confirmed


class TestOwnPage:
    @pytest.mark.parametrize(
        ("number", "told"), [(0, None), (2, None), (3, "3 people"), (1234, "1,234 people")]
    )
    def test_tells_a_number_from_three_on(self, browser, sharer, number, told):
        Signature.objects.update(brought=number)

        page = browser.get(link(Purpose.MANAGE, sharer)).content.decode()
        kept = browser.get(link(Purpose.MANAGE, sharer), {"download": "json"}).json()

        assert ("people signed through your link" in page) == bool(told)
        assert told is None or told in page
        assert kept["signed_through_your_link"] == (number if told else None)
        assert f"via={CODES[0]}" in page

    def test_offers_no_link_once_the_signature_is_taken_back(self, browser, sharer, now):
        actions.withdraw(signature=sharer, now=now)

        assert CODES[0] not in browser.get(link(Purpose.MANAGE, sharer)).content.decode()

    def test_the_thanks_tell_no_number(self, browser, petition, sharer):
        address = f"/petitions/{petition.slug}/thank-you/?via={CODES[0]}"
        before = browser.get(address).content
        Signature.objects.update(brought=500)

        assert browser.get(address).content == before
