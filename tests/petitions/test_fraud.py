"""How signatures that are not genuine are found."""

from datetime import timedelta
from fnmatch import fnmatchcase

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from petitions.fraud import SAMPLE, Criteria, Preview, like_pattern
from petitions.models import Signature
from petitions.models.signature import BEFORE_INVALIDATED, State
from tests.factories import SignatureFactory, open_petition

pytestmark = pytest.mark.django_db

ALL = Signature.objects.all()
ONE, OTHER = bytes(range(16)), bytes(range(16, 32))


def names(**criteria):
    """The first names of what is found."""
    rows = Criteria(**criteria).found(ALL).order_by("pk")
    return list(rows.values_list("first_name", flat=True))


def signed(petition, *rows, **same):
    """A signature for each mapping of fields; its first name tells its place."""
    return [
        SignatureFactory(petition=petition, **{"first_name": str(place), **same, **row})
        for place, row in enumerate(rows)
    ]


class TestDomain:
    @pytest.fixture
    def addresses(self, petition):
        emails = [
            "a@bot.example",
            "b@BOT.example",
            "c@a.bot.example",
            "d@robot.example",
            "bot.example@other.example",
            "e@bot.example.org",
            "f@botxexample",
        ]
        return signed(petition, *({"email": email} for email in emails))

    def test_is_the_whole_domain(self, addresses):
        assert names(domain="bot.example") == ["0", "1"]

    def test_takes_in_subdomains_where_wanted(self, addresses):
        assert names(domain="bot.example", subdomains=True) == ["0", "1", "2"]

    @pytest.mark.parametrize("domain", ["%", "_ot.example", "bot%", "\\"])
    def test_is_no_pattern(self, addresses, domain):
        assert names(domain=domain, subdomains=True) == []


class TestNetwork:
    def test_is_told_by_its_fingerprint_or_the_beginning_of_it(self, petition):
        signed(petition, {"network": ONE}, {"network": OTHER}, {"network": None})
        assert names(network=ONE.hex()) == ["0"]
        assert names(network=ONE.hex()[:8]) == ["0"]
        assert names(network=OTHER.hex()[:9]) == ["1"]
        assert names(network="ff" * 4) == []


class TestSpan:
    def test_holds_its_ends(self, petition, now):
        moments = [now + timedelta(minutes=minutes) for minutes in (-1, 0, 1, 2)]
        signed(petition, *({"requested_at": moment} for moment in moments))
        assert names(since=moments[1]) == ["1", "2", "3"]
        assert names(until=moments[2]) == ["0", "1", "2"]
        assert names(since=moments[1], until=moments[2]) == ["1", "2"]


class TestName:
    @pytest.fixture
    def people(self, petition):
        full = [
            ("Robot", ""),
            ("Test", "Person"),
            ("100%", "Real"),
            ("Under_score", "X"),
            ("Back\\slash", "X"),
            ("José", "Ñandú"),
        ]
        return signed(petition, *({"first_name": first, "last_name": last} for first, last in full))

    @pytest.mark.parametrize(
        ("pattern", "found"),
        [
            ("robot", ["Robot"]),
            ("*BOT", ["Robot"]),
            ("?obot", ["Robot"]),
            ("obot", []),
            ("test person", ["Test"]),
            ("test*", ["Test"]),
            ("test?person", ["Test"]),
            ("*%*", ["100%"]),
            ("%", []),
            ("*_*", ["Under_score"]),
            ("_____", []),
            ("back\\slash x", ["Back\\slash"]),
            ("\\*", []),
            ("JOSÉ ñANDÚ", ["José"]),
        ],
    )
    def test_is_the_whole_name_with_wildcards_and_nothing_else(self, people, pattern, found):
        assert names(name=pattern) == found

    @given(
        text=st.text("ab%_\\*?.'[", max_size=6),
        pattern=st.text("ab%_\\*?.'", max_size=6),
    )
    @settings(max_examples=150, deadline=None)
    def test_means_the_same_to_the_database_as_to_a_shell(self, text, pattern):
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s LIKE %s", [text, like_pattern(pattern)])
            (found,) = cursor.fetchone()
        assert found == fnmatchcase(text, pattern)


class TestRate:
    def test_finds_all_of_the_networks_that_had_such_an_hour(self, petition, now):
        minutes = [0, 30, 60, 200]
        for network, spread in ((ONE, 1), (OTHER, 2)):
            signed(
                petition,
                *({"requested_at": now + timedelta(minutes=spread * m)} for m in minutes),
                network=network,
                last_name=network.hex(),
            )
        signed(petition, *[{"network": None, "requested_at": now}] * 5)
        rows = Criteria(rate=3).found(ALL)
        assert set(rows.values_list("last_name", flat=True)) == {ONE.hex()}
        assert rows.count() == 4
        assert Criteria(rate=2).found(ALL).count() == 8
        assert Criteria(rate=4).found(ALL).count() == 0

    def test_is_measured_in_the_span(self, petition, now):
        signed(
            petition,
            *({"requested_at": now + timedelta(minutes=minute)} for minute in (0, 1, 2, 200)),
            network=ONE,
        )
        assert names(rate=3, since=now) == ["0", "1", "2", "3"]
        assert names(rate=3, since=now + timedelta(minutes=1)) == []
        assert names(rate=3, until=now + timedelta(minutes=2)) == ["0", "1", "2"]

    def test_is_that_of_the_network_whatever_else_is_looked_for(self, petition, now):
        signed(
            petition,
            {"email": "a@bot.example"},
            {"email": "a@other.example"},
            {"state": "invalidated", "ended_at": now},
            network=ONE,
            requested_at=now,
        )
        assert names(rate=3, domain="bot.example") == ["0"]


class TestTheRest:
    def test_narrows_by_petition_source_and_state(self, petition):
        other = open_petition()
        signed(petition, {}, {"source": "paper"}, {"state": "held"})
        signed(other, {}, first_name="other")
        assert names(petition=other.pk) == ["other"]
        assert names(source="paper") == ["1"]
        assert names(state="held") == ["2"]
        assert names(petition=petition.pk, source="web", state="confirmed") == ["0"]

    def test_finds_only_what_may_be_invalidated(self, petition, now):
        signed(petition, *({"state": state, "ended_at": now} for state in State))
        found = Criteria(source="web").found(ALL).values_list("state", flat=True)
        assert sorted(found) == sorted(BEFORE_INVALIDATED)


class TestCriteria:
    def test_are_none_where_nothing_is_said(self):
        assert not Criteria()
        assert not Criteria(subdomains=True)
        assert Criteria(rate=5)

    def test_tell_kinds_and_nothing_of_a_person(self, now):
        criteria = Criteria(
            domain="jane-doe.example", network=ONE.hex(), name="Jane*", since=now, rate=5,
            petition=7, source="web", state="held",
        )  # fmt: skip
        assert criteria.kinds == {
            "domain": True,
            "network": True,
            "name": True,
            "since": now.isoformat(),
            "rate": 5,
            "petition": 7,
            "source": "web",
            "state": "held",
        }
        assert Criteria(domain="x.example", subdomains=True).kinds == {
            "domain": True,
            "subdomains": True,
        }


class TestPreview:
    def test_tells_how_many_of_each_petition_stand_where(self, petition, now):
        other = open_petition()
        signed(
            petition,
            {},
            {"state": "held", "requested_at": now},
            {"state": "pending"},
            {"state": "withdrawn", "ended_at": now},
        )
        rows = signed(other, {}, {}, {}, {}, requested_at=now - timedelta(days=1))

        preview = Preview(Criteria(source="web").found(ALL))

        shares = [
            (share.title, share.number, share.counted, share.held, share.pending)
            for share in preview.shares
        ]
        assert shares == [(other.title, 4, 4, 0, 0), (petition.title, 3, 1, 1, 1)]
        totals = (preview.number, preview.counted, preview.held, preview.pending)
        assert totals == (7, 5, 1, 1)
        first = Signature.objects.earliest("requested_at").requested_at
        assert (preview.first, preview.last, preview.last_id) == (first, now, rows[-1].pk)

    def test_shows_titles_as_the_public_reads_them(self):
        signed(open_petition(title="In her {{ year_of_incarceration }} year"), {})
        [share] = Preview(Criteria(source="web").found(ALL)).shares
        assert share.title.startswith("In her 2")

    def test_shows_the_newest(self, petition):
        rows = signed(petition, *[{}] * (SAMPLE + 2))
        assert Preview(Criteria(source="web").found(ALL)).sample == rows[:1:-1]

    def test_is_bound_by_the_highest_id(self, petition):
        rows = signed(petition, {}, {})
        preview = Preview(Criteria(source="web").found(ALL))
        assert preview.number == 2
        signed(petition, {})
        assert list(preview.signatures.order_by("pk")) == rows
        assert preview.sample == rows[::-1]
        assert Preview(Criteria(source="web").found(ALL), last_id=rows[0].pk).number == 1

    def test_of_nothing_is_empty(self, petition):
        preview = Preview(Criteria(source="web").found(ALL))
        assert (preview.number, preview.first, preview.last, preview.sample) == (0, None, None, [])

    def test_takes_three_queries_whatever_it_finds(self, petition, django_assert_num_queries):
        for each in (petition, open_petition(), open_petition()):
            signed(each, *[{}] * 3)
        preview = Preview(Criteria(source="web").found(ALL))
        with django_assert_num_queries(3):
            assert len(preview.shares) == 3
            assert [row.petition.title for row in preview.sample]
