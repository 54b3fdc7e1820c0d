"""The page behind the link that ends the news."""

import pytest
from django.utils import timezone

from petitions.actions import signatures as actions
from petitions.models import Subscription
from petitions.tokens import Purpose
from tests.factories import SubscriptionFactory
from tests.petitions.pages import elements, link
from tests.petitions.rows import supporters

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["", "/es"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_does_not_end_the_news(browser, language, method):
    subscription = SubscriptionFactory()
    address = link(Purpose.UNSUBSCRIBE, subscription, language)

    response = getattr(browser, method)(address)

    assert (response.status_code, Subscription.objects.get().is_active) == (200, True)
    if method == "get":
        [form] = [found for found in elements(response) if found.name == "form"]
        assert {("action", address), ("method", "post")} <= set(form.attributes)
        assert subscription.organization.name in response.content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://mail.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site", "origin": "https://mail.example"},
    ],
)
@pytest.mark.parametrize("data", [{}, {"List-Unsubscribe": "One-Click"}])
@pytest.mark.parametrize("language", ["", "/es"])
def test_a_mail_program_ends_the_news_by_itself(browser, headers, data, language):
    subscription, other = SubscriptionFactory(), SubscriptionFactory()

    response = browser.post(
        link(Purpose.UNSUBSCRIBE, subscription, language), data, headers=headers
    )

    assert response.status_code == 200
    assert [row.is_active for row in Subscription.objects.order_by("pk")] == [False, True]
    assert other.organization.name not in response.content.decode()


def test_a_mail_program_may_send_any_body(browser):
    subscription = SubscriptionFactory()
    body = b"List-Unsubscribe=One-Click"

    response = browser.post(
        link(Purpose.UNSUBSCRIBE, subscription), body, content_type="multipart/form-data"
    )

    assert (response.status_code, Subscription.objects.get().is_active) == (200, False)


def test_news_that_have_ended_are_ended_once(browser):
    address = link(Purpose.UNSUBSCRIBE, SubscriptionFactory())
    browser.post(address)
    ended = Subscription.objects.get().ended_at

    response = browser.post(address)

    assert (response.status_code, Subscription.objects.get().ended_at) == (200, ended)
    assert [found for found in elements(browser.get(address)) if found.name == "form"] == []


def test_ending_the_news_keeps_the_signature(browser, confirmed):
    actions.subscribe(signature=confirmed, now=timezone.now())

    browser.post(link(Purpose.UNSUBSCRIBE, Subscription.objects.get()))

    assert supporters(confirmed.petition) == 1
