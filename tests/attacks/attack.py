"""A row of the table: a hostile request, and the one right outcome of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SIGN = "/petitions/free-her/sign/"
CHECK = "/petitions/free-her/check-your-email/"
STRANGER = "203.0.113.66"
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=cut"

GOOD = {
    "first_name": "Zoë",
    "last_name": "O'Brien-Nuñez",
    "email": "zoe@example.org",
    "country": "DE",
    "postal_code": "10115",
    "comment": "She belongs with her family.",
    "leave_blank": "",
}
"""A sign form that is taken as it stands."""

SIGNATURE = frozenset(
    {
        "petitions_signature",
        "petitions_attempt",
        "petitions_confirmationmail",
        "django_tasks_database_dbtaskresult",
    }
)
"""The tables to which a signature that is taken adds a row each."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What has to be answered, and to have happened.

    `location` is the whole header, empty where there is none; `shows` and `hides` are texts of the
    page; `beside` are the fields with an error beside them; `stored` are values of the one new
    signature; `writes` are the tables whose rows may differ afterwards: no other may.
    """

    status: int
    location: str = ""
    shows: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    beside: frozenset[str] = frozenset()
    headers: Mapping[str, str] = field(default_factory=dict)
    stored: Mapping[str, Any] = field(default_factory=dict)
    writes: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Attack:
    """A hostile request.

    In path, body and headers `{confirm}` and its like stand for what only a run knows (see
    `World`). `environ` are further variables of WSGI, for what no header can say.
    """

    name: str
    method: str
    path: str
    body: bytes
    kind: str
    headers: Mapping[str, str]
    environ: Mapping[str, str]
    peer: str
    right: Outcome


MISSING = Outcome(status=404)
FOREIGN = Outcome(status=403)
BROKEN = Outcome(status=400)
TOO_LARGE = Outcome(status=413)
SHOWN = Outcome(status=200)


def not_allowed(*methods: str) -> Outcome:
    """405, with the methods that the page takes."""
    return Outcome(status=405, headers={"Allow": ", ".join(methods)})


def redirected(location: str, status: int = 302) -> Outcome:
    """On to another page of the site, and nothing written."""
    return Outcome(status=status, location=location)


def signed(**stored: Any) -> Outcome:
    """Taken as a signature, with these values in its row."""
    return Outcome(status=303, location=CHECK, stored=stored, writes=SIGNATURE)


def refused(*beside: str, shows: tuple[str, ...] = (), hides: tuple[str, ...] = ()) -> Outcome:
    """422, an error beside each of the fields, and nothing written."""
    return Outcome(status=422, beside=frozenset(beside), shows=shows, hides=hides)


def request(
    name: str,
    right: Outcome,
    method: str,
    path: str,
    body: bytes = b"",
    kind: str = "",
    headers: Mapping[str, str] | None = None,
    environ: Mapping[str, str] | None = None,
    peer: str = STRANGER,
) -> Attack:
    """Any request at all."""
    return Attack(
        name=name,
        method=method,
        path=path,
        body=body,
        kind=kind,
        headers=headers or {},
        environ=environ or {},
        peer=peer,
        right=right,
    )


def get(name: str, right: Outcome, path: str, **headers: str) -> Attack:
    """A page is asked for; `x_real_ip="…"` is a header."""
    return request(name, right, "GET", path, headers=_named(headers))


def post(
    name: str, right: Outcome, path: str, body: bytes, kind: str = URLENCODED, **headers: str
) -> Attack:
    """Bytes are posted."""
    return request(name, right, "POST", path, body, kind, _named(headers))


def sign(
    name: str, right: Outcome, typed: Mapping[str, str] | None = None, **headers: str
) -> Attack:
    """A good sign form is posted, but for what is `typed` into some of its fields."""
    return post(name, right, SIGN, encoded(GOOD | dict(typed or {})), **headers)


def encoded(form: Mapping[str, str]) -> bytes:
    """A form as a browser sends it; what is no character (surrogates) as the bytes it stands for."""
    pairs = (f"{_quoted(name)}={_quoted(value)}" for name, value in form.items())
    return "&".join(pairs).encode()


def multipart(form: Mapping[str, str], boundary: str = "cut") -> bytes:
    """A form as a browser sends it with files."""
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in form.items()
    ]
    return "".join([*parts, f"--{boundary}--\r\n"]).encode()


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogateescape"))


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
