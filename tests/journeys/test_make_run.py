"""What `make run` starts: signed, edited, killed in the middle of its work, and started again."""

import tempfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.journeys.conftest import Browse
from tests.journeys.real_site import RealSite, wait_for
from tests.journeys.rosa import SLUG, Rosa
from tests.journeys.staff import Dolores

PETITION, PROFILE = f"/petitions/{SLUG}/", "/organizations/ccwp/"
SIGNERS = 4
AT_LEAST = 8
EDITED = "She plants roses."


@pytest.fixture
def real_site() -> Iterator[RealSite]:
    with tempfile.TemporaryDirectory(prefix="petitions-run-") as name:
        directory = Path(name)
        directory.chmod(0o711)  # the user of the database passes through
        site = RealSite(directory, TRUSTED_PROXIES="127.0.0.0/8")
        yield site
        site.kill()


@pytest.mark.xdist_group("make run")  # it takes both cores for itself where it can
def test_nothing_acknowledged_is_lost_when_everything_is_killed(
    real_site: RealSite, browse: Browse
) -> None:
    real_site.start()
    page, visitor = (browse(real_site.address) for _ in range(2))
    rosa = Rosa(page, lambda: wait_for(lambda: bool(real_site.mailed(rosa.email))))
    signs_and_confirms(rosa)
    edits_the_story(Dolores(page, visitor), real_site)

    page.goto("about:blank")  # an open page would notice that its site is gone
    confirmed = is_confirmed_last(real_site)
    acknowledged = sign_until_killed(real_site)
    assert real_site.processes() == {}

    real_site.start()
    assert real_site.output.count("The demo is loaded.") == 1
    rosa.sees_counts(petition="159,187", profile="171,044")
    assert EDITED in real_site.request("GET", PETITION)[1]
    for address in acknowledged:
        wait_for(lambda address=address: "confirm" in real_site.mailed(address))
        assert real_site.request("POST", real_site.mailed(address)["confirm"])[0] == 303
    assert real_site.request("GET", confirmed)[0] == 200
    for path, before in {PETITION: 159_187, PROFILE: 171_044}.items():
        assert real_site.supporters(path) == before + len(acknowledged)
    assert real_site.manage("check_counts").endswith("Every count is right.\n")

    page.goto("about:blank")
    stands_alone(real_site)
    assert real_site.stop() == 0
    assert real_site.processes() == {}
    assert "Traceback" not in real_site.output


def signs_and_confirms(rosa: Rosa) -> None:
    """The first visitor: from the profile of a fresh clone to a counted signature."""
    rosa.sees_supporters("171,042", rosa.start)
    rosa.signs()
    rosa.confirms()
    rosa.sees_counts(petition="159,186", profile="171,043")


def edits_the_story(staff: Dolores, site: RealSite) -> None:
    """The first member of the staff, with the password that `make run` has told the place of."""
    username, password = (site.data_dir / "staff-password").read_text().split()
    staff.logs_in(username, password)
    staff.opens_campaign("Tracee Ward")
    staff.story().fill(EDITED)
    staff.press("Save")
    staff.is_told("was changed successfully")


def is_confirmed_last(site: RealSite) -> str:
    """A signature that is counted when the end comes; the path of its owner's page."""
    assert sign(site, "last@example.org")
    wait_for(lambda: "confirm" in site.mailed("last@example.org"))
    links = site.mailed("last@example.org")
    assert site.request("POST", links["confirm"])[0] == 303
    return links["manage"]


def sign_until_killed(site: RealSite) -> list[str]:
    """The addresses of those who were told to look for a mail, none of which has been sent."""
    site.freeze_worker()
    with ThreadPoolExecutor(SIGNERS) as pool:
        acknowledged: list[str] = []
        signers = [pool.submit(sign_on_and_on, site, n, acknowledged) for n in range(SIGNERS)]
        try:
            wait_for(lambda: len(acknowledged) >= AT_LEAST or any(map(Future.done, signers)))
        finally:
            site.kill()
        for signer in signers:
            signer.result()
    assert len(acknowledged) >= AT_LEAST
    assert not any(site.mailed(address) for address in acknowledged)
    return acknowledged


def sign_on_and_on(site: RealSite, signer: int, acknowledged: list[str]) -> None:
    """Sign with one address after the other until there is no answer."""
    number = 0
    client = f"10.0.{signer}.{number}"
    while sign(site, address := f"signer{signer}-{number}@example.org", client):
        acknowledged.append(address)
        number += 1
        client = f"10.0.{signer}.{number}"


def sign(site: RealSite, address: str, client: str = "") -> bool:
    """Whether the site has acknowledged the signature, of a client of its own."""
    form = {"first_name": "Ana", "email": address, "country": "US", "postal_code": "93610"}
    status, _body = site.request("POST", f"{PETITION}sign/", client=client, **form)
    assert status in (303, 0)
    return status == 303


def stands_alone(site: RealSite) -> None:
    """Another start, from the same data or at the same port, is refused in one sentence."""
    again = site.start_in_vain(PORT="1")
    beside = site.start_in_vain(DATA_DIR=str(site.data_dir.with_name("other")))

    for (code, complaint), reason in ((again, "is already running"), (beside, "is busy")):
        assert code == 1
        assert reason in complaint
        assert complaint.count("\n") == 1
        assert complaint.endswith(".\n")
    assert site.request("GET", "/readyz")[0] == 200
