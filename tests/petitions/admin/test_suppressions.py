"""Addresses that are never mailed: looked up by staff, and lifted when their owner asks."""

import pytest
from django.utils import timezone

from organizations.models import AuditEvent
from petitions.actions.signatures import is_suppressed, suppress
from petitions.addresses import address_hash
from tests.petitions.admin.page import messages

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

PAGE = "/admin/petitions/suppression/"
ADDRESS = "ana.maria@gmail.com"
SAME_MAILBOX = "AnaMaria+news@googlemail.com"


@pytest.fixture
def stopped():
    suppress(address_hash=address_hash(ADDRESS), now=timezone.now())


def said(answer):
    page = answer.content.decode()
    return [
        text
        for text in ("gets no mail since", "Nothing stops mail to", "Let it be mailed again")
        if text in page
    ]


class TestLookingUp:
    def test_begins_with_the_number_alone(self, staff_client, stopped):
        page = staff_client.get(PAGE)
        assert "One person said" in page.content.decode()
        assert said(page) == []

    def test_finds_the_mailbox_however_it_is_written(self, staff_client, stopped):
        page = staff_client.post(PAGE, {"email": SAME_MAILBOX})
        assert said(page) == ["gets no mail since", "Let it be mailed again"]

    def test_says_where_nothing_is_stopped(self, staff_client, stopped):
        page = staff_client.post(PAGE, {"email": "bea@example.org"})
        assert said(page) == ["Nothing stops mail to"]

    def test_refuses_what_is_no_address(self, staff_client):
        page = staff_client.post(PAGE, {"email": "nobody"})
        assert "Enter a valid email address." in page.content.decode()
        assert said(page) == []

    def test_never_takes_an_address_from_the_query(self, staff_client, stopped):
        assert said(staff_client.get(PAGE, {"email": ADDRESS})) == []


class TestLifting:
    def test_lets_the_address_be_mailed_and_leaves_a_trace_without_it(
        self, staff_client, staff, stopped
    ):
        sent = {"email": SAME_MAILBOX, "reason": "She rang us.", "lift": "on"}
        answer = staff_client.post(PAGE, sent)
        assert messages(staff_client, answer) == ["The address may be mailed again."]
        assert not is_suppressed(address_hash(ADDRESS))
        event = AuditEvent.objects.get()
        assert (event.action, event.by, event.details) == (
            "lift suppression",
            staff,
            {"reason": "She rang us."},
        )

    @pytest.mark.parametrize("reason", ["", f"{ADDRESS} asked us"])
    def test_needs_a_reason_without_an_address(self, staff_client, stopped, reason):
        page = staff_client.post(PAGE, {"email": ADDRESS, "reason": reason, "lift": "on"})
        assert page.status_code == 200
        assert "gets no mail since" in said(page)
        assert is_suppressed(address_hash(ADDRESS))

    def test_a_second_time_says_so(self, staff_client):
        sent = {"email": ADDRESS, "reason": "She rang us.", "lift": "on"}
        answer = staff_client.post(PAGE, sent)
        assert messages(staff_client, answer) == ["The address was not stopped."]
        assert AuditEvent.objects.count() == 0


class TestPermissions:
    def test_a_stranger_to_it_sees_nothing(self, client_of, stopped):
        client = client_of("view_signature")
        assert client.get(PAGE).status_code == client.post(PAGE).status_code == 403

    def test_who_may_look_cannot_lift(self, client_of, stopped):
        viewer = client_of("view_suppression")
        assert said(viewer.post(PAGE, {"email": ADDRESS})) == ["gets no mail since"]
        viewer.post(PAGE, {"email": ADDRESS, "reason": "She rang us.", "lift": "on"})
        assert is_suppressed(address_hash(ADDRESS))
