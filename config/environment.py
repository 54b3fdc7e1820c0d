"""Reads the environment, once, and says in one sentence what is wrong with it.

Settings, launcher and tests all take their values from `read()`; nothing else looks into
`os.environ`.
"""

import contextlib
import ipaddress
import os
import secrets
import tempfile
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import dj_email_url
from environs import Env, EnvError, validate

PROJECT_DIR = Path(__file__).resolve().parent.parent
LOOPBACK_NAMES = {"localhost", "127.0.0.1", "::1"}
DATABASE_SCHEMES = {"postgres", "postgresql"}
EMAIL_SCHEMES = {"smtp", "smtps", "submission"}
YES, NO = ("1", "on", "true", "yes"), ("0", "off", "false", "no")
SMTPS_PORT = 465  # RFC 8314
SMTP_TIMEOUT = 10

VARIABLES = {
    "HOST": ("`127.0.0.1`", "The address on which the web server listens."),
    "PORT": ("`8000`", "Its port."),
    "DATABASE_URL": (
        "unset",
        "A PostgreSQL server, `postgresql://…`; unset, the embedded one runs.",
    ),
    "DATA_DIR": (
        "`.data`",
        "Embedded database, uploads, keys, first staff password (mode 0600), the demo's mail.",
    ),
    "EMAIL_URL": (
        "unset",
        "Mail server: `smtp://`, `smtps://` (TLS from the first byte) or `submission://` "
        "(STARTTLS). Unset, the demo's mailbox keeps all mail, on a loopback address only.",
    ),
    "SITE_URL": (
        "`http://HOST:PORT`",
        "The site's own address, for links; `https://` turns on the redirect, secure cookies and "
        "HSTS.",
    ),
    "HSTS_SECONDS": (
        "`3600`",
        "How long browsers insist on https; raise it to two years once it works.",
    ),
    "TRUSTED_PROXIES": (
        "none",
        "Networks (CIDR, comma-separated) whose `X-Forwarded-For` and `-Proto` are believed.",
    ),
    "REQUIRE_2FA": (
        "on, unless `HOST` and `SITE_URL` are loopback",
        "Whether all staff must have a second factor, an app that shows codes.",
    ),
    "SECRET_KEY": (
        "kept in `DATA_DIR/keys`",
        "Signs the sessions of staff, and their recovery codes.",
    ),
    "ALLOWED_HOSTS": ("the host of `SITE_URL`", "Further names of the site, comma-separated."),
    "DEFAULT_FROM_EMAIL": ("`no-reply@` the site's host", "The sender of all mail."),
    "SENTRY_DSN": ("unset", "Where crashes are told, without personal data."),
    "DEBUG": ("off", "For developers only (`make dev`)."),
    "DJANGO_SUPERUSER_USERNAME": ("`staff`", "The first staff account, made once."),
    "DJANGO_SUPERUSER_EMAIL": ("empty", "Its mail address."),
    "DJANGO_SUPERUSER_PASSWORD": ("random, kept in `DATA_DIR/staff-password`", "Its password."),
}
"""Each variable with its default and its meaning, as `docs/settings.md` tells them."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class BadEnvironment(Exception):
    """A variable cannot be used; the message is one sentence that names it."""


@dataclass(frozen=True, kw_only=True)
class Environment:
    """What the environment says. Durations are in seconds, paths absolute."""

    host: str
    port: int
    database_url: str | None
    data_dir: Path
    email_url: str | None
    site_url: str
    hsts_seconds: int
    trusted_proxies: tuple[Network, ...]
    require_2fa: bool | None
    secret_key: str | None
    allowed_hosts: tuple[str, ...]
    default_from_email: str
    sentry_dsn: str | None
    debug: bool
    superuser_username: str
    superuser_email: str
    superuser_password: str | None

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the site."""
        return is_loopback(self.host) and is_loopback(urlsplit(self.site_url).hostname or "")

    @property
    def is_https(self) -> bool:
        """Whether supporters reach the site by https."""
        return self.site_url.startswith("https://")

    @property
    def requires_second_factor(self) -> bool:
        """Whether all staff must have a second factor."""
        return not self.is_loopback if self.require_2fa is None else self.require_2fa

    @property
    def has_demo_mailbox(self) -> bool:
        """Whether mail is kept as files and shown at `/demo/mail/`."""
        return self.email_url is None and self.is_loopback

    @property
    def hosts(self) -> list[str]:
        """The names under which the site answers."""
        name = urlsplit(self.site_url).hostname or ""
        own = {f"[{name}]" if ":" in name else name, *self.allowed_hosts}
        if self.is_loopback:
            own |= {"localhost", "127.0.0.1", "[::1]"}
        return sorted(own)

    def database(self) -> dict[str, Any] | None:
        """Django's settings for `DATABASE_URL`; None means the embedded server."""
        return dict(dj_database_url.parse(self.database_url)) if self.database_url else None

    def email(self) -> dict[str, Any]:
        """Django's `EMAIL_*` settings for `EMAIL_URL`; empty without one."""
        if self.email_url is None:
            return {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = dict(dj_email_url.parse(self.email_url))
        if self.email_url.startswith("smtps:"):
            # The parser reads smtps as STARTTLS; it is TLS from the first byte.
            found |= {"EMAIL_USE_SSL": True, "EMAIL_USE_TLS": False}
            found["EMAIL_PORT"] = found["EMAIL_PORT"] or SMTPS_PORT
        found["EMAIL_TIMEOUT"] = found["EMAIL_TIMEOUT"] or SMTP_TIMEOUT
        return {name: value for name, value in found.items() if name != "EMAIL_FILE_PATH"}

    def key(self, name: str) -> str:
        """The key in `DATA_DIR/keys/<name>` (64 hexadecimal digits), made at first use.

        Keys belong to the backup: without `addresses` nobody can tell whether an address has
        signed, without `tokens` no mailed link works.
        """
        path = self.data_dir / "keys" / name
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Written aside and linked, so that no process ever reads half a key.
            with tempfile.NamedTemporaryFile("w", dir=path.parent) as file:
                file.write(secrets.token_hex(32))
                file.flush()
                os.fsync(file.fileno())
                with contextlib.suppress(FileExistsError):
                    os.link(file.name, path)
        return path.read_text()


def is_loopback(name: str) -> bool:
    """Whether a host name or address means this machine alone."""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name in LOOPBACK_NAMES


@cache
def read() -> Environment:
    """The environment of this process.

    Raises BadEnvironment where a variable cannot be used.
    """
    env = Env()
    try:
        host = env.str("HOST", "") or "127.0.0.1"
        port = _port(env.int("PORT", 8000))
        site_url = (
            env.str("SITE_URL", "") or f"http://{f'[{host}]' if ':' in host else host}:{port}"
        )
        return Environment(
            host=host,
            port=port,
            database_url=_url("DATABASE_URL", env.str("DATABASE_URL", ""), DATABASE_SCHEMES),
            data_dir=(PROJECT_DIR / (env.str("DATA_DIR", "") or ".data")).resolve(),
            email_url=_url("EMAIL_URL", env.str("EMAIL_URL", ""), EMAIL_SCHEMES),
            site_url=(_url("SITE_URL", site_url, {"http", "https"}) or "").rstrip("/"),
            hsts_seconds=env.int("HSTS_SECONDS", 3600, validate=validate.Range(min=0)),
            trusted_proxies=_networks(env.list("TRUSTED_PROXIES", [])),
            require_2fa=_yes_or_no("REQUIRE_2FA", env.str("REQUIRE_2FA", "")),
            secret_key=env.str("SECRET_KEY", "") or None,
            allowed_hosts=_names(env.str("ALLOWED_HOSTS", "")),
            default_from_email=env.str("DEFAULT_FROM_EMAIL", "") or _sender(site_url),
            sentry_dsn=env.str("SENTRY_DSN", "") or None,
            debug=env.bool("DEBUG", False),
            superuser_username=env.str("DJANGO_SUPERUSER_USERNAME", "") or "staff",
            superuser_email=env.str("DJANGO_SUPERUSER_EMAIL", ""),
            superuser_password=env.str("DJANGO_SUPERUSER_PASSWORD", "") or None,
        )
    except (EnvError, ValueError) as error:
        raise BadEnvironment(f"The environment cannot be used: {error}") from error


def _names(value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in value.split(",") if name.strip())


def _yes_or_no(name: str, value: str) -> bool | None:
    """What a word says; None where there is none."""
    word = value.strip().lower()
    if word not in ("", *YES, *NO):
        raise BadEnvironment(f"{name} is “{value}”, but must be on or off.")
    return word in YES if word else None


def _port(number: int) -> int:
    if not 0 < number < 65536:
        raise BadEnvironment(f"PORT is {number}, but a port is a number from 1 to 65535.")
    return number


def _url(name: str, value: str, schemes: set[str]) -> str | None:
    """The value, where it is an address of one of the schemes.

    What is wrong with it is told without quoting it: it may hold a password.
    """
    if not value:
        return None
    scheme, separator, _rest = value.partition("://")
    if scheme not in schemes or not separator:
        found = f"begins with “{scheme}:”, but it " if separator and scheme.isalnum() else ""
        expected = ", ".join(f"{known}://" for known in sorted(schemes))
        raise BadEnvironment(f"{name} {found}must begin with one of {expected}.")
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise BadEnvironment(
            f"{name} cannot be read: it must look like {scheme}://user:password@host:1234, with"
            " special characters of the password written as %xx."
        ) from None
    if name != "DATABASE_URL" and not host:
        raise BadEnvironment(f"{name} names no host.")
    return value


def _networks(values: list[str]) -> tuple[Network, ...]:
    try:
        return tuple(
            ipaddress.ip_network(value.strip(), strict=False) for value in values if value.strip()
        )
    except ValueError as error:
        raise BadEnvironment(
            f"TRUSTED_PROXIES must hold networks such as 10.0.0.0/8: {error}."
        ) from error


def _sender(site_url: str) -> str:
    host = urlsplit(site_url).hostname or "localhost"
    return f"no-reply@{'localhost' if is_loopback(host) else host}"
