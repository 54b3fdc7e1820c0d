"""The site's addresses, with views that fail in every way."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from config import urls

# Put together, so that the address stands in the error and not in the code that a report quotes.
ROW = ValueError(f"broken\nDETAIL:  Failing row contains (7, {'@'.join(('rosa', 'example.org'))}).")


def failing(error: Exception):
    def view(request: HttpRequest, token: str = "") -> HttpResponse:
        raise error

    return view


def reading(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse()


urlpatterns = [
    *urls.urlpatterns,
    path("failing/400/", failing(SuspiciousOperation("forged"))),
    path("failing/403/", failing(PermissionDenied("not yours"))),
    path("failing/500/", failing(ValueError("a secret"))),
    path("failing/503/", reading),
    path("failing/signatures/manage/<str:token>/", csrf_exempt(failing(ROW))),
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
