"""What a running site's database says of itself."""

from contextlib import closing

from tests.journeys.real_site import RealSite, wait_for
from tests.launcher.processes import connect

SAFE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
DUE = """
    SELECT status, count(*) FROM django_tasks_database_dbtaskresult
     WHERE status IN ('RUNNING', 'FAILED')
        OR status = 'READY' AND (run_after < now() OR run_after >= '9999-01-01')
     GROUP BY status
"""
HEALING_SECONDS = 120


def assert_sound(site: RealSite) -> None:
    """Fail where a count is not that of the rows, work is left, or a commit may be lost."""
    assert site.manage("check_counts").endswith("Every count is right.\n")
    wait_for(lambda: "RUNNING" not in left(site) and "READY" not in left(site), HEALING_SECONDS)
    given_up = left(site)
    assert not given_up, given_up
    assert {name: _rows(site, f"SHOW {name}")[0][0] for name in SAFE} == SAFE


def left(site: RealSite) -> dict[str, int]:
    """How much of the outbox's work is due, under way or was given up."""
    return {str(status): int(str(number)) for status, number in _rows(site, DUE)}


def _rows(site: RealSite, query: str) -> list[tuple[object, ...]]:
    with closing(connect(site.data_dir)) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())
