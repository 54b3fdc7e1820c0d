"""Measures the site against its references, in turn, and prints a table of medians and ratios;
then another one of the staff's lists.

Needs `wrk`. The load generator shares the machine with the site and its database, so figures are
to be read as ratios within one run.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import lists
from bench.database import beside_new_database
from launcher.supervision import GRANIAN

HERE = Path(__file__).parent
PORT = 8765
BASE = f"http://127.0.0.1:{PORT}"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "4"))
CONNECTIONS = 16
START_SECONDS = 30
MANAGE = [sys.executable, "manage.py"]
SERVER = [*GRANIAN, "--log-level", "error", "--port", str(PORT), "config.wsgi:application"]


@dataclass(frozen=True)
class Row:
    """One line of the table: what is measured, and what it is held against."""

    work: str
    path: str
    reference: str
    target: float
    script: str = ""


ROWS = [
    Row(
        "POST sign, unique addresses",
        "/petitions/free-kelly/sign/",
        "/bench/insert/",
        0.5,
        "sign.lua",
    ),
    Row("petition page", "/petitions/free-kelly/", "/bench/page/", 0.5),
    Row("profile", "/", "/bench/page/", 0.5),
    Row("count.json", "/petitions/free-kelly/count.json", "/bench/count/", 0.5),
]


def main() -> int:
    """Run everything once; returns the exit code."""
    if shutil.which("wrk") is None:
        sys.stderr.write("The benchmark needs wrk (on Debian: apt install wrk).\n")
        return 1
    code = beside_new_database("bench.measure", site_url=BASE)
    print(flush=True)  # noqa: T201
    return code or lists.main()


def measure() -> None:
    """Measure each row and its reference in turn; the database runs already."""
    subprocess.run([*MANAGE, "prepare"], check=True, stdout=subprocess.DEVNULL)
    _sql("CREATE TABLE IF NOT EXISTS bench_rows (id bigserial PRIMARY KEY, name text)")
    print("| work | a second | p99 ms | reference | ratio | target |")  # noqa: T201
    print("| --- | --- | --- | --- | --- | --- |")  # noqa: T201
    with _server():
        for row in ROWS:
            print(_measure(row), flush=True)  # noqa: T201


def _measure(row: Row) -> str:
    own, reference, tails = [], [], []
    _load(row.path, row.script, seconds=1)
    _load(row.reference, row.script, seconds=1)
    for _ in range(ROUNDS):
        rate, tail = _load(row.path, row.script)
        own.append(rate)
        tails.append(tail)
        reference.append(_load(row.reference, row.script)[0])
    ratios = [mine / theirs for mine, theirs in zip(own, reference, strict=True)]
    return (
        f"| {row.work} | {statistics.median(own):,.0f} ({min(own):,.0f} to {max(own):,.0f}) "
        f"| {statistics.median(tails):,.0f} | {statistics.median(reference):,.0f} "
        f"| {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) | ≥ {row.target} |"
    )


def _load(path: str, script: str, seconds: int = SECONDS) -> tuple[float, float]:
    """Requests a second, and the 99th percentile of their times in milliseconds."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", BASE + path]
    if script:
        command[1:1] = ["-s", str(HERE / script)]
        command += ["--", str(time.time_ns())]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in out:
        raise SystemExit(f"{path} answered with errors:\n{out}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])  # type: ignore[index]
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", out).groups()  # type: ignore[union-attr]
    return rate, float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


@contextmanager
def _server() -> Iterator[None]:
    process = subprocess.Popen(SERVER, stdout=subprocess.DEVNULL)
    try:
        _await(process)
        yield
    finally:
        process.terminate()
        process.wait()


def _await(process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(BASE + "/healthz").close()  # noqa: S310
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The web server did not start.")


def _sql(statement: str) -> None:
    code = f"from django.db import connection as c; c.cursor().execute({statement!r})"
    subprocess.run([*MANAGE, "shell", "-v", "0", "-c", code], check=True)


if __name__ == "__main__":
    sys.exit(main())
