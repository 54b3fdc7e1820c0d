"""Where a signer lives, once only the region stays."""

import re

import pytest
import zipcodes

from petitions.models import Signature
from petitions.regions import region_of


@pytest.mark.parametrize(
    ("country", "postal_code", "region"),
    [
        ("US", "93610", "CA/Madera County"),
        ("US", "93701", "CA/Fresno County"),
        ("US", "90012", "CA/Los Angeles County"),
        ("US", "93701-1234", "CA/Fresno County"),
        ("US", "90085", "CA"),  # the package knows no county of it
        ("US", "89501", "NV"),
        ("US", "10001", "NY"),
        ("US", "09012", "AE"),
        ("US", "00901", "PR"),
        ("US", "00000", "US"),
        ("US", "", "US"),
        ("US", "abc", "US"),
        ("MX", "06000", "MX"),
        ("CA", "K1A 0B1", "CA"),
        ("DE", "93610", "DE"),
        ("GB", "", "GB"),
    ],
)
def test_names_the_state_and_in_california_the_county(country, postal_code, region):
    assert region_of(country, postal_code) == region


def test_of_every_zip_code_is_a_state_or_a_county_of_california():
    longest = Signature._meta.get_field("region").max_length
    regions = {region_of("US", row["zip_code"]) for row in zipcodes.list_all()}

    assert {
        name for name in regions if not re.fullmatch(r"[A-Z]{2}|CA/[A-Z][A-Za-z ]+", name)
    } == set()
    assert sum(name.startswith("CA/") for name in regions) == 58
    assert max(map(len, regions)) <= longest


def test_says_nothing_of_the_zip_code_itself():
    of_one_county = {region_of("US", code) for code in ("93701", "93702", "93710", "93720")}

    assert of_one_county == {"CA/Fresno County"}
