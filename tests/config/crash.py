"""Run by `test_crash_reports.py` in a process of its own: prints what a crash would tell."""

import json
import os
import sys

import sentry_sdk
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory, override_settings
from sentry_sdk.transport import Transport

PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
reports = []


class Kept(Transport):
    """Keeps what would be sent."""

    def capture_envelope(self, envelope):
        reports.extend(item.payload.json for item in envelope.items)


settings.ALLOWED_HOSTS = ["testserver"]
sentry_sdk.get_client().transport = Kept()
path, email = os.environ["CRASH_PATH"], os.environ["CRASH_EMAIL"]
with override_settings(
    ROOT_URLCONF="tests.web.urls", STORAGES={**settings.STORAGES, "staticfiles": PLAIN}
):
    request = RequestFactory().post(
        f"{path}?email={email}",
        {"email": email},
        headers={"referer": f"http://testserver{path}", "x-forwarded-for": "203.0.113.7"},
        REMOTE_ADDR="203.0.113.7",
    )
    answer = get_wsgi_application()(request.environ, lambda status, headers: None)
    assert b"".join(answer)
sys.stderr.write("\n" + json.dumps(reports, default=str))
