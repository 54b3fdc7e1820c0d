"""Methods that a page does not take, and headers that would have another one."""

from tests.attacks.attack import (
    BROKEN,
    CHECK,
    FOREIGN,
    GOOD,
    MISSING,
    SHOWN,
    SIGN,
    URLENCODED,
    encoded,
    get,
    not_allowed,
    post,
    redirected,
    request,
)

FORM = encoded(GOOD)
SAFE = not_allowed("GET", "HEAD")
FORMS = not_allowed("GET", "HEAD", "POST")
OVERRIDES = ("x-http-method-override", "x-http-method", "x-method-override")

NO_FORMS = [
    request(f"{method} {path}", SAFE, method, path, FORM, URLENCODED)
    for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "PROPFIND", "CONNECT")
    for path in ("/", "/petitions/free-her/", "/petitions/free-her/count.json")
]

TAKE_FORMS = [
    request(f"{method} {path}", FORMS, method, path, FORM, URLENCODED)
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "OPTIONS")
    for path in (
        SIGN,
        CHECK,
        "/signatures/confirm/{confirm}/",
        "/signatures/manage/{manage}/",
        "/signatures/unsubscribe/{unsubscribe}/",
        "/signatures/not-me/{not-me}/",
    )
]

LOOKING = [
    request("HEAD of the address of the form", redirected("/petitions/free-her/"), "HEAD", SIGN),
    get("a form in the address", redirected("/petitions/free-her/"), f"{SIGN}?{FORM.decode()}"),
    request(
        "a form in the body of a GET",
        redirected("/petitions/free-her/"),
        "GET",
        SIGN,
        FORM,
        URLENCODED,
    ),
    get("opening a link to confirm", SHOWN, "/signatures/confirm/{confirm}/"),
    get("a button in the address", SHOWN, "/signatures/manage/{manage}/?do=erase"),
    get(
        "one click by opening",
        SHOWN,
        "/signatures/unsubscribe/{unsubscribe}/?List-Unsubscribe=One-Click",
    ),
    get("stopping mails by opening", SHOWN, "/signatures/not-me/{not-me}/?do=stop"),
    request("HEAD of a link to confirm", SHOWN, "HEAD", "/signatures/confirm/{confirm}/"),
]

HEADERS = [
    request(f"{header} on {path}", right, "GET", path, headers={header: "POST"})
    for header in OVERRIDES
    for path, right in {
        SIGN: redirected("/petitions/free-her/"),
        "/signatures/confirm/{confirm}/": SHOWN,
        "/signatures/unsubscribe/{unsubscribe}/": SHOWN,
    }.items()
]

BUTTONS = [
    post("no button", BROKEN, "/signatures/manage/{manage}/", b""),
    post("a button that is none", BROKEN, "/signatures/manage/{manage}/", b"do=__init__"),
    post("two buttons, the last one none", BROKEN, "/signatures/manage/{manage}/", b"do=erase&do="),
    post("another page's button", BROKEN, "/signatures/not-me/{not-me}/", b"do=erase"),
    post("a button in the address only", BROKEN, "/signatures/manage/{manage}/?do=erase", b""),
]

NO_PAGES = [
    post("a post to a photo that is hidden", SAFE, "/petitions/free-her/photo/", b""),
    post("a post to the thanks", SAFE, "/petitions/free-her/thank-you/", b""),
    post("a post to the page after erasing", FOREIGN, "/signatures/erased/", b""),
    post("a post to the demo's mailbox", FOREIGN, "/demo/mail/", b""),
    post("a post to a short address", FOREIGN, "/p/{code}", b""),
    post("a post to no page", MISSING, "/none/", b""),
    post("a post to a static file", MISSING, "/static/none.css", b""),
]

ATTACKS = [*NO_FORMS, *TAKE_FORMS, *LOOKING, *HEADERS, *BUTTONS, *NO_PAGES]
