"""Requests that Schemathesis makes up of the API's own description."""

from copy import deepcopy
from typing import Any

import pytest
import schemathesis
from django.conf import settings as site_settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import given
from schemathesis.checks import CHECKS

from petitions.actions.breakdowns import break_down
from petitions.api.description import document
from petitions.api.limits import LIMIT
from tests.attacks.conftest import World
from tests.attacks.test_description import MADE_UP
from tests.factories import OPENED, SignatureFactory, tell

PATHS = [*document()["paths"]]
CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
)


@pytest.fixture(autouse=True)
def _as_in_client(settings):
    settings.API_PER_MINUTE = 100_000
    LIMIT.forget()
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def told(world: World) -> World:
    SignatureFactory.create_batch(6, petition=world.petition)
    tell(world.petition.campaign)
    break_down(petition_id=world.petition.pk, now=OPENED)
    return world


@pytest.mark.parametrize("is_known", [True, False], ids=["known", "anything"])
@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_one_that_is_described(told: World, path: str, is_known: bool) -> None:
    schema = schemathesis.openapi.from_dict(deepcopy(document()))
    schema.app = get_wsgi_application()
    statuses = set()

    @MADE_UP
    @given(case=schema[path]["get"].as_strategy())
    def sent(case: Any) -> None:
        if is_known and case.path_parameters:
            case.path_parameters["slug"] = "free-her"
        with transaction.atomic():
            answer = case.call_and_validate(
                checks=CHECKS.get_by_names(CHECKED), headers={"Accept-Encoding": "identity"}
            )
            statuses.add(answer.status_code)
            transaction.set_rollback(True)

    sent()

    assert site_settings.API_PER_MINUTE == 100_000
    assert (200 in statuses) is (is_known or "{slug}" not in path)
