"""The WSGI application that the application server calls."""

import os

from launcher.child import die_with_parent

# First of all: a parent that is killed while Django loads would go unnoticed.
die_with_parent()

from django.core.wsgi import get_wsgi_application  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
