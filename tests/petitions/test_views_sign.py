"""Signing: what is answered to a form."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from petitions.models import Signature
from tests.petitions.pages import (
    answer,
    errors_beside_fields,
    errors_in_summary,
    filled_in,
    language_of,
)
from tests.petitions.rows import STATES, close, prepare

pytestmark = pytest.mark.django_db


# --- Signing


def sign(browser, petition, typed, language="", **headers):
    return browser.post(f"{language}/petitions/{petition.slug}/sign/", typed, headers=headers)


def test_signing_leads_to_what_comes_next_and_mails_the_link(browser, petition, typed, deliver):
    response = sign(browser, petition, typed)

    assert response.status_code == 303
    assert response.headers["Location"] == f"/petitions/{petition.slug}/check-your-email/"
    signature = Signature.objects.get()
    assert (signature.state, signature.email, signature.language) == (
        "pending",
        "zoe@example.org",
        "en",
    )
    assert [mail.to for mail in deliver()] == [["zoe@example.org"]]


def test_signing_in_spanish_stays_in_spanish(browser, petition, typed, deliver):
    response = sign(browser, petition, typed, "/es")

    assert response.status_code == 303
    assert response.headers["Location"] == f"/es/petitions/{petition.slug}/check-your-email/"
    assert Signature.objects.get().language == "es"
    [mail] = deliver()
    assert "/es/signatures/confirm/" in mail.body


def test_boxes_that_are_ticked_are_kept(browser, petition, typed):
    sign(browser, petition, typed | {"show_name": "on", "subscribe": "on"})

    signature = Signature.objects.get()
    assert (signature.show_name, signature.wants_updates) == (True, True)


def test_a_form_that_is_refused_keeps_all_that_was_typed(browser, petition, typed):
    wrong = typed | {
        "email": "zoe@",
        "postal_code": "936",
        "comment": "<b>\"One\" & 'two'</b>",
        "show_name": "on",
        "subscribe": "on",
    }

    response = sign(browser, petition, wrong)

    assert response.status_code == 422
    assert filled_in(response) == wrong | {"text": str(petition.text_id)}
    assert Signature.objects.count() == 0


def test_the_lines_of_a_comment_are_kept(browser, petition, typed):
    response = sign(browser, petition, typed | {"email": "", "comment": "One.\r\n\r\n  Two."})

    [_, field] = response.content.decode().split("<textarea")
    written = field.partition(">")[2].partition("</textarea>")[0]
    assert written.strip("\r\n").splitlines() == ["One.", "", "  Two."]


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"first_name": ""}, {"first_name"}),
        ({"first_name": "https://spam.example"}, {"first_name"}),
        ({"last_name": "a\u202eb"}, {"last_name"}),
        ({"email": "zoe"}, {"email"}),
        ({"country": ""}, {"country"}),
        ({"country": "XX"}, {"country"}),
        ({"postal_code": ""}, {"postal_code"}),
        ({"postal_code": "9361"}, {"postal_code"}),
        ({"comment": "a" * 1001}, {"comment"}),
        ({"leave_blank": "x"}, {"leave_blank"}),
        (
            {"first_name": "", "email": "", "postal_code": ""},
            {"first_name", "email", "postal_code"},
        ),
    ],
)
@pytest.mark.parametrize("language", ["", "/es"])
def test_each_error_stands_beside_its_field_and_in_the_summary(
    browser, petition, typed, change, fields, language
):
    response = sign(browser, petition, typed | change, language)

    assert response.status_code == 422
    beside = errors_beside_fields(response)
    assert set(beside) == fields
    assert all(beside.values())
    summary = errors_in_summary(response)
    assert {name: message in summary[name] for name, message in beside.items()} == dict.fromkeys(
        fields, True
    )
    assert set(summary) == fields
    assert language_of(response) == ("es" if language else "en")
    assert Signature.objects.count() == 0


def test_who_fell_into_the_trap_can_sign_by_sending_the_form_again(browser, petition, typed):
    refused = sign(browser, petition, typed | {"leave_blank": "filled in by a program"})

    response = sign(browser, petition, filled_in(refused))

    assert (refused.status_code, response.status_code) == (422, 303)
    assert Signature.objects.count() == 1


def test_a_refused_form_can_be_corrected_and_sent_again(browser, petition, typed):
    refused = sign(browser, petition, typed | {"postal_code": ""})

    response = sign(browser, petition, filled_in(refused) | {"postal_code": "93610"})

    assert response.status_code == 303
    assert Signature.objects.get().comment == "She belongs with her family."


def test_a_closed_petition_takes_no_signature(browser, petition, typed, queued):
    close(petition)

    response = sign(browser, petition, typed)

    assert response.status_code == 410
    assert petition.title in response.content.decode()
    assert (Signature.objects.count(), queued()) == (0, [])


def test_unknown_fields_are_ignored(browser, petition, typed):
    extra = {
        "state": "confirmed",
        "petition": "9",
        "petition_id": "9",
        "id": "1",
        "source": "paper",
    }

    response = sign(browser, petition, typed | extra)

    assert response.status_code == 303
    signature = Signature.objects.get()
    assert (signature.petition, signature.state, signature.source) == (petition, "pending", "web")


def test_signing_answers_the_same_whatever_the_address_did_before(browser, petition, typed):
    answers = []
    for state in STATES:
        Signature.objects.all().delete()
        prepare(petition, typed["email"], state)
        taken = sign(browser, petition, typed)
        answers.append((answer(taken), answer(browser.get(taken.headers["Location"]))))

    assert answers == [answers[0]] * len(STATES)


def test_signing_takes_as_many_queries_whatever_the_address_did_before(browser, petition, typed):
    taken = {}
    for state in STATES:
        Signature.objects.all().delete()
        prepare(petition, typed["email"], state)
        with CaptureQueriesContext(connection) as captured:
            sign(browser, petition, typed)
        taken[state] = len(captured)

    assert taken == dict.fromkeys(STATES, taken["unknown"])


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"sec-fetch-site": "same-origin", "origin": "http://testserver"}, 303),
        ({"sec-fetch-site": "same-site"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({"origin": "http://testserver"}, 303),
        ({"origin": "http://127.0.0.1:8000"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "http://testserver.evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
    ],
)
def test_another_sites_request_is_refused(browser, petition, typed, queued, headers, status):
    response = sign(browser, petition, typed, **headers)

    assert response.status_code == status
    assert Signature.objects.count() == len(queued()) == (status == 303)


@pytest.mark.parametrize("method", ["get", "head"])
def test_the_address_of_the_form_leads_to_the_petition(browser, petition, method):
    response = getattr(browser, method)(f"/petitions/{petition.slug}/sign/")

    assert response.status_code == 302
    assert response.headers["Location"] == f"/petitions/{petition.slug}/"


# --- Broken requests


@pytest.mark.parametrize(
    "field",
    ["first_name", "last_name", "email", "country", "postal_code", "comment", "leave_blank"],
)
def test_nul_bytes_are_refused_beside_their_field(browser, petition, typed, field):
    response = sign(browser, petition, typed | {field: "a\0b"})

    assert response.status_code == 422
    assert set(errors_beside_fields(response)) == {field}


def test_a_nul_byte_in_a_box_ticks_it_and_breaks_nothing(browser, petition, typed):
    assert sign(browser, petition, typed | {"show_name": "\0"}).status_code == 303


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"comment=" + b"a" * 2 * 1024 * 1024, "application/x-www-form-urlencoded", 413),
        (
            b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n' + b"a" * 2**21,
            "multipart/form-data; boundary=x",
            413,
        ),
        (b"&".join(b"a%d=1" % n for n in range(2500)), "application/x-www-form-urlencoded", 400),
        (b"first_name=Zo%EB", "application/x-www-form-urlencoded; charset=utf-16", 400),
        (b"--x\r\nbroken", "multipart/form-data", 400),
        (b"--x\r\nbroken", "multipart/form-data; boundary=", 400),
        (b"--x\r\nbroken", "multipart/form-data; boundary=y", 422),
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded", 422),
        (b"first_name=%&email=%zz&country=%ff%fe", "application/x-www-form-urlencoded", 422),
        (b'{"first_name": "Zoe"}', "application/json", 422),
        (b"", "", 422),
        (b"first_name", "text/plain", 422),
    ],
)
def test_a_broken_body_is_refused(browser, petition, body, kind, status):
    response = browser.post(f"/petitions/{petition.slug}/sign/", body, content_type=kind)

    assert response.status_code == status
    assert Signature.objects.count() == 0


def test_a_body_that_is_not_utf8_is_read_as_far_as_it_goes(browser, petition):
    body = b"first_name=Zo%EB&email=zoe@example.org&country=DE"

    response = browser.post(
        f"/petitions/{petition.slug}/sign/", body, content_type="application/x-www-form-urlencoded"
    )

    assert (response.status_code, Signature.objects.get().first_name) == (303, "Zo\ufffd")


@pytest.mark.parametrize("page", ["sign/", "check-your-email/"])
@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_what_takes_posts_takes_no_other_method(browser, petition, page, method):
    response = getattr(browser, method)(f"/petitions/{petition.slug}/{page}")

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, POST"
