"""What a stranger may find out, and pretend to be: nothing about others, nobody else."""

from ipaddress import ip_network
from typing import Any

import pytest
from django.test import Client

from petitions.actions import signatures as actions
from petitions.addresses import address_hash
from petitions.models import Petition, Signature
from tests.attacks.attack import CHECK, GOOD, SIGN
from tests.attacks.conftest import World
from tests.petitions.pages import answer
from tests.petitions.rows import STATES, prepare
from tests.signing import elsewhere

PROXY = "10.0.0.1"
WRITTEN = ["zoe@example.org", "ZOE@EXAMPLE.ORG", "zoe@EXAMPLE.org"]


class TestFindingOutWhoSigned:
    """One answer, whatever the address did before, and however it is written."""

    @pytest.fixture
    def petition(self, world: World) -> Petition:
        Signature.objects.all().delete()
        return world.petition

    @pytest.mark.parametrize("path", [SIGN, CHECK])
    @pytest.mark.parametrize("email", WRITTEN)
    def test_by_a_form(self, petition: Petition, path: str, email: str) -> None:
        answers = {}
        for state in [*STATES, "suppressed"]:
            Signature.objects.all().delete()
            prepare(petition, "zoe@example.org", "unknown" if state == "suppressed" else state)
            if state == "suppressed":
                now = petition.opened_at
                actions.suppress(address_hash=address_hash("zoe@example.org"), now=now)
            taken = Client().post(path, GOOD | {"email": email}, REMOTE_ADDR=elsewhere())
            answers[state] = answer(taken)

        assert answers["unknown"][0] == 303
        assert answers == dict.fromkeys(answers, answers["unknown"])

    def test_by_a_form_that_is_refused(self, petition: Petition) -> None:
        answers = {}
        for state in ("unknown", "pending", "expired", "withdrawn"):  # not what the count tells
            Signature.objects.all().delete()
            prepare(petition, "zoe@example.org", state)
            answers[state] = answer(Client().post(SIGN, GOOD | {"first_name": ""}))

        assert answers["unknown"][0] == 422
        assert answers == dict.fromkeys(answers, answers["unknown"])


class TestPretendingToBeManyClients:
    """The limit of ten a minute holds, whatever a client says of itself."""

    @staticmethod
    def statuses(peer: str, claims: list[dict[str, str]]) -> list[int]:
        answers = [
            Client().post(
                SIGN, GOOD | {"email": f"z{number}@example.org"}, headers=claim, REMOTE_ADDR=peer
            )
            for number, claim in enumerate(claims)
        ]
        return [taken.status_code for taken in answers]

    @pytest.mark.parametrize(
        "header", ["x-forwarded-for", "x-real-ip", "forwarded", "client-ip", "cf-connecting-ip"]
    )
    def test_by_a_header_without_a_proxy(self, world: World, header: str) -> None:
        claims = [{header: f"198.51.100.{number}"} for number in range(11)]

        assert self.statuses("203.0.113.9", claims) == [303] * 10 + [429]

    @pytest.mark.parametrize(
        "claim",
        [
            "198.51.100.{n}, 203.0.113.9",
            "10.0.0.{n}, 203.0.113.9",
            "198.51.100.{n}, 203.0.113.9, 10.0.0.{n}",
            "garbage{n}, 203.0.113.9",
            "198.51.100.{n}, garbage, 203.0.113.9",
            "fe80::{n}%eth0, 203.0.113.9",
            ",,198.51.100.{n},, 203.0.113.9",
            "198.51.100.{n}, ::ffff:203.0.113.9",
        ],
    )
    def test_by_what_stands_left_of_what_a_proxy_wrote(
        self, world: World, settings: Any, claim: str
    ) -> None:
        settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
        claims = [{"x-forwarded-for": claim.format(n=number)} for number in range(11)]

        assert self.statuses(PROXY, claims) == [303] * 10 + [429]

    def test_by_the_addresses_of_one_household(self, world: World, settings: Any) -> None:
        settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
        claims = [{"x-forwarded-for": f"2001:db8::{number:x}:1"} for number in range(11)]

        assert self.statuses(PROXY, claims) == [303] * 10 + [429]
