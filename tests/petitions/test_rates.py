"""How often one network may sign: freely, then with a proof of work, then held for a check."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import F
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from petitions.actions.rallies import open_rally
from petitions.models import Attempt, NetworkKey, Signature
from petitions.networks import UNKNOWN, client_at, network_of
from petitions.tokens import Purpose, make
from tests.factories import OrganizationFactory
from tests.petitions.pages import elements, filled_in, text_of
from tests.races import start
from tests.signing import HERE, proven, somebody, used


@pytest.fixture(autouse=True)
def _cheap(settings):
    settings.PROOF_COST = 10


def sign(petition, typed, number, address=HERE, **more):
    """Sign as one of many of a network."""
    form = typed | {"email": f"person{number}@example.org", **more}
    return Client(REMOTE_ADDR=address).post(f"/petitions/{petition.slug}/sign/", form)


def earlier(**ago):
    """Let time pass for what was signed so far."""
    Attempt.objects.update(at=F("at") - timedelta(**ago))


# --- Networks


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7", "198.51.100.7/32"),
        ("::ffff:198.51.100.7", "198.51.100.7/32"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_a_network_is_an_ipv4_address_or_an_ipv6_64(address, network):
    assert str(network_of(address)) == network


@given(st.text())
def test_what_is_no_address_is_a_network_of_its_own(text):
    network = network_of(f"x{text}")
    assert network == UNKNOWN


@pytest.mark.django_db
def test_a_fingerprint_changes_every_day_and_leads_back_for_an_hour():
    midnight = datetime(2026, 3, 2, tzinfo=UTC)
    before = client_at(HERE, midnight - timedelta(hours=2))
    after = client_at(HERE, midnight + timedelta(minutes=59))
    later = client_at(HERE, midnight + timedelta(minutes=60))

    assert after.fingerprints == (later.fingerprint, before.fingerprint)
    assert later.fingerprints == (later.fingerprint,)
    assert later.fingerprint != before.fingerprint
    assert HERE not in str(list(NetworkKey.objects.values()))


@pytest.mark.django_db
def test_the_database_alone_does_not_lead_back(settings):
    now = datetime(2026, 3, 2, tzinfo=UTC)
    ours = client_at(HERE, now).fingerprint
    settings.NETWORK_KEY = "another file"

    assert client_at(HERE, now).fingerprint != ours


# --- The limits


@pytest.mark.django_db
def test_ten_a_minute_pass_and_the_next_is_asked_for_a_proof(petition, typed):
    taken = [sign(petition, typed, n).status_code for n in range(10)]

    refused = sign(petition, typed, 10, comment="She belongs home.")

    assert taken == [303] * 10
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 61
    assert "no-store" in refused.headers["Cache-Control"]
    assert Signature.objects.count() == 10
    form = filled_in(refused)
    assert (form["email"], form["comment"]) == ("person10@example.org", "She belongs home.")
    [wait] = [found for found in elements(refused) if "data-proof-wait" in dict(found.attributes)]
    assert "Please send the form again in" in text_of(wait)


@pytest.mark.django_db
def test_another_network_is_not_concerned(petition, typed):
    for n in range(11):
        sign(petition, typed, n)

    assert sign(petition, typed, 11, address="198.51.100.8").status_code == 303


@pytest.mark.django_db
def test_a_minute_later_the_next_passes(petition, typed):
    for n in range(10):
        sign(petition, typed, n)
    earlier(seconds=61)

    assert sign(petition, typed, 10).status_code == 303


@pytest.mark.django_db
def test_sixty_an_hour_pass_and_the_next_is_told_to_wait(petition, typed):
    used(59)
    assert sign(petition, typed, 1).status_code == 303

    refused = sign(petition, typed, 2)

    assert refused.status_code == 429
    assert 3200 < int(refused.headers["Retry-After"]) <= 3301


@pytest.mark.django_db
def test_what_the_address_did_before_changes_nothing_of_the_limit(petition, typed):
    """Else the limit would tell whether an address has signed."""
    taken = [sign(petition, typed, 0).status_code for _ in range(11)]

    assert taken == [303] * 10 + [429]


@pytest.mark.django_db
def test_a_form_with_a_mistake_is_not_counted(petition, typed):
    for _ in range(20):
        sign(petition, typed | {"first_name": ""}, 0)

    assert sign(petition, typed, 1).status_code == 303


@pytest.mark.django_db
def test_asking_for_the_mail_again_is_limited_too(petition):
    browser = Client(REMOTE_ADDR=HERE)
    path = f"/petitions/{petition.slug}/check-your-email/"

    statuses = [browser.post(path, {"email": f"a{n}@example.org"}).status_code for n in range(11)]

    assert statuses == [303] * 10 + [429]


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("connections")
def test_the_limit_is_met_exactly_by_many_at_once(petition, typed):
    works = [start(lambda n=n: sign(petition, typed, n).status_code) for n in range(30)]

    statuses = sorted(work.result(60) for work in works)

    assert statuses == [303] * 10 + [429] * 20
    assert Signature.objects.count() == 10


# --- The proof of work


@pytest.mark.django_db
def test_a_proof_lets_one_signature_pass(petition, typed):
    used(60)
    answer = proven()

    first = sign(petition, typed, 1, altcha=answer)
    again = sign(petition, typed, 2, altcha=answer)

    assert (first.status_code, again.status_code) == (303, 429)
    assert [row.needs_check for row in Signature.objects.all()] == [False]


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["", "x", "e30=", "\0", "9" * 10_000])
def test_what_proves_nothing_is_refused(petition, typed, answer):
    used(60)

    assert sign(petition, typed, 1, altcha=answer).status_code == 429
    assert Signature.objects.count() == 0


@pytest.mark.django_db
def test_below_the_limit_no_proof_is_used_up(petition, typed):
    answer = proven()
    sign(petition, typed, 1, altcha=answer)
    used(60)

    assert sign(petition, typed, 2, altcha=answer).status_code == 303


# --- Held for a check


@pytest.mark.django_db
def test_past_three_hundred_an_hour_a_signature_is_held_and_its_signer_told(
    petition, typed, deliver
):
    used(300)

    assert sign(petition, typed, 1, altcha=proven()).status_code == 303

    row = Signature.objects.get()
    [mail] = deliver()
    told = "a person of our staff looks at it before it is counted"
    assert (row.state, row.needs_check, told in mail.body) == ("pending", True, True)
    address = f"/signatures/confirm/{make(Purpose.CONFIRM, row)}/"
    browser = Client()
    assert told in browser.get(address).content.decode()
    confirmed = browser.post(address)
    row.refresh_from_db()
    assert row.state == "held"
    thanks = browser.get(confirmed.headers["Location"])
    assert "awaits a check" in thanks.content.decode()
    count = browser.get(f"/petitions/{petition.slug}/count.json").json()
    assert count["supporters"] == 0
    assert browser.post(address).status_code == 303


@pytest.mark.django_db
def test_signing_again_from_elsewhere_does_not_take_the_check_away(petition, typed):
    used(300)
    sign(petition, typed, 1, altcha=proven())

    sign(petition, typed, 1, address="198.51.100.8")

    assert Signature.objects.get().needs_check


# --- Rallies


def rally(organization, address=HERE, most=1000, **kwargs):
    now = datetime.now(UTC)
    times = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=3)}
    return open_rally(
        organization=organization,
        name="March",
        most=most,
        network=network_of(address),
        by=None,
        now=now,
        **times | kwargs,
    )


@pytest.mark.django_db
def test_at_a_rally_many_sign_behind_one_address(petition, typed):
    rally(petition.campaign.organization, most=100)
    used(70)

    taken = {sign(petition, typed, n).status_code for n in range(25)}

    assert taken == {303}
    assert not Signature.objects.filter(needs_check=True).exists()


@pytest.mark.django_db
def test_past_what_a_rally_expects_signatures_are_held(petition, typed):
    rally(petition.campaign.organization, most=71)
    used(70)

    sign(petition, typed, 1)
    sign(petition, typed, 2)

    assert list(Signature.objects.order_by("pk").values_list("needs_check", flat=True)) == [
        False,
        True,
    ]


@pytest.mark.django_db
def test_a_rally_elsewhere_of_others_or_over_lets_nobody_through(petition, typed):
    now = datetime.now(UTC)
    organization = petition.campaign.organization
    rally(organization, address="198.51.100.8")
    rally(OrganizationFactory())
    rally(organization, starts_at=now - timedelta(hours=3), ends_at=now - timedelta(seconds=1))
    used(60)

    assert sign(petition, typed, 1).status_code == 429


def test_clients_of_the_tests_are_of_networks_of_their_own(db):
    now = datetime.now(UTC)
    assert somebody(now).network != somebody(now).network
