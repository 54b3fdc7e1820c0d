"""The start page of the staff: what waits, the last day, and what is unusual in it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from petitions.trends import LEAST
from tests.access import confirm_log_in
from tests.factories import SignatureFactory

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

NETWORK = bytes.fromhex("0123456789abcdef" * 2)


def text(client):
    page = client.get("/admin/")
    assert page.status_code == 200
    return unescape(page.content.decode())


@pytest.fixture
def bots(petition):
    """As many as are told of, just now, from one domain and one network."""
    return [
        SignatureFactory(
            petition=petition,
            email=f"{number}@bot.example",
            network=NETWORK,
            requested_at=timezone.now(),
        )
        for number in range(LEAST)
    ]


def test_tells_how_many_are_held_and_leads_to_them(staff_client, petition):
    assert "held" not in text(staff_client)
    rows = SignatureFactory.create_batch(2, petition=petition, state="held")
    page = text(staff_client)
    assert "2 signatures are held and wait for a check" in page
    address = re.findall(r'<li><a href="([^"]+)">2 signatures are held', page)[0]
    assert list(staff_client.get(address).context["cl"].result_list) == rows[::-1]


def test_draws_and_tells_each_of_the_last_24_hours(staff_client, petition):
    now = timezone.now()
    SignatureFactory.create_batch(2, petition=petition, requested_at=now)
    SignatureFactory(petition=petition, requested_at=now - timedelta(hours=5))
    page = text(staff_client)
    assert "3 signatures in 24 hours" in page
    [chart] = re.findall(r'<svg class="trends-chart".*?</svg>', page, re.DOTALL)
    heights = re.findall(r'<rect [^>]*height="(\d+)"', chart)
    assert (len(heights), sorted(heights)[-2:]) == (24, ["40", "80"])
    assert len(re.findall(r'<th scope="row">\w+ \d\d:00</th>', page)) == 24


def test_leads_from_what_is_unusual_to_a_search_that_finds_it(staff_client, bots):
    confirm_log_in(staff_client)
    page = text(staff_client)
    found = re.findall(r'href="(/admin/petitions/signature/fraud/\?[^"]+)"', page)
    assert [address.split("?")[1].split("=")[0] for address in found] == ["domain", "network"]
    for address in found:
        assert staff_client.get(address).context["preview"].number == LEAST


def test_shows_the_beginning_of_a_fingerprint(staff_client, bots):
    page = text(staff_client)
    assert "<strong>01234567</strong>" in page
    assert "<strong>0123456789" not in page


def test_a_domain_stays_words(staff_client, petition):
    hostile = '"><script>x()</script>'
    SignatureFactory.create_batch(2, petition=petition, requested_at=timezone.now())
    for number in range(LEAST):
        SignatureFactory(
            petition=petition, email=f"{number}@{hostile}", requested_at=timezone.now()
        )
    page = staff_client.get("/admin/").content.decode()
    assert "&lt;script&gt;x()" in page
    assert "<script>x" not in page


def test_who_may_only_read_is_led_to_no_search(client_of, bots):
    page = text(client_of("view_signature"))
    assert "bot.example" in page
    assert "fraud/" not in page


def test_who_may_not_read_signatures_is_told_nothing(client_of, bots):
    page = text(client_of("view_campaign"))
    assert "trends" not in page.replace("css/fraud", "")
    assert "bot.example" not in page
