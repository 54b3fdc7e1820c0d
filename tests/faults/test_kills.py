"""kill -9 of one process after the other while people sign: nothing acknowledged may be lost."""

import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.real_site import RealSite, wait_for
from tests.journeys.rosa import SLUG

pytestmark = pytest.mark.faults

PETITION = f"/petitions/{SLUG}/"
BEFORE = 159_185
ROUNDS = 10
SIGNERS = 4
AT_LEAST = 5
RECOVERY_SECONDS = 90
VICTIMS = {
    "database": "bin/postgres",
    "web server": "granian",
    "worker": "manage.py worker",
    "supervisor": "supervisord",
}


@pytest.fixture
def site() -> Iterator[RealSite]:
    with tempfile.TemporaryDirectory(prefix="petitions-faults-") as name:
        Path(name).chmod(0o711)  # the user of the database passes through
        real = RealSite(Path(name))
        real.start()
        yield real
        real.kill()


@pytest.mark.parametrize("victim", VICTIMS)
def test_nothing_acknowledged_is_lost(site: RealSite, victim: str) -> None:
    ledger = Ledger(site)
    with ledger.signing():
        for _round in range(ROUNDS):
            ledger.await_more(AT_LEAST)
            kill(site, VICTIMS[victim])
            wait_for(lambda: site.request("GET", "/readyz")[0] == 200, RECOVERY_SECONDS)

    mails = site.data_dir / "mail"
    wait_for(lambda: len(list(mails.glob("*.eml"))) >= len(ledger.acknowledged), RECOVERY_SECONDS)
    for address in ledger.acknowledged:
        wait_for(lambda address=address: "confirm" in site.mailed(address), RECOVERY_SECONDS)
        assert site.request("POST", site.mailed(address)["confirm"])[0] == 303
    assert site.supporters(PETITION) == BEFORE + len(ledger.acknowledged)
    assert site.disagreeing_counts() == []


class Ledger:
    """Signers who keep a list of every signature that the site has acknowledged."""

    def __init__(self, site: RealSite) -> None:
        self.site = site
        self.acknowledged: list[str] = []
        self.refused: list[int] = []
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def signing(self) -> "Ledger":
        """Signers at work during a `with` block."""
        return self

    def __enter__(self) -> "Ledger":
        self._threads = [
            threading.Thread(target=self._sign_on_and_on, args=(n,)) for n in range(SIGNERS)
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        # During an outage there is an honest 503 or no answer; never a thank-you, never a 500.
        assert set(self.refused) <= {0, 503}

    def await_more(self, number: int) -> None:
        """Return once as many more signatures were acknowledged."""
        enough = len(self.acknowledged) + number
        wait_for(lambda: len(self.acknowledged) >= enough, RECOVERY_SECONDS)

    def _sign_on_and_on(self, signer: int) -> None:
        number = 0
        while not self._stop.is_set():
            address = f"signer{signer}-{number}@example.org"
            form = {"first_name": "Ana", "email": address, "country": "US", "postal_code": "93610"}
            status, _body = self.site.request("POST", f"{PETITION}sign/", **form)
            if status == 303:
                self.acknowledged.append(address)
            else:
                self.refused.append(status)
            number += 1
            self._stop.wait(0.5)  # the kills are tested, not the load


def kill(site: RealSite, mark: str) -> None:
    """kill -9 for the eldest process whose command line holds the mark, once there is one."""
    wait_for(lambda: bool(victims(site, mark)), RECOVERY_SECONDS)
    os.kill(victims(site, mark)[0], signal.SIGKILL)


def victims(site: RealSite, mark: str) -> list[int]:
    """The processes whose command line holds the mark, the eldest first."""
    return sorted(number for number, command in site.processes().items() if mark in command)
