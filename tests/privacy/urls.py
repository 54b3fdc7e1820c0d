"""The site's addresses, with views that break over somebody's row, and some that leak."""

import logging

from django.core.cache import cache
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from config import urls
from petitions.models import Signature
from tests.web.urls import failing

logger = logging.getLogger("web.leaky")


def break_a_constraint(pk: int) -> None:
    """PostgreSQL quotes the row in the details of its error."""
    with transaction.atomic():
        Signature.objects.filter(pk=pk).update(first_name="")


def break_a_statement(pk: int) -> None:
    """PostgreSQL quotes the line of the statement, values and all."""
    _execute("UPDATE petitions_signature SET comment = %s, no_such_column = 1", pk)


def break_a_type(pk: int) -> None:
    """PostgreSQL quotes the value itself."""
    _execute("UPDATE petitions_signature SET petition_id = %s::integer", pk)


def break_with_an_address(pk: int) -> None:
    """A library quotes the address that it was given."""
    raise LookupError(f"nobody takes mail for <{Signature.objects.get(pk=pk).email}>")


BREAKING = {
    "constraint": break_a_constraint,
    "statement": break_a_statement,
    "type": break_a_type,
    "address": break_with_an_address,
}


def breaking(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Break in one of these ways."""
    BREAKING[kind](pk)
    return HttpResponse()


def leaking(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Tell, log or keep what is personal: a test of the tests."""
    signature = Signature.objects.get(pk=pk)
    if kind == "log":
        logger.info("signed by %s", signature.first_name)
    if kind == "cache":
        cache.set(f"signer-{pk}", {"seen": [signature.first_name, {signature.email}]})
    if kind == "header":
        return HttpResponse(headers={"Refresh": f"5;url=/?{signature.email}"})
    return HttpResponse(signature.comment if kind == "page" else "")


def _execute(sql: str, pk: int) -> None:
    comment = Signature.objects.get(pk=pk).comment
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [comment])


urlpatterns = [
    *urls.urlpatterns,
    path("failing/400/", failing(SuspiciousOperation("forged"))),
    path("failing/503/", failing(OperationalError("server closed the connection"))),
    path("breaking/<str:kind>/<int:pk>/", csrf_exempt(breaking)),
    path("leaking/<str:kind>/<int:pk>/", leaking),
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
