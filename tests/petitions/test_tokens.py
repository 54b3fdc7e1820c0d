"""The secrets in mailed links."""

import base64
import hashlib
import hmac
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from petitions.models import Signature, Subscription
from petitions.tokens import Purpose, find, make
from tests.factories import SignatureFactory, SubscriptionFactory

IDS = st.integers(1, 2**63 - 1)
VERSIONS = st.integers(1, 2**15 - 1)
PURPOSES = st.sampled_from(Purpose)
with_database = settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@dataclass
class Row:
    """What a token is derived from."""

    pk: int
    token_version: int = 1


@given(PURPOSES, IDS, VERSIONS)
def test_a_token_is_short_and_safe_in_an_address(purpose, pk, version):
    token = make(purpose, Row(pk, version))

    assert len(token) == 54
    assert token.isascii()
    assert token.replace("-", "").replace("_", "").isalnum()


@given(st.tuples(PURPOSES, IDS, VERSIONS), st.tuples(PURPOSES, IDS, VERSIONS))
def test_tokens_differ_by_purpose_row_and_version(one, other):
    first = make(one[0], Row(*one[1:]))
    second = make(other[0], Row(*other[1:]))

    assert (first == second) == (one == other)


def test_a_token_holds_no_more_than_the_id_and_a_keyed_fingerprint(settings):
    settings.TOKEN_KEY = "key"
    mac = hmac.digest(b"key", b"confirm:258:3", hashlib.sha256)

    token = make(Purpose.CONFIRM, Row(258, 3))

    assert base64.urlsafe_b64decode(token + "==") == (258).to_bytes(8, "big") + mac


@pytest.mark.django_db
@pytest.mark.parametrize("purpose", Purpose)
def test_a_token_finds_its_row(purpose):
    rows = SignatureFactory.create_batch(2)

    assert [find(purpose, make(purpose, row), Signature.objects.all()) for row in rows] == rows


@pytest.mark.django_db
@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("meant_for", Purpose)
def test_a_token_works_for_its_purpose_only(purpose, meant_for):
    row = SignatureFactory()

    found = find(purpose, make(meant_for, row), Signature.objects.all())

    assert (found == row) == (purpose == meant_for)


@pytest.mark.django_db
def test_a_token_with_the_id_of_another_row_is_refused():
    row, other = SignatureFactory.create_batch(2)
    mac = base64.urlsafe_b64decode(make(Purpose.MANAGE, row) + "==")[8:]
    forged = base64.urlsafe_b64encode(other.pk.to_bytes(8, "big") + mac).decode().rstrip("=")

    assert find(Purpose.MANAGE, forged, Signature.objects.all()) is None


@pytest.mark.django_db
def test_a_token_of_another_kind_of_row_is_refused_by_its_purpose():
    signature = SignatureFactory()
    subscription = SubscriptionFactory(pk=signature.pk)

    token = make(Purpose.UNSUBSCRIBE, subscription)

    assert find(Purpose.UNSUBSCRIBE, token, Subscription.objects.all()) == subscription
    assert find(Purpose.MANAGE, token, Signature.objects.all()) is None


@pytest.mark.django_db
def test_raising_the_version_revokes_what_was_mailed():
    row = SignatureFactory()
    before = make(Purpose.MANAGE, row)
    Signature.objects.update(token_version=2)

    row.refresh_from_db()

    assert find(Purpose.MANAGE, before, Signature.objects.all()) is None
    assert find(Purpose.MANAGE, make(Purpose.MANAGE, row), Signature.objects.all()) == row


@pytest.mark.django_db
def test_a_new_key_revokes_every_token(settings):
    row = SignatureFactory()
    before = make(Purpose.MANAGE, row)

    settings.TOKEN_KEY = "another key"

    assert find(Purpose.MANAGE, before, Signature.objects.all()) is None


@pytest.mark.django_db
def test_the_token_of_an_erased_row_finds_nothing():
    row = SignatureFactory()
    token = make(Purpose.MANAGE, row)

    row.delete()

    assert find(Purpose.MANAGE, token, Signature.objects.all()) is None


@pytest.mark.django_db
def test_a_token_finds_only_among_the_rows_given():
    row = SignatureFactory()

    token = make(Purpose.MANAGE, row)

    assert find(Purpose.MANAGE, token, Signature.objects.none()) is None


@pytest.mark.django_db
@given(length=st.integers(0, 53))
@with_database
def test_a_token_cut_short_is_refused(length):
    row = SignatureFactory()

    token = make(Purpose.CONFIRM, row)[:length]

    assert find(Purpose.CONFIRM, token, Signature.objects.all()) is None
    row.delete()


@pytest.mark.django_db
@given(position=st.integers(0, 53), character=st.characters())
@example(position=10, character="\ud800")
@example(position=53, character="=")
@with_database
def test_a_token_with_one_character_changed_is_refused(position, character):
    row = SignatureFactory()
    token = make(Purpose.CONFIRM, row)
    assume(token[position] != character)

    mangled = token[:position] + character + token[position + 1 :]

    assert find(Purpose.CONFIRM, mangled, Signature.objects.all()) is None
    row.delete()


@pytest.mark.django_db
@pytest.mark.parametrize("around", [" {}", "{} ", "{}=", "{}==", "{}.", "{}\n", "\0{}", "{0}{0}"])
def test_a_token_with_something_around_it_is_refused(around):
    token = make(Purpose.CONFIRM, SignatureFactory())

    assert find(Purpose.CONFIRM, around.format(token), Signature.objects.all()) is None


@pytest.mark.django_db
@given(token=st.text())
@example("")
@example("é" * 54)
@example("A" * 54)
@example("_" * 54)
@example("A" * 1_000_000)
@example("\ud800")
@with_database
def test_what_is_no_token_is_refused(token):
    row = SignatureFactory()

    assert find(Purpose.CONFIRM, token, Signature.objects.all()) is None
    row.delete()
