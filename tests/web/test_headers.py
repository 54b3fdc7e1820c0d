"""What is sent beside each kind of answer to keep browsers from harm."""

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils import timezone

from organizations.models import User
from petitions.tokens import Purpose, make
from tests.access import PASSWORD, log_in
from tests.factories import (
    SignatureFactory,
    StaffFactory,
    open_petition,
    show_photo,
)

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

POLICY = {
    "default-src": {"'none'"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
    "form-action": {"'self'"},
    "frame-ancestors": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "worker-src": {"'self'"},
}
COMMON = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
DENIED = {"camera", "microphone", "geolocation", "payment", "usb", "browsing-topics", "fullscreen"}

# Each kind of answer: the method, the path, the status.
KINDS = {
    "home": ("get", "/", 200),
    "public page": ("get", "/petitions/free-her/", 200),
    "public page in Spanish": ("get", "/es/petitions/free-her/", 200),
    "JSON": ("get", "/petitions/free-her/count.json", 200),
    "photo": ("get", "{photo}", 200),
    "plain text": ("get", "/.well-known/security.txt", 200),
    "token page": ("get", "{token}", 200),
    "bad token": ("get", "/signatures/confirm/bad/", 404),
    "refused form": ("post", "/petitions/free-her/sign/", 422),
    "short address": ("get", "{short}", 302),
    "missing slash": ("get", "/petitions", 301),
    "missing page": ("get", "/none/", 404),
    "wrong method": ("post", "/petitions/free-her/", 405),
    "broken request": ("get", "/failing/400/", 400),
    "forbidden": ("get", "/failing/403/", 403),
    "fault of ours": ("get", "/failing/500/", 500),
    "stylesheet": ("get", "{static}", 200),
    "missing static file": ("get", "/static/none.css", 404),
    "health": ("get", "/healthz", 200),
    "log-in": ("get", "/admin/login/", 200),
    "admin, closed": ("get", "/admin/", 302),
}
OF_STAFF = {
    "admin": ("get", "/admin/", 200),
    "admin list": ("get", "/admin/petitions/petition/", 200),
    "admin form": ("get", "/admin/organizations/user/{me}/change/", 200),
    "admin JSON": ("get", "/admin/session/", 200),
    "admin script": ("get", "/admin/jsi18n/", 200),
    "asked again": ("get", "/admin/confirm/", 200),
    "to be asked again": ("get", "/admin/second-factor/set-up/", 302),
    "missing in admin": ("get", "/admin/none/", 404),
}


@pytest.fixture
def petition(db, settings, tmp_path):
    """An open petition with a photo."""
    settings.MEDIA_ROOT = tmp_path
    settings.ROOT_URLCONF = "tests.web.urls"
    petition = open_petition(slug="free-her")
    show_photo(petition.campaign)
    return petition


@pytest.fixture
def ask(client, petition):
    """A function: the answer of a kind, whose status is the one that belongs to it."""
    client.raise_request_exception = False
    signature = SignatureFactory(petition=petition, state="pending", requested_at=timezone.now())
    places = {
        "token": f"/signatures/confirm/{make(Purpose.CONFIRM, signature)}/",
        "short": reverse("petition-short", args=[petition.code]),
        "photo": reverse("petition-photo", args=[petition.slug]),
        "static": staticfiles_storage.url("css/site.css"),
    }

    def answer(kind, **extra):
        if kind in OF_STAFF:
            staff = StaffFactory()
            places["me"] = staff.pk
            client.force_login(staff)
        method, path, status = (KINDS | OF_STAFF)[kind]
        found = getattr(client, method)(path.format(**places), **extra)
        assert found.status_code == status
        return found

    return answer


def policy_of(answer):
    parts = [part.split() for part in answer.headers["Content-Security-Policy"].split(";")]
    found = {name: set(sources) for name, *sources in parts}
    assert len(found) == len(parts)
    return found


def headers_of(answer):
    return {name: answer.headers.get(name) for name in COMMON}


@pytest.mark.parametrize("kind", [*KINDS, *OF_STAFF])
class TestEveryAnswer:
    def test_lets_nothing_run_or_frame_that_is_not_ours(self, ask, kind):
        assert policy_of(ask(kind)) == POLICY

    def test_is_neither_sniffed_nor_told_to_other_sites(self, ask, kind):
        assert headers_of(ask(kind)) == COMMON

    def test_denies_what_the_site_does_not_use(self, ask, kind):
        features = ask(kind).headers["Permissions-Policy"].split(", ")
        assert {feature.partition("=")[0] for feature in features} >= DENIED
        assert {feature.partition("=")[2] for feature in features} == {"()"}

    def test_asks_for_https_next_time_where_it_came_by_https(self, ask, settings, kind):
        settings.SECURE_HSTS_SECONDS = 3600
        assert ask(kind, secure=True).headers["Strict-Transport-Security"] == "max-age=3600"

    def test_says_nothing_of_https_where_it_did_not(self, ask, kind):
        assert "Strict-Transport-Security" not in ask(kind).headers

    def test_opens_nothing_to_other_origins(self, ask, kind):
        assert "Access-Control-Allow-Origin" not in ask(kind).headers


def test_the_redirect_to_https_has_them_too(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/petitions/")
    assert (answer.status_code, answer.headers["Location"][:8]) == (301, "https://")
    assert policy_of(answer) == POLICY
    assert headers_of(answer) == COMMON


def test_an_unknown_host_is_told_no_less(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/petitions/", HTTP_HOST="evil.example")
    assert answer.status_code == 400
    assert policy_of(answer) == POLICY
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_a_body_that_is_too_large_is_told_no_less(client, petition):
    body = b"x" * (1024 * 1024 + 1)
    answer = client.post("/petitions/free-her/sign/", body, content_type="text/plain")
    assert answer.status_code == 413
    assert policy_of(answer) == POLICY
    assert headers_of(answer) == COMMON


def test_a_lockout_is_told_no_less(client):
    answer = [log_in(client, "ana", "wrong") for _ in range(5)][-1]
    assert answer.status_code == 429
    assert policy_of(answer) == POLICY
    assert headers_of(answer) == COMMON


class TestPreview:
    """The one page that may be framed: by the admin, which shows it beside the form."""

    @pytest.fixture
    def addresses(self, client, staff, petition):
        client.force_login(staff)
        page = f"/admin/campaigns/campaign/{petition.campaign_id}"
        return {"form": f"{page}/change/", "preview": f"{page}/preview/"}

    def test_may_be_framed_by_the_site_itself(self, client, addresses):
        answer = client.get(addresses["preview"])
        assert policy_of(answer) == POLICY | {"frame-ancestors": {"'self'"}}
        assert headers_of(answer) == COMMON | {"X-Frame-Options": "SAMEORIGIN"}

    def test_is_framed_by_a_page_that_nobody_may_frame(self, client, addresses):
        answer = client.get(addresses["form"])
        assert policy_of(answer) == POLICY | {"frame-src": {"'self'"}}
        assert headers_of(answer) == COMMON


class TestCookies:
    @pytest.fixture
    def _https(self, settings):
        settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
        settings.SESSION_COOKIE_NAME = "__Host-session"
        settings.CSRF_COOKIE_NAME = "__Host-csrf"

    @pytest.mark.usefixtures("_https")
    def test_of_staff_stay_on_this_host_and_out_of_scripts(self, client, organization):
        User.objects.create_superuser("ana", "", PASSWORD)
        chosen = {"_selected_action": [organization.pk], "action": "delete_selected"}
        answers = [
            client.get("/admin/login/", secure=True),
            log_in(client, "ana", secure=True),
            client.get("/admin/", secure=True),
            client.post("/admin/organizations/organization/", chosen, secure=True),
            client.get("/admin/organizations/organization/", secure=True),
            client.post("/admin/logout/", secure=True),
        ]
        cookies = [cookie for answer in answers for cookie in answer.cookies.values()]
        assert {cookie.key for cookie in cookies} == {"__Host-session", "__Host-csrf"}
        for cookie in cookies:
            if cookie.value:  # one that is taken away has neither value nor all attributes
                assert cookie["secure"] is True
                assert cookie["httponly"] is True
                assert cookie["samesite"] == "Lax"
            assert cookie["path"] == "/"
            assert cookie["domain"] == ""

    def test_are_not_needed_for_what_staff_are_told(self, client, staff):
        client.force_login(staff)
        chosen = {"_selected_action": [staff.pk], "action": "reset_second_factors"}
        session = client.session
        session["confirmed_at"] = timezone.now().timestamp()
        session.save()
        answer = client.post("/admin/organizations/user/", chosen)
        assert "messages" not in answer.cookies
        assert "Your own second factor" in client.get("/admin/").content.decode()


@pytest.mark.parametrize("kind", [*KINDS])
def test_no_page_of_the_public_sets_a_cookie(ask, kind):
    answer = ask(kind)
    assert (set(answer.cookies) <= {"csrf"}) if kind == "log-in" else not answer.cookies
