"""A disk that is full under the database: an honest 503, and all is well once there is room."""

import logging
import subprocess
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from tests.faults.conftest import StartSite
from tests.faults.database import assert_sound
from tests.faults.load import HEALING_SECONDS, Load
from tests.journeys.real_site import wait_for

pytestmark = [pytest.mark.faults, pytest.mark.needs_root]

logger = logging.getLogger(__name__)

SIZE = "160m"
NAME = "filling"
AT_LEAST = 40


@pytest.fixture
def small_disk(directory: Path, scene: ExitStack) -> Path:
    """A file system with just enough room for a site."""
    path = directory / "disk"
    path.mkdir()
    options = f"size={SIZE},mode=0711"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(path)], check=True)
    scene.callback(subprocess.run, ["umount", "--lazy", str(path)], check=True)
    return path


def test_full_disk_is_told_and_nothing_acknowledged_is_lost(
    small_disk: Path, start_site: StartSite
) -> None:
    site = start_site(small_disk)
    load = Load(site, site.mailed)
    with load.at_work():
        load.await_signatures(5)
        wait_for(lambda: fill(small_disk) and load.answers[503] > AT_LEAST, HEALING_SECONDS)
        logger.info("until it was full %s", dict(load.answers))
        (small_disk / NAME).unlink()
        logger.info("healed in %.1f s, %s", load.await_whole(), dict(load.answers))

    load.confirm_the_rest()
    assert_sound(site)


def fill(directory: Path) -> bool:
    """Take all the room that is left; true, for it is always done."""
    with suppress(OSError), (directory / NAME).open("ab", buffering=0) as file:
        while file.write(bytes(4096)):
            pass
    return True
