"""Run by `test_leaks.py` in a process of its own: prints what the crashes of a site would tell.

Arguments: the name of the database, and the signature over which pages and tasks break.
"""

import json
import logging
import sys

import sentry_sdk
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory, override_settings
from sentry_sdk.transport import Transport

PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
reports = []


class Kept(Transport):
    """Keeps what would be sent."""

    def capture_envelope(self, envelope):
        reports.extend(item.payload.json for item in envelope.items)


settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.ALLOWED_HOSTS = ["testserver"]
sentry_sdk.get_client().transport = Kept()
with override_settings(
    ROOT_URLCONF="tests.privacy.urls", STORAGES={**settings.STORAGES, "staticfiles": PLAIN}
):
    application = get_wsgi_application()
    from petitions.models import Signature
    from tests.privacy.tasks import break_over
    from tests.privacy.urls import BREAKING

    signature = Signature.objects.get(pk=sys.argv[2])
    typed = {"email": signature.email, "comment": signature.comment}
    for kind in BREAKING:
        request = RequestFactory().post(
            f"/breaking/{kind}/{signature.pk}/?email={signature.email}", typed
        )
        b"".join(application(request.environ, lambda status, headers: None))
        break_over.enqueue(kind=kind, pk=signature.pk)
    logging.getLogger("web").error("mail to %s failed", signature.email)
    call_command("worker", batch=True, interval=0)
sys.stderr.write("\n" + json.dumps(reports, default=str))
