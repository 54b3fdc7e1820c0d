"""Pages for what went wrong, in the site's look and without the database.

The tests have no database: one that were asked for would fail them.
"""

import pytest
from django.test import Client, RequestFactory
from django.utils import translation

from tests.markup import faults_of
from web import errors

VIEWS = {
    400: errors.bad_request,
    403: errors.forbidden,
    404: errors.not_found,
    500: errors.server_error,
}


@pytest.fixture
def client(settings):
    settings.ROOT_URLCONF = "tests.web.urls"
    return Client(raise_request_exception=False)


def assert_is_a_page_of_ours(response, status):
    page = response.content.decode()
    assert response.status_code == status
    assert f'<p class="step-number">{status}</p>' in page
    assert '<a class="exit"' in page
    assert "private" in response.headers["Cache-Control"]
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert faults_of(page) == []


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("status", VIEWS)
def test_each_can_be_shown_in_each_language(status, language):
    with translation.override(language):
        response = VIEWS[status](RequestFactory().get("/"))
    assert_is_a_page_of_ours(response, status)
    assert f'<html lang="{language}">' in response.content.decode()


@pytest.mark.parametrize("status", [400, 403, 500])
def test_what_a_view_raises_becomes_a_page_that_tells_nothing_of_it(client, status):
    response = client.get(f"/failing/{status}/")
    assert_is_a_page_of_ours(response, status)
    for secret in ("forged", "not yours", "a secret", "Traceback"):
        assert secret not in response.content.decode()


@pytest.mark.parametrize("path", ["/none/", "/es/none/"])
def test_an_unknown_address_becomes_a_page(client, path):
    assert_is_a_page_of_ours(client.get(path), 404)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "in valid", "a" * 300])
def test_a_host_that_is_not_ours_becomes_a_page(client, host):
    assert_is_a_page_of_ours(client.get("/", headers={"host": host}), 400)


def test_a_form_of_the_admin_without_its_token_becomes_a_page(settings):
    strict = Client(enforce_csrf_checks=True)
    assert_is_a_page_of_ours(strict.post("/admin/login/", {}), 403)


@pytest.mark.parametrize("path", ["/failing/503/", "/", "/es/", "/petitions/x/", "/p/abc"])
@pytest.mark.usefixtures("outage")
def test_without_database_the_site_says_so_and_when_to_come_again(client, path):
    response = client.get(path)
    assert_is_a_page_of_ours(response, 503)
    assert response.headers["Retry-After"] == "30"


@pytest.mark.usefixtures("outage")
def test_without_database_a_signature_is_not_taken_and_the_supporter_is_told(client):
    response = client.post("/petitions/x/sign/", {"first_name": "Zoë"})
    assert_is_a_page_of_ours(response, 503)
    assert "Nothing was saved" in response.content.decode()


@pytest.mark.usefixtures("outage")
def test_a_fault_of_ours_is_no_outage(client):
    assert_is_a_page_of_ours(client.get("/failing/500/"), 500)
