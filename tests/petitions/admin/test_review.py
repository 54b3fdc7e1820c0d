"""The buttons of a campaign's page that move it on, and what the page tells of where it stands."""

import pytest

from campaigns.models import Campaign, State
from organizations.models import AuditEvent, Organization
from tests.factories import StaffFactory
from tests.petitions.admin.page import errors, filled_in, messages

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def draft(campaign):
    """The campaign as it was before it was public for the first time, two pairs of eyes asked."""
    Organization.objects.update(two_pairs_of_eyes=True)
    Campaign.objects.update(state=State.DRAFT, first_published_at=None)
    return Campaign.objects.get(pk=campaign.pk)


@pytest.fixture
def other_client(client_of):
    """The browser of another member of staff who may edit campaigns."""
    return client_of("change_campaign", "view_campaign")


def state(campaign):
    return Campaign.objects.get(pk=campaign.pk).state


def buttons(page):
    text = page.content.decode()
    names = ("_submit", "_publish", "_send_back", "_unpublish", "_archive", "_take_up")
    links = ("take-off", "archive")
    return [name for name in names if f'name="{name}"' in text] + [
        name for name in links if f'/{name}/"' in text
    ]


def press(client, address, button, **fields):
    form = filled_in(client.get(address), "campaign_form")
    return client.post(address, form | {button: "x"} | fields)


def test_one_submits_and_another_approves(staff_client, staff, other_client, draft, address):
    page = staff_client.get(address)
    assert buttons(page) == ["_submit", "archive"]
    assert "submit it for review; then somebody else" in page.content.decode()

    answer = press(staff_client, address, "_submit", story="Edited.")
    assert state(draft) == State.IN_REVIEW
    assert Campaign.objects.get().story == "Edited."
    assert messages(staff_client, answer)[0].startswith("Alias is in review")

    page = staff_client.get(address)
    assert buttons(page) == ["_send_back"]
    assert "so somebody else of the staff must approve" in page.content.decode()
    assert buttons(other_client.get(address)) == ["_publish", "_send_back"]
    told = f"{staff.username} submitted it. Somebody else of the staff must approve"
    assert told in page.content.decode()

    answer = press(staff_client, address, "_publish")
    assert messages(staff_client, answer) == [
        f"Alias is not published. {staff.username} submitted it, so somebody else must approve it."
    ]
    assert state(draft) == State.IN_REVIEW

    press(other_client, address, "_publish")
    kept = Campaign.objects.get()
    assert (kept.state, kept.submitted_by) == (State.PUBLISHED, staff)
    assert kept.approved_by not in (None, staff)
    assert "Approved by" in staff_client.get(address).content.decode()


def test_sending_back_needs_a_note_beside_its_field(staff_client, draft, address):
    press(staff_client, address, "_submit")
    answer = press(staff_client, address, "_send_back", story="Typed.")
    form = answer.context["adminform"].form
    assert form.errors == {"send_back_note": ["Please tell what is to be mended."]}
    assert errors(answer) == ["Please tell what is to be mended."]
    assert filled_in(answer, "campaign_form")["story"] == ["Typed."]

    press(staff_client, address, "_send_back", send_back_note="The date is wrong.")
    assert state(draft) == State.DRAFT
    assert "To be mended: The date is wrong." in staff_client.get(address).content.decode()
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.details) == ("send back campaign", {})


def test_archive_and_back(staff_client, campaign, address):
    assert buttons(staff_client.get(address)) == ["take-off", "archive"]
    page = address.replace("change", "archive")
    assert "Archive Alias" in staff_client.get(page).content.decode()
    assert state(campaign) == State.PUBLISHED
    answer = staff_client.post(page)
    told = "Alias is in the archive. The public sees nothing of it."
    assert messages(staff_client, answer) == [told]
    assert staff_client.get("/petitions/free-her/").status_code == 404
    assert buttons(staff_client.get(address)) == ["_take_up"]

    answer = press(staff_client, address, "_publish")
    told = "Alias is in the archive. Please take it up first."
    assert messages(staff_client, answer) == [told]

    press(staff_client, address, "_take_up")
    assert state(campaign) == State.DRAFT


def test_without_the_switch_a_draft_may_be_published_at_once(staff_client, draft, address):
    Organization.objects.update(two_pairs_of_eyes=False)
    assert buttons(staff_client.get(address)) == ["_submit", "_publish", "archive"]
    press(staff_client, address, "_publish")
    assert state(draft) == State.PUBLISHED


@pytest.mark.parametrize(
    ("button", "told"),
    [
        ("_send_back", "Alias is not in review."),
        ("_submit", "Alias cannot be submitted for review as it stands."),
        ("_take_up", "Alias is not in the archive."),
    ],
)
def test_what_its_state_does_not_allow_is_told(staff_client, campaign, address, button, told):
    answer = press(staff_client, address, button, send_back_note="Why?")
    assert messages(staff_client, answer) == [told]
    assert state(campaign) == State.PUBLISHED


def test_the_switch_is_on_the_page_of_the_organization(staff_client, campaign):
    path = f"/admin/organizations/organization/{campaign.organization_id}/change/"
    fields = filled_in(staff_client.get(path), "organization_form")
    assert staff_client.post(path, fields | {"two_pairs_of_eyes": "on"}).status_code == 302
    assert Organization.objects.get().two_pairs_of_eyes is True


def test_a_colleague_who_only_reads_moves_nothing(client_of, campaign, address):
    StaffFactory()
    client = client_of("view_campaign")
    for page in ("take-off", "archive"):
        for ask in (client.get, client.post):
            assert ask(address.replace("change", page)).status_code == 403
    assert state(campaign) == State.PUBLISHED
