"""The list of what must never appear, on the page of its campaign."""

import pytest

from campaigns.models import ForbiddenWord, Link
from organizations.models import AuditEvent
from petitions.models import Comment
from tests.factories import CommentFactory, ConsentFactory, ForbiddenWordFactory
from tests.petitions.admin.page import added, errors, filled_in, messages

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

WORDS = "forbidden_words"


@pytest.fixture
def comment(campaign):
    """A comment that stands on the page."""
    return CommentFactory(
        petition=campaign.petitions.get(), comment="Her son Léo waits.", comment_state="approved"
    )


def state(comment):
    return Comment.objects.get(pk=comment.pk).comment_state


def test_a_word_is_added_and_what_tells_it_is_hidden_again(
    staff_client, address, fields, comment, staff
):
    answer = staff_client.post(address, added(fields, WORDS, text="leo", protects="child"))
    told = messages(staff_client, answer)
    assert (
        "One comment is hidden again and waits to be read: it tells what must not appear." in told
    )
    word = ForbiddenWord.objects.get()
    assert (word.text, word.protects) == ("leo", "child")
    assert state(comment) == "waiting"
    assert {event.by for event in AuditEvent.objects.filter(action="hold comments")} == {staff}
    assert "leo" not in str(AuditEvent.objects.values()).lower()


def test_a_word_is_changed_and_taken_off(staff_client, campaign, address, comment):
    ForbiddenWordFactory(campaign=campaign, text="Anna")
    fields = filled_in(staff_client.get(address), "campaign_form")
    staff_client.post(address, fields | {f"{WORDS}-0-text": "Leo"})
    assert state(comment) == "waiting"
    fields = filled_in(staff_client.get(address), "campaign_form")
    staff_client.post(address, fields | {f"{WORDS}-0-DELETE": "on"})
    assert not ForbiddenWord.objects.exists()
    assert AuditEvent.objects.filter(action="delete forbiddenword").exists()


@pytest.mark.parametrize("text", ["", " ", "a", "–", "é!"])
def test_a_word_has_two_letters(staff_client, address, fields, text):
    answer = staff_client.post(address, added(fields, WORDS, text=text, protects="child"))
    assert len(errors(answer)) == 1
    assert not ForbiddenWord.objects.exists()


def test_a_word_is_listed_once(staff_client, campaign, address):
    ForbiddenWordFactory(campaign=campaign, text="Leo")
    fields = filled_in(staff_client.get(address), "campaign_form")
    answer = staff_client.post(address, added(fields, WORDS, text="LEO", protects="child"))
    assert "This is on the list already." in errors(answer)


def test_what_the_campaign_itself_tells_is_warned_of(staff_client, campaign, address, fields):
    Link.objects.create(campaign=campaign, label="Group", text="Friends of Leo")
    sent = added(fields, WORDS, text="Strong", protects="other")
    fields = added(sent, WORDS, text="Leo", protects="child")
    answer = staff_client.post(address, fields)
    assert messages(staff_client, answer)[0] == (
        "Your own texts tell what you listed as never to appear: Strong, Leo"
    )


def test_what_tells_a_name_that_is_hidden_from_now_on_waits_again(staff_client, campaign, address):
    ConsentFactory(campaign=campaign, item="name")
    campaign.show_name = True
    campaign.save()
    comment = CommentFactory(
        petition=campaign.petitions.get(), comment="Free Real Name!", comment_state="approved"
    )
    fields = filled_in(staff_client.get(address), "campaign_form")
    staff_client.post(
        address, {name: value for name, value in fields.items() if name != "show_name"}
    )
    assert state(comment) == "waiting"


def test_comments_are_switched_off_on_a_petition(staff_client, campaign, address, fields, comment):
    page = f"/petitions/{campaign.petitions.get().slug}/"
    assert "Her son" in staff_client.get(page).content.decode()
    name = "petitions-0-comments_open"
    staff_client.post(address, {key: value for key, value in fields.items() if key != name})
    assert campaign.petitions.get().comments_open is False
    assert "Her son" not in staff_client.get(page).content.decode()
