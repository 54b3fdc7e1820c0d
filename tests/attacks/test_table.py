"""Every row of the table is sent to the site, and comes out right."""

import time
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from petitions.models import Signature
from tests.attacks.attack import Attack
from tests.attacks.conftest import Snapshot, World, changed
from tests.attacks.table import (
    addresses,
    bodies,
    forwarding,
    markup,
    methods,
    origins,
    staff,
    typed,
)
from tests.petitions.pages import errors_beside_fields

MOST_SECONDS = 3  # of work; a request that takes minutes stops a site as well as a crash does

TABLE = [
    attack
    for kind in (addresses, bodies, forwarding, markup, methods, origins, staff, typed)
    for attack in kind.ATTACKS
]


def test_the_table_is_long_and_names_each_row_once() -> None:
    assert len(TABLE) >= 80
    assert len({attack.name for attack in TABLE}) == len(TABLE)


@pytest.mark.parametrize("attack", TABLE, ids=lambda attack: attack.name)
def test_hostile_request(attack: Attack, world: World, snapshot: Callable[[], Snapshot]) -> None:
    before, known = snapshot(), set(Signature.objects.values_list("pk", flat=True))

    began = time.process_time()
    answer = send(attack, world)
    assert time.process_time() - began < MOST_SECONDS

    right = attack.right
    assert answer.status_code == right.status
    assert answer.headers.get("Location", "") == filled(right.location, world)
    assert changed(before, snapshot()) == right.writes
    assert {name: answer.headers.get(name) for name in right.headers} == right.headers
    page = answer.content.decode(errors="replace")
    assert [text for text in right.shows if text not in page] == []
    assert [text for text in right.hides if text in page] == []
    if right.status == 422:
        assert set(errors_beside_fields(answer)) == right.beside
    if right.stored:
        row = Signature.objects.exclude(pk__in=known).get()
        assert {name: getattr(row, name) for name in right.stored} == right.stored
    is_guarded(attack, answer)


def send(attack: Attack, world: World) -> HttpResponse:
    """The answer of the site; what crashes in it is raised."""
    path, _mark, query = filled(attack.path, world).partition("?")
    environ = {"REMOTE_ADDR": attack.peer, "QUERY_STRING": query, **attack.environ}
    if path.startswith("//"):
        environ["PATH_INFO"] = path  # the client would take it for the name of a host
    headers = {name: filled(value, world) for name, value in attack.headers.items()}
    return Client(enforce_csrf_checks=True).generic(
        attack.method, path, attack.body, attack.kind, headers=headers, **environ
    )


def is_guarded(attack: Attack, answer: HttpResponse) -> None:
    """What holds for every answer, right or wrong."""
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert [name for name, value in answer.items() if {"\r", "\n"} & {*name, *value}] == []
    if "/admin/" not in attack.path:
        assert not answer.cookies
    if answer.status_code >= 300 or attack.method == "POST":
        assert "public" not in answer.headers.get("Cache-Control", "")


def filled(text: str, world: World) -> str:
    """A text of a row, with what only this run knows."""
    for name, value in world.places.items():
        text = text.replace("{" + name + "}", value)
    return text
