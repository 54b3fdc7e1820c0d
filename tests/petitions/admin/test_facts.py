"""What keeps a case true: facts that move, numbers that go stale, checks, missing Spanish."""

import html
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from campaigns.models import Campaign
from campaigns.models.fact_check import Fact, FactCheck
from organizations.models import AuditEvent
from petitions.actions.petitions import close_petition
from petitions.models import Petition
from tests.constraints import violates
from tests.factories import CampaignFactory, edit
from tests.petitions.admin.page import added, errors, filled_in, messages

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

TODAY = date(2026, 3, 8)


def help_of(page, field_id):
    """The words beside a field."""
    text = page.content.decode()
    found = re.search(rf'id="{field_id}_helptext"[^>]*>(.*?)</div>\s*</div>|'
                      rf'id="{field_id}_helptext"[^>]*>(.*?)</div>', text, re.DOTALL)  # fmt: skip
    return html.unescape(re.sub(r"<[^>]+>", "", f"<{found[0]}")).strip() if found else ""


@pytest.fixture
def preview(address):
    return address.replace("/change/", "/preview/")


class TestPreviewForADay:
    def test_reckons_the_facts_for_it(self, staff_client, campaign, preview):
        Campaign.objects.update(incarcerated_since=date(2000, 6, 1))
        edit(Petition.objects.get(), title="In her {{ year_of_incarceration }} year")
        for day, year in (("2026-05-31", "26th"), ("2026-06-01", "27th"), ("2030-07-01", "31st")):
            page = staff_client.get(f"{preview}?on={day}").content.decode()
            assert f"<h1>In her {year} year</h1>" in page

    def test_takes_the_day_of_the_form_too(self, staff_client, preview, fields):
        typed = fields | {"story": "Year {{ years_inside }}.", "on": "2030-07-01"}
        assert "Year 30." in staff_client.post(preview, typed).content.decode()

    @pytest.mark.parametrize("day", ["", "junk", "2026-13-01", "0"])
    def test_of_no_day_is_for_today(self, staff_client, preview, day):
        assert staff_client.get(f"{preview}?on={day}").status_code == 200

    def test_stops_at_the_outcome(self, staff_client, campaign, preview):
        petition = Petition.objects.get()
        edit(petition, title="In her {{ year_of_incarceration }} year")
        close_petition(
            petition=petition, outcome="granted", on=date(2026, 3, 1), by=None, now=timezone.now()
        )
        page = staff_client.get(f"{preview}?on=2040-01-01").content.decode()
        assert "<h1>In her 26th year</h1>" in page

    def test_is_chosen_in_its_bar(self, staff_client, address):
        assert '<input type="date" id="preview-on" name="on">' in (
            staff_client.get(address).content.decode()
        )


class TestStaleNumbers:
    @pytest.mark.parametrize(
        ("field", "text", "found"),
        [
            ("story", "She is in her 19th year in prison.", "19th year"),
            ("story_es", "Está en su 19.º año.", "19.º año"),
            ("health", "A 65-year-old with asthma.", "65-year-old"),
            ("petitions-0-title", "Free her in her 22nd year", "22nd year"),
            ("petitions-0-ask_es", "Tiene 65 años de edad.", "Tiene 65 años"),
        ],
    )
    def test_are_flagged_where_they_stand(self, staff_client, address, fields, field, text, found):
        assert staff_client.post(address, fields | {field: text}).status_code == 302
        page = staff_client.get(address)
        advice = f"Will be wrong next year, better a placeholder: {found}"
        assert help_of(page, f"id_{field}").startswith(advice)
        again = staff_client.get(address).content.decode()  # without the message that was told
        assert again.count("Will be wrong next year") == 1

    def test_are_flagged_in_a_form_that_has_an_error(self, staff_client, address, fields):
        answer = staff_client.post(address, fields | {"story": "Her 19th year.", "name": ""})
        assert errors(answer) == ["This field is required."]
        assert "19th year" in help_of(answer, "id_story")

    def test_are_not_flagged_where_there_are_none(self, staff_client, address):
        page = staff_client.get(address).content.decode()
        assert "Will be wrong next year" not in page

    def test_texts_have_buttons_for_placeholders(self, staff_client, address):
        page = staff_client.get(address).content.decode()
        for name in ("story", "story_es", "petitions-0-title", "petitions-0-ask"):
            tag = re.search(rf'<(?:textarea|input)[^>]*name="{name}"[^>]*>', page)[0]
            assert "data-placeholders" in tag
        for fact in ("year_of_incarceration", "years_inside", "age"):
            assert f'data-insert="{fact}"' in page


class TestMissingSpanish:
    def test_is_marked_beside_the_field_and_at_the_top(self, staff_client, campaign, address):
        page = staff_client.get(address)
        text = page.content.decode()
        assert "The Spanish text is missing." in help_of(page, "id_story_es")
        assert help_of(page, "id_sentence_es") == ""  # there is no English either
        assert [one.field_id for one in page.context["missing"]] == [
            "id_story_es",
            "id_petitions-0-title_es",
            "id_petitions-0-ask_es",
            "id_petitions-0-summary_es",
            "id_petitions-0-story_es",
        ]
        assert '<a href="#id_petitions-0-title_es">Title</a>' in text

    def test_goes_away_with_it(self, staff_client, campaign, address):
        Campaign.objects.update(story_es="Es fuerte.")
        page = staff_client.get(address)
        assert help_of(page, "id_story_es") == ""
        assert "id_story_es" not in [one.field_id for one in page.context["missing"]]

    def test_is_not_asked_for_of_a_new_case(self, staff_client, organization):
        page = staff_client.get("/admin/campaigns/campaign/add/")
        assert page.context["missing"] == []


class TestChecks:
    def test_are_added_and_never_changed(self, staff_client, staff, campaign, address, fields):
        row = {"fact": "sentence", "checked_on": "2026-03-01", "source": "the court"}
        answer = staff_client.post(address, added(fields, "fact_checks", **row))
        assert answer.status_code == 302
        check = FactCheck.objects.get()
        assert (check.fact, check.checked_on, check.source, check.checked_by) == (
            "sentence",
            date(2026, 3, 1),
            "the court",
            staff,
        )
        page = staff_client.get(address).content.decode()
        assert "the court" in page
        assert 'name="fact_checks-0-source"' not in page
        assert AuditEvent.objects.latest("pk").action == "check facts"

    def test_of_a_day_ahead_are_refused_beside_the_field(self, staff_client, address, fields):
        ahead = timezone.localdate() + timedelta(days=1)
        row = {"fact": "sentence", "checked_on": ahead.isoformat()}
        answer = staff_client.post(address, added(fields, "fact_checks", **row))
        assert errors(answer) == ["This day lies ahead."]

    def test_of_all_are_noted_by_one_button(self, staff_client, campaign, address, fields):
        Campaign.objects.update(sentence="Life", birth_date=date(1960, 1, 1))
        fields = filled_in(staff_client.get(address), "campaign_form")
        answer = staff_client.post(
            address, fields | {"_all_checked": "x", "checked_source": "her letter", "story": "New."}
        )
        assert messages(staff_client, answer) == ["Noted: all facts were checked today."]
        checks = FactCheck.objects.order_by("pk").values_list("fact", "source", "checked_on")
        today = timezone.localdate()
        assert list(checks) == [
            (fact, "her letter", today) for fact in ("birth_date", "incarcerated_since", "sentence")
        ]
        assert Campaign.objects.get().story == "New."

    def test_are_of_known_facts_only(self):
        with violates("fact_check_known"):
            FactCheck.objects.create(campaign=CampaignFactory(), fact="name", checked_on=TODAY)


class TestUnchecked:
    def checked(self, campaign, fact, days_ago):
        FactCheck.objects.create(
            campaign=campaign, fact=fact, checked_on=TODAY - timedelta(days=days_ago)
        )

    def found(self, **kwargs):
        return list(Campaign.objects.unchecked_for(today=TODAY, **kwargs))

    def test_lists_a_case_one_fact_of_which_nobody_checked(self):
        campaign = CampaignFactory(sentence="Life")
        self.checked(campaign, Fact.INCARCERATED_SINCE, 1)
        assert self.found() == [campaign]
        self.checked(campaign, Fact.SENTENCE, 1)
        assert self.found() == []

    @pytest.mark.parametrize(("days_ago", "listed"), [(0, False), (89, False), (90, True)])
    def test_counts_the_newest_check_only(self, days_ago, listed):
        campaign = CampaignFactory()
        self.checked(campaign, Fact.INCARCERATED_SINCE, 400)
        self.checked(campaign, Fact.INCARCERATED_SINCE, days_ago)
        assert (self.found() == [campaign]) is listed

    def test_takes_another_number_of_days(self):
        campaign = CampaignFactory()
        self.checked(campaign, Fact.INCARCERATED_SINCE, 10)
        assert (self.found(days=10), self.found(days=11)) == ([campaign], [])

    def test_leaves_out_what_has_nothing_to_check(self):
        CampaignFactory(incarcerated_since=None)
        assert self.found() == []
