"""Posts that another site's page makes a browser send, and what such a page may not do."""

from tests.attacks.attack import FOREIGN, SIGN, URLENCODED, Outcome, post, request, sign, signed

NEAR_MISSES = [
    "http://testserver.evil.example",
    "http://evil-testserver",
    "http://eviltestserver",
    "http://testserver:81",
    "https://testserver",
    "http://testserver@evil.example",
    "http://testserver%2eevil.example",
    "http://testserver/",
    "HTTP://TESTSERVER",
    "testserver",
    "//testserver",
    "http://testserver, http://evil.example",
    "http://testserver http://evil.example",
    "http://localhost:8000",
    "http://127.0.0.1",
    "http://127.0.0.1:80001",
    "http://127.0.0.1:8000.evil.example",
    "file://",
    "null",
    "",
    "*",
]

BY_ORIGIN = [
    sign(f"the origin {origin or 'of nobody'}", FOREIGN, origin=origin) for origin in NEAR_MISSES
]

BY_FETCH = [
    sign("a cross-site form", FOREIGN, sec_fetch_site="cross-site"),
    sign(
        "a cross-site form with our origin",
        FOREIGN,
        sec_fetch_site="cross-site",
        origin="http://testserver",
    ),
    sign("a form from nowhere", signed(), sec_fetch_site="none"),
    sign("a form of a sister site", signed(), sec_fetch_site="same-site"),
    sign("a form of a text browser", signed()),
    sign("our own form", signed(), sec_fetch_site="same-origin", origin="http://testserver"),
    sign("our own form under the other name", signed(), origin="http://127.0.0.1:8000"),
]

ELSEWHERE = [
    post(f"a cross-site {name}", FOREIGN, path, body, sec_fetch_site="cross-site")
    for name, path, body in (
        ("confirmation", "/signatures/confirm/{confirm}/", b""),
        ("erasure", "/signatures/manage/{manage}/", b"do=erase"),
        ("stop of mails", "/signatures/not-me/{not-me}/", b"do=stop"),
        ("request for another mail", "/petitions/free-her/check-your-email/", b"email=a%40b.org"),
        ("form in Spanish", "/es" + SIGN, b""),
        ("form for a closed petition", "/petitions/closed/sign/", b""),
        ("form for a hidden petition", "/petitions/draft/sign/", b""),
    )
]

ONE_CLICK = [
    post(
        "one click by a mail program of another site",
        Outcome(status=200, writes=frozenset({"petitions_subscription"})),
        "/signatures/unsubscribe/{unsubscribe}/",
        b"List-Unsubscribe=One-Click",
        sec_fetch_site="cross-site",
        origin="https://mail.example",
    ),
]

READING = [
    request(
        f"{method} {path} by a script of another site",
        Outcome(status=status, headers={"Access-Control-Allow-Origin": None}),
        method,
        path,
        kind=URLENCODED,
        headers={
            "origin": "https://evil.example",
            "access-control-request-method": "POST",
            "access-control-request-headers": "x-a",
        },
    )
    for method, path, status in (
        ("GET", "/petitions/free-her/count.json", 200),
        ("GET", "/signatures/manage/{manage}/", 200),
        ("OPTIONS", SIGN, 405),
        ("OPTIONS", "/signatures/manage/{manage}/", 405),
    )
]

ATTACKS = [*BY_ORIGIN, *BY_FETCH, *ELSEWHERE, *ONE_CLICK, *READING]
