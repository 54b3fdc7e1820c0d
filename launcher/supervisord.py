"""supervisord, with one gap closed: `python -m launcher.supervisord OPTIONS…`.

A new child has supervisord's signal handlers until it becomes the program. A SIGTERM of that
moment is noted by a handler that nobody will ask, so that stopping a site which is just starting
would wait for `stopwaitsecs`. Supervisord itself sends it so, for it notices signals only after
it has started programs.
"""

import os
import signal

from supervisor import supervisord
from supervisor.options import ServerOptions

_SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR2}


class Options(ServerOptions):  # type: ignore[misc]
    """Supervisor's own options, which are also its door to the system."""

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
