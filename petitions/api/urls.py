"""Addresses of the API; one path each, whatever the language."""

from django.urls import URLPattern, path, re_path

from petitions.api import views
from petitions.api.operations import api


def _operations() -> list[URLPattern]:
    found: list[URLPattern] = []
    for router in api._get_bound_routers():
        for pattern in router.urls_paths(router.prefix):
            route = f"api/{pattern.pattern}"
            found.append(path(route, views.open_to_all(pattern.callback), name=pattern.name))
    return found


plain = [
    path("api/", views.page, name="api"),
    path("api/openapi.json", views.description, name="api-description"),
    *_operations(),
    # Last: what none of these is.
    re_path(r"^api/(?P<rest>.*/)$", views.missing, name="api-missing"),
]
