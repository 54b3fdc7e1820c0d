"""The public page as it would look with what stands in the form; nothing is saved."""

import html
import re

import pytest

from campaigns.models import Campaign, Item
from organizations.models import AuditEvent
from petitions.models import DecisionMaker, Holder, Petition
from tests.factories import CampaignFactory, ConsentFactory, SignatureFactory, edit
from tests.petitions.admin.page import added

pytestmark = pytest.mark.django_db


@pytest.fixture
def preview(campaign):
    """Where the preview is."""
    return f"/admin/campaigns/campaign/{campaign.pk}/preview/"


def text_of(response):
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def addressed_on(response):
    return re.findall(r'<span class="addressed-name">([^<]*)</span>', text_of(response))


class TestOfWhatIsSaved:
    def test_is_the_petitions_page(self, staff_client, campaign, preview):
        SignatureFactory.create_batch(2, petition=campaign.petitions.get())
        page = text_of(staff_client.get(preview))
        assert campaign.petitions.get().title in page
        assert campaign.story in page
        assert re.search(r"<strong[^>]*>2</strong>\s*supporters", page)

    def test_of_a_draft_is_seen_by_staff(self, staff_client, campaign, preview):
        Campaign.objects.update(state="draft")
        Petition.objects.update(state="draft")
        page = text_of(staff_client.get(preview))
        assert "Draft: only staff see this page" in page

    def test_names_whom_it_addresses(self, staff_client, preview):
        Holder.objects.update(name="Gavin Newsom")
        assert addressed_on(staff_client.get(preview)) == ["Gavin Newsom"]

    @pytest.mark.parametrize(
        ("query", "language", "title"), [("", "en", "Free her"), ("?lang=es", "es", "Libérenla")]
    )
    def test_is_in_the_language_that_was_chosen(
        self, staff_client, preview, query, language, title
    ):
        edit(Petition.objects.get(), title="Free her", title_es="Libérenla")
        page = text_of(staff_client.get(preview + query))
        assert f'<html lang="{language}">' in page
        assert f"<h1>{title}</h1>" in page

    def test_without_a_petition_says_what_to_do(self, staff_client):
        campaign = CampaignFactory()
        page = text_of(staff_client.get(f"/admin/campaigns/campaign/{campaign.pk}/preview/"))
        assert "Add a petition" in page

    @pytest.mark.parametrize("key", ["0", "junk", "999999"])
    def test_of_no_campaign_is_not_found(self, staff_client, key):
        path = f"/admin/campaigns/campaign/{key}/preview/"
        assert staff_client.get(path).status_code == 404


class TestFraming:
    def test_the_admin_alone_may_frame_it(self, staff_client, preview):
        headers = staff_client.get(preview).headers
        policy = dict(
            part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
        )
        assert policy["frame-ancestors"] == "'self'"
        assert headers["X-Frame-Options"] == "SAMEORIGIN"

    def test_it_is_kept_nowhere(self, staff_client, preview):
        headers = staff_client.get(preview).headers
        assert "no-store" in headers["Cache-Control"]
        assert "private" in headers["Cache-Control"]
        assert headers["X-Robots-Tag"] == "noindex"

    def test_the_public_page_itself_may_be_framed_by_nobody(self, staff_client, campaign):
        headers = staff_client.get("/petitions/free-her/").headers
        assert headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


@pytest.mark.ignore_template_errors
class TestOfWhatIsTyped:
    def everything(self):
        return [
            list(model.objects.order_by("pk").values())
            for model in (Campaign, Petition, AuditEvent)
        ]

    def test_shows_it_and_saves_nothing(self, staff_client, preview, fields):
        before = self.everything()
        typed = {"story": "## Typed *now*", "petitions-0-title": "Typed & new"}
        page = text_of(staff_client.post(preview, fields | typed))
        assert "<h2>Typed <em>now</em></h2>" in page
        assert "<h1>Typed & new</h1>" in page
        assert self.everything() == before

    def test_fills_in_the_facts(self, staff_client, preview, fields):
        Campaign.objects.update(facts_as_of="2022-07-01")
        typed = fields | {
            "facts_as_of": "2022-07-01",
            "petitions-0-title": "In her {{ year_of_incarceration }} year",
        }
        assert "<h1>In her 23rd year</h1>" in text_of(staff_client.post(preview, typed))
        spanish = typed | {"petitions-0-title_es": "En su {{ year_of_incarceration }} año"}
        page = text_of(staff_client.post(f"{preview}?lang=es", spanish))
        assert '<html lang="es">' in page
        assert "<h1>En su 23.er año</h1>" in page

    def test_keeps_what_was_saved_where_what_is_typed_is_wrong(self, staff_client, preview, fields):
        edit(Petition.objects.get(), title="Saved", summary="Saved summary")
        typed = fields | {"petitions-0-title": "", "petitions-0-ask": "Typed"}
        page = text_of(staff_client.post(preview, typed))
        assert "<h1>Saved</h1>" in page
        assert "Typed" in page

    def test_shows_the_real_name_only_where_its_box_is_ticked(
        self, staff_client, campaign, preview, fields
    ):
        ConsentFactory(campaign=campaign, item=Item.NAME)
        assert "<dd>Alias</dd>" in text_of(staff_client.post(preview, fields))
        ticked = text_of(staff_client.post(preview, fields | {"show_name": "on"}))
        assert "<dd>Real Name</dd>" in ticked

    def test_addresses_whom_the_boxes_name(self, staff_client, preview, fields):
        office = DecisionMaker.objects.get()
        DecisionMaker.objects.update(office="Office of the Governor")
        typed = fields | {"petitions-0-addressed_to": [f"{office.pk}:office"]}
        assert addressed_on(staff_client.post(preview, typed)) == ["Office of the Governor"]
        nobody = fields | {"petitions-0-addressed_to": []}
        assert addressed_on(staff_client.post(preview, nobody)) == []

    def test_shows_a_petition_that_is_new(self, staff_client, campaign, preview, fields):
        campaign.petitions.get().delete()
        fields = {name: value for name, value in fields.items() if "petitions-0" not in name}
        fields |= {"petitions-TOTAL_FORMS": ["0"], "petitions-INITIAL_FORMS": ["0"]}
        text = {"title": "Brand new", "ask": "Please.", "summary": "Short.", "slug": ""}
        page = text_of(staff_client.post(preview, added(fields, "petitions", **text)))
        assert "<h1>Brand new</h1>" in page
        assert not Petition.objects.exists()

    def test_scripts_of_the_form_stay_words(self, staff_client, preview, fields):
        typed = {"story": "<script>alert(1)</script>", "petitions-0-title": "<script>x</script>"}
        page = staff_client.post(preview, fields | typed).content.decode()
        assert "<script>alert" not in page
        assert "<script>x" not in page


class TestOfThePhoto:
    def test_shows_it_before_the_public_may_see_it(self, staff_client, campaign, preview, fields):
        typed = fields | {"show_photo": "on"}
        assert "petition-photo" not in text_of(staff_client.post(preview, typed))
        Campaign.objects.update(photo="campaigns/x.jpg", photo_alt="She smiles.")
        page = text_of(staff_client.post(preview, typed))
        assert f'src="{preview.replace("preview", "photo")}"' in page
        assert "/petitions/free-her/photo/" not in page
