"""Signatures: found and read; changed by the actions only, with a reason."""

import pytest

from organizations.models import AuditEvent
from petitions.models import Petition, Signature
from tests.factories import SignatureFactory, SubscriptionFactory, open_petition
from tests.petitions.admin.page import messages

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

LIST = "/admin/petitions/signature/"


def act(client, action, *signatures, **more):
    chosen = [signature.pk for signature in signatures]
    return client.post(LIST, {"action": action, "_selected_action": chosen, **more})


def states():
    return sorted(Signature.objects.values_list("state", flat=True))


def supporters(petition):
    return Petition.objects.with_supporters().get(pk=petition.pk).supporters


class TestReading:
    def test_finds_by_name_and_address(self, staff_client, petition):
        rosa = SignatureFactory(petition=petition, first_name="Rosa", email="rosa@example.org")
        SignatureFactory(petition=petition)
        for words in ("rosa", "rosa@example.org"):
            found = staff_client.get(LIST, {"q": words}).context["cl"].result_list
            assert list(found) == [rosa]

    def test_shows_all_and_offers_no_field_to_change(self, staff_client, petition):
        signature = SignatureFactory(petition=petition, comment="She belongs <home>.")
        page = staff_client.get(f"{LIST}{signature.pk}/change/")
        assert "She belongs &lt;home&gt;." in page.content.decode()
        assert 'name="first_name"' not in page.content.decode()

    def test_nothing_can_be_added_changed_or_deleted(self, staff_client, petition):
        signature = SignatureFactory(petition=petition)
        change = staff_client.post(f"{LIST}{signature.pk}/change/", {"state": "withdrawn"})
        delete = staff_client.post(f"{LIST}{signature.pk}/delete/", {"post": "yes"})
        add = staff_client.post(f"{LIST}add/", {"first_name": "x"})
        assert [answer.status_code for answer in (change, delete, add)] == [403, 403, 403]
        act(staff_client, "delete_selected", signature, post="yes")
        assert states() == ["confirmed"]

    def test_subscriptions_can_only_be_read(self, staff_client):
        subscription = SubscriptionFactory(email="reader@example.org")
        pages = "/admin/petitions/subscription/"
        assert "reader@example.org" in staff_client.get(pages).content.decode()
        assert staff_client.get(f"{pages}add/").status_code == 403
        change = staff_client.post(f"{pages}{subscription.pk}/change/", {"email": "x@example.org"})
        assert change.status_code == 403

    @pytest.mark.parametrize("pages", [LIST, "/admin/petitions/subscription/"])
    def test_lists_take_as_many_queries_for_many_as_for_one(
        self, staff_client, django_assert_max_num_queries, pages
    ):
        def queries():
            with django_assert_max_num_queries(30) as seen:
                staff_client.get(pages)
            return len(seen)

        def add():
            SignatureFactory(petition=open_petition())
            SubscriptionFactory()

        add()
        for_one = queries()
        for _ in range(29):
            add()
        assert queries() == for_one


class TestInvalidating:
    @pytest.fixture
    def signatures(self, petition):
        return SignatureFactory.create_batch(2, petition=petition)

    def test_asks_for_the_reason_first(self, staff_client, signatures):
        page = act(staff_client, "invalidate_selected", *signatures)
        assert page.status_code == 200
        assert "2 signatures are chosen." in page.content.decode()
        assert 'name="reason"' in page.content.decode()
        assert states() == ["confirmed", "confirmed"]

    @pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
    def test_without_a_reason_does_nothing(self, staff_client, signatures, reason):
        page = act(staff_client, "invalidate_selected", *signatures, reason=reason)
        assert page.context["form"].errors
        assert states() == ["confirmed", "confirmed"]

    def test_takes_them_out_of_the_count(self, staff_client, staff, petition, signatures):
        answer = act(staff_client, "invalidate_selected", signatures[0], reason="made up")
        assert messages(staff_client, answer) == ["Signatures changed: 1"]
        assert (states(), supporters(petition)) == (["confirmed", "invalidated"], 1)
        event = AuditEvent.objects.latest("pk")
        assert (event.action, event.by, event.details) == (
            "invalidate signatures",
            staff,
            {"reason": "made up", "signatures": 1},
        )

    def test_can_be_undone_with_a_reason(self, staff_client, petition, signatures):
        act(staff_client, "invalidate_selected", *signatures, reason="made up")
        page = act(staff_client, "restore_selected", *signatures)
        assert (page.status_code, supporters(petition)) == (200, 0)
        act(staff_client, "restore_selected", *signatures, reason="they are real")
        assert (states(), supporters(petition)) == (["confirmed", "confirmed"], 2)

    def test_restoring_counts_nothing_that_was_never_counted(self, staff_client, petition, now):
        pending = SignatureFactory(petition=petition, state="pending")
        withdrawn = SignatureFactory(petition=petition, state="withdrawn", ended_at=now)
        answer = act(staff_client, "restore_selected", pending, withdrawn, reason="x")
        assert messages(staff_client, answer) == ["Signatures changed: 0"]
        assert supporters(petition) == 0

    def test_of_all_that_a_search_finds_reaches_beyond_one_page(self, staff_client, petition):
        rows = SignatureFactory.build_batch(2_050, petition=petition, last_name="Fake")
        Signature.objects.bulk_create(rows)
        kept = SignatureFactory(petition=petition, last_name="Real")
        found, first = f"{LIST}?q=Fake", Signature.objects.first()

        chosen = {"action": "invalidate_selected", "_selected_action": [first.pk]}
        page = staff_client.post(found, chosen | {"select_across": "1", "index": "0"})
        assert "2050 signatures are chosen." in page.content.decode()
        hidden = {"action": page.context["action"], "_selected_action": page.context["ids"]}
        hidden |= {"select_across": page.context["select_across"], "reason": "made up"}
        answer = staff_client.post(found, hidden)

        assert answer.status_code == 302
        assert list(Signature.objects.counted()) == [kept]
