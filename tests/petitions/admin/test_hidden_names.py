"""On a published campaign nothing is saved that tells a name or number which is not shown."""

import pytest

from campaigns.actions import NotReady, unpublish
from campaigns.models import Campaign, Link
from petitions.actions.petitions import publish
from petitions.admin.forms import TELLING_ADDRESS
from tests.factories import OPENED
from tests.petitions.admin.page import added, errors, filled_in

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

REFUSED = "This tells the real name or the prison number, which are not shown."
PUBLISHING_REFUSED = "Its sentence or a link tells the real name or the prison number, not shown."


@pytest.mark.parametrize(
    "field",
    ["story", "story_es", "sentence", "sentence_es", "photo_alt", "photo_alt_es"]
    + [f"petitions-0-{name}" for name in ("title", "ask_es", "summary", "story", "slug")],
)
def test_what_tells_it_is_refused_beside_its_field(staff_client, campaign, address, fields, field):
    is_address = field.endswith("slug")
    name = "real-name" if is_address else "Freedom for Real Name"
    answer = staff_client.post(address, fields | {field: name})
    assert errors(answer) == [str(TELLING_ADDRESS) if is_address else REFUSED]
    assert "Real Name" not in staff_client.get("/petitions/free-her/").content.decode()


@pytest.mark.parametrize(
    "told", [{"text": "#FreeRealName"}, {"url": "https://x.example/real-name"}]
)
def test_a_link_that_tells_it_is_refused(staff_client, campaign, address, fields, told):
    link = {"label": "Group", "text": "Free her"} | told
    assert errors(staff_client.post(address, added(fields, "links", **link))) == [REFUSED]
    assert not Link.objects.exists()


def test_what_is_shown_may_be_told(staff_client, campaign, address, fields):
    answer = staff_client.post(address, fields | {"story": "Alias is strong."})
    assert answer.status_code == 302


def test_a_draft_may_tell_it_until_it_is_published(staff_client, campaign, address):
    unpublish(campaign=campaign, by=None, now=OPENED)
    fields = filled_in(staff_client.get(address), "campaign_form")
    typed = added(fields | {"sentence": "Real Name: life"}, "links", label="G", text="Real Name")
    assert staff_client.post(address, typed).status_code == 302
    with pytest.raises(NotReady) as refused:
        publish(campaign=campaign, by=None, now=OPENED)
    assert refused.value.reasons == [PUBLISHING_REFUSED]
    Campaign.objects.update(sentence="Life")
    Link.objects.update(text="Free her")
    publish(campaign=Campaign.objects.get(), by=None, now=OPENED)


def test_what_told_it_before_keeps_nothing_else_from_being_saved(
    staff_client, campaign, address, fields
):
    """Or a consent that is withdrawn would have to wait for the texts."""
    Campaign.objects.update(story="Real Name is strong.")
    fields = filled_in(staff_client.get(address), "campaign_form")
    assert staff_client.post(address, fields | {"sentence": "Life"}).status_code == 302
