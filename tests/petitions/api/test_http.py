"""How the API speaks HTTP."""

import pytest
from django.test import Client

from petitions.api import limits
from petitions.api.description import document, sections
from petitions.api.limits import LIMIT, Limit
from tests.factories import SignatureFactory, open_petition
from web.clients import network_of

pytestmark = pytest.mark.django_db

OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PARTS = ("", "counts/", "series/", "regions/", "updates/")
PATHS = [
    "/api/openapi.json",
    "/api/organizations/",
    "/api/petitions/",
    *(f"/api/petitions/free-her/{part}" for part in PARTS),
]


@pytest.fixture
def petition(db):
    return open_petition(slug="free-her")


def is_open_to_all(response):
    return {name: response.headers.get(name) for name in OPEN} == OPEN


def problem(response):
    assert response.headers["Content-Type"] == "application/json"
    assert is_open_to_all(response)
    assert response.headers["Cache-Control"] == "private, no-store"
    told = response.json()
    assert set(told) == {"error", "message", "fields"}
    return response.status_code, told["error"], sorted(told["fields"])


@pytest.mark.parametrize("path", PATHS)
class TestEveryAnswer:
    def test_is_json_for_any_origin_kept_for_seconds(self, client, petition, path):
        response = client.get(path, headers={"origin": "https://elsewhere.example"})

        assert response.status_code == 200
        assert is_open_to_all(response)
        assert response.headers["Content-Type"].startswith("application/json")
        assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=5"
        assert "Access-Control-Allow-Credentials" not in response.headers
        assert not response.cookies

    def test_is_not_sent_again_to_who_has_it(self, client, petition, path):
        etag = client.get(path).headers["ETag"]

        again = client.get(path, headers={"if-none-match": etag})

        assert (again.status_code, again.content) == (304, b"")
        assert is_open_to_all(again)

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_is_for_reading_only(self, client, petition, path, method):
        response = getattr(Client(enforce_csrf_checks=True), method)(path)

        assert problem(response) == (405, "not_allowed", [])
        assert response.headers["Allow"] == "GET, HEAD"

    def test_may_be_asked_for_by_any_script(self, client, petition, path):
        response = client.options(path, headers={"origin": "https://elsewhere.example"})

        assert (response.status_code, response.content) == (204, b"")
        assert is_open_to_all(response)
        assert "GET" in response.headers["Access-Control-Allow-Methods"]
        assert "If-None-Match" in response.headers["Access-Control-Allow-Headers"]

    def test_costs_a_few_queries_at_most(
        self, client, petition, path, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(5):
            client.get(path)


def test_what_has_changed_is_sent_again(client, petition):
    path = "/api/petitions/free-her/counts/"
    etag = client.get(path).headers["ETag"]
    SignatureFactory(petition=petition)

    response = client.get(path, headers={"if-none-match": etag})

    assert response.json()["supporters"] == 1


@pytest.mark.parametrize(
    "path",
    ["none/", "petitions/none/", "petitions/none/counts/", "petitions/free-her/none/", "a/b/c/"],
)
def test_what_is_not_there_is_told_as_json(client, petition, path):
    assert problem(client.get(f"/api/{path}")) == (404, "not_found", [])


def test_an_address_without_its_last_stroke_leads_on(client, petition):
    response = client.get("/api/petitions")

    assert (response.status_code, response.headers["Location"]) == (301, "/api/petitions/")


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("petitions/", "limit=0", "limit"),
        ("petitions/", "limit=101", "limit"),
        ("petitions/", "limit=many", "limit"),
        ("petitions/", "limit=", "limit"),
        ("petitions/", "offset=-1", "offset"),
        ("petitions/", f"offset={'9' * 30}", "offset"),
        ("petitions/", f"offset={'9' * 5000}", "offset"),
        ("petitions/", "status=draft", "status"),
        ("petitions/", "status=OPEN", "status"),
        ("petitions/", "q=a%00b", "q"),
        ("petitions/", f"q={'a' * 201}", "q"),
        ("petitions/", "organization=a%00", "organization"),
        ("petitions/", "organization=a%20b", "organization"),
        ("petitions/free-her/series/", "limit=1001", "limit"),
        ("petitions/free-her/updates/", "offset=x", "offset"),
        ("organizations/", "limit=1.5", "limit"),
    ],
)
def test_a_parameter_that_is_wrong_is_named(client, petition, path, query, field):
    assert problem(client.get(f"/api/{path}?{query}")) == (422, "invalid", [field])


@pytest.mark.parametrize(
    "query",
    ["q=%ED%A0%80", "q=%FF", "q=%F0%9F%99%8F", "q=----------------------------------", "x=1%00"],
)
def test_a_search_for_anything_is_answered(client, petition, query):
    assert client.get(f"/api/petitions/?{query}").status_code == 200


@pytest.mark.parametrize("slug", ["a%00b", "%ED%A0%80", "%FF", "é"])
def test_an_address_of_anything_is_wrong(client, petition, slug):
    assert problem(client.get(f"/api/petitions/{slug}/")) == (422, "invalid", ["slug"])
    assert client.get(f"/api/{slug}/").status_code == 404


class TestLimit:
    def test_is_told_with_the_time_to_wait(self, client, petition, settings):
        settings.API_PER_MINUTE = 3
        answers = [client.get("/api/petitions/") for _ in range(4)]

        assert [response.status_code for response in answers] == [200, 200, 200, 429]
        assert problem(answers[-1]) == (429, "too_many", [])
        assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60

    def test_is_of_a_network_and_spares_the_pages(self, client, petition, settings):
        settings.API_PER_MINUTE = 1
        first, neighbour, other = "2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"

        statuses = [
            client.get("/api/petitions/", REMOTE_ADDR=address).status_code
            for address in (first, neighbour, other)
        ]

        assert statuses == [200, 429, 200]
        assert client.get("/petitions/", REMOTE_ADDR=first).status_code == 200

    def test_ends_with_its_minute(self, monkeypatch):
        moments = iter([60.0, 61.0, 119.0, 120.0])
        monkeypatch.setattr(limits.time, "monotonic", lambda: next(moments))
        limit, network = Limit(), network_of("192.0.2.1")

        assert [limit.wait(network, 1) for _ in range(4)] == [0, 59, 1, 0]

    def test_keeps_no_more_than_so_many_networks(self, monkeypatch):
        monkeypatch.setattr(limits, "MOST_NETWORKS", 2)
        monkeypatch.setattr(limits.time, "monotonic", lambda: 60.0)
        limit = Limit()

        waits = [limit.wait(network_of(f"192.0.2.{last}"), 1) for last in range(5)]

        assert waits == [0, 0, 0, 60, 60]
        assert len(limit._asked) == 3

    def test_begins_anew(self):
        network = network_of("192.0.2.1")
        LIMIT.wait(network, 1)
        LIMIT.forget()

        assert LIMIT.wait(network, 1) == 0


class TestPage:
    def test_tells_each_address_parameter_and_field(self, client, petition):
        page = client.get("/api/").content.decode()

        assert all(part.startswith("/static/") for part in page.split('src="')[1:])
        for path, methods in document()["paths"].items():
            assert f"<code>GET {path}</code>" in page
            for parameter in methods["get"]["parameters"]:
                assert f"<code>{parameter['name']}</code>" in page
        assert len(sections()) == 7
        for name in ("items[].title_es", "sources.carried_over.number", "counties[].signatures"):
            assert f"<code>{name}</code>" in page

    def test_is_no_page_of_the_library(self, client, petition):
        assert client.get("/api/docs").status_code in (301, 404)
        assert client.get("/api/docs/").status_code == 404


def test_the_description_says_what_may_go_wrong():
    for methods in document()["paths"].values():
        assert {*map(int, methods["get"]["responses"])} >= {200, 422, 429}
