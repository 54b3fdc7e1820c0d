"""What happens to every request: whom it comes from, its language, its line in the log."""

import logging
from ipaddress import ip_network

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from petitions.tokens import Purpose, make
from tests.factories import SignatureFactory
from web.middleware import believe_trusted_proxies

PROXY, STRANGER, CLIENT = "10.0.0.1", "198.51.100.1", "203.0.113.7"


@pytest.fixture
def _trusted(settings):
    settings.TRUSTED_PROXIES = (ip_network("10.0.0.0/8"),)


def handled(peer, **headers):
    """The request as the site sees it."""
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers)
    believe_trusted_proxies(lambda _request: HttpResponse())(request)
    return request


@pytest.mark.usefixtures("_trusted")
class TestProxies:
    def test_a_trusted_one_tells_address_and_scheme(self):
        request = handled(PROXY, x_forwarded_for=CLIENT, x_forwarded_proto="https")
        assert (request.META["REMOTE_ADDR"], request.scheme) == (CLIENT, "https")

    def test_a_strangers_headers_are_not_believed(self):
        request = handled(STRANGER, x_forwarded_for=CLIENT, x_forwarded_proto="https")
        assert (request.META["REMOTE_ADDR"], request.scheme) == (STRANGER, "http")

    @pytest.mark.parametrize(
        ("told", "scheme"),
        [
            ("https", "https"),
            ("http", "http"),
            ("http, https", "https"),
            # The last one is the proxy's own; what stands before it came from outside.
            ("https, http", "http"),
            ("HTTPS-ish", "http"),
            ("", "http"),
        ],
    )
    def test_the_scheme_is_the_last_one_told(self, told, scheme):
        assert handled(PROXY, x_forwarded_proto=told).scheme == scheme

    def test_a_trusted_one_without_headers_is_the_client(self):
        request = handled(PROXY)
        assert (request.META["REMOTE_ADDR"], request.scheme) == (PROXY, "http")

    @pytest.mark.parametrize("peer", [PROXY, STRANGER])
    @pytest.mark.parametrize(
        "header",
        ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "via"],
    )
    def test_whoever_forwards_a_request_is_noticed(self, peer, header):
        assert handled(peer, **{header: "x"}).is_forwarded is True
        assert handled(peer).is_forwarded is False

    def test_https_at_the_proxy_is_https_to_the_whole_site(self, client, settings):
        settings.SECURE_SSL_REDIRECT = True
        settings.SECURE_REDIRECT_EXEMPT = []

        def status(peer):
            headers = {"x-forwarded-proto": "https"}
            return client.get("/healthz", REMOTE_ADDR=peer, headers=headers).status_code

        assert (status(PROXY), status(STRANGER)) == (200, 301)


class TestLanguage:
    @pytest.mark.parametrize("accepted", ["es", "en", "fr", "es-MX,es;q=0.9", ""])
    @pytest.mark.parametrize(("path", "language"), [("/none/", "en"), ("/es/none/", "es")])
    def test_is_that_of_the_path_whatever_the_browser_prefers(
        self, client, path, language, accepted
    ):
        answer = client.get(path, headers={"accept-language": accepted})
        assert answer.headers["Content-Language"] == language
        assert f'<html lang="{language}">' in answer.content.decode()
        assert "Accept-Language" not in answer.headers.get("Vary", "")

    @pytest.mark.parametrize("path", ["/essays/", "/fr/none/", "/en/none/", "/none/es/"])
    def test_of_any_other_path_is_english(self, client, path):
        assert client.get(path).headers["Content-Language"] == "en"

    def test_of_one_request_does_not_stay_for_the_next(self, client):
        client.get("/es/none/")
        assert client.get("/none/").headers["Content-Language"] == "en"


@pytest.mark.django_db
class TestLog:
    @pytest.fixture(autouse=True)
    def _listen(self, caplog):
        caplog.set_level(logging.DEBUG)
        self.caplog = caplog

    def lines(self):
        return [vars(record) for record in self.caplog.records if record.name == "web.request"]

    def test_each_answer_has_a_line(self, client, petition):
        client.get(f"/petitions/{petition.slug}/")
        client.post(f"/es/petitions/{petition.slug}/sign/", {})
        client.get("/none/")
        told = [(line["page"], line["method"], line["status"]) for line in self.lines()]
        assert told == [
            ("petition", "GET", 200),
            ("petition-sign", "POST", 422),
            (None, "GET", 404),
        ]
        assert all(line["milliseconds"] >= 0 for line in self.lines())

    def test_a_method_that_nobody_knows_is_not_quoted(self, client):
        client.generic("X-SECRET", "/none/")
        assert self.lines()[0]["method"] == "other"

    def test_no_line_holds_path_token_address_or_name(self, client, petition):
        signature = SignatureFactory(
            petition=petition, first_name="Rosalind", email="rosalind@example.org"
        )
        token = make(Purpose.MANAGE, signature)
        typed = {"first_name": "Rosalind", "email": "rosalind@example.org", "country": "FR"}

        pages = [
            client.get(f"/signatures/manage/{token}/", REMOTE_ADDR=CLIENT),
            client.post(f"/signatures/confirm/{token}x/", REMOTE_ADDR=CLIENT),
            client.post(f"/petitions/{petition.slug}/sign/", typed, REMOTE_ADDR=CLIENT),
            client.get(f"/petitions/{petition.slug}/?from=rosalind@example.org"),
        ]

        assert [page.status_code for page in pages] == [200, 404, 303, 200]
        assert len(self.lines()) == 4
        everything = "\n".join(str(vars(record)) for record in self.caplog.records)
        everything += self.caplog.text
        for secret in (token, CLIENT, "rosalind", "Rosalind", petition.slug, "/signatures/"):
            assert secret not in everything
