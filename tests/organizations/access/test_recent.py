"""What reaches far is asked to prove once more who one is."""

import pytest
from django.http import HttpResponse

from organizations.access import confirm_first, confirmed_recently, needs_recent_log_in
from organizations.access.recent import RECENT_SECONDS, next_of
from tests.access import PASSWORD, code_now, confirm_log_in, log_in, verified

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

CONFIRM = "/admin/confirm/"


@needs_recent_log_in
def dangerous(request, number):
    return HttpResponse(f"done {number}")


def asked(rf, client, address="/admin/far/?a=1&b=2"):
    request = rf.get(address)
    request.session = client.session
    return request


class TestGuard:
    def test_lets_through_who_has_just_logged_in(self, rf, client, ana):
        log_in(client, "ana")
        assert dangerous(asked(rf, client), 7).content == b"done 7"

    def test_asks_who_has_not_and_knows_the_way_back(self, rf, client, ana):
        client.force_login(ana)
        answer = dangerous(asked(rf, client), 7)
        assert answer.headers["Location"] == f"{CONFIRM}?next=%2Fadmin%2Ffar%2F%3Fa%3D1%26b%3D2"

    @pytest.mark.parametrize(
        ("age", "is_recent"), [(0, True), (290, True), (301, False), (-60, False)]
    )
    def test_forgets_after_five_minutes(self, rf, client, ana, age, is_recent):
        client.force_login(ana)
        confirm_log_in(client, age)
        assert RECENT_SECONDS == 300
        assert confirmed_recently(asked(rf, client)) is is_recent

    def test_may_lead_elsewhere(self, rf, client, ana):
        client.force_login(ana)
        answer = confirm_first(asked(rf, client), "/admin/else/")
        assert answer.headers["Location"] == f"{CONFIRM}?next=%2Fadmin%2Felse%2F"

    def test_does_not_let_a_password_do_where_there_is_an_app(self, rf, client, ana):
        verified(client, ana)
        client.logout()
        log_in(client, "ana")
        assert confirmed_recently(asked(rf, client)) is False
        assert client.post("/admin/second-factor/code/", {"code": code_now()}).status_code == 302
        assert confirmed_recently(asked(rf, client)) is True


class TestConfirming:
    def test_by_password_leads_on(self, rf, client, ana):
        client.force_login(ana)
        assert "code" not in client.get(CONFIRM).context["form"].fields
        answer = client.post(CONFIRM, {"password": PASSWORD, "next": "/admin/far/"})
        assert answer.headers["Location"] == "/admin/far/"
        assert confirmed_recently(asked(rf, client)) is True

    def test_with_an_app_takes_password_and_code(self, rf, client, ana):
        verified(client, ana)
        for typed in ({"password": PASSWORD}, {"code": code_now()}):
            assert client.post(CONFIRM, typed).status_code == 200
        assert confirmed_recently(asked(rf, client)) is False
        answer = client.post(CONFIRM, {"password": PASSWORD, "code": code_now()})
        assert answer.status_code == 302
        assert confirmed_recently(asked(rf, client)) is True

    def test_a_wrong_password_uses_up_no_code(self, client, ana):
        verified(client, ana)
        code = code_now()
        assert client.post(CONFIRM, {"password": "wrong", "code": code}).status_code == 200
        assert client.post(CONFIRM, {"password": PASSWORD, "code": code}).status_code == 302

    def test_wrong_does_not_say_what_was_wrong(self, client, ana):
        verified(client, ana)
        pages = [
            client.post(CONFIRM, {"password": "wrong", "code": code_now()}),
            client.post(CONFIRM, {"password": PASSWORD, "code": "no-such-code"}),
        ]
        said = [page.context["form"].non_field_errors() for page in pages]
        assert said == [["That is not right. Please try again."]] * 2

    @pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "http:///x", ""])
    def test_leads_to_no_other_site(self, client, ana, wanted):
        client.force_login(ana)
        answer = client.post(CONFIRM, {"password": PASSWORD, "next": wanted})
        assert answer.headers["Location"] == "/admin/"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("/admin/x/?a=1", "/admin/x/?a=1"),
        ("http://testserver/admin/x/", "http://testserver/admin/x/"),
        ("https://evil.example/", "/admin/"),
        ("///evil.example/", "/admin/"),
        ("\\\\evil.example", "/admin/"),
    ],
)
def test_the_way_on_stays_on_this_site(rf, wanted, found):
    assert next_of(rf.get("/admin/", {"next": wanted})) == found
    assert next_of(rf.post("/admin/", {"next": wanted})) == found
