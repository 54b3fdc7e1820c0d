"""One mail from its templates, and trying again while the mail server will not."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import BadHeaderError
from django.utils import translation
from django_tasks_db.models import DBTaskResult

from outbox.mail import LONGEST_WAIT, MailFault, is_permanent, retry, send
from tests.outbox.tasks import write

TO = "rosa@example.org"


@pytest.mark.usefixtures("_letter")
class TestSend:
    def send(self, language="en", name="Rosa", **options):
        send(template="letter", to=TO, language=language, context={"name": name}, **options)
        return mail.outbox[0]

    def test_reaches_one_address_from_the_sites_own(self, settings):
        sent = self.send()
        assert (sent.to, sent.cc, sent.bcc) == ([TO], [], [])
        assert sent.from_email == settings.DEFAULT_FROM_EMAIL

    def test_the_first_line_is_the_subject_and_the_rest_the_text(self, settings):
        sent = self.send()
        assert sent.subject == "News for Rosa (en)"
        assert sent.body == f"Hello Rosa,\n\nread {settings.SITE_URL}/x.\n"

    @pytest.mark.parametrize("language", ["en", "es"])
    def test_speaks_the_language_of_its_reader(self, language):
        with translation.override("es" if language == "en" else "en"):
            sent = self.send(language)
        assert sent.subject == f"News for Rosa ({language})"
        assert f'<html lang="{language}">' in sent.alternatives[0].content

    def test_leaves_the_language_as_it_was(self):
        self.send("es")
        assert translation.get_language() == "en"

    def test_says_the_same_as_a_page(self):
        page = self.send(name="<Rosa>").alternatives[0]
        assert page.mimetype == "text/html"
        assert "<p>Hello &lt;Rosa&gt;</p>" in page.content
        assert "<title>News for &lt;Rosa&gt; (en)</title>" in page.content

    def test_carries_headers(self):
        sent = self.send(headers={"List-Unsubscribe": "<https://example.org/x>"})
        assert sent.message()["List-Unsubscribe"] == "<https://example.org/x>"

    def test_without_headers_has_none_of_its_own(self):
        assert self.send().extra_headers == {}

    def test_what_is_quoted_in_a_subject_cannot_add_a_header(self):
        sent = self.send(name="Rosa\nBcc: all@example.org")
        assert sent.message()["Bcc"] is None
        assert sent.subject == "News for Rosa"

    def test_what_is_no_address_is_not_sent_to(self):
        with pytest.raises(BadHeaderError):
            send(
                template="letter",
                to="rosa@example.org\nBcc: all@example.org",
                language="en",
                context={"name": "Rosa"},
            )
        assert mail.outbox == []

    def test_tells_when_the_mail_server_did_not_take_it(self, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        with pytest.raises(MailFault):
            self.send()


@pytest.mark.django_db
class TestRetry:
    def wait(self, now, attempt, error=None):
        """How long the next try waits."""
        retry(write, error or OSError(), attempt=attempt, now=now, signature_id=7)
        return DBTaskResult.objects.get().run_after - now

    @pytest.mark.parametrize(
        ("attempt", "seconds"),
        [(0, 15), (1, 30), (2, 60), (7, 1920), (8, 3600), (9, 3600), (1000, 3600)],
    )
    def test_waits_twice_as_long_each_time_up_to_an_hour(self, now, attempt, seconds):
        assert self.wait(now, attempt) == timedelta(seconds=seconds)

    def test_never_ends_by_itself(self, now):
        assert self.wait(now, 10**9) == LONGEST_WAIT

    def test_enqueues_the_same_work_with_one_attempt_more(self, now):
        self.wait(now, 4)
        again = DBTaskResult.objects.get()
        assert again.task_path == "tests.outbox.tasks.write"
        assert again.args_kwargs == {"args": [], "kwargs": {"signature_id": 7, "attempt": 5}}
        assert again.status == "READY"

    def test_gives_up_where_the_server_will_never_take_it(self, now):
        error = smtplib.SMTPRecipientsRefused({TO: (550, b"no such mailbox")})
        retry(write, error, attempt=0, now=now, signature_id=7)
        assert not DBTaskResult.objects.exists()

    @pytest.mark.parametrize("code", [450, 550])
    def test_logs_the_kind_of_the_error_and_no_address(self, now, caplog, code):
        error = smtplib.SMTPRecipientsRefused({TO: (code, TO.encode())})
        retry(write, error, attempt=3, now=now, signature_id=7)
        (line,) = caplog.records
        assert (line.task, line.attempt, line.error) == ("write", 3, "SMTPRecipientsRefused")
        assert TO not in str(vars(line))


@pytest.mark.parametrize(
    ("error", "permanent"),
    [
        (smtplib.SMTPRecipientsRefused({TO: (550, b"")}), True),
        (smtplib.SMTPRecipientsRefused({TO: (450, b"")}), False),
        (smtplib.SMTPDataError(554, b""), True),
        (smtplib.SMTPDataError(451, b""), False),
        # These say something of the server, and nothing of the address.
        (smtplib.SMTPAuthenticationError(535, b""), False),
        (smtplib.SMTPSenderRefused(550, b"", "us@example.org"), False),
        (smtplib.SMTPConnectError(554, b""), False),
        (smtplib.SMTPServerDisconnected(), False),
        (ConnectionRefusedError(), False),
        (TimeoutError(), False),
    ],
)
def test_only_what_is_said_of_the_address_for_good_is_permanent(error, permanent):
    assert is_permanent(error) is permanent


@pytest.mark.parametrize(
    "error",
    [ConnectionRefusedError, TimeoutError, smtplib.SMTPServerDisconnected, smtplib.SMTPDataError],
)
def test_every_way_in_which_a_mail_is_not_taken_is_a_mail_fault(error):
    assert issubclass(error, MailFault)
