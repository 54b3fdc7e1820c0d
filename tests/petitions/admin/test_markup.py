"""What a page would not show as it is meant is told beside the field."""

import pytest

from campaigns.models import Campaign
from tests.factories import UpdateFactory
from tests.petitions.admin.page import errors, filled_in

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

HTML = "HTML does not work here"


@pytest.mark.parametrize(
    "field",
    [
        *("story", "story_es", "health", "quote", "quote_es"),
        *("petitions-0-summary", "petitions-0-story", "petitions-0-story_es"),
    ],
)
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<script>alert(1)</script>", HTML),
        ("<img src=x onerror=alert(1)>", HTML),
        ("[here](javascript:alert(1))", "A link of this kind does not work here."),
    ],
)
def test_in_a_case_is_told(staff_client, address, fields, field, text, message):
    (told,) = errors(staff_client.post(address, fields | {field: text}))
    assert message in told


def test_signs_that_are_no_html_are_fine(staff_client, address, fields):
    text = "Years < 20, or 5 > 3."
    assert staff_client.post(address, fields | {"story": text}).status_code == 302
    assert Campaign.objects.get().story == text


def test_an_old_text_does_not_stand_in_the_way(staff_client, address):
    Campaign.objects.update(story="<b>Old</b>")
    fields = filled_in(staff_client.get(address), "campaign_form")
    assert staff_client.post(address, fields | {"sentence": "Life"}).status_code == 302


def test_in_news_is_told(staff_client, campaign):
    news = UpdateFactory(campaign=campaign)
    page = f"/admin/campaigns/update/{news.pk}/change/"
    fields = filled_in(staff_client.get(page), "update_form")
    (told,) = errors(staff_client.post(page, fields | {"body": "<b>x</b>"}))
    assert HTML in told
