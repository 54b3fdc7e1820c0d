"""Mail kept as files, and who may see them."""

import stat
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives

from demo.mailbox import SHOWN, EmailBackend, newest

OURS = {"host": "127.0.0.1:8000"}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "mail"


def send(subject="A subject", text="A text", to="rosa@example.org"):
    EmailBackend().send_messages([EmailMessage(subject, text, to=[to])])


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


class TestKeeping:
    def test_each_mail_is_a_file_that_only_its_owner_can_read(self, folder):
        send()
        send()
        kept = list(folder.iterdir())
        assert [path.suffix for path in kept] == [".eml", ".eml"]
        assert [mode(path) for path in [folder, *kept]] == [0o700, 0o600, 0o600]

    def test_the_number_of_mails_is_told(self):
        messages = [EmailMessage("A", "B", to=["rosa@example.org"]) for _ in range(3)]
        assert EmailBackend().send_messages(messages) == 3

    def test_a_mail_reads_as_it_was_sent(self):
        message = EmailMultiAlternatives(
            "¡Firma! ñ", "Hola,\n\n“Zoë” 李\n", to=["rosa@example.org"]
        )
        message.attach_alternative("<p>Hola</p>", "text/html")
        EmailBackend().send_messages([message])
        (kept,) = newest()
        assert (kept.subject, kept.to) == ("¡Firma! ñ", "rosa@example.org")
        assert kept.text == "Hola,\n\n“Zoë” 李\n"

    def test_the_newest_come_first_and_the_oldest_are_left_out(self):
        for number in range(SHOWN + 1):
            send(subject=str(number))
        assert [kept.subject for kept in newest()] == [str(n) for n in range(SHOWN, 0, -1)]

    def test_half_a_mail_is_not_read(self, folder):
        send()
        (folder / "half.part").write_text("Subject: half")
        assert [kept.subject for kept in newest()] == ["A subject"]

    def test_without_mail_there_is_nothing(self):
        assert newest() == []

    def test_a_disk_that_will_not_keep_it_is_told_to_the_outbox(self, folder):
        folder.write_text("a file where the folder should be")
        with pytest.raises(OSError, match="mail"):
            send()

    def test_the_site_keeps_mail_so_where_no_server_is_named(self, settings, folder):
        settings.EMAIL_BACKEND = "demo.mailbox.EmailBackend"
        mail.send_mail("A subject", "A text", None, ["rosa@example.org"])
        assert len(list(folder.glob("*.eml"))) == 1


class TestSeeing:
    @pytest.fixture(autouse=True)
    def _mail(self):
        send(subject="Please confirm", text="http://127.0.0.1:8000/signatures/confirm/secret/")

    def status(self, client, **headers):
        response = client.get("/demo/mail/", headers=OURS | headers)
        assert ("secret" in response.content.decode()) == (response.status_code == 200)
        return response.status_code

    @pytest.mark.parametrize(
        "host",
        ["127.0.0.1", "127.0.0.1:8000", "localhost", "localhost:8000", "[::1]", "[::1]:8000"],
    )
    def test_is_for_who_sits_at_the_machine(self, client, host):
        assert self.status(client, host=host) == 200

    @pytest.mark.parametrize(
        "header",
        ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "via"],
    )
    def test_is_not_for_who_comes_through_a_proxy(self, client, header):
        assert self.status(client, **{header: "127.0.0.1"}) == 404

    def test_is_not_for_who_comes_through_a_trusted_proxy(self, client, settings):
        settings.TRUSTED_PROXIES = [ip_network("127.0.0.0/8")]
        assert self.status(client, **{"x-forwarded-for": "127.0.0.1"}) == 404

    @pytest.mark.parametrize(
        "host",
        ["petitions.example", "127.0.0.1.petitions.example", "localhost.evil.example", "127.0.0.2"],
    )
    def test_is_not_for_who_came_by_another_name(self, client, settings, host):
        settings.ALLOWED_HOSTS = ["*"]
        assert self.status(client, host=host) == 404

    def test_a_name_that_the_site_does_not_have_is_refused(self, client):
        assert self.status(client, host="evil.example") == 400

    def test_is_for_nobody_where_mail_goes_to_a_server(self, client, settings):
        settings.DEMO_MAILBOX = False
        assert self.status(client) == 404

    def test_is_kept_in_no_cache_and_found_by_no_search_engine(self, client):
        response = client.get("/demo/mail/", headers=OURS)
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"


class TestPage:
    def test_links_of_mails_can_be_followed_and_nothing_else_is_html(self, client):
        send(subject="<b>bold</b>", text="http://127.0.0.1:8000/x/ <script>alert(1)</script>")
        page = client.get("/demo/mail/", headers=OURS).content.decode()
        assert '<a href="http://127.0.0.1:8000/x/"' in page
        assert "<script>alert" not in page
        assert "&lt;b&gt;bold" in page

    def test_looks_again_by_itself_until_there_is_mail(self, client):
        assert client.get("/demo/mail/", headers=OURS).headers["Refresh"] == "2"
        send()
        assert "Refresh" not in client.get("/demo/mail/", headers=OURS).headers

    @pytest.mark.django_db
    def test_nothing_can_be_posted(self, client):
        assert client.post("/demo/mail/", headers=OURS).status_code == 405

    @pytest.mark.django_db
    @pytest.mark.parametrize(("on", "links"), [(True, True), (False, False)])
    def test_what_comes_after_signing_links_there(self, client, petition, settings, on, links):
        settings.DEMO_MAILBOX = on
        path = f"/petitions/{petition.slug}/check-your-email/"
        assert ("/demo/mail/" in client.get(path, headers=OURS).content.decode()) is links

    @pytest.mark.django_db
    def test_a_stranger_finds_no_link_there(self, client, petition):
        path = f"/petitions/{petition.slug}/check-your-email/"
        through_proxy = client.get(path, headers=OURS | {"x-forwarded-for": "203.0.113.7"})
        assert "/demo/mail/" not in through_proxy.content.decode()
