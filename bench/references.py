"""The smallest views of the same stack: what the site's own cannot be faster than."""

from functools import cache

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import Context, Template
from django.test import Client
from django.views.decorators.csrf import csrf_exempt

PETITION = "/petitions/free-kelly/"


@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    """One INSERT into a bare table, for `POST sign`."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_rows (name) VALUES (%s)", ["Zoë"])
    return HttpResponse(status=303, headers={"Location": "/"})


def page(request: HttpRequest) -> HttpResponse:
    """A template of the size of the petition page, without a database."""
    return HttpResponse(_template().render(Context({"name": "Zoë"})))


def count(request: HttpRequest) -> HttpResponse:
    """A JSON answer of the size of `count.json`, without a database."""
    return JsonResponse({"supporters": 159_185, "goal": 200_000})


@cache
def _template() -> Template:
    body = Client(HTTP_HOST="localhost").get(PETITION).content.decode()
    return Template("{{ name }}{% verbatim %}" + body + "{% endverbatim %}")
