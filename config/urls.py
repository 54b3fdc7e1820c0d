"""All addresses of the site."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

import demo.urls
import organizations.urls
import petitions.api.urls
import petitions.urls
from organizations.security_txt import security_txt
from web import errors, health

urlpatterns = [
    *petitions.urls.plain,
    *petitions.api.urls.plain,
    path("admin/", admin.site.urls),
    path("demo/", include(demo.urls)),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path(".well-known/security.txt", security_txt, name="security-txt"),
    *i18n_patterns(
        *petitions.urls.translated,
        *organizations.urls.translated,
        prefix_default_language=False,
    ),
]

if settings.DEBUG:
    # Only the developer's requirements hold the toolbar, so it is named and not imported here.
    urlpatterns.insert(0, path("__debug__/", include("debug_toolbar.urls")))

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
