"""Every address of the admin, for each who stands before it."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import get_resolver

from organizations.access.site import NEVER_SHOWN, StaffSite
from tests.access import confirm_log_in, verified, with_app
from tests.test_site import patterns

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

STEPS = {"/admin/second-factor/code/", "/admin/second-factor/set-up/", "/admin/confirm/"}
INVITATION, LEAVE = "/admin/invitation/1/", "/admin/logout/"


def paths() -> list[str]:
    """The path of every address below the admin."""
    found = []
    for path, _pattern in patterns(get_resolver()):
        if path.startswith("admin/"):
            plain = re.sub(r"<[^>]+>|\(\?P<\w+>[^)]*\)", "1", path)
            found.append("/" + plain.replace("^", "").replace("$", "").replace("\\Z", ""))
    assert len(found) > 40
    return [path for path in found if path not in ("/admin/login/", INVITATION, LEAVE)]


def test_is_ours():
    assert isinstance(
        admin.site._wrapped if hasattr(admin.site, "_wrapped") else admin.site, StaffSite
    )


@pytest.mark.parametrize("method", ["get", "post"])
class TestEveryAddress:
    def closed(self, client, method, wanted):
        for path in wanted:
            answer = getattr(client, method)(path)
            assert answer.status_code == 302, path
            assert answer.headers["Location"].startswith(f"/admin/login/?next={path}"), path

    def test_is_closed_to_strangers(self, client, method):
        self.closed(client, method, paths())

    def test_is_closed_to_who_gave_a_password_and_owes_the_code(self, client, ana, method):
        client.force_login(ana)
        with_app(ana)
        confirm_log_in(client)
        self.closed(client, method, set(paths()) - STEPS)
        for path in STEPS - {"/admin/second-factor/code/"}:
            answer = getattr(client, method)(path)
            assert answer.headers["Location"].startswith("/admin/second-factor/code/?next="), path
        assert (
            client.get("/admin/login/")
            .headers["Location"]
            .startswith("/admin/second-factor/code/?next=")
        )

    def test_is_closed_to_who_gave_a_password_and_has_no_app_where_one_is_required(
        self, client, ana, required, method
    ):
        client.force_login(ana)
        confirm_log_in(client)
        self.closed(client, method, set(paths()) - STEPS)
        assert getattr(client, method)("/admin/second-factor/set-up/").status_code == 200
        assert (
            client.get("/admin/login/")
            .headers["Location"]
            .startswith("/admin/second-factor/set-up/?next=")
        )

    def test_is_open_to_who_has_proved_all(self, client, ana, required, method):
        verified(client, ana)
        for path in paths():
            answer = getattr(client, method)(path)
            assert answer.status_code in (200, 302, 400, 403, 404, 405), path
            assert not answer.headers.get("Location", "").startswith("/admin/login/"), path


def test_rows_with_secrets_have_no_page():
    models = [model for app in NEVER_SHOWN for model in apps.get_app_config(app).get_models()]
    assert len(models) >= 6
    assert not [model for model in models if admin.site.is_registered(model)]


def test_a_secret_cannot_be_registered_by_mistake():
    site = StaffSite()
    site.register(apps.get_model("otp_totp", "TOTPDevice"))
    site.register([apps.get_model("axes", "AccessAttempt")])
    assert site._registry == {}
