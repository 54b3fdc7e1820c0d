"""The WSGI application that the application server calls."""

import os

from django.core.wsgi import get_wsgi_application

from launcher.child import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

die_with_parent()
application = get_wsgi_application()
