"""Where signers live, as wide as it must be to name nobody: what stays once they are anonymous."""

import string
from functools import cache
from sys import intern

import zipcodes

UNITED_STATES, CALIFORNIA = "US", "CA"


def region_of(country: str, postal_code: str) -> str:
    """The region of an address; stands beside the country, and means nothing without it.

    In the United States "CA/Fresno County" for California, whose governor most petitions
    address, and "NV" for any other state; elsewhere, and for a ZIP code that is not known, the
    code of the country.
    """
    if country != UNITED_STATES:
        return country
    return _regions().get(postal_code[:5], country)


@cache
def _regions() -> dict[str, str]:
    """The region of each of the 42,789 ZIP codes, read once, when it is first asked for.

    That takes about 1.2 s and 58 MB, of which 3 MB are these; the rest is what the package keeps.
    By first digits, since all of its long rows at once would take 140 MB.
    """
    return {
        row["zip_code"]: intern(_region(row["state"], row["county"]))
        for digit in string.digits
        for row in zipcodes.similar_to(digit)  # type: ignore[no-untyped-call]
    }


def _region(state: str, county: str) -> str:
    return f"{state}/{county}" if state == CALIFORNIA and county else str(state)
