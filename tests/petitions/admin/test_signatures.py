"""Signatures: found and read; changed by the actions only, with a reason."""

import pytest

from organizations.models import AuditEvent
from petitions.models import Invalidation, Signature
from tests.access import confirm_log_in
from tests.factories import SignatureFactory, SubscriptionFactory, open_petition
from tests.petitions.admin.page import messages
from tests.petitions.rows import supporters

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

LIST = "/admin/petitions/signature/"


def act(client, action, *signatures, **more):
    chosen = [signature.pk for signature in signatures]
    return client.post(LIST, {"action": action, "_selected_action": chosen, **more})


def states():
    return sorted(Signature.objects.values_list("state", flat=True))


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


@pytest.fixture
def judge(staff_client):
    """The browser of somebody who has just given the password."""
    confirm_log_in(staff_client)
    return staff_client


class TestInvalidating:
    @pytest.fixture
    def signatures(self, petition):
        return SignatureFactory.create_batch(2, petition=petition)

    def test_asks_for_the_reason_first(self, judge, signatures):
        page = act(judge, "invalidate_selected", *signatures)
        assert page.status_code == 200
        assert "2 signatures are chosen." in page.content.decode()
        assert 'name="reason"' in page.content.decode()
        assert states() == ["confirmed", "confirmed"]

    @pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
    def test_without_a_reason_does_nothing(self, judge, signatures, reason):
        page = act(judge, "invalidate_selected", *signatures, reason=reason)
        assert page.context["form"].errors
        assert states() == ["confirmed", "confirmed"]

    @pytest.mark.parametrize("action", ["invalidate_selected", "refuse_selected"])
    def test_asks_for_the_password_first(self, staff_client, signatures, action):
        answer = act(staff_client, action, *signatures, reason="made up")
        assert answer.headers["Location"].startswith("/admin/confirm/?next=%2Fadmin%2Fpetitions")
        assert states() == ["confirmed", "confirmed"]

    def test_takes_them_out_of_the_count_as_a_batch(self, judge, staff, petition, signatures):
        answer = act(judge, "invalidate_selected", signatures[0], reason="made up")
        assert messages(judge, answer) == ["Signatures changed: 1"]
        assert (states(), supporters(petition)) == (["confirmed", "invalidated"], 1)
        batch = Invalidation.objects.get()
        assert (batch.by, batch.reason, batch.criteria) == (staff, "made up", {"chosen": True})
        event = AuditEvent.objects.latest("pk")
        assert (event.action, event.by, event.details["signatures"]) == (
            "invalidate signatures",
            staff,
            1,
        )

    def test_of_all_that_a_search_finds_reaches_beyond_one_page(self, judge, petition):
        rows = SignatureFactory.build_batch(2_050, petition=petition, last_name="Fake")
        Signature.objects.bulk_create(rows)
        kept = SignatureFactory(petition=petition, last_name="Real")

        answer = judge.post(f"{LIST}?q=Fake", self.chosen_across(judge))

        assert answer.status_code == 302
        assert list(Signature.objects.counted()) == [kept]

    def test_of_all_that_a_search_finds_takes_no_more_than_was_seen(self, judge, petition):
        SignatureFactory.create_batch(2, petition=petition, last_name="Fake")
        sent = self.chosen_across(judge)
        SignatureFactory(petition=petition, last_name="Fake")

        page = judge.post(f"{LIST}?q=Fake", sent)

        assert [str(message) for message in page.context["messages"]] == [
            "Nothing was done: the number has changed meanwhile. Please look again."
        ]
        assert "3 signatures are chosen." in page.content.decode()
        assert states() == ["confirmed"] * 3
        again = sent | {"number": page.context["number"]}
        assert judge.post(f"{LIST}?q=Fake", again).status_code == 302
        assert states() == ["invalidated"] * 3

    @staticmethod
    def chosen_across(client):
        """Choose all that a search finds; what the page would send with a reason typed in."""
        first = Signature.objects.order_by("pk").first()
        chosen = {"action": "invalidate_selected", "_selected_action": [first.pk]}
        page = client.post(f"{LIST}?q=Fake", chosen | {"select_across": "1", "index": "0"})
        return {
            "action": page.context["action"],
            "_selected_action": page.context["ids"],
            "select_across": page.context["select_across"],
            "number": page.context["number"],
            "reason": "made up",
        }


class TestSettlingWhatIsHeld:
    @pytest.fixture
    def held(self, petition):
        return SignatureFactory.create_batch(2, petition=petition, state="held", needs_check=True)

    def test_finds_those_that_are_held(self, staff_client, petition, held):
        SignatureFactory(petition=petition)
        found = staff_client.get(LIST, {"state__exact": "held"}).context["cl"].result_list
        assert list(found) == held[::-1]

    def test_releases_with_a_reason(self, staff_client, petition, held):
        page = act(staff_client, "release_selected", *held)
        assert (page.status_code, supporters(petition)) == (200, 0)
        answer = act(staff_client, "release_selected", *held, reason="a class")
        assert messages(staff_client, answer) == ["Signatures changed: 2"]
        assert (states(), supporters(petition)) == (["confirmed", "confirmed"], 2)
        assert AuditEvent.objects.latest("pk").action == "release signatures"

    def test_refuses_those_that_are_held_only(self, judge, petition, held):
        counted = SignatureFactory(petition=petition)
        answer = act(judge, "refuse_selected", held[0], counted, reason="a bot")
        assert messages(judge, answer) == ["Signatures changed: 1"]
        assert states() == ["confirmed", "held", "invalidated"]
        assert Invalidation.objects.get().signatures.get() == held[0]

    def test_releasing_counts_nothing_else(self, staff_client, petition, now):
        pending = SignatureFactory(petition=petition, state="pending")
        withdrawn = SignatureFactory(petition=petition, state="withdrawn", ended_at=now)
        answer = act(staff_client, "release_selected", pending, withdrawn, reason="x")
        assert messages(staff_client, answer) == ["Signatures changed: 0"]
        assert supporters(petition) == 0


class TestLeadingOn:
    def test_the_list_leads_to_undoing_fraud(self, staff_client):
        page = staff_client.get(LIST).content.decode()
        assert f'href="{LIST}fraud/"' in page
        assert 'href="/admin/petitions/invalidation/"' in page

    def test_who_may_only_look_is_led_nowhere(self, client_of, petition):
        signature = SignatureFactory(petition=petition, network=b"\x01" * 16)
        client = client_of("view_signature")
        for path in (LIST, f"{LIST}{signature.pk}/change/"):
            page = client.get(path)
            assert page.status_code == 200
            assert "fraud/" not in page.content.decode()

    def test_a_signature_leads_to_others_alike(self, staff_client, petition):
        signature = SignatureFactory(
            petition=petition, email="a@mail.example", network=bytes.fromhex("0123456789abcdef" * 2)
        )
        page = staff_client.get(f"{LIST}{signature.pk}/change/").content.decode()
        assert f'href="{LIST}fraud/?alike={signature.pk}"' in page
        assert f'href="{LIST}fraud/?domain=mail.example"' in page
        assert "01234567" in page
        assert "0123456789" not in page

    def test_a_signature_that_says_nothing_leads_nowhere(self, staff_client, petition):
        signature = SignatureFactory(
            petition=petition, email="", address_hash=None, source="paper", network=None
        )
        page = staff_client.get(f"{LIST}{signature.pk}/change/").content.decode()
        assert "fraud/?" not in page
