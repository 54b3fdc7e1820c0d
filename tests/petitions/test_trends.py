"""What is unusual about the signatures of the last day."""

from datetime import timedelta

import pytest

from petitions import trends
from petitions.models import Signature
from petitions.trends import COMMON_DOMAINS, HOURS, LEAST, TIMES, USUAL_HOURS
from tests.factories import OPENED, SignatureFactory

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
ALL = Signature.objects.all()
ONE, OTHER = bytes(range(16)), bytes(range(16, 32))


@pytest.fixture
def signed(petition, now):
    """A function: so many signatures, so many hours before now (which begins an hour)."""
    number = iter(range(1_000_000))

    def make(many, hours_ago, domain="bot.example", **more):
        rows = SignatureFactory.build_batch(
            many, petition=petition, requested_at=now - hours_ago * HOUR, **more
        )
        for row in rows:
            row.email = f"signer{next(number)}@{domain}"
            row.address_hash = row.email.encode().ljust(32)[:32]
            row.text_id = petition.text_id
        return Signature.objects.bulk_create(rows)

    return make


@pytest.fixture
def spread(signed):
    """A function: so many an hour, each from a domain and a network of its own."""

    def make(many, hours):
        for hour in hours:
            for place in range(many):
                domain = f"d{hour}-{place}.example"
                network = f"{hour}-{place}".encode().ljust(16)
                signed(1, hour, domain, network=network)

    return make


def named(found):
    return [(each.name, each.number) for each in found]


class TestHours:
    def test_are_the_last_24_the_oldest_first(self, signed, now):
        signed(2, 0)
        signed(1, 23)
        signed(1, 23, state="pending", confirmed_at=None)
        signed(5, 24)
        hours = trends.by_hour(ALL, now)
        assert [hour.starts_at for hour in hours] == [
            now - ago * HOUR for ago in range(HOURS - 1, -1, -1)
        ]
        assert [hour.number for hour in hours] == [2, *[0] * 22, 2]
        assert [hour.counted for hour in hours] == [1, *[0] * 22, 2]

    def test_begin_with_the_clock(self, signed, now):
        signed(1, 0)
        later = now + timedelta(minutes=59)
        last = trends.by_hour(ALL, later)[-1]
        assert (last.starts_at, last.number) == (now, 1)

    def test_do_not_show_what_lies_ahead(self, signed, now):
        signed(1, -1)
        assert sum(hour.number for hour in trends.by_hour(ALL, now)) == 0


class TestHeld:
    def test_are_those_that_wait_for_a_check(self, signed):
        signed(2, 0, state="held")
        signed(1, 0)
        assert trends.held_number(ALL) == 2


class TestDomains:
    def test_are_told_with_their_busiest_hour(self, signed, spread, now):
        signed(LEAST, 2, "Bot.Example")
        signed(LEAST + 5, 3)
        spread(5, [3])
        [found] = trends.unusual_domains(ALL, now)
        assert found == trends.Unusual("bot.example", LEAST + 5, now - 3 * HOUR, 0.0, 83)

    def test_are_not_told_below_the_least(self, signed, now):
        signed(LEAST - 1, 0)
        signed(LEAST - 1, 1)
        assert trends.unusual_domains(ALL, now) == []

    def test_are_not_told_of_an_older_day(self, signed, now):
        signed(LEAST, 24)
        assert trends.unusual_domains(ALL, now) == []

    def test_are_measured_against_their_own_week(self, signed, spread, now):
        usual = 6 * USUAL_HOURS // TIMES  # 6 / 5 an hour, so that more than 6 is unusual
        signed(usual, 30)
        spread(10, [30])
        signed(LEAST, 0)
        spread(LEAST, [0])
        # Three a week, then twenty in an hour: but it has always been nearly all of them.
        assert trends.unusual_domains(ALL, now) == []
        spread(1, range(31, 190))
        spread(4 * usual // 100, range(31, 131))
        [found] = trends.unusual_domains(ALL, now)
        assert (found.name, found.number, round(found.usual, 1)) == ("bot.example", LEAST, 1.2)

    def test_are_not_told_where_they_bring_as_many_every_hour(self, signed, now):
        signed(USUAL_HOURS * LEAST // TIMES, 30)
        signed(LEAST, 0)
        assert trends.unusual_domains(ALL, now) == []

    def test_common_ones_are_not_told_for_being_common(self, signed, spread, now):
        # A petition's first day: nothing is usual yet, and half of all have gmail.
        signed(30, 0, "gmail.com")
        spread(30, [0])
        assert trends.unusual_domains(ALL, now) == []

    def test_common_ones_are_told_where_nearly_all_come_from_one(self, signed, spread, now):
        signed(90, 0, "gmail.com")
        spread(10, [0])
        assert named(trends.unusual_domains(ALL, now)) == [("gmail.com", 90)]

    def test_common_ones_are_not_told_when_a_petition_is_shared_widely(self, signed, spread, now):
        signed(50, 30, "gmail.com")
        spread(50, [30])
        signed(60, 0, "gmail.com")
        spread(40, [0])
        assert trends.unusual_domains(ALL, now) == []

    def test_are_told_no_longer_once_dealt_with(self, signed, now):
        signed(LEAST, 0, state="invalidated", ended_at=OPENED)
        assert trends.unusual_domains(ALL, now) == []

    def test_of_nobody_are_none(self, signed, petition, now):
        SignatureFactory.create_batch(
            LEAST, petition=petition, email="", address_hash=None, source="paper", requested_at=now
        )
        assert trends.unusual_domains(ALL, now) == []

    def test_worst_come_first(self, signed, spread, now):
        spread(20, [0, 1])
        signed(LEAST, 0, "a.example")
        signed(LEAST + 1, 1, "b.example")
        assert named(trends.unusual_domains(ALL, now)) == [("b.example", 21), ("a.example", 20)]

    def test_common_ones_are_written_as_they_are_compared(self):
        assert {name for name in COMMON_DOMAINS if name != name.lower() or "@" in name} == set()


class TestNetworks:
    def test_are_told_with_their_busiest_hour(self, signed, spread, now):
        signed(LEAST, 1, network=ONE)
        signed(LEAST + 1, 2, network=ONE)
        signed(LEAST - 1, 1, network=OTHER)
        signed(LEAST, 1, network=None)
        spread(2, [30])
        [found] = trends.unusual_networks(ALL, now)
        told = (ONE.hex(), LEAST + 1, now - 2 * HOUR, 1.0, 100)
        assert found == trends.Unusual(*told)

    def test_are_measured_against_the_average_network(self, signed, now):
        for place in range(4):
            signed(LEAST // TIMES, 30, network=bytes([place]) * 16)
        signed(LEAST, 0, network=ONE)
        assert trends.unusual_networks(ALL, now) == []
        signed(1, 0, network=ONE)
        assert named(trends.unusual_networks(ALL, now)) == [(ONE.hex(), LEAST + 1)]

    def test_are_told_no_longer_once_dealt_with(self, signed, now):
        signed(LEAST, 0, network=ONE, state="invalidated", ended_at=OPENED)
        assert trends.unusual_networks(ALL, now) == []


def test_a_quiet_site_takes_one_query_for_each(now, django_assert_num_queries):
    with django_assert_num_queries(4):
        trends.by_hour(ALL, now)
        trends.held_number(ALL)
        trends.unusual_domains(ALL, now)
        trends.unusual_networks(ALL, now)
