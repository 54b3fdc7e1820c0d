"""`python -m bench.sign_times`: whether the time of signing tells what an address did before.

Signs one petition through the real view, in this process and with a database of its own, by turns
for addresses of several kinds; prints a table of medians, spreads and ratios to a new address.
"""

import gc
import logging
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

import django
from django.apps import apps
from django.test import Client
from django.utils import timezone

from bench.database import beside_new_database
from petitions.addresses import address_hash

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "500"))
WARM_UP = 50
RESAMPLES = 2_000
PETITION, ANOTHER = "free-kelly", "medical-release-for-susan-russo"
INSIDE = "--inside"
NEW = "new"
KINDS = {
    NEW: None,
    "known by another petition": (ANOTHER, "confirmed"),
    "pending": (PETITION, "pending"),
    "held": (PETITION, "held"),
    "confirmed": (PETITION, "confirmed"),
    "withdrawn": (PETITION, "withdrawn"),
    "invalidated": (PETITION, "invalidated"),
}
"""What an address of each kind has signed, and where that stands."""

# What a form of a supporter says, but for the address.
FORM = {"first_name": "Zoë", "last_name": "Nuñez", "country": "US", "postal_code": "93610"}


def main() -> int:
    """Measure in a process of its own, while a new database runs; returns the exit code."""
    return beside_new_database("bench.sign_times", INSIDE, site_url="http://localhost")


def measure() -> None:
    """Sign for every kind in every round, in another order each time; print what it took."""
    subprocess.run([sys.executable, "manage.py", "prepare"], check=True, stdout=subprocess.DEVNULL)
    django.setup()
    logging.disable(logging.INFO)  # a line for each request would stand between the table's
    rounds = WARM_UP + ROUNDS
    for kind in KINDS:
        _prepare(kind, rounds)
    taken: dict[str, list[float]] = {kind: [] for kind in KINDS}
    networks = _networks()
    gc.disable()
    for number in range(rounds):
        for kind in random.sample(list(KINDS), len(KINDS)):
            taken[kind].append(_sign(kind, number, next(networks)))
        gc.collect()
    _print({kind: times[WARM_UP:] for kind, times in taken.items()})


def _prepare(kind: str, number: int) -> None:
    before = KINDS[kind]
    if before is None:
        return
    slug, state = before
    petition = apps.get_model("petitions", "Petition")._default_manager.get(slug=slug)
    now = timezone.now()
    row: dict[str, Any] = {"first_name": "Zoë", "country": "MX", "state": state, "ended_at": now}
    row |= {"petition": petition, "text": petition.text, "requested_at": now, "confirmed_at": now}
    signatures = apps.get_model("petitions", "Signature")
    signatures._default_manager.bulk_create(
        signatures(**row, email=address, address_hash=address_hash(address))
        for address in (_address(kind, each) for each in range(number))
    )


def _address(kind: str, number: int) -> str:
    return f"{kind.split()[0]}{number}@example.org"


def _networks() -> Iterator[str]:
    """Addresses in networks of which each has one, so that no limit is met."""
    return (f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}" for n in range(1 << 24))


def _sign(kind: str, number: int, network: str) -> float:
    """Sign once; return the milliseconds until the answer."""
    client = Client(HTTP_HOST="localhost", REMOTE_ADDR=network)
    form = FORM | {"email": _address(kind, number)}
    begun = time.perf_counter_ns()
    response = client.post(f"/petitions/{PETITION}/sign/", form)
    taken = time.perf_counter_ns() - begun
    if response.status_code != 303:
        raise SystemExit(f"Signing was answered with {response.status_code}.")
    return taken / 1_000_000


def _print(taken: dict[str, list[float]]) -> None:
    heads = ["address", "median ms", "middle half", "ratio to a new one", "95 % of resamples"]
    lines = [heads, ["---"] * len(heads)]
    for kind, times in taken.items():
        first, middle, third = statistics.quantiles(times, n=4)
        low, high = _interval(times, taken[NEW])
        ratio = middle / statistics.median(taken[NEW])
        lines.append(
            [
                kind,
                f"{middle:.2f}",
                f"{first:.2f} to {third:.2f}",
                f"{ratio:.3f}",
                f"{low:.3f} to {high:.3f}",
            ]
        )
    for line in lines:
        print(f"| {' | '.join(line)} |")  # noqa: T201


def _interval(times: Sequence[float], new: Sequence[float]) -> tuple[float, float]:
    """Between what the ratio of the medians lies, by drawing the rounds again (bootstrap)."""
    rounds = range(len(times))
    ratios = []
    for _ in range(RESAMPLES):
        drawn = random.choices(rounds, k=len(rounds))  # noqa: S311  (no secret)
        median = statistics.median(times[each] for each in drawn)
        ratios.append(median / statistics.median(new[each] for each in drawn))
    cuts = statistics.quantiles(ratios, n=40)
    return cuts[0], cuts[-1]


if __name__ == "__main__":
    if INSIDE in sys.argv:
        measure()
    else:
        sys.exit(main())
