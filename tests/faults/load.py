"""People who sign and confirm, and keep a ledger of all that the site has acknowledged to them."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count, cycle

from tests.journeys.real_site import RealSite, wait_for
from tests.journeys.rosa import SLUG

PETITION = f"/petitions/{SLUG}/"
ACKNOWLEDGED = 303
OUTAGE = {0, 503}
"""What may be answered while something is broken: nothing, or that it is broken."""

SIGNERS = 3
PAUSE = 0.3  # seconds; faults are tested here, not throughput
HEALING_SECONDS = 120  # far more than it takes, for the machine may be busy

Mailed = Callable[[str], dict[str, str]]


class Load:
    """Signers and a confirmer; each signature has a network and an address of its own.

    `mailed` tells what links an address was mailed. `ports` are those of the web processes that
    are asked in turn: the site's own where there are none.
    """

    def __init__(self, site: RealSite, mailed: Mailed, *ports: int) -> None:
        self.site = site
        self.mailed = mailed
        self.before = site.supporters(PETITION)
        self.signed: list[int] = []
        self.confirmed: set[int] = set()
        self.unclear: set[int] = set()
        self.answers: Counter[int] = Counter()
        self._numbers = count()
        self._ports = cycle(ports or (site.port,))
        self._stop = threading.Event()

    # --- At work

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """People sign and confirm during the block; none of them may be answered anything odd."""
        self._stop.clear()
        work = [self._sign_on_and_on] * SIGNERS + [self._confirm_on_and_on]
        threads = [threading.Thread(target=each) for each in work]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()
        odd = set(self.answers) - {ACKNOWLEDGED} - OUTAGE
        assert not odd, f"{self.answers}\n{self.site.output}"

    def sign(self) -> int:
        """One more person signs; the status of the answer."""
        number = next(self._numbers)
        form = {"first_name": "Ana", "email": address(number), "country": "US"}
        status = self._post(f"{PETITION}sign/", number, postal_code="93610", **form)
        if status == ACKNOWLEDGED:
            self.signed.append(number)
        return status

    def confirm(self, number: int) -> int:
        """Somebody who was mailed presses the button behind the link; the status of the answer."""
        self.unclear.add(number)
        status = self._post(self.mailed(address(number))["confirm"], number)
        if status == ACKNOWLEDGED:
            self.confirmed.add(number)
            self.unclear.discard(number)
        return status

    # --- Waiting

    def await_signatures(self, number: int) -> None:
        """Return once as many more signatures were acknowledged."""
        enough = len(self.signed) + number
        wait_for(lambda: len(self.signed) >= enough, HEALING_SECONDS)

    def await_whole(self) -> float:
        """Return once somebody has signed, was mailed and has confirmed, all of it from now on.

        The seconds that it took.
        """
        began, first = time.monotonic(), next(self._numbers)
        wait_for(lambda: max(self.confirmed.copy(), default=0) > first, HEALING_SECONDS)
        return time.monotonic() - began

    # --- In the end

    def confirm_the_rest(self) -> None:
        """Everybody who signed finds their mail and confirms, and once more for good measure.

        Fails where anything acknowledged is lost, unsent, expired or counted twice.
        """
        self._confirm_each(sorted(self.unclear))
        assert self.supporters() == self.before + len(self.confirmed)
        self._confirm_each([number for number in self.signed if number not in self.confirmed])
        assert self.supporters() == self.before + len(self.signed)
        self._confirm_each(self.signed)
        assert self.supporters() == self.before + len(self.signed)
        assert self.confirmed == set(self.signed)

    def supporters(self) -> int:
        """The number that the public sees."""
        return self.site.supporters(PETITION)

    # --- Inside

    def _post(self, path: str, number: int, **form: str) -> int:
        client, port = network(number), next(self._ports)
        return self.site.request("POST", path, client=client, port=port, **form)[0]

    def _is_mailed(self, number: int) -> bool:
        return "confirm" in self.mailed(address(number))

    def _confirm_each(self, numbers: list[int]) -> None:
        for number in numbers:
            wait_for(lambda number=number: self._is_mailed(number), HEALING_SECONDS)
            status = self.confirm(number)
            assert status == ACKNOWLEDGED, (number, status)

    def _sign_on_and_on(self) -> None:
        while not self._stop.wait(PAUSE):
            self.answers[self.sign()] += 1

    def _confirm_on_and_on(self) -> None:
        while not self._stop.wait(PAUSE):
            for number in [each for each in self.signed if each not in self.confirmed]:
                if self._is_mailed(number) and not self._stop.is_set():
                    self.answers[self.confirm(number)] += 1


def address(number: int) -> str:
    """The address of the signer with this number."""
    return f"signer{number}@example.org"


def network(number: int) -> str:
    """The client's address of the signer with this number: no two are of one network."""
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
