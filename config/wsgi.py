"""The WSGI application that the application server calls."""

import os

from launcher.child import die_with_parent

# First of all: a parent that is killed while Django loads would go unnoticed.
die_with_parent()

from django.core.wsgi import get_wsgi_application  # noqa: E402

from web.bodies import whole_bodies_only  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = whole_bodies_only(get_wsgi_application())
