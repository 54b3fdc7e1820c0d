"""A mailbox is mailed so often only, about all that waits, and never where its owner says so."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from petitions.actions import signatures as actions
from petitions.emails import send_confirmation
from petitions.models import ConfirmationMail, Signature, Suppression
from petitions.tokens import Purpose, find_address, make, make_for_address
from tests.factories import PersonFactory, SignatureFactory, open_petition
from tests.signing import owed, resend, sign

pytestmark = pytest.mark.django_db

ANA = "ana@example.org"


def sign_as_ana(petition):
    sign(petition=petition, person=PersonFactory(email=ANA), now=timezone.now())


def ask(petition):
    resend(petition=petition, email=ANA, now=timezone.now())


def later(**ago):
    """Let time pass for the mails so far."""
    ConfirmationMail.objects.update(
        asked_at=F("asked_at") - timedelta(**ago), ended_at=F("ended_at") - timedelta(**ago)
    )


def states():
    return list(ConfirmationMail.objects.order_by("pk").values_list("state", flat=True))


def test_one_mail_in_15_minutes_about_one_petition(petition, deliver):
    sign_as_ana(petition)
    assert len(deliver()) == 1
    ask(petition)

    assert deliver() == []

    [waiting] = DBTaskResult.objects.all()
    wait = waiting.run_after - timezone.now()
    assert timedelta(minutes=14) < wait <= timedelta(minutes=15)
    later(minutes=15)
    assert len(deliver()) == 1


def test_asking_often_is_answered_by_one_mail(petition, deliver):
    sign_as_ana(petition)
    for _ in range(20):
        ask(petition)

    assert len(deliver()) == 1
    assert states() == ["sent"] + ["covered"] * 20


def test_three_mails_a_day_about_one_petition(petition, deliver):
    sent = []
    sign_as_ana(petition)
    for _ in range(4):
        sent.append(len(deliver()))
        later(minutes=16)
        ask(petition)

    assert sent == [1, 1, 1, 0]
    later(hours=24)
    assert len(deliver()) == 1


def test_five_mails_in_15_minutes_and_the_next_lists_what_waits(deliver):
    petitions = [open_petition(title=f"Free them {n}") for n in range(7)]
    sent = []
    for petition in petitions:
        sign_as_ana(petition)
        sent.append(len(deliver()))

    assert sent == [1] * 5 + [0] * 2
    later(minutes=15)
    [mail] = deliver()
    assert all(f"Free them {n}" in mail.body for n in range(7))
    assert all(make(Purpose.CONFIRM, row) in mail.body for row in Signature.objects.all())
    assert "owed" not in states()


def test_ten_mails_a_day_in_all(deliver):
    sent = 0
    for _ in range(12):
        sign_as_ana(open_petition())
        sent += len(deliver())
        later(minutes=5)

    assert sent == 10


def test_a_mail_that_was_not_taken_does_not_count(petition, deliver, settings):
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.petitions.test_emails.Unreachable"
    sign_as_ana(petition)
    assert (deliver(), states()) == ([], ["owed"])

    settings.EMAIL_BACKEND = working

    assert len(deliver()) == 1


def test_a_mail_that_leaves_late_gives_the_link_its_days_anew(petition, deliver):
    long_ago = timezone.now() - timedelta(days=8)
    signature = SignatureFactory(petition=petition, state="pending", requested_at=long_ago)
    mail_id = owed(signature)
    later(days=8)

    send_confirmation.call(mail_id=mail_id)

    signature.refresh_from_db()
    actions.confirm(signature=signature, now=timezone.now())
    assert signature.is_confirmed


# --- "This was not me"


def stop(browser, signature, do="stop"):
    token = make_for_address(bytes(signature.address_hash))
    return browser.post(f"/signatures/not-me/{token}/", {"do": do})


def test_opening_the_link_stops_nothing(petition, browser):
    signature = SignatureFactory(petition=petition, state="pending")
    token = make_for_address(bytes(signature.address_hash))

    page = browser.get(f"/signatures/not-me/{token}/")

    assert (page.status_code, Suppression.objects.count()) == (200, 0)
    assert "no-store" in page.headers["Cache-Control"]


def test_pressing_the_button_deletes_what_waits_and_stops_all_mail(petition, browser, deliver):
    sign_as_ana(petition)
    other = open_petition()
    sign_as_ana(other)
    signature = Signature.objects.first()

    assert stop(browser, signature).status_code == 303
    assert (Signature.objects.count(), deliver()) == (0, [])
    sign_as_ana(petition)
    assert deliver() == []
    assert Signature.objects.count() == 0
    kept = str(list(Suppression.objects.values()))
    assert "ana" not in kept


def test_what_was_confirmed_stands(petition, browser):
    signature = SignatureFactory(petition=petition)

    stop(browser, signature)

    assert Signature.objects.get() == signature


def test_the_owner_may_allow_mail_again(petition, browser, deliver):
    signature = SignatureFactory(petition=petition, email=ANA, state="pending")
    stop(browser, signature)

    stop(browser, signature, do="allow")
    sign_as_ana(petition)

    assert len(deliver()) == 1


def test_a_request_without_a_button_is_refused(petition, browser):
    assert stop(browser, SignatureFactory(petition=petition), do="x").status_code == 400


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: t + "A", lambda t: "B" + t[1:], lambda t: ""]
)
def test_a_token_that_is_not_ours_belongs_to_no_address(change):
    token = make_for_address(bytes(range(32)))

    assert find_address(token) == bytes(range(32))
    assert find_address(change(token)) is None


def test_a_token_of_another_purpose_belongs_to_no_address(petition):
    signature = SignatureFactory(petition=petition)

    assert [find_address(make(purpose, signature)) for purpose in Purpose] == [None] * len(Purpose)


# --- The text that was read


def test_who_read_an_older_text_reads_the_new_one_first(petition, browser, typed):
    path = f"/petitions/{petition.slug}/sign/"

    answer = browser.post(path, typed | {"text": str(petition.text_id + 1000)})

    assert answer.status_code == 422
    assert "The text was corrected while you were reading." in answer.content.decode()
    assert Signature.objects.count() == 0
    assert browser.post(path, typed | {"text": str(petition.text_id)}).status_code == 303
    assert Signature.objects.get().text_id == petition.text_id


def test_the_page_says_which_text_it_shows(petition, browser):
    page = browser.get(f"/petitions/{petition.slug}/").content.decode()

    assert f'<input type="hidden" name="text" value="{petition.text_id}">' in page
