"""kill -9 of one process after the other while people sign: nothing acknowledged may be lost."""

import logging
from pathlib import Path

import pytest

from tests.faults.conftest import StartSite
from tests.faults.database import assert_sound
from tests.faults.load import Load
from tests.faults.victims import VICTIMS, Find, kill

pytestmark = pytest.mark.faults

logger = logging.getLogger(__name__)

ROUNDS = 10
AT_LEAST = 5


@pytest.mark.parametrize("find", VICTIMS)
def test_nothing_acknowledged_is_lost(directory: Path, start_site: StartSite, find: Find) -> None:
    site = start_site(directory)
    load = Load(site, site.mailed)
    healed = []
    with load.at_work():
        for _round in range(ROUNDS):
            load.await_signatures(AT_LEAST)
            kill(site, find)
            healed.append(round(load.await_whole(), 1))

    logger.info("%s healed in %s s, %s", find.__name__, healed, dict(load.answers))
    load.confirm_the_rest()
    assert_sound(site)
