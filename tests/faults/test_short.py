"""The short form of the long fault tests: each kind of process is killed twice under one load."""

from pathlib import Path

import pytest

from tests.faults.conftest import StartSite
from tests.faults.database import assert_sound
from tests.faults.load import HEALING_SECONDS, Load
from tests.faults.mail_server import MailServer, Mood
from tests.faults.victims import VICTIMS, kill
from tests.journeys.real_site import wait_for

ROUNDS = 2


@pytest.mark.xdist_group("make run")  # it takes both cores for itself where it can
def test_nothing_acknowledged_is_lost(
    directory: Path, start_site: StartSite, mail_server: MailServer
) -> None:
    site = start_site(directory, EMAIL_URL=mail_server.url)
    load = Load(site, mail_server.mailed)
    with load.at_work():
        mail_server.turn(Mood.DROPPING)
        wait_for(lambda: mail_server.refused > 1, HEALING_SECONDS)
        mail_server.turn(Mood.WELL)
        for find in VICTIMS * ROUNDS:
            kill(site, find)
            load.await_whole()

    load.confirm_the_rest()
    assert_sound(site)
