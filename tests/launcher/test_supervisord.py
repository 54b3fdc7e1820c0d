"""supervisord as the launcher runs it: what dies is started again soon, however often it dies."""

import time
from pathlib import Path

import pytest
from supervisor.process import ProcessStates

from launcher import supervisord
from launcher.supervision import _CONFIGURATION


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> supervisord.Program:
    """The first program of supervisord.conf, not yet running."""
    monkeypatch.setenv("SITE_WEB", "web")
    monkeypatch.setenv("SITE_WORKER", "worker")
    options = supervisord.Options()
    options.realize(["--configuration", str(_CONFIGURATION), "--childlogdir", str(tmp_path)])
    (process, *_others) = options.process_group_configs[0].process_configs
    return process.make_process()


def test_wait_before_the_next_start_does_not_grow(program: supervisord.Program) -> None:
    waits = []
    for _death in range(20):
        program.change_state(ProcessStates.STARTING)
        program.change_state(ProcessStates.BACKOFF)
        waits.append(round(program.delay - time.time()))

    assert waits == [1] + [supervisord.LONGEST_WAIT] * 19


def test_no_number_of_deaths_is_too_many(program: supervisord.Program) -> None:
    for _death in range(20):
        program.change_state(ProcessStates.STARTING)
        program.change_state(ProcessStates.BACKOFF)

    assert program.backoff <= program.config.startretries
