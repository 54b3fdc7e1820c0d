"""Nothing personal or secret stands in a public page, a log line, a cache, the queue or the trail."""

import io
import json
import os
import subprocess
import sys

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models import CharField, TextField
from django.utils import timezone

from campaigns.models import Update
from config.environment import PROJECT_DIR
from petitions.models import OldAddress, Petition
from tests.privacy import caches, change, contents, rows
from tests.privacy.classification import (
    FIELDS,
    NEVER_FILLED,
    PERSONAL,
    SECRET,
    Kind,
    fields_of,
)
from tests.privacy.conftest import written
from tests.privacy.scanner import Scanner, is_telling
from tests.privacy.visitors import Visitor, every_address

# The database is that of the whole module: its tests only look.
pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

ANSWERS = {200, 301, 302, 303, 307, 400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503}
CROSSED = (PERSONAL, SECRET)


def told(answers):
    """All that was sent, as one text each."""
    return [answer.told for answer in answers]


def places(found):
    return {place.rpartition(".")[2] for place in found}


# --- Pages


def test_no_stranger_reads_what_is_hidden(site):
    found = {}
    hidden = site.hidden_from_strangers
    for answer in site.stranger.answers:
        for place, spelling in hidden.found([answer.told]).items():
            found.setdefault((place, spelling), answer.asked)
    assert found == {}


def test_there_were_pages_of_every_kind_and_in_both_languages(site):
    everybody = [site.stranger, *site.signers, *site.staff]
    languages = {
        answer.response.headers.get("Content-Language") for answer in site.stranger.answers
    }
    assert set().union(*(visitor.statuses for visitor in everybody)) == ANSWERS
    assert {"en", "es"} <= languages


def test_strangers_came_where_comments_news_and_old_addresses_are(site):
    world = site.world
    retired, moved = (
        OldAddress.objects.get(petition=petition).slug for petition in (world.renamed, world.told)
    )
    comment = site.signers[0].signature
    shown = Update.objects.public(timezone.now()).filter(campaign=world.told.campaign)
    hidden = Update.objects.get(campaign=world.open.campaign, state="published", shows_her=True)
    assert retired == world.retired
    assert {
        f"GET /petitions/{retired}/": 410,
        f"GET /es/petitions/{retired}/comments/": 410,
        f"GET /petitions/{moved}/": 302,
        f"POST /petitions/{moved}/sign/": 307,
        f"GET /petitions/{world.told.slug}/comments/": 200,
        f"GET /petitions/{world.open.slug}/comments/{comment.pk}/report/": 200,
        f"POST /petitions/{world.open.slug}/comments/{comment.pk}/report/": 303,
        f"GET /petitions/{world.told.slug}/updates.atom": 200,
        f"GET /es/petitions/{world.told.slug}/updates/": 200,
        f"GET /petitions/{world.told.slug}/updates/{shown.latest('pk').pk}/photo/": 200,
        f"GET /petitions/{world.open.slug}/updates/{hidden.pk}/photo/": 404,
        f"GET /petitions/{world.gone.slug}/updates.atom": 404,
        "GET /admin/invitation/1/": 404,
    }.items() <= {(answer.asked, answer.response.status_code) for answer in site.stranger.answers}


def test_a_stranger_reads_what_is_shown(site):
    """So the pages were there, and what stood in them was found."""
    shown = Scanner()
    for place, value in [*rows.shown_values(), *rows.public_values()]:
        shown.add(place, value)
    unseen = shown.places - set(shown.found(told(site.stranger.answers)))
    assert unseen == set()


def test_whoever_looks_for_what_is_hidden_finds_nothing(site):
    nothing = answer_to_search("zzzzzz")
    values = {
        value
        for place, value in rows.hidden_values()
        if isinstance(value, str) and place.startswith(("petitions.", "campaigns."))
    }
    for value in filter(is_telling, values):
        assert answer_to_search(value) == nothing, value


def answer_to_search(words):
    """The page of a search, without the words that were looked for."""
    visitor = Visitor()
    page = visitor.get("/petitions/", {"q": words[:200]})
    return [petition.pk for petition in page.context["petitions"]]


def test_what_is_personal_is_kept_by_no_cache_and_found_by_nobody(site):
    personal = [answer for answer in site.own if site.hidden.found([answer.told])]
    open_ = [answer.asked for answer in personal if not answer.is_kept_by_nobody]
    indexed = [
        answer.asked
        for answer in personal
        if answer.response.headers.get("X-Robots-Tag") != "noindex"
    ]
    assert open_ == []
    assert [asked for asked in indexed if " /admin/" not in asked] == []


def test_a_page_behind_a_token_shows_its_signer_what_is_kept(site):
    own = [answer for answer in site.own if "/signatures/manage/" in answer.asked]
    assert own
    assert all(answer.is_kept_by_nobody for answer in own)
    assert {"first_name", "comment", "email", "postal_code"} <= places(site.hidden.found(told(own)))


def test_staff_see_what_is_kept(site):
    seen = places(
        site.hidden.found(told(answer for answer in site.own if "/admin/" in answer.asked))
    )
    assert {"email", "comment", "prison_number", "evidence", "object_repr"} <= seen
    assert {"quote", "source", "review_note", "author_name", "invited_by_name"} <= seen


def test_the_site_looks_the_same_whatever_is_hidden(site):
    """Also what is no text of its own, such as a box or a country, and what follows from it."""
    before = all_that_strangers_see(site)
    assert change.everything_hidden() > len(site.signers)
    assert all_that_strangers_see(site) == before


def test_a_site_that_differs_would_be_seen(site):
    before = all_that_strangers_see(site)
    Petition.objects.update(goal=13)
    assert all_that_strangers_see(site) != before


def all_that_strangers_see(site):
    """By address: the answer to a stranger; but for an address that tells a name, and is gone as
    long as that name is hidden."""
    visitor = Visitor()
    for address in every_address():
        if not address.startswith("/admin/") and site.world.retired not in address:
            visitor.get(address)
    return {answer.asked: (answer.head, answer.response.getvalue()) for answer in visitor.answers}


# --- Logs, crash reports, what commands print


def test_no_line_of_the_log_tells_of_anybody(site):
    assert site.hidden.found([site.log.getvalue().encode()]) == {}


def test_there_were_lines_of_requests_of_the_worker_and_of_what_broke(site):
    lines = [json.loads(line) for line in site.log.getvalue().splitlines()]
    loggers = {line["logger"] for line in lines}
    assert len(lines) > len(site.stranger.answers)
    assert {"web.request", "django.request", "outbox.management.commands.worker"} <= loggers
    assert {"django_tasks", "organizations.access.lockout"} <= loggers
    broken = [line for line in lines if "IntegrityError" in line.get("exc_info", "")]
    assert {line["logger"] for line in broken} >= {"django.request", "django_tasks"}


def test_no_command_prints_anything_of_anybody(site):
    assert "unconfirmed" in site.printed.getvalue()
    assert site.hidden.found([site.printed.getvalue().encode()]) == {}


def test_no_report_of_a_crash_tells_of_anybody(site):
    reports = crashes(site.signers[0].signature.pk)
    told = json.dumps(reports).encode()
    kinds = {
        report["exception"]["values"][-1]["type"] for report in reports if "exception" in report
    }
    assert {"IntegrityError", "ProgrammingError", "DataError", "LookupError"} <= kinds
    assert site.hidden.found([told, json.dumps(reports, ensure_ascii=False).encode()]) == {}


def crashes(pk):
    """All that would be sent of pages and tasks that break over a row."""
    name = connection.settings_dict["NAME"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.privacy.crash", str(name), str(pk)],
        cwd=PROJECT_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SENTRY_DSN": "https://key@127.0.0.1:1/1",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return json.loads(done.stderr.splitlines()[-1])


# --- What is kept: caches, the queue, the trail, and every other row


def test_no_cache_keeps_anything_of_anybody(site):
    assert site.hidden.found(caches.entries()) == {}


@pytest.mark.parametrize("kind", [Kind.PUBLIC, Kind.INTERNAL])
def test_nothing_personal_stands_where_it_is_not_said_to(site, kind):
    """In the queue and in the audit trail, say, after all that happened."""
    personal = site.personal
    found = {}
    for model, name, row, value in rows.kept(kind):
        seen = personal.found([repr(value).encode(), str(value).encode()])
        if seen and not rows.is_shown(model, name, row):
            found[f"{model}.{name}"] = seen
    assert found == {}


@pytest.mark.parametrize("field", contents.JSON_FIELDS)
def test_what_is_free_in_form_holds_what_it_says(site, field):
    model, _, name = field.rpartition(".")
    values = [
        value
        for label, field_name, row, value in rows.kept(Kind.INTERNAL, Kind.PERSONAL)
        if (label, field_name) == (model, name) and not rows.is_of_tests(row)
    ]
    assert values
    assert [value for value in values if not contents.JSON_FIELDS[field](value)] == []


def test_fields_of_libraries_that_are_left_empty_are(site):
    filled = {
        f"{model}.{name}"
        for model, name, _row, value in rows.kept(PERSONAL, SECRET)
        if name in NEVER_FILLED.get(model, "").split() and value
    }
    assert filled == set()


# --- Mails


def test_mails_tell_nothing_that_a_signer_typed(site):
    """It may reach a stranger's mailbox: whoever signs may type any address."""
    typed = Scanner()
    for signer in site.signers:
        for name in ("first_name", "last_name", "comment", "postal_code"):
            typed.add(name, signer.typed[name])
    mails = [sent.message().as_bytes() for sent in site.mails]
    texts = [sent.body + sent.alternatives[0].content + sent.subject for sent in site.mails]
    assert len(mails) >= len(site.signers)
    assert typed.found([*mails, *(text.encode() for text in texts)]) == {}


# --- That all of this can find anything


def test_there_is_something_to_find_in_every_field(site):
    """But where a value is like any other: a switch, a number, a code of two letters."""
    unmarked = {
        (model, name)
        for model in FIELDS
        for name in fields_of(model, *CROSSED)
        if f"{model}.{name}" not in site.hidden.places and may_tell(model, name)
    }
    never = {(model, name) for model, names in NEVER_FILLED.items() for name in names.split()}
    assert unmarked - never == set()


def may_tell(model, name):
    """Whether values of the field are texts, bytes or days of their own."""
    field = next(
        found for found in rows.all_models() if rows.label(found) == model
    )._meta.get_field(name)
    is_text = isinstance(field, CharField | TextField) and (field.max_length or 99) > 5
    return is_text or field.get_internal_type() in ("BinaryField", "DateField")


@pytest.mark.parametrize("kind", ["page", "header"])
def test_a_page_that_leaks_is_caught(site, kind):
    visitor = Visitor()
    visitor.get(f"/leaking/{kind}/{site.signers[0].signature.pk}/")
    assert site.hidden.found(told(visitor.answers))


def test_a_line_that_leaks_is_caught(site):
    log = io.StringIO()
    with written(log):
        Visitor().get(f"/leaking/log/{site.signers[0].signature.pk}/")
    assert "first_name" in places(site.hidden.found([log.getvalue().encode()]))


def test_a_cache_that_leaks_is_caught(site):
    Visitor().get(f"/leaking/cache/{site.signers[0].signature.pk}/")
    try:
        assert {"first_name", "email"} <= places(site.hidden.found(caches.entries()))
    finally:
        cache.clear()
