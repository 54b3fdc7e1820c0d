"""A mail server that takes no mail for a while: signing goes on, and every mail arrives later."""

import logging
import time
from pathlib import Path
from statistics import median

import pytest

from tests.faults.conftest import StartSite
from tests.faults.database import assert_sound
from tests.faults.load import ACKNOWLEDGED, HEALING_SECONDS, Load
from tests.faults.mail_server import MailServer, Mood
from tests.journeys.real_site import wait_for

pytestmark = pytest.mark.faults

logger = logging.getLogger(__name__)

BAD = [Mood.REFUSING, Mood.BUSY, Mood.HANGING, Mood.DROPPING]
AT_LEAST = 15
BATCHES = 6
BATCH = 25
SLOWER = 3.0
"""A request that waited for a mail server would be slower by far more: it hangs for seconds."""


@pytest.mark.parametrize("mood", BAD, ids=lambda mood: mood.name)
def test_every_mail_arrives_once_the_mail_server_is_well_again(
    directory: Path, start_site: StartSite, mail_server: MailServer, mood: Mood
) -> None:
    site = start_site(directory, EMAIL_URL=mail_server.url)
    load = Load(site, mail_server.mailed)
    with load.at_work():
        load.await_whole()
        mail_server.turn(mood)
        load.await_signatures(AT_LEAST)
        if mood is not Mood.REFUSING:
            wait_for(lambda: mail_server.refused > 1, HEALING_SECONDS)
        mail_server.turn(Mood.WELL)
        healed = load.await_whole()
    assert set(load.answers) == {ACKNOWLEDGED}

    load.confirm_the_rest()
    assert_sound(site)
    told = "%s: healed in %.1f s; %s signatures, %s mails, %s refused"
    logger.info(told, mood.name, healed, len(load.signed), mail_server.taken, mail_server.refused)


def test_signing_is_not_slowed_by_a_dead_mail_server(
    directory: Path, start_site: StartSite, mail_server: MailServer
) -> None:
    site = start_site(directory, EMAIL_URL=mail_server.url)
    load = Load(site, mail_server.mailed)
    seconds: dict[Mood, list[float]] = {
        mood: [] for mood in (Mood.WELL, Mood.HANGING, Mood.REFUSING)
    }
    for _batch in range(BATCHES):
        for mood, taken in seconds.items():
            mail_server.turn(mood)
            taken += [sign(load) for _ in range(BATCH)]
    mail_server.turn(Mood.WELL)

    medians = {mood: median(taken) for mood, taken in seconds.items()}
    logger.info("%s", {mood.name: f"{1000 * each:.1f} ms" for mood, each in medians.items()})
    for mood in (Mood.HANGING, Mood.REFUSING):
        assert medians[mood] < SLOWER * medians[Mood.WELL]
    load.confirm_the_rest()
    assert_sound(site)


def sign(load: Load) -> float:
    """The seconds that an acknowledged signature takes."""
    began = time.perf_counter()
    assert load.sign() == ACKNOWLEDGED
    return time.perf_counter() - began
