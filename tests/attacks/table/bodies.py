"""Bodies that are broken, in another encoding, doubled or too large."""

from tests.attacks.attack import (
    BROKEN,
    CHECK,
    GOOD,
    MULTIPART,
    SIGN,
    TOO_LARGE,
    URLENCODED,
    Attack,
    Outcome,
    encoded,
    multipart,
    post,
    refused,
    request,
    signed,
)

NAMELESS = encoded({name: value for name, value in GOOD.items() if name != "first_name"})
FORM = encoded(GOOD)
PARTS = multipart(GOOD)
EMPTY = refused("first_name", "email", "country")
MEGABYTE = 1024 * 1024
PART = b'--cut\r\nContent-Disposition: form-data; name="'


def first_name(name: str, right: Outcome, raw: bytes) -> Attack:
    """A good form with these bytes for the first name."""
    return post(name, right, SIGN, NAMELESS + b"&first_name=" + raw)


ENCODINGS = [
    first_name("a name in Latin-1", signed(first_name="Zo\ufffd"), b"Zo%EB"),
    first_name("raw Latin-1", signed(first_name="Zoë"), b"Zo\xeb"),
    first_name("an overlong NUL", signed(first_name="a\ufffd\ufffdb"), b"a%C0%80b"),
    first_name("an overlong <", signed(first_name="\ufffd\ufffdb on=1>"), b"%C0%BCb+on%3D1>"),
    first_name("a NUL", refused("first_name"), b"a%00b"),
    first_name("a raw NUL", refused("first_name"), b"a\0b"),
    post("a NUL behind a good address", refused("email"), SIGN, FORM + b"&email=a%40b.org%00"),
    first_name("half a character", signed(first_name="\ufffd\ufffd\ufffd"), b"%ED%A0%80"),
    post("a form in UTF-16", EMPTY, SIGN, "first_name=Zoë".encode("utf-16")),
    post("a charset that was not used", BROKEN, SIGN, FORM, f"{URLENCODED}; charset=utf-16"),
    post(
        "a charset that is none",
        signed(first_name="Zoë"),
        SIGN,
        FORM,
        f"{URLENCODED}; charset=klingon",
    ),
    first_name("UTF-7", signed(first_name="+ADw-b+AD4-"), b"%2BADw-b%2BAD4-"),
    post("broken percent signs", refused("email", "country"), SIGN, b"first_name=%&email=%zz&c=%f"),
    first_name("percent signs twice over", signed(first_name="%3Cb%3E"), b"%253Cb%253E"),
    first_name("percent-u", signed(first_name="%u003Cb%u003E"), b"%u003Cb%u003E"),
    post("semicolons for ampersands", EMPTY, SIGN, FORM.replace(b"&", b";")),
    post("a byte order mark", refused("first_name"), SIGN, b"\xef\xbb\xbf" + FORM),
    post("only ampersands", EMPTY, SIGN, b"&&&&==&="),
    post("JSON", EMPTY, SIGN, b'{"first_name": "Zoe"}', "application/json"),
    post(
        "XML with an entity",
        EMPTY,
        SIGN,
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>&b;',
        "text/xml",
    ),
    post("a pickle", EMPTY, SIGN, b"\x80\x04cos\nsystem\n(S'id'\ntR.", "application/octet-stream"),
    post("no type at all", EMPTY, SIGN, FORM, ""),
    post("a type with a line break", EMPTY, SIGN, FORM, "text/plain\r\nX-A: b"),
    post("a form that says it is gzip", signed(), SIGN, FORM, content_encoding="gzip"),
]

MULTIPARTS = [
    post("multipart, as a form with a file", signed(first_name="Zoë"), SIGN, PARTS, MULTIPART),
    post("multipart without a boundary", BROKEN, SIGN, PARTS, "multipart/form-data"),
    post("multipart with an empty boundary", BROKEN, SIGN, PARTS, "multipart/form-data; boundary="),
    post("multipart with another boundary", EMPTY, SIGN, PARTS, MULTIPART + "x"),
    post("multipart with an endless boundary", BROKEN, SIGN, PARTS, MULTIPART + "x" * 5000),
    post(
        "multipart with a boundary of bytes", BROKEN, SIGN, PARTS, "multipart/form-data; boundary=é"
    ),
    post(
        "multipart that never ends", signed(), SIGN, PARTS.removesuffix(b"--cut--\r\n"), MULTIPART
    ),
    post(
        "multipart in base64 that is none",
        EMPTY,
        SIGN,
        PART + b'first_name"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!!\r\n--cut--\r\n',
        MULTIPART,
    ),
    post(
        "a name as a file",
        refused("first_name"),
        SIGN,
        multipart({**GOOD, "first_name": ""}).replace(
            b'name="first_name"', b'name="first_name"; filename="../../x.php"'
        ),
        MULTIPART,
    ),
    post(
        "a file beside the form",
        signed(),
        SIGN,
        PART + b'photo"; filename="/etc/cron.d/x"\r\n\r\nx\r\n' + PARTS,
        MULTIPART,
    ),
    post(
        "a hundred and one files",
        BROKEN,
        SIGN,
        b"".join(PART + b'f"; filename="f"\r\n\r\nx\r\n' for _ in range(101)) + b"--cut--\r\n",
        MULTIPART,
    ),
    post(
        "a part with a thousand headers",
        BROKEN,
        SIGN,
        PART + b'a"\r\n' + b"X-A: b\r\n" * 1000 + b"\r\nx\r\n--cut--\r\n",
        MULTIPART,
    ),
    post("parts within a part", EMPTY, SIGN, PARTS, "multipart/mixed; boundary=cut"),
]

DOUBLED = [
    post("two addresses", signed(email="b@example.org"), SIGN, FORM + b"&email=b%40example.org"),
    post("two names, the last one empty", refused("first_name"), SIGN, FORM + b"&first_name="),
    post("names as a list", refused("first_name"), SIGN, NAMELESS + b"&first_name[]=Zoe"),
    post("names as an object", refused("first_name"), SIGN, NAMELESS + b"&first_name[$ne]=1"),
    post(
        "a name in the address of the page",
        refused("first_name"),
        SIGN + "?first_name=Zoe",
        NAMELESS,
    ),
    post(
        "fields of the row",
        signed(state="pending", source="web", needs_check=False, token_version=1),
        SIGN,
        FORM + b"&state=confirmed&source=paper&id=1&petition=1&petition_id=1&pk=1&needs_check=&"
        b"token_version=9&confirmed_at=2020-01-01&__class__=x&region=CA",
    ),
    post(
        "boxes that say no", signed(show_name=False), SIGN, FORM + b"&show_name=False&subscribe=0"
    ),
]

SIZES = [
    post("a comment of two megabytes", TOO_LARGE, SIGN, b"comment=" + b"a" * 2 * MEGABYTE),
    post("a byte more than a megabyte", TOO_LARGE, SIGN, b"a" * (MEGABYTE + 1)),
    post("a megabyte to the byte", EMPTY, SIGN, b"a" * MEGABYTE),
    post("an address of two megabytes", TOO_LARGE, CHECK, b"email=" + b"a" * 2 * MEGABYTE),
    post(
        "a file of two megabytes",
        TOO_LARGE,
        SIGN,
        PART + b'f"; filename="f"\r\n\r\n' + b"a" * 2 * MEGABYTE + b"\r\n--cut--\r\n",
        MULTIPART,
    ),
    post("two megabytes where nothing is taken", TOO_LARGE, "/petitions/", b"a" * 2 * MEGABYTE),
    post(
        "two megabytes to the API of one click",
        TOO_LARGE,
        "/signatures/unsubscribe/{unsubscribe}/",
        b"a" * 2 * MEGABYTE,
    ),
    post("two megabytes behind a doubled slash", TOO_LARGE, "//admin/", b"a" * 2 * MEGABYTE),
    post("two thousand and one fields", BROKEN, SIGN, b"&".join(b"a=" for _ in range(2001))),
    post("two thousand fields", EMPTY, SIGN, b"&".join(b"a%d=" % n for n in range(2000))),
    post(
        "fields that hash alike", BROKEN, SIGN, b"&".join(b"%dA=%d" % (n, n) for n in range(50_000))
    ),
    request(
        "a length that is no number",
        BROKEN,
        "POST",
        SIGN,
        FORM,
        URLENCODED,
        environ={"CONTENT_LENGTH": "many"},
    ),
    request(
        "a length in superscript",
        BROKEN,
        "POST",
        SIGN,
        FORM,
        URLENCODED,
        environ={"CONTENT_LENGTH": "²"},
    ),
    request(
        "a length below nothing",
        BROKEN,
        "POST",
        SIGN,
        FORM,
        URLENCODED,
        environ={"CONTENT_LENGTH": "-5"},
    ),
    request(
        "a length beyond all numbers",
        TOO_LARGE,
        "POST",
        SIGN,
        FORM,
        URLENCODED,
        environ={"CONTENT_LENGTH": "9" * 30},
    ),
    request(
        "a length of thousands of digits",
        TOO_LARGE,
        "POST",
        SIGN,
        FORM,
        URLENCODED,
        environ={"CONTENT_LENGTH": "9" * 5000},
    ),
]

ATTACKS = [*ENCODINGS, *MULTIPARTS, *DOUBLED, *SIZES]
