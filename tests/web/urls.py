"""The site's addresses, with views that fail in every way."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from config import urls


def failing(error: Exception):
    def view(request: HttpRequest) -> HttpResponse:
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
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
