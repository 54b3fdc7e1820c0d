"""Paths and queries: climbing out, redirects to elsewhere, headers within, numbers that are none."""

from tests.attacks.attack import (
    BROKEN,
    GOOD,
    MISSING,
    SHOWN,
    SIGN,
    Outcome,
    encoded,
    get,
    post,
    redirected,
)

CLOSED = "/petitions/closed/sign/"

CLIMBING = [
    get(f"climbing by {path[:60]}", MISSING, path)
    for path in (
        "/../etc/passwd",
        "/petitions/../../etc/passwd",
        "/petitions/%2e%2e/%2e%2e/etc/passwd/",
        "/petitions/..%2f..%2fetc%2fpasswd/",
        "/petitions/free-her%5csign/",
        "/petitions/free-her%00/",
        "/petitions/free-her./",
        "/petitions/free-her;a=b/",
        "/petitions/free-her%20/",
        "/petitions//free-her/",
        "/petitions/FREE-HER/",
        "/petitions/%EF%BC%8E%EF%BC%8E/",
        "/petitions/%FF%FE/",
        "/petitions/fr%C0%AEe/",
        "/petitions/" + "a" * 20_000 + "/",
        "/petitions/draft/",
        "/petitions/draft/count.json",
        "/es/es/petitions/free-her/",
        "/fr/petitions/free-her/",
        "/p/1",
        "/p/../admin",
        "/signatures/confirm/1/",
        "/signatures/manage/1/",
        "/signatures/manage/../manage/{manage}/",
        "/signatures/manage/{manage}/../",
        "/p/%2e%2e",
        "/static/../manage.py",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%2f..%2fetc%2fpasswd",
        "/static//etc/passwd",
        "/static/....//....//etc/passwd",
        "/static/%00",
        "/static/staticfiles.json/..",
        "/media/",
        "/media/../keys/tokens",
        "/uploads/photo.jpg",
        "/.env",
        "/.git/config",
        "/.data/staff-password",
        "/keys/tokens",
        "/manage.py",
        "/__debug__/",
        "/wp-login.php",
        "/cgi-bin/x",
        "/actuator/env",
        "/.well-known/../admin",
        "/petitions/free-her/photo/",
    )
]

ELSEWHERE = [
    get(
        "a slash that is encoded is a slash",
        redirected("/petitions/free-her/"),
        "/petitions/free-her%2fsign/",
    ),
    get("two slashes to another site", MISSING, "//evil.example"),
    get("two slashes and one at the end", MISSING, "//evil.example/"),
    get("two slashes and a page of ours", MISSING, "//evil.example/petitions/free-her"),
    get("a backslash to another site", MISSING, "/%5cevil.example"),
    get("Spanish of another site", MISSING, "/es//evil.example/"),
    get("Spanish of another site without a slash", MISSING, "/es//evil.example"),
    get(
        "a slash is added on this site",
        redirected("/petitions/free-her/", 301),
        "/petitions/free-her",
    ),
    get(
        "a slash is added, and a line is not",
        redirected("/petitions/free-her/?a=%0d%0aSet-Cookie:b=c", 301),
        "/petitions/free-her?a=%0d%0aSet-Cookie:b=c",
    ),
    get("a line in a path", MISSING, "/petitions/a%0d%0aSet-Cookie:b=c/"),
    get("a line in a path without a slash", MISSING, "/petitions/a%0d%0aSet-Cookie:b=c"),
    get("a line in a short address", MISSING, "/p/a%0d%0aLocation:%20x"),
    get(
        "a language of another site",
        redirected("/petitions/free-her/"),
        "/p/{code}?lang=//evil.example",
    ),
    get("a language with a line", redirected("/petitions/free-her/"), "/p/{code}?lang=es%0d%0aA:b"),
    get("two languages", redirected("/petitions/free-her/"), "/p/{code}?lang=es&lang=../en"),
    get(
        "a language in a cookie",
        Outcome(status=200, headers={"Content-Language": "en"}),
        "/",
        cookie="django_language=es",
    ),
    get(
        "a language in a header",
        Outcome(status=200, headers={"Content-Language": "en"}),
        "/",
        accept_language="es," * 5000,
    ),
    get("next to another site", SHOWN, "/petitions/free-her/?next=//evil.example"),
    post(
        "a form whose next is another site",
        Outcome(
            status=422,
            beside=frozenset({"first_name"}),
            hides=("evil.example",),
        ),
        SIGN + "?next=//evil.example",
        encoded(GOOD | {"first_name": "", "next": "https://evil.example"}),
    ),
]

NUMBERS = [
    get(f"the list with {query[:40]}", SHOWN, f"/petitions/?{query}")
    for query in (
        "page=0",
        "page=-1",
        "page=99999999999999999999",
        "page=1e9",
        "page=²",
        "page[]=1",
        "q=%FF%FE",
        "q=%ED%A0%80",
        "q=" + "a" * 5000,
        "q=':*%26|!()",
        "q=a%27)%3B+SELECT+pg_sleep(9)--",
        "q=" + "%22" * 199,
        "q=" + "-(" * 99,
        "q=a&q=b&status=open&status=x",
        "status=__class__",
        "&&&=&",
    )
] + [
    get("a thousand and one words in a query", BROKEN, "/petitions/?" + "&".join(["a=b"] * 2001)),
    get("a query of a megabyte", SHOWN, "/petitions/free-her/?" + "a" * 1024 * 1024),
]

NULS = [
    get(f"the list with a NUL, {query}", BROKEN, f"/petitions/?{query}")
    for query in ("q=%00", "q=a%00b&status=open", "page=%00", "status=%00", "%00=%00", "%00")
]

VALIDATORS = [
    get("a validator that is none", SHOWN, "/petitions/free-her/", if_none_match='"' * 5000),
    get("a date that is none", SHOWN, "/petitions/free-her/", if_modified_since="Foo, 99 Bar 0000"),
    get(
        "a date before all time",
        SHOWN,
        "/petitions/free-her/",
        if_modified_since="Mon, 01 Jan 0000 00:00:00 GMT",
    ),
    get("a range of a page", SHOWN, "/petitions/free-her/", range="bytes=0-1,5-,-9" + ",0-" * 999),
    get(
        "encodings without number",
        SHOWN,
        "/petitions/free-her/",
        accept_encoding="br;q=x,,;=," * 999,
    ),
    get("a cookie that is none", SHOWN, "/petitions/free-her/", cookie="=;;;a=" + "b" * 5000),
]

STATES = [
    post("a form for a closed petition", Outcome(status=410), CLOSED, encoded(GOOD)),
    post("a broken form for a closed petition", Outcome(status=410), CLOSED, b"\xff\xfe"),
    post("a form for a hidden petition", MISSING, "/petitions/draft/sign/", encoded(GOOD)),
    post("a form for no petition", MISSING, "/petitions/none/sign/", encoded(GOOD)),
    post(
        "another mail for a hidden petition",
        MISSING,
        "/petitions/draft/check-your-email/",
        b"email=a%40b.org",
    ),
    post(
        "a form without its last slash",
        redirected(SIGN, 301),
        "/petitions/free-her/sign",
        encoded(GOOD),
    ),
]

ATTACKS = [*CLIMBING, *ELSEWHERE, *NUMBERS, *NULS, *VALIDATORS, *STATES]
