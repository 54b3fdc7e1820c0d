"""How often one network may ask, counted in the memory of each process: it costs no query.

Nothing of it is kept: what was counted goes with its minute. With several processes a network
may ask so often of each.
"""

import time
from threading import Lock

from web.clients import Network

MINUTE = 60
MOST_NETWORKS = 50_000
"""Networks that are told apart; past these, in one minute, all others are taken as one."""


class Limit:
    """A number of requests a minute."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._minute = 0
        self._asked: dict[Network | None, int] = {}

    def wait(self, network: Network | None, most: int) -> int:
        """Count a request; return in how many seconds to come again, 0 where it is let through."""
        minute, second = divmod(int(time.monotonic()), MINUTE)
        with self._lock:
            if minute != self._minute:
                self._minute, self._asked = minute, {}
            known = network in self._asked or len(self._asked) < MOST_NETWORKS
            key = network if known else None
            self._asked[key] = self._asked.get(key, 0) + 1
            return 0 if self._asked[key] <= most else MINUTE - second

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._asked = {}


LIMIT = Limit()
