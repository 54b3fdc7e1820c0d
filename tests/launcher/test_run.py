"""`python -m launcher`: the site's life, from the first start over killed processes to its end."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Timer

import pytest

from config.environment import read
from launcher import address, postgres
from tests.launcher.processes import eventually, kill, postmaster
from tests.launcher.project import Project, project

KILLED_PARENT = """
import subprocess, sys, time
subprocess.Popen(sys.argv[1:])
time.sleep(600)
"""


@pytest.fixture
def site(scratch: Path) -> Iterator[Project]:
    """A project that has not been started yet."""
    # A name with what means something to shells, and to supervisord's configuration.
    with project(scratch / "the 'site' %d ;#x") as made:
        yield made


def test_site_greets_heals_and_ends(site: Project) -> None:
    launcher = site.start()
    assert eventually(lambda: site.greetings() == 1, 30)
    for line in (
        f"The site runs at         http://127.0.0.1:{site.port}/\n",
        f"http://127.0.0.1:{site.port}/admin/\n",
        f"{site.data_dir}/staff-password\n",
        f"http://127.0.0.1:{site.port}/demo/mail/\n",
    ):
        assert line in site.output

    second = site.run("run", PORT=str(site.port + 1))
    assert second.returncode == 1
    assert f"already running from {site.data_dir} (process {launcher.pid}" in second.stderr

    web_process, web_server = site.get()
    kill(web_process)
    assert eventually(lambda: site.answers() and len(served_by(site)) == 2)
    assert web_process not in served_by(site)

    kill(web_server)
    assert eventually(lambda: site.answers() and site.get()[1] != web_server)

    worker = site.workers()[-1]
    kill(worker)
    assert eventually(lambda: site.workers()[-1] != worker)

    server = postmaster(site.data_dir)
    kill(server)
    assert eventually(
        lambda: postgres.is_running(site.data_dir) and postmaster(site.data_dir) != server
    )

    worker = site.workers()[-1]
    kill(supervisor_of(site))
    assert eventually(lambda: site.workers()[-1] != worker and site.answers())
    assert launcher.poll() is None

    launcher.terminate()
    assert launcher.wait(30) == 0
    assert site.output.endswith("Stopped.\n")
    assert not postgres.is_running(site.data_dir)
    assert site.remains() == []


def test_site_heals_however_often_its_supervisor_dies(site: Project) -> None:
    launcher = site.start()
    assert eventually(lambda: site.greetings() == 1, 30)

    for _death in range(7):
        supervisor = supervisor_of(site)
        kill(supervisor)
        assert eventually(lambda old=supervisor: supervisor_of(site) not in (0, old), 30)

    assert eventually(site.answers, 30)
    assert launcher.poll() is None


def test_new_run_recovers_after_kill_9_of_the_launcher(site: Project) -> None:
    first = site.start()
    assert eventually(lambda: site.greetings() == 1, 30)
    kill(first.pid)
    first.wait()

    second = site.start()

    assert eventually(lambda: site.greetings() == 2, 30)
    # Ctrl-C reaches the whole group of the foreground.
    os.killpg(second.pid, signal.SIGINT)
    assert second.wait(30) == 0
    assert site.remains() == []
    assert "Traceback" not in site.output


def test_run_ends_with_a_killed_make_and_the_next_waits_for_it(site: Project) -> None:
    make = site.start(
        sys.executable, "-c", KILLED_PARENT, sys.executable, "-m", "launcher.child", "--"
    )
    assert eventually(lambda: site.greetings() == 1, 30)
    kill(make.pid)

    site.start()

    assert eventually(lambda: site.greetings() == 2, 30)
    assert "already running" not in site.output


def test_site_goes_on_where_nobody_reads_its_output(site: Project) -> None:
    site.start(output=subprocess.PIPE)
    assert eventually(site.answers, 30)

    site.get("/flood")

    assert eventually(site.answers)


@pytest.mark.parametrize("moment", [0.1, 0.6, 1.5])
def test_stopping_during_the_start_is_clean(site: Project, moment: float) -> None:
    launcher = site.start()
    assert eventually(lambda: site.output != "" or (site.data_dir / "run.lock").exists())
    time.sleep(moment)

    launcher.send_signal(signal.SIGINT)

    assert launcher.wait(30) == 0
    assert "Traceback" not in site.output
    assert not postgres.is_running(site.data_dir)
    assert eventually(lambda: site.remains() == [])


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"HOST": "0.0.0.0"}, "EMAIL_URL is not set: "),  # noqa: S104
        ({"SITE_URL": "https://example.org"}, "EMAIL_URL is not set: "),
        ({"PORT": "eighty"}, "The environment cannot be used: "),
        ({"HOST": "192.0.2.1", "EMAIL_URL": "smtp://localhost"}, "HOST is 192.0.2.1, which is not"),
        ({"HOST": "no-such-host.invalid", "EMAIL_URL": "smtp://localhost"}, "HOST is no-such-host"),
        ({"DATABASE_URL": "mysql://localhost/x"}, "DATABASE_URL begins with"),
        (
            {"DATABASE_URL": "postgres://who:secret@127.0.0.1:1/x"},
            "The database server of DATABASE_URL, 127.0.0.1 port 1, cannot be used: nothing",
        ),
        ({"DATABASE_URL": "postgres://who:secret@127.0.0.1:port/x"}, "DATABASE_URL cannot be read"),
        ({"DATA_DIR": "/dev/null/site"}, "/dev/null/site cannot be used"),
        ({"PREPARE_CODE": "3"}, "The site could not be prepared"),
    ],
)
def test_what_hinders_is_one_sentence(
    site: Project, variables: dict[str, str], sentence: str
) -> None:
    done = site.run("run", **variables)

    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert done.stderr.endswith(".\n")
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr + done.stdout
    assert site.remains() == []


def test_busy_port_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "_RELEASE_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        environment = replace(read(), host="127.0.0.1", port=port)

        with pytest.raises(postgres.StartError) as told:
            address.require_free(environment)

    assert str(told.value) == (
        f"Port {port} of 127.0.0.1 is busy: stop the other program, or start with"
        f" PORT={port + 1} make run."
    )
    address.require_free(environment)


def test_port_that_is_being_released_is_waited_for() -> None:
    other = socket.create_server(("127.0.0.1", 0))
    environment = replace(read(), host="127.0.0.1", port=other.getsockname()[1])
    timer = Timer(0.5, other.close)
    timer.start()

    address.require_free(environment)
    timer.join()


def test_command_runs_with_the_database_up_and_passes_its_code(site: Project) -> None:
    code = (
        "import sys; from pathlib import Path; from launcher import postgres;"
        f"sys.exit(40 + postgres.is_running(Path({str(site.data_dir)!r})))"
    )

    done = site.run("database", "--", sys.executable, "-c", code)

    assert done.returncode == 41
    assert not postgres.is_running(site.data_dir)


def test_command_that_is_killed_has_the_code_of_a_shell(site: Project) -> None:
    done = site.run("database", "--", "sh", "-c", "kill -TERM $$")

    assert done.returncode == 128 + signal.SIGTERM


@pytest.mark.parametrize("arguments", [[], ["walk"], ["database"], ["database", "--"]])
def test_wrong_arguments_tell_the_usage(site: Project, arguments: list[str]) -> None:
    done = site.run(*arguments)

    assert done.returncode == 2
    assert done.stderr.startswith("usage: python -m launcher")


def test_launcher_itself_has_nothing_of_django(site: Project) -> None:
    code = "import sys; from launcher import run; sys.exit('django' in sys.modules)"

    subprocess.run([sys.executable, "-c", code], cwd=site.directory, check=True)


def supervisor_of(site: Project) -> int:
    """The process number of the newest supervisord; 0 while it is being written down."""
    return int((site.data_dir / "supervisor" / "supervisord.pid").read_text() or "0")


def served_by(site: Project) -> set[int]:
    """The processes of the web server that answer."""
    return {site.get()[0] for _ in range(40)} - {0}
