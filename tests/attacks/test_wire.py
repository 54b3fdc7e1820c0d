"""What only raw bytes can say, sent to the real server: two hosts, two lengths, half a request."""

import re
import socket
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.real_site import RealSite
from tests.launcher.conftest import quick_directory
from tests.launcher.processes import connect

pytestmark = pytest.mark.xdist_group("attacks on the wire")

SECONDS = 10
STATUS = re.compile(rb"HTTP/1\.[01] ([0-9]{3}) ")
CLOSE = b"Connection: close\r\n"
FORM = b"first_name=Zoe&email=zoe%40example.org&country=DE"
CUT = FORM + b"&comment=She+belongs+with"
KIND = b"Content-Type: application/x-www-form-urlencoded\r\n"
HIDDEN = b"GET /demo/mail/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True, kw_only=True)
class Raw:
    """Bytes (with `{host}` and `{slug}` for what only a run knows), and their one right outcome.

    `statuses` are those of all answers in their order; none where the server just hangs up.
    `signed` is how many signatures the bytes make. What is `cut` ends here, and the server hears
    so; else it waits for more.
    """

    name: str
    sent: bytes
    statuses: tuple[int, ...]
    signed: int = 0
    cut: bool = False


def asked(name: str, status: int, line: bytes, *headers: bytes, host: bytes = b"{host}") -> Raw:
    """A request without a body."""
    lines = [line, b"Host: " + host, *headers, b"Connection: close", b"", b""]
    return Raw(name=name, sent=b"\r\n".join(lines), statuses=(status,))


def posted(
    name: str, statuses: tuple[int, ...], headers: bytes, body: bytes, signed: int = 0
) -> Raw:
    """A sign form whose length is told in some way."""
    start = b"POST /petitions/{slug}/sign/ HTTP/1.1\r\nHost: {host}\r\n" + KIND + CLOSE
    return Raw(name=name, sent=start + headers + b"\r\n" + body, statuses=statuses, signed=signed)


def length(number: object) -> bytes:
    return f"Content-Length: {number}\r\n".encode()


def chunked(*pieces: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (*pieces, b""))


HOME = b"GET / HTTP/1.1"
DEMO = b"GET /demo/mail/ HTTP/1.1"
TE = b"Transfer-Encoding: chunked\r\n"

HOSTS = [
    asked("the site itself", 200, HOME),
    Raw(name="no host", sent=HOME + b"\r\n" + CLOSE + b"\r\n", statuses=(400,)),
    asked("a second host", 400, HOME, b"Host: evil.example"),
    asked("a second host that is ours", 400, HOME, b"Host: {host}", host=b"evil.example"),
    asked("two hosts in a line", 400, HOME, host=b"{host}, evil.example"),
    asked("a host with a user", 400, HOME, host=b"evil@{host}"),
    asked(
        "a whole address under a foreign host",
        400,
        b"GET http://{host}/ HTTP/1.1",
        host=b"evil.example",
    ),
    asked("a host of bytes", 400, HOME, host=b"\xff\xfe"),
    asked("a tunnel", 400, b"CONNECT evil.example:443 HTTP/1.1", host=b"evil.example:443"),
    asked("the demo's mails", 200, DEMO),
    asked("the demo's mails through a proxy", 404, DEMO, b"X-Forwarded-For: 127.0.0.1"),
    asked("the demo's mails, underscored", 404, DEMO, b"X_Forwarded_For: 127.0.0.1"),
    asked("the demo's mails with an empty header", 404, DEMO, b"X-Forwarded-For:"),
    asked("the demo's mails of another host", 400, DEMO, host=b"evil.example"),
]

LINES = [
    asked("a NUL in a path", 400, b"GET /\0 HTTP/1.1"),
    asked("bytes in a path", 400, b"GET /\xff\xfe HTTP/1.1"),
    asked("a space in a path", 400, b"GET /a b HTTP/1.1"),
    asked("climbing", 404, b"GET /static/../../../etc/passwd HTTP/1.1"),
    asked("climbing, encoded", 404, b"GET /static/%2e%2e/%2e%2e/etc/passwd HTTP/1.1"),
    asked("climbing to the keys", 404, b"GET /../keys/tokens HTTP/1.1"),
    asked("a star for a path", 404, b"OPTIONS * HTTP/1.1"),
    asked("a path of a megabyte", 431, b"GET /" + b"a" * 2**20 + b" HTTP/1.1"),
    asked("a version of the future", 400, b"GET / HTTP/9.9"),
    asked("a method of bytes", 400, b"G\xc3ET / HTTP/1.1"),
    asked("an unknown method", 405, b"DEBUG / HTTP/1.1"),
    asked("a trace", 405, b"TRACE / HTTP/1.1"),
    Raw(name="no version", sent=b"GET /\r\n\r\n", statuses=(400,)),
    Raw(name="a greeting of TLS", sent=b"\x16\x03\x01\x00\xa5\x01\r\n\r\n", statuses=(400,)),
    Raw(name="HTTP/2", sent=b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", statuses=()),
]

HEADERS = [
    asked("a header that is folded", 400, HOME, b"X-A: a\r\n b"),
    asked("a space before the colon", 400, HOME, b"X-A : a"),
    asked("a NUL in a header", 400, HOME, b"X-A: a\0b"),
    asked("a return in a header", 400, HOME, b"X-A: a\rX-B: b"),
    asked("a header without a colon", 400, HOME, b"X-A"),
    asked("a header without a name", 400, HOME, b": a"),
    asked("a megabyte of a header", 431, HOME, b"X-A: " + b"a" * 2**20),
    asked("five hundred headers", 431, HOME, *(b"X-%d: a" % n for n in range(500))),
    asked(
        "a cookie with a NUL",
        302,
        b"GET /admin/ HTTP/1.1",
        b'Cookie: session="' + b"a" * 16 + b'\\000"',
    ),
    asked("a NUL in a query", 400, b"GET /petitions/?q=%00 HTTP/1.1"),
]

LENGTHS = [
    posted("a form", (303,), length(len(FORM)), FORM, signed=1),
    posted("a form as small as it was said to be", (422,), length(4), FORM),
    posted("two lengths", (400,), length(4) + length(len(FORM)), FORM),
    posted("two lengths in a line", (400,), length(f"{len(FORM)}, 4"), FORM),
    posted("a length below nothing", (400,), length(-1), FORM),
    posted("a length with a sign", (400,), length(f"+{len(FORM)}"), FORM),
    posted("a length in hexadecimal", (400,), length("0x31"), FORM),
    posted("a length beyond all numbers", (400,), length("9" * 30), FORM),
    posted("a length of ten megabytes", (413,), length(10**7), FORM),
    posted(
        "ten megabytes that are asked for first",
        (413,),
        length(10**7) + b"Expect: 100-continue\r\n",
        b"",
    ),
    replace(posted("half a form", (400,), length(4900), CUT), cut=True),
    replace(posted("a form of which nothing comes", (400,), length(49), b""), cut=True),
    posted("a form in chunks is no form", (422,), TE, chunked(FORM)),
    posted("chunks without an end", (422,), TE, chunked(FORM)[:-5]),
    posted("chunks that are none", (422,), TE, b"zz\r\n" + FORM + b"\r\n0\r\n\r\n"),
    posted("a chunk beyond all numbers", (422,), TE, b"f" * 18 + b"\r\n" + FORM),
    posted("two megabytes in chunks", (422,), TE, chunked(b"a" * 2**21)),
    posted("an encoding that is none", (400,), b"Transfer-Encoding: xchunked\r\n", FORM),
    posted(
        "an encoding before the colon", (400,), b"Transfer-Encoding : chunked\r\n" + length(4), FORM
    ),
]

SMUGGLED = [
    posted("a request behind chunks with a length", (422,), length(4) + TE, chunked(FORM) + HIDDEN),
    posted(
        "a request behind a length with chunks",
        (422,),
        TE + length(len(FORM)),
        b"0\r\n\r\n" + HIDDEN,
    ),
    posted(
        "a request behind two encodings",
        (400,),
        TE + b"Transfer-Encoding: identity\r\n",
        b"0\r\n\r\n" + HIDDEN,
    ),
    posted("a request behind a form", (303,), length(len(FORM)), FORM + HIDDEN, signed=1),
]

ROWS = [*HOSTS, *LINES, *HEADERS, *LENGTHS, *SMUGGLED]


class Wire(RealSite):
    """A real site, and bytes to it."""

    slug = "none"

    def send(self, sent: bytes, cut: bool = False) -> bytes:
        """All that is answered until the server hangs up."""
        for name, value in {b"{host}": f"127.0.0.1:{self.port}", b"{slug}": self.slug}.items():
            sent = sent.replace(name, value.encode())
        with socket.create_connection(("127.0.0.1", self.port), SECONDS) as connection:
            with suppress(OSError):  # it may have answered, and hung up, before all was said
                connection.sendall(sent)
            if cut:
                connection.shutdown(socket.SHUT_WR)
            return received(connection)

    def rows(self) -> list[tuple[str, str, str]]:
        """What was signed."""
        return sorted(self.sql("SELECT first_name, email, comment FROM petitions_signature"))

    def forget(self) -> None:
        """Let nobody have signed."""
        self.sql("WITH gone AS (DELETE FROM petitions_signature RETURNING id) SELECT * FROM gone")

    def sql(self, query: str) -> list[Any]:
        """The rows that the site's database answers."""
        connection = connect(self.data_dir)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(query)
                return list(cursor.fetchall())
        finally:
            connection.close()


def received(connection: socket.socket) -> bytes:
    """All that comes until the other end hangs up."""
    answer = b""
    with suppress(ConnectionResetError):  # it hung up while there was more to be read
        while piece := connection.recv(65536):
            answer += piece
    return answer


def statuses(answer: bytes) -> tuple[int, ...]:
    """The statuses of all answers in what was received."""
    return tuple(int(status) for status in STATUS.findall(answer))


@pytest.fixture(scope="module")
def site() -> Iterator[Wire]:
    """The site, started once for all rows."""
    with tempfile.TemporaryDirectory(prefix="attacks-", dir=quick_directory()) as name:
        directory = Path(name)
        directory.chmod(0o711)  # the user of the database passes through
        site = Wire(directory)
        try:
            site.start()
            _status, page = site.request("GET", "/petitions/")
            site.slug = page.partition('href="/petitions/')[2].partition("/")[0]
            yield site
            assert '"status": 5' not in site.output
        finally:
            site.kill()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_raw_bytes(row: Raw, site: Wire) -> None:
    site.forget()

    answer = site.send(row.sent, row.cut)

    assert statuses(answer) == row.statuses
    assert len(site.rows()) == row.signed
    assert b"root:" not in answer
    assert row.statuses or answer == b""


def test_a_slow_form_holds_up_nobody_else(site: Wire) -> None:
    with socket.create_connection(("127.0.0.1", site.port), SECONDS) as slow:
        slow.sendall(
            f"POST /petitions/{site.slug}/sign/ HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n"
            "Content-Length: 100\r\n\r\nfirst".encode()
        )
        answers = [site.request("GET", "/petitions/")[0] for _ in range(20)]
    assert answers == [200] * 20


def test_requests_that_are_never_ended_hold_up_nobody_else(site: Wire) -> None:
    held = [socket.create_connection(("127.0.0.1", site.port), SECONDS) for _ in range(50)]
    try:
        for connection in held:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: ")
        assert [site.request("GET", "/petitions/")[0] for _ in range(20)] == [200] * 20
    finally:
        for connection in held:
            connection.close()


def test_requests_in_a_row_are_answered_in_their_order(site: Wire) -> None:
    one = b"GET %s HTTP/1.1\r\nHost: {host}\r\n%s\r\n"
    row = one % (b"/petitions/", b"") + one % (b"/none/", b"") + one % (b"/", CLOSE)

    assert statuses(site.send(row)) == (200, 404, 200)
