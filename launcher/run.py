"""`make run`: from an environment to a site that answers, and back to nothing.

Each step that fails is told in one sentence. What stops the site is SIGINT, SIGTERM or SIGHUP to
this process: then the web server and the worker end first, and the database last.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import FrameType

from config.environment import PROJECT_DIR, BadEnvironment, Environment, read
from launcher import address, child, external, locks, placement, postgres, terminal
from launcher.errors import StartError, told
from launcher.supervision import Supervised, await_end, directory

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_FIRST_ANSWER_SECONDS = 90
_PREPARE_STOP_SECONDS = 10
_OTHER_RUN_SECONDS = 2
_STOPPING_SECONDS = 90
_STOPPING = "is stopping"
_TICK = 0.5

_Handler = Callable[[int, FrameType | None], None] | signal.Handlers


class Stopped(BaseException):
    """A signal asked for the end. No Exception, so that nothing on the way catches it."""


def main() -> int:
    """Runs the site until it is stopped; the exit code: 0 when stopped, 1 when it cannot run."""
    try:
        with _stopped_by_signals():
            _run(read())
    except Stopped:
        terminal.say("Stopped.")
        return 0
    except (BadEnvironment, StartError) as error:
        terminal.complain(str(error))
    return 1


def database(command: list[str]) -> int:
    """Runs a command with the database up, and returns its exit code."""
    if not command:
        terminal.complain("usage: python -m launcher database -- COMMAND…")
        return 2
    try:
        with _database(read()):
            return _passed_through(command)
    except (BadEnvironment, StartError) as error:
        terminal.complain(str(error))
    return 1


def _run(environment: Environment) -> None:
    _require_mail(environment)
    with _run_lock(environment) as lock:
        await_end(directory(environment))
        address.require_free(environment)
        terminal.say("Starting the database …")
        with _database(environment):
            terminal.say("Preparing the site …")
            _prepare()
            supervised = Supervised(environment)
            try:
                _watch(environment, supervised)
            finally:
                _write(lock, _STOPPING)
                supervised.stop()


def _require_mail(environment: Environment) -> None:
    if environment.email_url is None and not environment.is_loopback:
        raise StartError(
            "EMAIL_URL is not set: set it to your mail server, such as"
            " submission://user:password@host; the demo mailbox works only on this machine's own"
            " address."
        )


def _watch(environment: Environment, supervised: Supervised) -> None:
    """Keeps the processes alive, forever; greets once the web server answers."""
    greeted = False
    deadline = time.monotonic() + _FIRST_ANSWER_SECONDS
    trouble = ""
    while True:
        supervised.keep()
        trouble = _revived(environment, trouble)
        if not greeted and address.answers(environment):
            greeted = True
            terminal.say(greeting(environment))
        if not greeted and time.monotonic() > deadline:
            raise StartError("The web server does not answer: see its messages above.")
        time.sleep(_TICK)


def _revived(environment: Environment, trouble: str) -> str:
    """Starts an embedded database that died; what hinders it is told once, and tried again."""
    if environment.database_url:
        return ""
    try:
        postgres.revive(environment.data_dir)
    except StartError as error:
        if str(error) != trouble:
            terminal.complain(str(error))
        return str(error)
    return ""


def greeting(environment: Environment) -> str:
    """What whoever started the site wants to know."""
    site = environment.site_url
    lines = [
        "",
        f"The site runs at         {site}/",
        f"Staff sign in at         {site}/admin/",
        f"Their first password     {environment.data_dir / 'staff-password'}",
    ]
    if environment.has_demo_mailbox:
        lines.append(f"Its mail can be read at  {site}/demo/mail/")
    return "\n".join([*lines, "Ctrl-C stops it.", ""])


@contextmanager
def _database(environment: Environment) -> Iterator[None]:
    if environment.database_url:
        external.require_reachable(environment)
    with nullcontext() if environment.database_url else postgres.running(environment.data_dir):
        yield


def _prepare() -> None:
    """Migrates, builds and loads what the site needs; raises StartError where that fails."""
    command = child.command(sys.executable, str(PROJECT_DIR / "manage.py"), "prepare")
    process = subprocess.Popen(
        command, cwd=PROJECT_DIR, stdin=subprocess.DEVNULL, start_new_session=True
    )
    try:
        code = process.wait()
    finally:
        _end(process)
    if code:
        raise StartError("The site could not be prepared: see the message above.")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(_PREPARE_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _passed_through(command: list[str]) -> int:
    """Runs the command in the foreground; signals are for it to handle."""
    process = subprocess.Popen(child.command(*command))

    def forward(number: int, frame: FrameType | None) -> None:
        process.send_signal(number)

    # At a terminal Ctrl-C reaches the command by itself.
    with _handling(signal.SIG_IGN, signal.SIGINT), _handling(forward, signal.SIGTERM):
        code = process.wait()
    return code if code >= 0 else 128 - code


@contextmanager
def _run_lock(environment: Environment) -> Iterator[Path]:
    """Holds the lock of the one site that may run from a DATA_DIR, and yields its file."""
    path = environment.data_dir / "run.lock"
    with told(environment.data_dir):
        placement.make_directories(environment.data_dir)
        descriptor = locks.open_file(path)
    with open(descriptor):
        if not _locked(descriptor, path):
            raise StartError(
                f"The site is already running from {environment.data_dir} ({path.read_text()}):"
                " stop it first, or start with another DATA_DIR and PORT."
            )
        with told(environment.data_dir):
            _write(path, f"process {os.getpid()}, {environment.site_url}")
        yield path


def _locked(descriptor: int, path: Path) -> bool:
    """Whether the lock could be had; one who is stopping is waited for."""
    if locks.take_exclusive(descriptor, _OTHER_RUN_SECONDS):
        return True
    return path.read_text() == _STOPPING and locks.take_exclusive(descriptor, _STOPPING_SECONDS)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text)
    except OSError as error:
        raise StartError(f"{path} cannot be written: {error.strerror}.") from error


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Turns the first signal into Stopped; later ones do not disturb the stopping."""

    def stop(number: int, frame: FrameType | None) -> None:
        for each in _SIGNALS:
            signal.signal(each, _ignore)
        raise Stopped

    with _handling(stop, *_SIGNALS):
        yield


def _ignore(number: int, frame: FrameType | None) -> None:
    """A handler that does nothing; unlike SIG_IGN, programs started meanwhile do not inherit it."""


@contextmanager
def _handling(handler: _Handler, *numbers: signal.Signals) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
