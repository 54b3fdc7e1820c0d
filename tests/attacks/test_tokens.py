"""Mailed links: tampered with, taken from elsewhere, and used after their time."""

import base64
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import timezone

from petitions.actions import invalidations
from petitions.actions import signatures as actions
from petitions.models import Signature, Subscription
from petitions.tokens import Purpose, make, make_for_address
from tests.attacks.conftest import Snapshot, World, changed
from tests.petitions.pages import link
from tests.petitions.rows import supporters

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def with_spare_bits(token: str) -> str:
    """The same bytes, written otherwise: the last letter has bits that stand for nothing."""
    return token[:-1] + ALPHABET[ALPHABET.index(token[-1]) + 1]


def with_id(token: str, start: bytes) -> str:
    """The same seal on another row, or on the fingerprint of another address."""
    raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    return base64.urlsafe_b64encode(start + raw[len(start) :]).rstrip(b"=").decode()


TAMPERED: dict[str, Callable[[str], str]] = {
    "a letter short": lambda token: token[:-1],
    "half of it": lambda token: token[: len(token) // 2],
    "without its row": lambda token: token[11:],
    "a letter long": lambda token: token + "A",
    "four letters long": lambda token: token + "AAAA",
    "twice": lambda token: token * 2,
    "padded": lambda token: token + "=",
    "padded twice": lambda token: token + "==",
    "in the other case": lambda token: token.swapcase(),
    "in capitals": lambda token: token.upper(),
    "in the other alphabet": lambda token: token[:20] + "+" + token[21:],
    "with a letter that is skipped": lambda token: token[:20] + "!" + token[20:],
    "with a line": lambda token: token + "\n",
    "with a space before": lambda token: " " + token,
    "with a NUL": lambda token: token + "\0",
    "with an invisible letter": lambda token: token + "\u200b",
    "with other bits that stand for nothing": with_spare_bits,
    "backwards": lambda token: token[::-1],
    "of row zero": lambda token: with_id(token, bytes(8)),
    "of the last row of all": lambda token: with_id(token, b"\x7f" + b"\xff" * 7),
    "of a row below zero": lambda token: with_id(token, b"\xff" * 8),
    "with an empty seal": lambda token: token[:11] + "A" * (len(token) - 11),
    "of nothing but A": lambda token: "A" * len(token),
    "of a hundred thousand letters": lambda token: "A" * 100_000,
    "beyond ASCII": lambda token: "é" * len(token),
    "as SQL": lambda token: "' OR 1=1 --",
    "as a number": lambda token: "1",
    "as dots": lambda token: "..",
}


def addressed(world: World) -> dict[str, str]:
    """A good token for each page that wants one."""
    places = world.places
    return {page: places[page] for page in ("confirm", "manage", "unsubscribe", "not-me")}


def foreign(world: World) -> dict[str, dict[str, str]]:
    """Good tokens, or nearly, that do not belong to the page, by the page."""
    later = Signature(pk=world.confirmed.pk, token_version=2)
    good = addressed(world)
    others = {
        page: {f"the token of {other}": token for other, token in good.items() if other != page}
        for page in good
    }
    others["manage"]["a token of a later version"] = make(Purpose.MANAGE, later)
    others["manage"]["the seal of another row"] = with_id(
        good["manage"], world.pending.pk.to_bytes(8, "big")
    )
    others["confirm"]["to confirm what another page manages"] = make(Purpose.MANAGE, world.pending)
    others["manage"]["to manage what another page confirms"] = make(
        Purpose.CONFIRM, world.confirmed
    )
    others["not-me"]["the seal of another address"] = with_id(
        good["not-me"], bytes(world.pending.address_hash)
    )
    with override_settings(TOKEN_KEY="of another site"):
        for page, token in addressed(world).items():
            others[page]["a token of another site"] = token
    return others


def both(page: str, token: str) -> list[int]:
    """What opening a link, and pressing each button behind it, is answered."""
    browser = Client(enforce_csrf_checks=True)
    address = f"/signatures/{page}/{quote(token, safe='')}/"
    answers = [browser.get(address)]
    answers += [browser.post(address, {"do": button}) for button in ("erase", "withdraw", "stop")]
    return [answer.status_code for answer in answers]


@pytest.mark.parametrize("page", ["confirm", "manage", "unsubscribe", "not-me"])
@pytest.mark.parametrize("how", TAMPERED)
def test_a_token_that_was_tampered_with_opens_nothing(
    page: str, how: str, world: World, snapshot: Callable[[], Snapshot]
) -> None:
    token, before = addressed(world)[page], snapshot()
    assert Client().get(f"/signatures/{page}/{token}/").status_code == 200

    tampered = TAMPERED[how](token)

    assert tampered != token
    assert both(page, tampered) == [404] * 4
    assert changed(before, snapshot()) == set()


def test_a_token_opens_no_page_but_its_own(world: World, snapshot: Callable[[], Snapshot]) -> None:
    before = snapshot()

    found = {
        (page, name): both(page, token)
        for page, tokens in foreign(world).items()
        for name, token in tokens.items()
    }

    assert len(found) >= 20
    assert found == dict.fromkeys(found, [404] * 4)
    assert changed(before, snapshot()) == set()


class TestReplayed:
    """A good token, used when there is nothing more to do with it."""

    @staticmethod
    def confirm(token: str, **typed: str) -> HttpResponse:
        return Client(enforce_csrf_checks=True).post(f"/signatures/confirm/{token}/", typed)

    def test_a_second_time_it_counts_nothing(self, world: World) -> None:
        token, before = world.places["confirm"], supporters(world.petition)

        answers = [self.confirm(token) for _ in range(3)]

        assert [answer.status_code for answer in answers] == [303] * 3
        [thanks] = {answer.headers["Location"] for answer in answers}
        assert thanks.partition("?via=")[0] == "/petitions/free-her/thank-you/"
        assert supporters(world.petition) == before + 1

    @pytest.mark.parametrize("end", ["withdrawn", "invalidated", "expired"])
    def test_it_does_not_bring_back_what_has_ended(
        self, end: str, world: World, snapshot: Callable[[], Snapshot]
    ) -> None:
        now, row = timezone.now(), world.pending
        if end == "withdrawn":
            actions.withdraw(signature=row, now=now)
        elif end == "invalidated":
            invalidations.invalidate(
                signatures=Signature.objects.filter(pk=row.pk),
                reason="a bot",
                criteria={},
                by=None,
                now=now,
            )
        else:
            late = now - timedelta(days=7, seconds=1)
            Signature.objects.filter(pk=row.pk).update(requested_at=late)
        before = snapshot()

        assert self.confirm(world.places["confirm"]).status_code == 410
        assert changed(before, snapshot()) == set()

    def test_it_opens_nothing_of_what_was_erased(self, world: World) -> None:
        links = {page: f"/signatures/{page}/{token}/" for page, token in addressed(world).items()}
        pending = link(Purpose.MANAGE, world.pending)
        for address in (links["manage"], pending):
            assert Client().post(address, {"do": "erase"}).status_code == 303

        for address in (links["manage"], links["confirm"], pending):
            for answer in (Client().get(address), Client().post(address, {"do": "show_name"})):
                assert answer.status_code == 404

    def test_it_does_not_open_what_the_same_address_signs_later(self, world: World) -> None:
        token, email = world.places["manage"], world.confirmed.email
        actions.erase(signature=world.confirmed)

        form = {"first_name": "Zoë", "email": email, "country": "DE"}
        signed = Client().post("/petitions/free-her/sign/", form)

        assert signed.status_code == 303
        assert Signature.objects.get(email=email).first_name == "Zoë"
        assert both("manage", token) == [404] * 4

    def test_it_does_not_confirm_what_was_typed_after_the_page_was_read(
        self, world: World, snapshot: Callable[[], Snapshot]
    ) -> None:
        before = snapshot()

        assert self.confirm(world.places["confirm"], seen="of another text").status_code == 409
        assert changed(before, snapshot()) == set()

    def test_it_ends_no_subscription_that_is_erased(self, world: World) -> None:
        token = world.places["unsubscribe"]
        Subscription.objects.all().delete()

        assert both("unsubscribe", token) == [404] * 4

    def test_it_stops_mail_to_no_address_but_its_own(self, world: World) -> None:
        token = make_for_address(bytes(world.confirmed.address_hash))

        assert Client().post(f"/signatures/not-me/{token}/", {"do": "stop"}).status_code == 303

        assert actions.is_suppressed(bytes(world.confirmed.address_hash))
        assert not actions.is_suppressed(bytes(world.pending.address_hash))
