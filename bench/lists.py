"""`python -m bench.lists`: how much longer the staff's lists take at 100,000 rows than at 100.

Asks for each through the real views, in this process and with a database of its own; prints a
table of medians. At 100 rows a page of a whole list is full, so that what differs is the database's
work; a search or a filter finds fewer than a page there, so that some of what differs is the page's.
"""

import gc
import logging
import os
import statistics
import subprocess
import sys
import time
from urllib.parse import urlencode

import django
from django.apps import apps
from django.test import Client

from bench.crowd import SPAN, fill
from bench.database import beside_new_database

ROUNDS = int(os.environ.get("BENCH_LIST_ROUNDS", "15"))
INSIDE = "--inside"
FEW = 100
SIGNATURES = "/admin/petitions/signature/"
LISTS = {
    "start page": "/admin/",
    "signatures": SIGNATURES,
    "signatures held": f"{SIGNATURES}?state__exact=held",
    "signatures, a name that many have": f"{SIGNATURES}?q=rosa",
    "signatures, one address": f"{SIGNATURES}?{urlencode({'q': 'signer42@gmail.com'})}",
    "comments waiting": "/admin/petitions/comment/",
    "comments refused": "/admin/petitions/comment/?show=refused",
    "subscriptions": "/admin/petitions/subscription/",
    "audit trail": "/admin/organizations/auditevent/",
    "audit trail, searched": "/admin/organizations/auditevent/?q=zenobia",
    "tasks": "/admin/django_tasks_database/dbtaskresult/",
}


def main() -> int:
    """Measure in a process of its own, while a new database runs; returns the exit code."""
    return beside_new_database("bench.lists", INSIDE, site_url="http://localhost")


def measure() -> None:
    """Ask for every list at 100 rows and at 100,000; print what it took."""
    subprocess.run([sys.executable, "manage.py", "prepare"], check=True, stdout=subprocess.DEVNULL)
    django.setup()
    logging.disable(logging.INFO)  # a line for each request would stand between the table's
    fill(0, FEW - 1)
    few = _times()
    fill(FEW, SPAN - 1)
    many = _times()
    print(f"| list | ms at {FEW} rows | ms at {SPAN:,} | ratio |")  # noqa: T201
    print("| --- | --- | --- | --- |")  # noqa: T201
    for name in LISTS:
        ratio = many[name] / few[name]
        print(f"| {name} | {few[name]:.0f} | {many[name]:.0f} | {ratio:.1f} |")  # noqa: T201


def _times() -> dict[str, float]:
    """The median of the milliseconds that each list takes, asked for by turns."""
    client = Client(HTTP_HOST="localhost")
    users = apps.get_model("organizations", "User")._default_manager
    client.force_login(users.get(is_superuser=True))
    taken: dict[str, list[float]] = {name: [] for name in LISTS}
    gc.disable()
    for _round in range(1 + ROUNDS):
        for name, path in LISTS.items():
            taken[name].append(_ask(client, path))
        gc.collect()
    gc.enable()
    return {name: statistics.median(times[1:]) for name, times in taken.items()}


def _ask(client: Client, path: str) -> float:
    begun = time.perf_counter_ns()
    response = client.get(path)
    taken = time.perf_counter_ns() - begun
    if response.status_code != 200:
        raise SystemExit(f"{path} was answered with {response.status_code}.")
    return taken / 1_000_000


if __name__ == "__main__":
    if INSIDE in sys.argv:
        measure()
    else:
        sys.exit(main())
