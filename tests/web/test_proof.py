"""Proof of work: what counts as one, and what does not, whatever is sent."""

import base64
import json
import re
import time
from dataclasses import asdict
from datetime import timedelta

import altcha
import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from web import proof

COST = 50
WEIRD = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=80)
)
HUGE = st.integers(min_value=0, max_value=999).map(lambda digits: 10**digits)
VALUES = st.recursive(
    WEIRD | HUGE, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5
)
FIELDS = ("algorithm", "challenge", "number", "salt", "signature")


pytestmark = pytest.mark.usefixtures("cheap")


@pytest.fixture
def cheap(settings):
    settings.PROOF_COST = COST


def solution(challenge, algorithm="SHA-256"):
    """All that a browser sends, its number found by trying."""
    found = altcha.solve_challenge(
        challenge.challenge, challenge.salt, algorithm, challenge.max_number
    )
    return {
        "algorithm": algorithm,
        "challenge": challenge.challenge,
        "number": found.number,
        "salt": challenge.salt,
        "signature": challenge.signature,
    }


def encode(said):
    return base64.b64encode(json.dumps(said).encode()).decode()


def made(key=None, **options):
    """A challenge as the site makes it, but for what is told."""
    options = {"max_number": 2 * COST, "expires": timezone.now() + proof.LIFETIME} | options
    return altcha.create_challenge(altcha.ChallengeOptions(hmac_key=key or proof._key(), **options))


@pytest.fixture
def good(cheap):
    """What a browser sends that has done its work."""
    return solution(proof.challenge())


class TestChallenge:
    def test_is_new_each_time(self):
        challenges = [proof.challenge() for _ in range(20)]

        assert len({challenge.challenge for challenge in challenges}) == 20
        assert len({challenge.salt for challenge in challenges}) == 20

    def test_costs_on_average_what_the_setting_says_and_at_most_twice_that(self):
        numbers = [solution(proof.challenge())["number"] for _ in range(2000)]

        assert sum(numbers) / len(numbers) == pytest.approx(COST, abs=4)
        assert (min(numbers), max(numbers)) == (0, 2 * COST)

    def test_lives_for_its_lifetime(self):
        before = int(time.time())

        salt = proof.challenge().salt

        expires = int(salt.removesuffix("&").partition("expires=")[2])
        assert before <= expires - proof.LIFETIME.total_seconds() <= time.time()

    def test_tells_no_key(self, settings):
        told = json.dumps(asdict(proof.challenge()))

        assert proof._key() not in told
        assert settings.SECRET_KEY not in told


class TestSolved:
    def test_gives_the_id_of_the_challenge(self, good):
        assert proof.solved(encode(good)) == good["challenge"]

    def test_gives_the_same_id_however_it_is_written(self, good):
        others = [
            json.dumps(dict(reversed(good.items()))),
            json.dumps(good, indent=1),
            json.dumps(good | {"took": 812, "test": [None]}),
            json.dumps(good).replace("SHA", "\\u0053HA"),
        ]

        ids = {proof.solved(base64.b64encode(text.encode()).decode()) for text in others}

        assert ids == {good["challenge"]}

    def test_refuses_every_other_number(self):
        challenge = proof.challenge()
        good = solution(challenge)
        ids = [
            proof.solved(encode(good | {"number": number}))
            for number in range(-COST, challenge.max_number + COST)
        ]

        assert [found for found in ids if found] == [good["challenge"]]

    @pytest.mark.parametrize(
        "number",
        ["{number}", '"{number}"', "{number}.0", "[{number}]", "NaN", "Infinity", "true", "null"],
    )
    def test_takes_the_number_as_a_whole_number_only(self, good, number):
        text = json.dumps(good | {"number": "#"}).replace(
            '"#"', number.format(number=good["number"])
        )

        found = proof.solved(base64.b64encode(text.encode()).decode())

        assert found == (good["challenge"] if number == "{number}" else None)

    def test_refuses_digits_that_moved_from_the_number_to_the_salt(self):
        good = solution(made(number=41))
        moved = good | {"salt": good["salt"] + "4", "number": 1}
        later = good | {"salt": good["salt"].removesuffix("&") + "4", "number": 1}
        assert proof.solved(encode(good)) == good["challenge"]

        assert proof.solved(encode(moved)) is None
        assert proof.solved(encode(later)) is None

    def test_refuses_one_that_has_expired(self):
        now = timezone.now()
        lively = solution(made(expires=now + timedelta(minutes=1)))
        stale = solution(made(expires=now - timedelta(seconds=2)))
        prolonged = stale | {"salt": lively["salt"]}

        assert proof.solved(encode(lively)) == lively["challenge"]
        assert proof.solved(encode(stale)) is None
        assert proof.solved(encode(prolonged)) is None

    def test_refuses_one_that_never_expires(self):
        assert proof.solved(encode(solution(made(expires=None)))) is None

    def test_refuses_one_with_another_hash(self):
        assert proof.solved(encode(solution(made(algorithm="SHA-1"), "SHA-1"))) is None

    @pytest.mark.parametrize("key", ["another", "SECRET_KEY"])
    def test_refuses_one_that_we_did_not_sign(self, settings, key):
        good = solution(made(key=getattr(settings, key, key)))

        assert proof.solved(encode(good)) is None

    def test_refuses_what_an_earlier_secret_key_has_signed(self, settings, good):
        settings.SECRET_KEY = "a new one"  # what a leak of the old one calls for

        assert proof.solved(encode(good)) is None

    @pytest.mark.parametrize("field", FIELDS)
    def test_refuses_one_with_a_part_missing_or_of_another(self, good, field):
        other = solution(made(number=(good["number"] + 1) % COST))
        without = {name: value for name, value in good.items() if name != field}
        other["algorithm"] = "SHA-512"

        assert proof.solved(encode(without)) is None
        assert proof.solved(encode(good | {field: other[field]})) is None

    def test_refuses_one_that_is_too_long(self, good):
        padded = encode(good | {"more": " " * proof.LONGEST_PAYLOAD})

        assert proof.solved(padded) is None
        assert proof.solved("A" * 10_000_000) is None

    @pytest.mark.parametrize(
        "said",
        [
            "",
            "[" * (proof.LONGEST_PAYLOAD * 3 // 4),
            "9" * 300,
            '{"number": ' + "9" * 300 + "}",
            "\ud800".encode("utf-16", "surrogatepass"),
            b"\xff\xfe\x00",
            "null",
        ],
    )
    def test_refuses_what_is_no_solution(self, said):
        raw = said if isinstance(said, bytes) else said.encode()

        assert proof.solved(base64.b64encode(raw).decode()) is None

    def test_refuses_nested_brackets_on_a_deep_stack_too(self):
        nested = base64.b64encode(b"[" * (proof.LONGEST_PAYLOAD * 3 // 4)).decode()

        def call(frames):
            return call(frames - 1) if frames else proof.solved(nested)

        assert call(700) is None

    @pytest.mark.parametrize("mangle", ["\n{}", "{}\n", " {}", "{}A", "-{}", "é{}"])
    def test_refuses_one_that_was_mangled_on_its_way(self, good, mangle):
        assert proof.solved(mangle.format(encode(good))) is None

    def test_takes_less_than_a_millisecond(self, good):
        deep = base64.b64encode(b"[" * 384).decode()
        for payload in (encode(good), encode(good | {"number": 0}), deep, "x" * 2**20):
            began = time.process_time()
            for _ in range(100):
                proof.solved(payload)
            assert (time.process_time() - began) / 100 < 0.001


class TestWhateverIsSent:
    """Ends in None, and never in an exception."""

    @given(st.text(st.characters()))
    def test_as_text(self, text):
        assert proof.solved(text) is None

    @given(st.binary(max_size=proof.LONGEST_PAYLOAD))
    def test_as_bytes(self, raw):
        assert proof.solved(base64.b64encode(raw).decode()) is None
        assert proof.solved(raw.decode("latin-1")) is None

    @given(VALUES)
    def test_as_json(self, said):
        assert proof.solved(encode(said)) is None

    @given(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, VALUES)))
    def test_as_an_object_with_our_fields(self, said):
        assert proof.solved(encode(said)) is None

    @given(st.sampled_from(FIELDS), VALUES)
    def test_in_one_field_of_a_good_one(self, field, value):
        good = solution(made(number=7))
        said = good | {field: value}

        expected = good["challenge"] if said == good and type(value) is type(good[field]) else None
        assert proof.solved(encode(said)) == expected


class TestComponent:
    @pytest.mark.parametrize(
        ("language", "words"),
        [("en", 'data-ready="Ready. Please press the button again."'), ("es", "data-ready=")],
    )
    def test_holds_the_challenge_and_the_words(self, language, words):
        challenge = proof.challenge()

        with translation.override(language):
            html = render_to_string("components/proof.html", {"proof": challenge})

        assert f'data-challenge="{challenge.challenge}"' in html
        assert f'data-salt="{challenge.salt.replace("&", "&amp;")}"' in html
        assert f'data-signature="{challenge.signature}"' in html
        assert f'data-max="{2 * COST}"' in html
        assert words in html

    def test_shows_nothing_where_no_script_runs(self):
        html = render_to_string("components/proof.html", {"proof": proof.challenge()})

        assert re.sub(r"<[^>]+>", "", html).strip() == ""
