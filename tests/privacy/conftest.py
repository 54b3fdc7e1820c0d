"""One site on which everything has happened, and all that could be seen of it meanwhile."""

import io
import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import override_settings

from tests.access import PASSWORD
from tests.privacy import desk, journeys, rows
from tests.privacy.marks import mark
from tests.privacy.scanner import Scanner
from tests.privacy.signers import Signer
from tests.privacy.visitors import AGENT, REFERRER, Answer, Visitor, every_address
from tests.privacy.world import World, build
from tests.stopping import handlers_unchanged
from web.logs import RedactTokens

QUICK = {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"]}
OURS = ("web", "petitions", "campaigns", "organizations", "outbox", "demo")
OTHERS = ("django", "axes", "django_tasks", "django_tasks_db")
KEYS = ("SECRET_KEY", "ADDRESS_KEY", "TOKEN_KEY", "NETWORK_KEY")


@dataclass
class Site:
    """What there is to look at: who got which answers, what was logged, printed, mailed."""

    world: World
    hidden: Scanner = field(default_factory=Scanner)
    personal: Scanner = field(default_factory=Scanner)
    stranger: Visitor = field(default_factory=Visitor)
    signers: list[Signer] = field(default_factory=list)
    staff: list[Visitor] = field(default_factory=list)
    log: io.StringIO = field(default_factory=io.StringIO)
    printed: io.StringIO = field(default_factory=io.StringIO)
    mails: list[Any] = field(default_factory=list)

    def note(self) -> None:
        """Look from now on for all that the database keeps and no stranger may read."""
        for place, value in rows.hidden_values():
            self.hidden.add(place, value)
            if place not in rows.TEXTS_OF_STAFF and not place.startswith("admin.LogEntry"):
                self.personal.add(place, value)

    @property
    def hidden_from_strangers(self) -> Scanner:
        """All of it but what became public in the meantime, as a comment does that was approved."""
        return self.hidden.without(value for _place, value in rows.shown_values())

    @property
    def own(self) -> list[Answer]:
        """What signers and staff got."""
        return [answer for visitor in (*self.signers, *self.staff) for answer in visitor.answers]


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Site]:
    """The site after all journeys. Its tests only look."""
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        stack.callback(call_command, "flush", interactive=False, verbosity=0)
        stack.enter_context(_settings(tmp_path_factory.mktemp("uploads")))
        stack.enter_context(handlers_unchanged())
        site = Site(build())
        stack.enter_context(written(site.log))
        stack.enter_context(redirect_stdout(site.printed))
        stack.enter_context(redirect_stderr(site.printed))
        _everything_happens(site)
        yield site


def _everything_happens(site: Site) -> None:
    _look_for_what_is_not_kept(site.hidden)
    site.note()
    for signer in journeys.supporters_journeys(site.world, site.note):
        site.signers.append(signer)
        for value in signer.typed.values():
            site.hidden.add("typed by a signer", value)
        site.note()
    signers = {signer.word: signer for signer in site.signers}
    for visitor in journeys.staff_journeys(site.world, site.note, signers):
        site.staff.append(visitor)
        for value in visitor.typed.values():
            site.hidden.add("shown to staff once", value)
    for stranger in desk.reporters_journeys(signers):
        site.stranger.answers += stranger.answers
    call_command("break_down")
    site.note()
    _strangers_come(site)
    journeys.break_everything(site.stranger, signers["steady"].signature)
    _switches(site)
    site.note()
    site.mails = list(mail.outbox)


def _strangers_come(site: Site) -> None:
    for address in every_address():
        for method in ("get", "head", "post"):
            getattr(site.stranger, method)(address)
    site.stranger.get("/petitions")
    site.stranger.get("/", headers={"host": "elsewhere.example"})


def _switches(site: Site) -> None:
    open_ = site.world.open
    for switch in ("signing_paused", "read_only"):
        note = mark("why it pauses")
        journeys.switch(site.world, **{switch: True}, note=note, note_es=note)
        site.stranger.get(f"/petitions/{open_.slug}/")
        site.stranger.post(f"/petitions/{open_.slug}/sign/", {"first_name": "Ana"})
        site.signers[0].sign(open_)
    journeys.switch(site.world)


def _look_for_what_is_not_kept(hidden: Scanner) -> None:
    for name in KEYS:
        hidden.add(f"settings.{name}", getattr(settings, name))
    hidden.add("password", PASSWORD)
    hidden.add("password", desk.PASSWORD)
    hidden.add("password", journeys.WRONG_PASSWORD)
    hidden.add("browser", AGENT)
    hidden.add("browser", REFERRER)
    for last in (77, 78, 79):
        hidden.add("address of a client", f"198.51.100.{last}")


@contextmanager
def written(log: io.StringIO) -> Iterator[None]:
    """Let the site's own handler write here, each level of our loggers and what of the others
    the settings let through."""
    handlers = {
        handler
        for name in (None, "django", "django.request")
        for handler in logging.getLogger(name).handlers
        if any(isinstance(found, RedactTokens) for found in handler.filters)
    }
    levels = {name: logging.getLogger(name).level for name in (*OURS, *OTHERS)}
    streams = {handler: handler.setStream(log) for handler in handlers}
    for name in OURS:
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        yield
    finally:
        for handler, stream in streams.items():
            handler.setStream(stream)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


@contextmanager
def _settings(uploads: Path) -> Iterator[None]:
    invalid = settings.TEMPLATES[0]["OPTIONS"].get("string_if_invalid")
    fails = getattr(invalid, "fail", None)
    changed = {**QUICK, "REQUIRE_2FA": True, "ROOT_URLCONF": "tests.privacy.urls"}
    with override_settings(MEDIA_ROOT=uploads, **changed):
        if invalid:
            invalid.fail = False  # Django's own pages of the admin leave variables undefined
        try:
            yield
        finally:
            cache.clear()
            if invalid:
                invalid.fail = fails
