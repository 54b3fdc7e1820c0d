"""Where to tell of a weak spot (RFC 9116)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.security_txt import expiry
from tests.factories import OrganizationFactory

PATH = "/.well-known/security.txt"

pytestmark = pytest.mark.django_db


def fields(client):
    """Each line, as name and value."""
    answer = client.get(PATH)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    text = answer.content.decode()
    assert text.endswith("\n")
    return [tuple(line.split(": ", 1)) for line in text.splitlines()]


def test_tells_contact_expiry_languages_and_its_own_address(client, settings, organization):
    settings.SITE_URL = "https://petitions.example"
    organization.contact_email = "hello+web@coalition.example"
    organization.save()
    assert [field for field in fields(client) if field[0] != "Expires"] == [
        ("Contact", "https://petitions.example/contact/"),
        ("Contact", "mailto:hello%2Bweb@coalition.example"),
        ("Preferred-Languages", "en, es"),
        ("Canonical", f"https://petitions.example{PATH}"),
    ]
    assert client.get("/contact/").status_code == 200


@pytest.mark.parametrize("number", [0, 2])
def test_of_more_than_one_organization_the_contact_page_tells(client, settings, number):
    OrganizationFactory.create_batch(number)
    contacts = [value for name, value in fields(client) if name == "Contact"]
    assert contacts == [f"{settings.SITE_URL}/contact/"]


def test_expires_within_a_year_and_not_yet(client):
    told = datetime.fromisoformat(dict(fields(client))["Expires"])
    now = datetime.now(UTC)
    assert now + timedelta(days=140) < told < now + timedelta(days=365)


@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)))
def test_expiry_is_always_ahead_and_stands_for_a_month(today):
    ahead = expiry(today) - datetime(today.year, today.month, today.day, tzinfo=UTC)
    assert timedelta(days=145) < ahead < timedelta(days=190)
    assert expiry(today) == expiry(today.replace(day=1))


def test_has_one_path_only(client, organization):
    assert client.get(f"/es{PATH}").status_code == 404
    assert "public" in client.get(PATH).headers["Cache-Control"]
