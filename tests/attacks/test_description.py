"""Requests that Schemathesis makes up of the description: no crash, no answer it does not name."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS

from tests.attacks.conftest import World
from tests.attacks.description import description
from web.bodies import whole_bodies_only

TOKENS = ("confirm", "manage", "unsubscribe", "not-me")
OPERATIONS = [
    (method, path)
    for path, operations in description(dict.fromkeys(TOKENS, "x"), is_known=True)["paths"].items()
    for method in operations
    if method != "parameters"
]
CHECKED = ("not_a_server_error", "status_code_conformance", "content_type_conformance")
MADE_UP = settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def _connection() -> Iterator[None]:
    """The connection in whose transaction the site is outlives a request, as it does in Client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def described(world: World, *, is_known: bool) -> Any:
    """The description, with tokens of this site, before the application itself."""
    tokens = {page: world.places[page] for page in TOKENS}
    schema = schemathesis.openapi.from_dict(description(tokens, is_known=is_known))
    schema.app = whole_bodies_only(get_wsgi_application())
    return schema


@pytest.mark.parametrize("is_known", [True, False], ids=["known", "anything"])
@pytest.mark.parametrize(
    ("method", "path"), OPERATIONS, ids=[f"{method} {path}" for method, path in OPERATIONS]
)
def test_every_answer_is_one_that_is_described(
    world: World, method: str, path: str, is_known: bool
) -> None:
    operation = described(world, is_known=is_known)[path][method]
    checks = CHECKS.get_by_names(CHECKED)
    statuses = set()

    @MADE_UP
    @given(case=operation.as_strategy())
    def sent(case: Any) -> None:
        with transaction.atomic():
            answer = case.call_and_validate(checks=checks)
            statuses.add(answer.status_code)
            transaction.set_rollback(True)

    sent()

    assert (statuses == {404}) is not is_known


def test_a_form_that_is_made_up_is_taken_now_and_then(world: World) -> None:
    statuses = set()

    @MADE_UP
    @given(case=described(world, is_known=True)["/petitions/{slug}/sign/"]["post"].as_strategy())
    def sent(case: Any) -> None:
        with transaction.atomic():
            statuses.add(case.call().status_code)
            transaction.set_rollback(True)

    sent()

    assert {303, 404, 410, 422} <= statuses
