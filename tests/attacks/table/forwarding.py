"""Foreign names of the site, and what only a trusted proxy may say."""

from tests.attacks.attack import (
    BROKEN,
    FOREIGN,
    MISSING,
    Outcome,
    get,
    post,
    request,
    sign,
    signed,
)

DEMO = "/demo/mail/"
HERE = "127.0.0.1:8000"

FOREIGN_HOSTS = [
    "evil.example",
    "testserver.evil.example",
    "evil.example:80",
    "testserver@evil.example",
    "testserver:80:80",
    "testserver:evil",
    "testserver/evil",
    "testserver evil.example",
    "testserver, evil.example",
    "testserver\tevil",
    "[::1].evil.example",
    "[::1",
    "127.0.0.2",
    "0x7f.1",
    "2130706433",
    "localhost.evil.example",
    "",
    "_",
    "a" * 5000,
    "tést",
]

HOSTS = [
    get(f"the host {host[:40] or 'of nobody'}", BROKEN, "/petitions/free-her/", host=host)
    for host in FOREIGN_HOSTS
] + [
    sign("a form under a foreign name", BROKEN, host="evil.example"),
    get("the admin under a foreign name", BROKEN, "/admin/login/", host="evil.example"),
    get(
        "a token under a foreign name", BROKEN, "/signatures/manage/{manage}/", host="evil.example"
    ),
    get(
        "a forwarded host",
        Outcome(status=200, hides=("evil.example",)),
        "/petitions/free-her/",
        x_forwarded_host="evil.example",
        x_host="evil.example",
        x_forwarded_server="evil.example",
        forwarded="host=evil.example",
        x_original_url="/admin/",
        x_rewrite_url="/admin/",
    ),
    sign(
        "a form with a forwarded host of the origin",
        FOREIGN,
        x_forwarded_host="evil.example",
        origin="http://evil.example",
    ),
    get(
        "a redirect with a forwarded host",
        Outcome(status=301, location="/petitions/free-her/"),
        "/petitions/free-her",
        x_forwarded_host="evil.example",
        x_forwarded_proto="https",
    ),
]

MAILBOX = [
    get(f"the demo's mails with {name}", MISSING, DEMO, host=HERE, **{name: value})
    for name, value in {
        "x_forwarded_for": "127.0.0.1",
        "x_forwarded_host": HERE,
        "x_forwarded_proto": "http",
        "forwarded": "for=127.0.0.1",
        "via": "1.1 proxy",
    }.items()
] + [
    get("the demo's mails with an empty header", MISSING, DEMO, host=HERE, x_forwarded_for=""),
    get("the demo's mails under a foreign name", BROKEN, DEMO, host="evil.example"),
    get("the demo's mails under a rebound name", BROKEN, DEMO, host="127.0.0.1.evil.example"),
    get("the demo's mails under the name of a test", MISSING, DEMO, host="testserver"),
    post("the demo's mails by a post", FOREIGN, DEMO, b"", host=HERE),
]

CLAIMED = [
    "127.0.0.1",
    "10.0.0.1, 127.0.0.1",
    "garbage",
    "a, b, c, d",
    ", , ,",
    "::1",
    "fe80::1%eth0",
    "fe80::1%" + "x" * 5000,
    "[2001:db8::1]:443",
    "1.2.3.4:80",
    "999.1.1.1",
    "0177.0.0.1",
    "127.1",
    "\u0661\u0662\u0663.1.1.1",
    "1.2.3.4\x00",
    "<script>x()</script>",
    "' OR 1=1 --",
    ",".join(["10.0.0.1"] * 5000),
]

CLIENTS = [
    sign(f"a client that says it is {claim[:40]}", signed(), x_forwarded_for=claim, x_real_ip=claim)
    for claim in CLAIMED
]

PEERS = [
    request(f"a peer at {peer or 'no address'}", right, "GET", "/petitions/free-her/", peer=peer)
    for peer, right in dict.fromkeys(
        ["", "unix:", "fe80::1%eth0", "::ffff:203.0.113.7", "garbage"], Outcome(status=200)
    ).items()
]

SCHEMES = [
    sign(
        "a form that says it came by https",
        FOREIGN,
        x_forwarded_proto="https",
        x_forwarded_ssl="on",
        front_end_https="on",
        origin="https://testserver",
    ),
]

ATTACKS = [*HOSTS, *MAILBOX, *CLIENTS, *PEERS, *SCHEMES]
