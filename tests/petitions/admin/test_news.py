"""News in the admin: writing, looking, publishing now or later, taking off."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from campaigns.models import Item, Update
from organizations.models import AuditEvent
from tests.factories import ConsentFactory, UpdateFactory, open_petition, tell
from tests.petitions.admin.page import errors, filled_in, messages
from tests.petitions.pages import elements, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

LIST = "/admin/campaigns/update/"
PUBLIC = "/petitions/free-her/updates/"


def at(update):
    return f"{LIST}{update.pk}/change/"


def picture():
    out = BytesIO()
    Image.new("RGB", (40, 30)).save(out, "JPEG", comment=b"CAMERA-0815")
    return SimpleUploadedFile("DSC0815.jpg", out.getvalue())


@pytest.fixture
def written(campaign):
    """What a member of staff types."""
    return {
        "campaign": campaign.pk,
        "title": "A hearing",
        "body": "It is *near*.",
        "publish_at_0": "",
        "publish_at_1": "",
    }


class TestWriting:
    def test_begins_at_the_campaign(self, staff_client, campaign, address):
        page = staff_client.get(address).content.decode()

        add = f"{LIST}add/?campaign={campaign.pk}"
        assert f'href="{add}"' in page
        assert f'href="{LIST}?campaign__id__exact={campaign.pk}"' in page
        assert filled_in(staff_client.get(add), "update_form")["campaign"] == [str(campaign.pk)]

    def test_saves_a_draft(self, client, staff_client, staff, written):
        staff_client.post(f"{LIST}add/", written)

        update = Update.objects.get()
        assert (update.state, update.author_name) == ("draft", staff.username)
        assert AuditEvent.objects.latest("pk").action == "create news"
        assert "A hearing" not in client.get(PUBLIC).content.decode()

    def test_publishes_at_once(self, client, staff_client, written):
        answer = staff_client.post(f"{LIST}add/", written | {"_publish": "x"})

        update = Update.objects.get()
        assert answer.headers["Location"] == at(update)
        assert "“A hearing” is published." in messages(staff_client, answer)
        assert "A hearing" in client.get(PUBLIC).content.decode()
        assert f'href="{PUBLIC}#news-{update.pk}"' in staff_client.get(at(update)).content.decode()

    def test_publishes_later(self, client, staff_client, written):
        moment = timezone.localtime() + timedelta(days=2)
        when = {"publish_at_0": moment.date().isoformat(), "publish_at_1": "09:30"}

        answer = staff_client.post(f"{LIST}add/", written | when | {"_publish": "x"})

        [told] = [each for each in messages(staff_client, answer) if "shows from" in each]
        assert "9:30 a.m." in told
        assert Update.objects.get().is_published
        assert "A hearing" not in client.get(PUBLIC).content.decode()
        assert "shows from" in staff_client.get(LIST).content.decode()

    def test_takes_off(self, client, staff_client, campaign):
        update = tell(campaign, title="A hearing")
        fields = filled_in(staff_client.get(at(update)), "update_form")

        answer = staff_client.post(at(update), fields | {"_take_off": "x"})

        assert "“A hearing” is off the site." in messages(staff_client, answer)
        assert "A hearing" not in client.get(PUBLIC).content.decode()

    def test_edits_what_is_public(self, client, staff_client, campaign):
        update = tell(campaign, title="A hearing")
        fields = filled_in(staff_client.get(at(update)), "update_form")

        staff_client.post(at(update), fields | {"title": "A trial"})

        assert "A trial" in client.get(PUBLIC).content.decode()

    def test_many_at_once(self, staff_client, campaign):
        draft, public = UpdateFactory(campaign=campaign, title="Draft"), tell(campaign, title="Old")

        def act(action):
            chosen = {"action": action, "_selected_action": [draft.pk, public.pk]}
            return sorted(messages(staff_client, staff_client.post(LIST, chosen)))

        assert act("publish_selected") == ["“Draft” is published.", "“Old” is published already."]
        assert act("take_off_selected") == ["“Draft” is off the site.", "“Old” is off the site."]
        assert act("take_off_selected") == [
            "“Draft” was not published.",
            "“Old” was not published.",
        ]


class TestRefusing:
    @pytest.mark.parametrize("field", ["title", "title_es", "body", "body_es"])
    def test_what_tells_the_hidden_name_beside_its_field(self, staff_client, written, field):
        told = written | {field: "Real Name was heard"}

        answer = staff_client.post(f"{LIST}add/", told | {"_publish": "x"})

        assert list(answer.context["adminform"].form.errors) == [field]
        assert errors(answer) == [
            "This tells the real name or the prison number, which are not shown."
        ]
        assert filled_in(answer, "update_form")[field] == ["Real Name was heard"]
        assert not Update.objects.exists()

    def test_nothing_while_it_is_a_draft(self, staff_client, written):
        assert staff_client.post(f"{LIST}add/", written | {"title": "Real Name"}).status_code == 302

    def test_an_edit_of_what_is_public(self, staff_client, campaign):
        update = tell(campaign)
        fields = filled_in(staff_client.get(at(update)), "update_form")

        answer = staff_client.post(at(update), fields | {"body": "Real Name"})

        assert list(answer.context["adminform"].form.errors) == ["body"]

    def test_a_draft_of_the_list_that_tells(self, staff_client, campaign):
        update = UpdateFactory(campaign=campaign, title="Draft", body="Real Name")

        chosen = {"action": "publish_selected", "_selected_action": [update.pk]}
        answer = staff_client.post(LIST, chosen)

        [told] = messages(staff_client, answer)
        assert told.startswith("“Draft” is not published. It tells the real name")

    def test_a_photo_of_her_without_her_consent(
        self, staff_client, campaign, written, settings, tmp_path
    ):
        settings.MEDIA_ROOT = tmp_path
        face = {"photo_alt": "She smiles.", "shows_her": "on", "_publish": "x"}

        answer = staff_client.post(f"{LIST}add/", written | face | {"photo": picture()})

        assert list(answer.context["adminform"].form.errors) == [
            "shows_her",
            "photo",
        ]  # to choose again
        ConsentFactory(campaign=campaign, item=Item.PHOTO)
        staff_client.post(f"{LIST}add/", written | face | {"photo": picture()})
        assert Update.objects.get().is_published

    def test_a_photo_without_a_description(self, staff_client, written):
        answer = staff_client.post(f"{LIST}add/", written | {"photo": picture()})

        assert "Please say what the photo shows." in str(answer.context["adminform"].form.errors)


def test_a_photo_is_made_anew(staff_client, written, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    staff_client.post(f"{LIST}add/", written | {"photo": picture(), "photo_alt": "A letter."})

    photo = Update.objects.get().photo
    assert "DSC" not in photo.name
    assert b"CAMERA" not in photo.read()


class TestPreview:
    def shown(self, response):
        return " ".join(text_of(found) for found in elements(response) if found.name == "main")

    def test_shows_what_stands_in_the_form(self, staff_client, written):
        answer = staff_client.post(f"{LIST}preview/", written)

        assert "A hearing It is near ." in self.shown(answer)
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert not Update.objects.exists()

    def test_shows_what_is_saved_in_either_language(self, staff_client, campaign):
        update = UpdateFactory(campaign=campaign, title="A hearing", title_es="Una audiencia")

        english = staff_client.get(f"{LIST}preview/", {"pk": update.pk})
        spanish = staff_client.get(f"{LIST}preview/", {"pk": update.pk, "lang": "es"})

        assert "A hearing" in self.shown(english)
        assert "Una audiencia" in self.shown(spanish)

    def test_shows_edits_of_what_is_saved(self, staff_client, campaign):
        update = UpdateFactory(campaign=campaign)
        fields = filled_in(staff_client.get(at(update)), "update_form")

        answer = staff_client.post(f"{LIST}preview/?pk={update.pk}", fields | {"title": "Edited"})

        assert "Edited" in self.shown(answer)
        assert Update.objects.get().title != "Edited"

    def test_of_nothing_yet_says_so(self, staff_client):
        assert staff_client.get(f"{LIST}preview/?pk=").status_code == 200

    def test_is_for_those_who_may_write(self, client_of, campaign):
        update = UpdateFactory(campaign=campaign)
        client = client_of("view_update", "view_campaign")

        assert client.get(f"{LIST}preview/?pk={update.pk}").status_code == 403
        assert client.post(f"{LIST}preview/", {}).status_code == 403


class TestPermissions:
    def test_only_drafts_are_deleted(self, staff_client, campaign):
        draft, public = UpdateFactory(campaign=campaign), tell(campaign)

        statuses = [
            staff_client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code
            for row in (draft, public)
        ]

        assert statuses == [302, 403]
        assert list(Update.objects.all()) == [public]
        assert AuditEvent.objects.latest("pk").action == "delete update"

    def test_viewers_change_nothing(self, client_of, campaign):
        update = UpdateFactory(campaign=campaign)
        client = client_of("view_update")

        assert client.post(at(update), {"title": "x", "_publish": "x"}).status_code == 403
        assert client.get(f"{LIST}add/").status_code == 403


def test_the_list_takes_as_many_queries_for_many_as_for_one(
    staff_client, campaign, django_assert_max_num_queries
):
    def queries():
        with django_assert_max_num_queries(30) as seen:
            staff_client.get(LIST)
        return len(seen)

    tell(campaign)
    queries()
    for_one = queries()
    for _ in range(9):
        tell(open_petition().campaign)
    assert queries() == for_one
