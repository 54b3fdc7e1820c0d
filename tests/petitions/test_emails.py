"""The mails to who signs."""

import re
import smtplib
from datetime import timedelta
from email import message_from_bytes

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.urls import resolve
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from petitions.actions import signatures as actions
from petitions.emails import send_confirmation
from petitions.models import Signature
from petitions.tokens import Purpose, find, find_address
from tests.factories import PersonFactory, SignatureFactory, open_petition
from tests.signing import owed, sign

pytestmark = pytest.mark.django_db

TYPED = {
    "first_name": "Mallory",
    "last_name": "http-free-money",
    "comment": "Buy pills",
    "postal_code": "94110",
}
LINK = re.compile(r"http://[^\s\"<]+")


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "http://petitions.example"


@pytest.fixture
def spanish_petition(db):
    return open_petition(
        slug="free-her",
        title="Free her & “hers”",
        title_es="Libertad para <ella>",
        campaign__organization__name="Women & Prisoners",
    )


def mail_to(signature, mailoutbox):
    """The one mail that a signature is sent: its subject, its text, its HTML."""
    send_confirmation.call(mail_id=owed(signature))
    [mail] = mailoutbox
    [(html, kind)] = mail.alternatives
    assert (mail.to, mail.cc, mail.bcc, kind) == ([signature.email], [], [], "text/html")
    return mail.subject, mail.body, html


def purposes(text, signature):
    """What each link of a mail lets its reader do, with the language of its page."""
    found = []
    for link in LINK.findall(text):
        language = "es" if "/es/" in link else "en"
        with translation.override(language):
            match = resolve(link.removeprefix("http://petitions.example"))
        purpose = Purpose(match.view_name.removeprefix("signature-"))
        if purpose == Purpose.NOT_ME:
            assert find_address(match.kwargs["token"]) == bytes(signature.address_hash)
        else:
            assert find(purpose, match.kwargs["token"], Signature.objects.all()) == signature
        found.append((purpose, language))
    return found


# --- What stands in them


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_confirmation_has_both_links_in_text_and_html(spanish_petition, mailoutbox, language):
    signature = SignatureFactory(petition=spanish_petition, state="pending", language=language)

    _, text, html = mail_to(signature, mailoutbox)

    confirm, manage = (Purpose.CONFIRM, language), (Purpose.MANAGE, language)
    not_me = (Purpose.NOT_ME, language)
    assert purposes(text, signature) == [confirm, not_me, manage]
    assert purposes(html, signature) == [confirm, confirm, not_me, manage]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("state", ["held", "confirmed", "withdrawn", "invalidated"])
def test_who_signed_before_is_sent_to_their_page_only(
    spanish_petition, mailoutbox, language, state
):
    signature = SignatureFactory(
        petition=spanish_petition, state=state, language=language, ended_at=timezone.now()
    )

    _, text, html = mail_to(signature, mailoutbox)

    links = [(Purpose.MANAGE, language), (Purpose.NOT_ME, language)]
    assert (purposes(text, signature), purposes(html, signature)) == (links, links)


@pytest.mark.parametrize("state", ["pending", "confirmed", "withdrawn"])
def test_a_mail_names_petition_and_organization_in_its_readers_language(
    spanish_petition, mailoutbox, state
):
    signature = SignatureFactory(
        petition=spanish_petition, state=state, language="es", ended_at=timezone.now()
    )

    _, text, html = mail_to(signature, mailoutbox)

    assert "Libertad para <ella>" in text
    assert "Women & Prisoners" in text
    assert '<html lang="es">' in html
    assert "Libertad para &lt;ella&gt;" in html
    assert "Women &amp; Prisoners" in html
    assert "Free her" not in text + html


def test_a_mail_in_english_says_so_and_escapes_html_only(spanish_petition, mailoutbox):
    signature = SignatureFactory(petition=spanish_petition, state="pending")

    _, text, html = mail_to(signature, mailoutbox)

    assert "Free her & “hers”" in text
    assert '<html lang="en">' in html
    assert "Free her &amp; “hers”" in html


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("state", ["pending", "held", "confirmed", "withdrawn", "invalidated"])
def test_a_mail_holds_nothing_that_the_signer_typed(petition, mailoutbox, language, state):
    signature = SignatureFactory(
        petition=petition, state=state, language=language, ended_at=timezone.now(), **TYPED
    )

    parts = mail_to(signature, mailoutbox)

    found = [text for text in (*TYPED.values(), signature.email) if text in " ".join(parts)]
    assert found == []


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("state", ["pending", "confirmed"])
def test_a_subject_tells_a_stranger_nothing(petition, mailoutbox, language, state):
    signature = SignatureFactory(petition=petition, state=state, language=language)

    subject, text, html = mail_to(signature, mailoutbox)

    campaign = petition.campaign
    names = [petition.title, campaign.alias, campaign.name, campaign.organization.name]
    assert [name for name in names if name.lower() in subject.lower()] == []
    telling = ("petition", "prison", "sign", "petición", "firm", "prisi", "cárcel")
    assert [word for word in subject.lower().split() if word.startswith(telling)] == []
    assert subject
    assert "\n" not in subject
    assert f"<title>{subject}</title>" in html
    assert subject not in text


def test_a_mail_holds_nothing_of_the_survivor_that_stays_inside(mailoutbox):
    petition = open_petition(campaign__name="Hidden Name", campaign__prison_number="W12345")
    signature = SignatureFactory(petition=petition, state="pending")

    parts = mail_to(signature, mailoutbox)

    assert [text for text in ("Hidden Name", "W12345") if text in " ".join(parts)] == []


def test_a_mail_can_be_read_as_plain_text_and_as_html(petition, mailoutbox):
    signature = SignatureFactory(petition=petition, state="pending", language="es")

    mail_to(signature, mailoutbox)

    message = message_from_bytes(mailoutbox[0].message().as_bytes())
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.get_payload()] == [
        "text/plain",
        "text/html",
    ]


def test_what_was_erased_before_its_mail_went_out_is_sent_nothing(petition, mailoutbox):
    signature = SignatureFactory(petition=petition, state="pending")
    mail_id = owed(signature)
    actions.erase(signature=signature)

    send_confirmation.call(mail_id=mail_id)

    assert (mailoutbox, DBTaskResult.objects.count()) == ([], 0)


def test_a_mail_goes_by_how_the_signature_stands_when_it_is_sent(petition, now, mailoutbox):
    person = PersonFactory()
    sign(petition=petition, person=person, now=now)
    signature = Signature.objects.get()
    actions.confirm(signature=signature, now=now)

    _, text, _ = mail_to(signature, mailoutbox)

    assert purposes(text, signature) == [(Purpose.MANAGE, "en"), (Purpose.NOT_ME, "en")]


# --- The queue


def test_signature_and_mail_are_undone_together(petition, now, queued):
    with transaction.atomic():
        sign(petition=petition, person=PersonFactory(), now=now)
        assert (Signature.objects.count(), len(queued())) == (1, 1)
        transaction.set_rollback(True)

    assert (Signature.objects.count(), queued()) == (0, [])


# --- When the mail server will not


class Failing(BaseEmailBackend):
    """A mail server that does not take a mail."""

    error: Exception

    def send_messages(self, messages):
        raise self.error


class Unreachable(Failing):
    error = ConnectionRefusedError("ana@example.org")


class Slow(Failing):
    error = TimeoutError()


class Busy(Failing):
    error = smtplib.SMTPRecipientsRefused({"ana@example.org": (450, b"try later")})


class Refusing(Failing):
    error = smtplib.SMTPRecipientsRefused({"ana@example.org": (550, b"no such user")})


class RefusingContent(Failing):
    error = smtplib.SMTPDataError(554, b"not wanted")


class Overloaded(Failing):
    error = smtplib.SMTPDataError(452, b"disk full")


class LoggedOut(Failing):
    error = smtplib.SMTPAuthenticationError(535, b"wrong password")


class Hung(Failing):
    error = smtplib.SMTPServerDisconnected("closed")


def waits(attempt, mailer, settings, signature):
    """How long the mail waits after an attempt that failed; None where it is given up."""
    settings.EMAIL_BACKEND = f"{__name__}.{mailer.__name__}"
    before = timezone.now()
    mail_id = owed(signature)
    send_confirmation.call(mail_id=mail_id, attempt=attempt)
    row = DBTaskResult.objects.first()
    if row is None:
        return None
    assert row.args_kwargs["kwargs"] == {"mail_id": mail_id, "attempt": attempt + 1}
    late = row.run_after - before
    return timedelta(seconds=int(late.total_seconds()))


@pytest.mark.parametrize("mailer", [Unreachable, Slow, Busy, Overloaded, LoggedOut, Hung])
def test_a_mail_that_was_not_taken_is_tried_again(petition, settings, mailer):
    signature = SignatureFactory(petition=petition, state="pending")

    assert waits(0, mailer, settings, signature) == timedelta(seconds=15)


@pytest.mark.parametrize(
    ("attempt", "seconds"),
    [(0, 15), (1, 30), (2, 60), (5, 480), (7, 1920), (8, 3600), (9, 3600), (1000, 3600)],
)
def test_the_wait_doubles_up_to_an_hour_and_never_ends(petition, settings, attempt, seconds):
    signature = SignatureFactory(petition=petition, state="pending")

    assert waits(attempt, Unreachable, settings, signature) == timedelta(seconds=seconds)


@pytest.mark.parametrize("mailer", [Refusing, RefusingContent])
def test_a_mail_that_was_refused_for_good_is_given_up(petition, settings, mailer):
    signature = SignatureFactory(petition=petition, state="pending")

    assert waits(0, mailer, settings, signature) is None


def test_a_mail_arrives_once_the_server_takes_it_again(petition, now, deliver, settings):
    working = settings.EMAIL_BACKEND
    sign(petition=petition, person=PersonFactory(), now=now)
    settings.EMAIL_BACKEND = f"{__name__}.Unreachable"
    assert deliver() == []

    settings.EMAIL_BACKEND = working
    [mail] = deliver()

    assert mail.to == [Signature.objects.get().email]
    assert DBTaskResult.objects.count() == 0


def test_a_failed_mail_is_logged_without_an_address(petition, settings, caplog):
    signature = SignatureFactory(petition=petition, state="pending")

    waits(0, Unreachable, settings, signature)

    assert [record.error for record in caplog.records] == ["ConnectionRefusedError"]
    assert "example.org" not in str([record.__dict__ for record in caplog.records])
