"""supervisord, with two gaps closed: `python -m launcher.supervisord OPTIONS…`.

It waits a second longer after each start that did not last, without end: after a
database's outage of a quarter of an hour the worker would stay away for most of a minute. Here
the wait stops growing.

A new child has supervisord's signal handlers until it becomes the program. A SIGTERM of that
moment is noted by a handler that nobody will ask, so that stopping a site which is just starting
would wait for `stopwaitsecs`. Supervisord itself sends it so, for it notices signals only after
it has started programs.
"""

import os
import signal
from typing import Any

from supervisor import supervisord
from supervisor.options import ProcessConfig, ServerOptions
from supervisor.process import ProcessStates, Subprocess

LONGEST_WAIT = 2  # seconds

_SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR2}


class Program(Subprocess):  # type: ignore[misc]
    """A program that is started again soon, however often it has died."""

    backoff: int

    def change_state(self, new_state: int, expected: bool = True) -> bool:
        """Notes the new state; supervisor counts the starts in vain, and waits as many seconds."""
        if new_state == ProcessStates.BACKOFF:
            self.backoff = min(self.backoff, LONGEST_WAIT - 1)
        return bool(super().change_state(new_state, expected))


class Configuration(ProcessConfig):  # type: ignore[misc]
    """What supervisord.conf says of a program."""

    def make_process(self, group: Any = None) -> Program:
        """The program, not yet running."""
        process = Program(self)
        process.group = group
        return process


class Options(ServerOptions):  # type: ignore[misc]
    """Supervisor's own options, which are also its door to the system."""

    def processes_from_section(
        self, parser: Any, section: str, group_name: str, klass: type[ProcessConfig] | None = None
    ) -> list[ProcessConfig]:
        """The programs that a section of supervisord.conf describes; all of ours are plain ones."""
        return list(super().processes_from_section(parser, section, group_name, Configuration))

    def fork(self) -> int:
        """Forks such that signals to the child act on it from its first moment."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        pid = os.fork()
        if not pid:
            for number in _SIGNALS:
                signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return pid


def main() -> None:
    """Runs supervisord until it is stopped."""
    options = Options()
    options.realize(doc=supervisord.__doc__)
    options.first, options.test = True, False
    supervisord.go(options)


if __name__ == "__main__":
    main()
