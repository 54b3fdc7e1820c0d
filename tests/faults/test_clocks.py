"""One process whose clock is two days off, ahead or behind, among others that are right."""

from pathlib import Path

import pytest

from tests.faults import beside
from tests.faults.conftest import StartSite
from tests.faults.database import assert_sound
from tests.faults.load import Load

pytestmark = pytest.mark.faults

AT_LEAST = 60


@pytest.mark.parametrize("days", [2, -2])
def test_wrong_clock_of_a_web_server_loses_nothing(
    directory: Path, start_site: StartSite, days: int
) -> None:
    site = start_site(directory)
    with beside.web_server(site, days) as port:
        # Who signs at one of them confirms at either.
        load = Load(site, site.mailed, site.port, port, port)
        with load.at_work():
            load.await_signatures(AT_LEAST)
            load.await_whole()
        assert set(load.answers) == {303}
        load.confirm_the_rest()

    assert_sound(site)


@pytest.mark.parametrize("days", [2, -2])
def test_wrong_clock_of_the_worker_loses_nothing(
    directory: Path, start_site: StartSite, days: int
) -> None:
    site = start_site(directory)
    load = Load(site, site.mailed)
    with beside.worker(site, days), load.at_work():
        load.await_signatures(AT_LEAST)
        load.await_whole()
    assert set(load.answers) == {303}
    with load.at_work():
        load.await_whole()

    load.confirm_the_rest()
    assert_sound(site)
