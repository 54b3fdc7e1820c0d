"""Anything at all in the sign form: one row or none, and never a crash.

What is documented to be changed: white space around a text goes, line breaks of a comment become
one character each, a domain is written in one way, of a ZIP code five digits are kept.
"""

from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from email_validator import EmailNotValidError, validate_email
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from petitions.addresses import address_hash
from petitions.models import Signature
from tests.attacks.attack import CHECK, GOOD, SIGN, URLENCODED
from tests.attacks.conftest import World
from tests.attacks.table.markup import PAYLOADS
from tests.signing import elsewhere

TEXT_FIELDS = ("first_name", "last_name", "email", "country", "postal_code", "comment")
SHOWN_AGAIN = ("first_name", "last_name", "email", "postal_code", "comment")
UNTICKED = ("", "False")
"""What Django takes for a box that is not ticked; a browser then sends none."""
BOXES = {"show_name": "show_name", "subscribe": "wants_updates"}

HOSTILE = [
    *PAYLOADS.values(),
    "=1+1",
    "\t+1",
    "a\0b",
    "\u202egpj",
    "\u200b",
    "\ufeff",
    "\r\nBcc: a@b.org",
    "http://evil.example",
    "\u0301" * 90,
    "a" * 81,
    "é" * 1001,
    " x ",
    "93610-1234",
    "",
]
FUZZ = settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

any_text = st.text(max_size=90) | st.sampled_from(HOSTILE) | st.text("<>&\"'{%}=+-@\r\n\t\0 a")
bytes_of_text = st.binary(max_size=40) | any_text.map(str.encode)
emails = (
    st.emails()
    | any_text
    | st.builds("{}@{}".format, any_text, st.sampled_from(["b.org", "bücher.example", "a..b"]))
)
mostly_good = {
    "first_name": any_text,
    "last_name": any_text,
    "email": emails | st.just("Zoe@EXAMPLE.org"),
    "country": st.sampled_from(["US", "DE", "MX", "us", "XX", ""]) | any_text,
    "postal_code": st.sampled_from(["93610", "93610-1234", "10115", "", "\u0669\u0663"]) | any_text,
    "comment": any_text | st.text(max_size=1200),
}
forms = st.fixed_dictionaries(
    {},
    optional={
        **mostly_good,
        "show_name": st.sampled_from(["on", "", "False", "\0"]),
        "subscribe": st.sampled_from(["on", "0"]),
        "leave_blank": st.sampled_from(["", "", "", "x"]),
        "text": st.sampled_from(["", "x", "²", "-1", "9" * 400]),
        "altcha": any_text,
    },
)
more_fields = st.lists(st.tuples(any_text, any_text), max_size=5).map(
    lambda pairs: [(name, value) for name, value in pairs if name not in GOOD and name != "text"]
)
header_text = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=40)
headers = st.dictionaries(
    st.sampled_from(
        ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "Cookie", "Accept",
         "Accept-Language", "Accept-Encoding", "If-None-Match", "If-Modified-Since", "Range",
         "Referer", "User-Agent", "X-Http-Method-Override", "Authorization"]
    ),
    header_text,
    max_size=4,
)  # fmt: skip


class Page(HTMLParser):
    """What a browser reads of the page: values of the form, and every element and attribute."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.values: dict[str, str] = {}
        self.ticked: set[str] = set()
        self.elements: set[tuple[str, str]] = set()
        self._inside = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.elements |= {(tag, name) for name in ["", *found]}
        name = found.get("name", "")
        if tag == "input":
            self.values[name] = found.get("value", "")
            self.ticked |= {name} if "checked" in found else set()
        self._inside = name if tag == "textarea" else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # The line break after the tag belongs to the markup (HTML, 13.1.2.5).
            self.values[self._inside] = self.values.get(self._inside, "").removeprefix("\n")
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.values[self._inside] = self.values.get(self._inside, "") + data


def lines(text: str) -> str:
    """A text with each line break as one character."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def expected(typed: dict[str, str]) -> dict[str, object]:
    """What is kept of a form that was taken."""
    kept: dict[str, object] = {
        name: typed.get(name, "").strip() for name in TEXT_FIELDS if name != "email"
    }
    kept["comment"] = lines(str(kept["comment"]))
    if kept["country"] == "US":
        kept["postal_code"] = str(kept["postal_code"])[:5]
    kept["email"] = validate_email(typed["email"].strip(), check_deliverability=False).normalized
    for box, field in BOXES.items():
        kept[field] = typed.get(box, "") not in UNTICKED
    return kept


@pytest.fixture
def known_elements(world: World) -> set[tuple[str, str]]:
    """Every element, with every attribute, that the page has with all its errors."""
    wrong = [
        {},
        dict.fromkeys(GOOD, "\u202e") | {"show_name": "on", "subscribe": "on", "country": "US"},
        dict.fromkeys(GOOD, "a" * 2000),
        GOOD | {"text": "0"},
    ]
    pages = [send(urlencode(form).encode()) for form in wrong]
    assert {page.status_code for page in pages} == {422}
    return set().union(*(Page(page.content.decode()).elements for page in pages))


def send(body: bytes, path: str = SIGN, kind: str = URLENCODED, **more: str) -> HttpResponse:
    return Client(enforce_csrf_checks=True).generic(
        "POST", path, body, kind, REMOTE_ADDR=elsewhere(), **more
    )


def check(answer: HttpResponse, typed: dict[str, str], known: set[tuple[str, str]]) -> None:
    """What has to be so after any form: see the docstring of this file."""
    new = Signature.objects.filter(network__isnull=False)
    assert answer.status_code in (303, 422)
    if answer.status_code == 303:
        row = new.get()
        kept = expected(typed)
        assert {name: getattr(row, name) for name in kept} == kept
        assert (row.petition.slug, row.state) == ("free-her", "pending")
        assert bytes(row.address_hash) == address_hash(str(kept["email"]))
        assert answer.headers["Location"] == CHECK
        return
    assert not new.exists()
    page = Page(answer.content.decode())
    assert page.elements <= known
    for name in SHOWN_AGAIN:
        assert lines(page.values[name]) == lines(typed.get(name, "")), name
    assert page.ticked == {box for box in BOXES if typed.get(box, "") not in UNTICKED}
    assert page.values["leave_blank"] == ""


@pytest.fixture
def attempt(known_elements: set[tuple[str, str]]) -> Callable[..., None]:
    """A function: send a form, check what comes of it, and take it back."""

    def run(body: bytes, typed: dict[str, str], **more: str) -> None:
        with transaction.atomic():
            check(send(body, **more), typed, known_elements)
            transaction.set_rollback(True)

    return run


@FUZZ
@given(changes=forms, more=more_fields, said=headers)
def test_any_text_in_any_field(attempt, changes, more, said):
    typed = GOOD | changes
    environ = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in said.items()}

    attempt(urlencode([*more, *typed.items()]).encode(), typed, **environ)


@FUZZ
@given(field=st.sampled_from(TEXT_FIELDS), raw=bytes_of_text)
def test_any_bytes_in_a_field(attempt, field, raw):
    others = urlencode([pair for pair in GOOD.items() if pair[0] != field]).encode()
    quoted = "".join(f"%{byte:02x}" for byte in raw).encode()

    typed = GOOD | {field: raw.decode(errors="replace")}
    attempt(others + b"&" + field.encode() + b"=" + quoted, typed)


@FUZZ
@given(name=st.sampled_from(["first_name", "last_name", "comment"]), text=st.text(max_size=70))
def test_a_form_that_is_good_but_for_one_text(attempt, name, text):
    typed = GOOD | {name: text}

    attempt(urlencode(typed).encode(), typed)


@FUZZ
@given(body=st.binary(max_size=300))
def test_any_bytes_for_a_form(attempt, body):
    try:
        typed = dict(parse_qsl(body.decode(), keep_blank_values=True, errors="replace"))
    except UnicodeDecodeError:
        typed = dict(parse_qsl(body.decode("latin-1"), keep_blank_values=True, errors="replace"))

    attempt(body, typed)


@pytest.mark.parametrize(
    "email", ["Zoe@EXAMPLE.org", "a@xn--bcher-kva.example", "a@BÜCHER.example"]
)
def test_an_address_has_one_row_however_it_is_written(world: World, email: str) -> None:
    kept = validate_email(email, check_deliverability=False).normalized

    for written in (email, kept, email.swapcase()):
        assert send(urlencode(GOOD | {"email": written}).encode()).status_code == 303

    assert Signature.objects.filter(address_hash=address_hash(kept)).count() == 1


def test_the_fuzzer_sees_both_ends(attempt, known_elements):
    """Were every form refused, or every page alike, nothing above would be proved."""
    assert send(urlencode(GOOD).encode()).status_code == 303
    assert ("b", "on") in Page("<b on=1>").elements
    assert ("b", "on") not in known_elements
    with pytest.raises(EmailNotValidError):
        validate_email("a@b..c", check_deliverability=False)
