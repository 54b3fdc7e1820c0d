"""Every variable: its default, what it takes, and what is said of what it cannot take."""

import re
import stat
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_network
from pathlib import Path

import pytest

from config import environment as module
from config.environment import PROJECT_DIR, VARIABLES, BadEnvironment, is_loopback, read


@pytest.fixture
def told(monkeypatch):
    """The environment where these variables alone are set."""

    def environment(**variables):
        for name in VARIABLES:
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return read.__wrapped__()

    return environment


def test_every_variable_that_is_read_is_described_and_no_other():
    asked = re.findall(r'env\.\w+\("(\w+)"', Path(module.__file__).read_text(encoding="utf-8"))
    assert sorted(asked) == sorted(VARIABLES)


class TestDefaults:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("host", "127.0.0.1"),
            ("port", 8000),
            ("database_url", None),
            ("data_dir", PROJECT_DIR / ".data"),
            ("email_url", None),
            ("site_url", "http://127.0.0.1:8000"),
            ("hsts_seconds", 3600),
            ("trusted_proxies", ()),
            ("require_2fa", None),
            ("requires_second_factor", False),
            ("secret_key", None),
            ("allowed_hosts", ()),
            ("default_from_email", "no-reply@localhost"),
            ("sentry_dsn", None),
            ("debug", False),
            ("superuser_email", ""),
            ("superuser_password", None),
            ("is_loopback", True),
            ("is_https", False),
            ("has_demo_mailbox", True),
            ("hosts", ["127.0.0.1", "[::1]", "localhost"]),
        ],
    )
    def test_make_a_site_for_this_machine(self, told, field, value):
        assert getattr(told(), field) == value

    def test_name_the_embedded_database_and_no_mail_server(self, told):
        assert told().database() is None
        assert told().email() == {}

    @pytest.mark.parametrize(
        "name",
        [name for name in VARIABLES if name not in ("PORT", "HSTS_SECONDS", "DEBUG")],
    )
    def test_hold_for_what_is_set_to_nothing(self, told, name):
        assert told(**{name: ""}) == told()


class TestValues:
    @pytest.mark.parametrize(
        ("name", "value", "field", "expected"),
        [
            ("HOST", "0.0.0.0", "host", "0.0.0.0"),  # noqa: S104
            ("PORT", "80", "port", 80),
            ("PORT", "65535", "port", 65535),
            ("DATABASE_URL", "postgres://db/x", "database_url", "postgres://db/x"),
            ("DATABASE_URL", "postgresql://db/x", "database_url", "postgresql://db/x"),
            ("DATA_DIR", "/srv/petitions", "data_dir", "/srv/petitions"),
            ("DATA_DIR", "elsewhere", "data_dir", str(PROJECT_DIR / "elsewhere")),
            ("SITE_URL", "https://a.example", "site_url", "https://a.example"),
            ("SITE_URL", "https://a.example/", "site_url", "https://a.example"),
            ("SITE_URL", "http://a.example:81", "site_url", "http://a.example:81"),
            ("HSTS_SECONDS", "63072000", "hsts_seconds", 63072000),
            ("HSTS_SECONDS", "0", "hsts_seconds", 0),
            (
                "TRUSTED_PROXIES",
                "10.0.0.0/8, 192.0.2.7,fd00::/8,",
                "trusted_proxies",
                (ip_network("10.0.0.0/8"), ip_network("192.0.2.7/32"), ip_network("fd00::/8")),
            ),
            # What is meant is the network of the address.
            ("TRUSTED_PROXIES", "10.1.2.3/8", "trusted_proxies", (ip_network("10.0.0.0/8"),)),
            ("SECRET_KEY", "x" * 50, "secret_key", "x" * 50),
            ("ALLOWED_HOSTS", "a.example, b.example", "allowed_hosts", ("a.example", "b.example")),
            (
                "DEFAULT_FROM_EMAIL",
                "CCWP <a@b.example>",
                "default_from_email",
                "CCWP <a@b.example>",
            ),
            (
                "SENTRY_DSN",
                "https://k@sentry.example/1",
                "sentry_dsn",
                "https://k@sentry.example/1",
            ),
            ("REQUIRE_2FA", "1", "require_2fa", True),
            ("REQUIRE_2FA", "On", "require_2fa", True),
            ("REQUIRE_2FA", " true ", "require_2fa", True),
            ("REQUIRE_2FA", "0", "require_2fa", False),
            ("REQUIRE_2FA", "no", "require_2fa", False),
            ("DEBUG", "1", "debug", True),
            ("DEBUG", "false", "debug", False),
            ("DJANGO_SUPERUSER_USERNAME", "ana", "superuser_username", "ana"),
            ("DJANGO_SUPERUSER_EMAIL", "ana@b.example", "superuser_email", "ana@b.example"),
            ("DJANGO_SUPERUSER_PASSWORD", "violets", "superuser_password", "violets"),
        ],
    )
    def test_are_taken(self, told, name, value, field, expected):
        found = getattr(told(**{name: value}), field)
        assert (str(found) if field == "data_dir" else found) == expected

    @pytest.mark.parametrize(
        ("host", "port", "site_url"),
        [
            ("localhost", "9000", "http://localhost:9000"),
            ("::1", "9000", "http://[::1]:9000"),
            ("0.0.0.0", "80", "http://0.0.0.0:80"),  # noqa: S104
        ],
    )
    def test_of_host_and_port_make_the_sites_address(self, told, host, port, site_url):
        assert told(HOST=host, PORT=port).site_url == site_url

    def test_of_the_sites_address_make_the_sender(self, told):
        environment = told(SITE_URL="https://petitions.example")
        assert environment.default_from_email == "no-reply@petitions.example"


class TestRefusals:
    @pytest.mark.parametrize(
        ("name", "value", "said"),
        [
            ("PORT", "eighty", "PORT"),
            ("PORT", "", "PORT"),
            ("PORT", "0", "PORT is 0, but a port is a number from 1 to 65535."),
            ("PORT", "65536", "PORT is 65536, but a port is a number from 1 to 65535."),
            ("PORT", "-1", "PORT is -1, but a port is a number from 1 to 65535."),
            ("HSTS_SECONDS", "long", "HSTS_SECONDS"),
            ("HSTS_SECONDS", "-1", "HSTS_SECONDS"),
            ("DEBUG", "perhaps", "DEBUG"),
            ("REQUIRE_2FA", "perhaps", "REQUIRE_2FA is “perhaps”, but must be on or off."),
            ("TRUSTED_PROXIES", "10.0.0.0/8,nginx", "TRUSTED_PROXIES must hold networks"),
            ("TRUSTED_PROXIES", "10.0.0.0/33", "TRUSTED_PROXIES must hold networks"),
            ("DATABASE_URL", "mysql://db/x", "DATABASE_URL begins with “mysql:”"),
            ("DATABASE_URL", "sqlite:///x", "DATABASE_URL begins with “sqlite:”"),
            ("DATABASE_URL", "/var/lib/db", "DATABASE_URL must begin with one of postgres://"),
            ("DATABASE_URL", "postgres:x", "DATABASE_URL must begin with"),
            ("DATABASE_URL", "postgres://db:port/x", "DATABASE_URL cannot be read"),
            ("EMAIL_URL", "imap://mail.example", "EMAIL_URL begins with “imap:”"),
            ("EMAIL_URL", "console://", "EMAIL_URL begins with “console:”"),
            ("EMAIL_URL", "smtp://", "EMAIL_URL names no host."),
            ("EMAIL_URL", "smtp://mail.example:port", "EMAIL_URL cannot be read"),
            ("SITE_URL", "petitions.example", "SITE_URL must begin with one of http://, https://"),
            ("SITE_URL", "ftp://petitions.example", "SITE_URL begins with “ftp:”"),
            ("SITE_URL", "https://", "SITE_URL names no host."),
            ("SITE_URL", "https:///petitions/", "SITE_URL names no host."),
        ],
    )
    def test_name_the_variable_in_one_sentence(self, told, name, value, said):
        with pytest.raises(BadEnvironment) as refused:
            told(**{name: value})
        assert said in str(refused.value)
        assert "\n" not in str(refused.value)

    @pytest.mark.parametrize("name", ["DATABASE_URL", "EMAIL_URL", "SITE_URL"])
    @pytest.mark.parametrize(
        "value",
        [
            "hunter2",
            "hunter2:",
            "user:hunter2@db.example/x",
            "user:hunter2@db.example://x",
            "//user:hunter2@db.example/x",
            "amqp://user:hunter2@db.example/x",
            "{scheme}:user:hunter2@db.example/x",
            "{scheme}://user:hunter2@db.example:port/x",
            "{scheme}://user:hunter2/x@db.example:1/x",
            "{scheme}://user:[hunter2@db.example/x",
            "{scheme}://user:℀hunter2@db.example/x",
        ],
    )
    def test_never_hold_a_password(self, told, name, value):
        scheme = {"DATABASE_URL": "postgres", "EMAIL_URL": "smtp", "SITE_URL": "https"}[name]
        with pytest.raises(BadEnvironment) as refused:
            told(**{name: value.format(scheme=scheme)})
        error = refused.value
        while error is not None:
            assert "hunter2" not in str(error)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


class TestMail:
    @pytest.mark.parametrize(
        ("url", "port", "ssl", "tls"),
        [
            ("smtp://mail.example", 25, False, False),
            ("smtp://mail.example:2525", 2525, False, False),
            ("smtp://mail.example:587?tls=1", 587, False, True),
            ("submission://mail.example", 587, False, True),
            # TLS from the first byte, and not by STARTTLS (RFC 8314).
            ("smtps://mail.example", 465, True, False),
            ("smtps://mail.example:1465", 1465, True, False),
        ],
    )
    def test_each_scheme_has_its_port_and_its_encryption(self, told, url, port, ssl, tls):
        email = told(EMAIL_URL=url).email()
        assert email["EMAIL_HOST"] == "mail.example"
        assert email["EMAIL_PORT"] == port
        assert (email["EMAIL_USE_SSL"], email["EMAIL_USE_TLS"]) == (ssl, tls)
        assert email["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"

    def test_user_and_password_may_hold_any_character(self, told):
        email = told(EMAIL_URL="smtps://ana%40b.example:p%2Fw%3A%40@mail.example").email()
        assert email["EMAIL_HOST_USER"] == "ana@b.example"
        assert email["EMAIL_HOST_PASSWORD"] == "p/w:@"

    @pytest.mark.parametrize(("query", "seconds"), [("", 10), ("?timeout=60", 60)])
    def test_a_server_that_hangs_is_given_up(self, told, query, seconds):
        assert told(EMAIL_URL=f"smtp://mail.example{query}").email()["EMAIL_TIMEOUT"] == seconds


def test_a_database_server_is_told_as_django_wants_it(told):
    found = told(DATABASE_URL="postgres://ana:p%2Fw@db.example:5433/petitions").database()
    wanted = {
        "USER": "ana",
        "PASSWORD": "p/w",
        "HOST": "db.example",
        "PORT": 5433,
        "NAME": "petitions",
    }
    assert {name: found[name] for name in wanted} == wanted


class TestLoopback:
    @pytest.mark.parametrize(
        "name", ["127.0.0.1", "127.255.0.1", "::1", "0:0:0:0:0:0:0:1", "localhost"]
    )
    def test_is_this_machine_alone(self, name):
        assert is_loopback(name) is True

    @pytest.mark.parametrize(
        "name",
        ["0.0.0.0", "::", "10.0.0.1", "example.org", "localhost.example.org", ""],  # noqa: S104
    )
    def test_is_not_what_others_can_reach(self, name):
        assert is_loopback(name) is False

    @pytest.mark.parametrize(
        ("variables", "has_mailbox"),
        [
            ({}, True),
            ({"HOST": "localhost"}, True),
            ({"HOST": "::1"}, True),
            ({"HOST": "0.0.0.0"}, False),  # noqa: S104
            ({"SITE_URL": "https://petitions.example"}, False),
            ({"HOST": "0.0.0.0", "SITE_URL": "http://localhost:8000"}, False),  # noqa: S104
            ({"SITE_URL": "https://localhost"}, True),
            ({"EMAIL_URL": "smtp://mail.example"}, False),
        ],
    )
    def test_alone_has_the_demos_mailbox(self, told, variables, has_mailbox):
        assert told(**variables).has_demo_mailbox is has_mailbox


class TestSecondFactor:
    @pytest.mark.parametrize(
        ("variables", "is_required"),
        [
            ({}, False),
            ({"HOST": "localhost"}, False),
            ({"HOST": "0.0.0.0"}, True),  # noqa: S104
            ({"SITE_URL": "https://petitions.example"}, True),
            ({"HOST": "0.0.0.0", "SITE_URL": "http://localhost:8000"}, True),  # noqa: S104
            ({"REQUIRE_2FA": "on"}, True),
            ({"SITE_URL": "https://petitions.example", "REQUIRE_2FA": "off"}, False),
        ],
    )
    def test_is_required_where_others_can_reach_the_site(self, told, variables, is_required):
        assert told(**variables).requires_second_factor is is_required


class TestHosts:
    @pytest.mark.parametrize(
        ("variables", "hosts"),
        [
            (
                {"SITE_URL": "https://petitions.example", "EMAIL_URL": "smtp://mail.example"},
                ["petitions.example"],
            ),
            (
                {"SITE_URL": "https://petitions.example", "ALLOWED_HOSTS": "www.petitions.example"},
                ["petitions.example", "www.petitions.example"],
            ),
            ({"SITE_URL": "http://[2001:db8::1]:8000"}, ["[2001:db8::1]"]),
            ({"SITE_URL": "https://PETITIONS.example"}, ["petitions.example"]),
            (
                {"ALLOWED_HOSTS": "laptop.local"},
                ["127.0.0.1", "[::1]", "laptop.local", "localhost"],
            ),
        ],
    )
    def test_are_the_sites_own_and_those_allowed(self, told, variables, hosts):
        assert told(**variables).hosts == hosts


class TestKeys:
    @pytest.fixture
    def environment(self, told, tmp_path):
        return told(DATA_DIR=str(tmp_path / "data"))

    def test_are_made_once(self, environment):
        first = environment.key("tokens")
        assert environment.key("tokens") == first
        assert len(bytes.fromhex(first)) == 32

    def test_differ(self, environment):
        assert environment.key("tokens") != environment.key("addresses")

    def test_can_be_read_by_their_owner_alone(self, environment):
        environment.key("tokens")
        path = environment.data_dir / "keys" / "tokens"
        modes = [stat.S_IMODE(found.stat().st_mode) for found in (path.parent, path)]
        assert modes == [0o700, 0o600]

    def test_are_the_same_for_all_who_ask_at_once(self, environment):
        with ThreadPoolExecutor(16) as pool:
            keys = set(pool.map(lambda _: environment.key("tokens"), range(64)))
        assert keys == {environment.key("tokens")}
        assert [path.name for path in (environment.data_dir / "keys").iterdir()] == ["tokens"]

    def test_that_were_restored_from_a_backup_are_kept(self, environment):
        path = environment.data_dir / "keys" / "tokens"
        path.parent.mkdir(parents=True)
        path.write_text("ab" * 32)
        assert environment.key("tokens") == "ab" * 32
