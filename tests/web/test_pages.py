"""Kinds of pages: how long an answer may be kept, who may post to it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from web.pages import (
    SHARED_SECONDS,
    keep_private,
    own_forms_only,
    private_page,
    public_page,
    see_other,
)

OWN, FOREIGN = "http://testserver", "https://evil.example"


def directives(response):
    return {part.strip() for part in response.headers["Cache-Control"].split(",")}


PRIVATE = {"private", "no-store"}
PUBLIC = {"public", "max-age=0", f"s-maxage={SHARED_SECONDS}"}


def answering(status=200):
    return lambda request: HttpResponse("x", status=status)


class TestPublicPage:
    @pytest.mark.parametrize("method", ["get", "head"])
    def test_may_be_shared_for_seconds(self, method):
        response = public_page(answering())(getattr(RequestFactory(), method)("/"))
        assert directives(response) == PUBLIC
        assert "X-Robots-Tag" not in response.headers

    @pytest.mark.parametrize(
        ("method", "status"), [("get", 302), ("get", 405), ("get", 422), ("post", 200)]
    )
    def test_is_kept_by_nobody_unless_it_was_found_by_reading(self, method, status):
        response = public_page(answering(status))(getattr(RequestFactory(), method)("/"))
        assert directives(response) == PRIVATE
        assert response.headers["X-Robots-Tag"] == "noindex"


class TestPrivatePage:
    def test_is_kept_by_nobody(self):
        response = private_page(answering())(RequestFactory().get("/"))
        assert directives(response) == PRIVATE
        assert response.headers["X-Robots-Tag"] == "noindex"

    def test_wins_over_a_public_answer(self):
        response = public_page(answering())(RequestFactory().get("/"))
        assert "no-store" in directives(keep_private(response))
        assert "public" not in directives(response)


def test_see_other_leads_on_by_a_get():
    response = see_other("/thanks/")
    assert (response.status_code, response.headers["Location"]) == (303, "/thanks/")


class TestOwnFormsOnly:
    view = staticmethod(own_forms_only(answering()))

    def post(self, **headers):
        return self.view(RequestFactory().post("/", headers=headers)).status_code

    @pytest.mark.parametrize("fetched_from", ["same-origin", "same-site", "none"])
    def test_takes_what_the_browser_says_is_the_sites_own(self, fetched_from):
        assert self.post(sec_fetch_site=fetched_from) == 200

    @pytest.mark.parametrize("origin", [OWN, FOREIGN, "null", None])
    def test_refuses_what_the_browser_says_is_another_sites(self, origin):
        headers = {"origin": origin} if origin else {}
        with pytest.raises(PermissionDenied):
            self.post(sec_fetch_site="cross-site", **headers)

    def test_believes_sec_fetch_site_before_the_origin(self):
        assert self.post(sec_fetch_site="same-origin", origin="null") == 200

    def test_takes_an_origin_that_is_the_sites_own(self):
        assert self.post(origin=OWN) == 200

    def test_takes_the_origin_of_the_sites_public_address(self, settings):
        settings.SITE_URL = "https://petitions.example"
        assert self.post(origin="https://petitions.example") == 200

    @pytest.mark.parametrize(
        "origin",
        [
            FOREIGN,
            "null",
            "",
            "https://testserver",
            "http://testserver:8001",
            "http://testserver.evil.example",
            "http://evil.example/http://testserver",
            "testserver",
        ],
    )
    def test_refuses_any_other_origin(self, origin):
        with pytest.raises(PermissionDenied):
            self.post(origin=origin)

    def test_takes_what_says_neither_as_text_browsers_do(self):
        assert self.post() == 200

    def test_lets_everybody_read(self):
        request = RequestFactory().get("/", headers={"sec-fetch-site": "cross-site"})
        assert self.view(request).status_code == 200


@pytest.mark.django_db
def test_another_sites_form_meets_a_page_that_nobody_keeps(client, petition):
    path = f"/petitions/{petition.slug}/sign/"
    response = client.post(path, {}, headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403
    assert directives(response) == PRIVATE
    assert petition.signatures.count() == 0
