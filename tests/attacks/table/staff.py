"""Strangers at the door of the admin, in one request each."""

from tests.attacks.attack import (
    FOREIGN,
    MISSING,
    SHOWN,
    Outcome,
    encoded,
    get,
    post,
    redirected,
    request,
)

LOGIN = "/admin/login/"
FORM = encoded({"username": "ana", "password": "Libertad-y-justicia-1999", "next": "/admin/"})


def away(path: str, status: int = 302) -> Outcome:
    """Sent to the log-in, and back from there."""
    return redirected(f"/admin/login/?next={path}", status)


NUMBERS = [
    get(f"{path} by its number, as a stranger", away(path), path)
    for number in (1, 2, 3, 999_999)
    for path in (
        f"/admin/petitions/signature/{number}/change/",
        f"/admin/campaigns/campaign/{number}/preview/",
    )
]

DOORS = [
    get("the start page as a stranger", away("/admin/"), "/admin/"),
    get(
        "the list of signatures as a stranger",
        away("/admin/petitions/signature/"),
        "/admin/petitions/signature/",
    ),
    get(
        "the second step as a stranger",
        away("/admin/second-factor/code/"),
        "/admin/second-factor/code/",
    ),
    get(
        "the setting up as a stranger",
        away("/admin/second-factor/set-up/"),
        "/admin/second-factor/set-up/",
    ),
    get("the confirming as a stranger", away("/admin/confirm/"), "/admin/confirm/"),
    get("the state of the session as a stranger", away("/admin/session/"), "/admin/session/"),
    get("a page of the admin that is none", away("/admin/none/"), "/admin/none/"),
    get("climbing in the admin", away("/admin/../etc/passwd"), "/admin/../etc/passwd"),
    get("a foreign address behind r/", away("/admin/r/1/1/"), "/admin/r/1/1/"),
    get("the admin in Spanish", MISSING, "/es/admin/"),
    get("the admin in capitals", MISSING, "/ADMIN/"),
    get("the admin behind two slashes", MISSING, "//admin/"),
    get("the admin by a header", SHOWN, "/", x_original_url="/admin/", x_rewrite_url="/admin/"),
    get(
        "the admin as a remote user",
        away("/admin/"),
        "/admin/",
        remote_user="ana",
        x_remote_user="ana",
    ),
    get(
        "the admin with a basic log-in",
        away("/admin/"),
        "/admin/",
        authorization="Basic YW5hOmFuYQ==",
    ),
    request(
        "the admin as the server's user",
        away("/admin/"),
        "GET",
        "/admin/",
        environ={"REMOTE_USER": "ana"},
    ),
]

SESSIONS = [
    get(f"a session named {name}", away("/admin/"), "/admin/", cookie=f"session={cookie}")
    for name, cookie in {
        "by nobody": "a" * 32,
        "too long": "a" * 5000,
        "too short": "a",
        "nothing": "",
        "as SQL": "aaaaaaaa'--",
        "as a path": "../../../../etc/passwd",
        "with a NUL": '"aaaaaaaaaaaaaaaa\\000"',
        "as bytes": '"aaaaaaaaaaaaaaaa\\377\\376"',
        "as markup": '"<script>x()</script>"',
    }.items()
]

LOG_INS = [
    post("a log-in without its token", FOREIGN, LOGIN, FORM),
    post(
        "a log-in with a token of its own",
        FOREIGN,
        LOGIN,
        FORM + b"&csrfmiddlewaretoken=" + b"a" * 64,
        cookie="csrf=" + "b" * 32,
    ),
    post(
        "a log-in with a token that is none",
        FOREIGN,
        LOGIN,
        FORM + b"&csrfmiddlewaretoken=%00",
        cookie="csrf=%00",
    ),
    post("a log-in from another site", FOREIGN, LOGIN, FORM, origin="https://evil.example"),
    post("a log-in in a broken body", FOREIGN, LOGIN, b"--x", "multipart/form-data; boundary=y"),
    post(
        "a log-out from another site", FOREIGN, "/admin/logout/", b"", origin="https://evil.example"
    ),
    post(
        "an erasure from another site", FOREIGN, "/admin/petitions/signature/1/delete/", b"post=yes"
    ),
    get(
        "a log-in whose next is another site",
        Outcome(status=200, hides=('href="//evil.example', 'action="//evil.example')),
        LOGIN + "?next=//evil.example",
    ),
    get(
        "a log-in whose next is markup",
        Outcome(status=200, hides=('"><b on=1>',)),
        LOGIN + "?next=%22%3E%3Cb%20on=1%3E",
    ),
]

ATTACKS = [*NUMBERS, *DOORS, *SESSIONS, *LOG_INS]
