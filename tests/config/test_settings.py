"""Django's settings for a site on the open web, read by a process of its own."""

import json
import os
import subprocess
import sys

import pytest

from config.environment import PROJECT_DIR

TELL = """
import json
from config import settings
print(json.dumps({name: getattr(settings, name, None) for name in %r}, default=str))
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Runs Python with these variables, as on a server of its own."""

    def command(*arguments, **variables):
        own = {
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(tmp_path_factory.mktemp("data")),
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=PROJECT_DIR,
            env=own | variables,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return command


@pytest.fixture(scope="module")
def settings_of(run):
    def found(names, **variables):
        done = run("-c", TELL % (names,), **variables)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return found


OPEN = {"SITE_URL": "https://petitions.example", "EMAIL_URL": "submission://mail.example"}


@pytest.fixture(scope="module")
def https(settings_of):
    """The settings of a site that is reached by https."""
    names = [
        "DEBUG",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SESSION_COOKIE_NAME",
        "CSRF_COOKIE_NAME",
        "SESSION_COOKIE_HTTPONLY",
        "CSRF_COOKIE_HTTPONLY",
        "ALLOWED_HOSTS",
        "DEMO_MAILBOX",
        "EMAIL_BACKEND",
        "EMAIL_HOST",
        "EMAIL_USE_TLS",
        "X_FRAME_OPTIONS",
        "REQUIRE_2FA",
        "SECRET_KEY",
        "ADDRESS_KEY",
        "TOKEN_KEY",
        "DATA_DIR",
    ]
    return settings_of(names, **OPEN)


class TestHttps:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("DEBUG", False),
            ("SECURE_SSL_REDIRECT", True),
            ("SECURE_HSTS_SECONDS", 3600),
            ("SESSION_COOKIE_SECURE", True),
            ("CSRF_COOKIE_SECURE", True),
            ("SESSION_COOKIE_NAME", "__Host-session"),
            ("CSRF_COOKIE_NAME", "__Host-csrf"),
            ("CSRF_COOKIE_HTTPONLY", True),
            ("ALLOWED_HOSTS", ["petitions.example"]),
            ("DEMO_MAILBOX", False),
            ("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend"),
            ("EMAIL_HOST", "mail.example"),
            ("EMAIL_USE_TLS", True),
            ("X_FRAME_OPTIONS", "DENY"),
            ("REQUIRE_2FA", True),
        ],
    )
    def test_is_asked_for_everywhere(self, https, name, value):
        assert https[name] == value

    def test_keys_are_made_and_differ(self, https):
        assert len({https["SECRET_KEY"], https["ADDRESS_KEY"], https["TOKEN_KEY"]}) == 3

    def test_django_finds_nothing_to_warn_of(self, run):
        done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **OPEN)
        assert (done.returncode, done.stderr) == (0, "")


def test_without_https_nothing_is_asked_of_the_browser_that_it_cannot_do(settings_of):
    names = ["SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE"]
    names += ["CSRF_COOKIE_SECURE", "SESSION_COOKIE_NAME", "DEMO_MAILBOX", "EMAIL_BACKEND"]
    names += ["REQUIRE_2FA"]
    assert settings_of(names, HSTS_SECONDS="7200") == {
        "SECURE_SSL_REDIRECT": False,
        "SECURE_HSTS_SECONDS": 0,
        "SESSION_COOKIE_SECURE": False,
        "CSRF_COOKIE_SECURE": False,
        "SESSION_COOKIE_NAME": "session",
        "DEMO_MAILBOX": True,
        "REQUIRE_2FA": False,
        "EMAIL_BACKEND": "demo.mailbox.EmailBackend",
    }


def test_what_is_given_is_taken(settings_of):
    given = {
        "SECRET_KEY": "k" * 50,
        "HSTS_SECONDS": "63072000",
        "ALLOWED_HOSTS": "www.petitions.example",
        "DEFAULT_FROM_EMAIL": "hello@petitions.example",
    }
    names = ["SECRET_KEY", "SECURE_HSTS_SECONDS", "ALLOWED_HOSTS", "DEFAULT_FROM_EMAIL"]
    assert settings_of(names, **OPEN, **given) == {
        "SECRET_KEY": "k" * 50,
        "SECURE_HSTS_SECONDS": 63072000,
        "ALLOWED_HOSTS": ["petitions.example", "www.petitions.example"],
        "DEFAULT_FROM_EMAIL": "hello@petitions.example",
    }


def test_a_bad_environment_ends_a_command_with_one_sentence(run):
    done = run("manage.py", "check", **OPEN | {"EMAIL_URL": "imap://mail.example"})
    assert done.returncode == 1
    assert done.stderr == (
        "EMAIL_URL begins with “imap:”, but it must begin with one of"
        " smtp://, smtps://, submission://.\n"
    )
