"""What a member of staff may do who may not do everything."""

from datetime import timedelta

import pytest

from campaigns.models import Campaign, Item
from organizations.models import AuditEvent
from petitions.models import Invalidation, Petition, Rally, Signature
from tests.access import confirm_log_in
from tests.factories import ConsentFactory, SignatureFactory, open_petition
from tests.petitions.admin.page import added, filled_in, messages

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

CAMPAIGNS, PETITIONS = "/admin/campaigns/campaign/", "/admin/petitions/petition/"
SIGNATURES = "/admin/petitions/signature/"
INVALIDATIONS, RALLIES = "/admin/petitions/invalidation/", "/admin/petitions/rally/"


@pytest.fixture
def draft():
    """A campaign that could be published."""
    return ConsentFactory(campaign__name="Draft").campaign


def act(client, pages, action, row, **more):
    return client.post(pages, {"action": action, "_selected_action": [row.pk], **more})


class TestWithoutAny:
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_nothing_is_to_be_had(self, client_of, campaign, address, method):
        petition = campaign.petitions.get()
        signature = SignatureFactory(petition=petition)
        client = client_of()
        paths = [CAMPAIGNS, address, address.replace("change", "preview"), f"{CAMPAIGNS}add/"]
        paths += [PETITIONS, f"{PETITIONS}{petition.pk}/close/"]
        paths += [SIGNATURES, f"{SIGNATURES}{signature.pk}/change/"]
        answers = [getattr(client, method)(path) for path in paths]
        # What hangs from a row is not there at all; lists and forms are refused.
        assert [answer.status_code for answer in answers] == [
            403,
            403,
            404,
            403,
            403,
            404,
            403,
            403,
        ]


class TestWhoMayOnlyLook:
    @pytest.fixture
    def viewer(self, client_of):
        names = ["campaign", "consent", "link", "petition", "signature"]
        return client_of(*(f"view_{name}" for name in names))

    def test_sees_lists_and_pages(self, viewer, address):
        paths = [CAMPAIGNS, address, PETITIONS, SIGNATURES]
        assert [viewer.get(path).status_code for path in paths] == [200] * len(paths)

    def test_cannot_save(self, viewer, campaign, address, fields):
        assert viewer.post(address, fields | {"story": "Edited."}).status_code == 403
        assert Campaign.objects.get().story == "She is strong."

    def test_cannot_publish_or_take_off(self, viewer, draft, campaign, address):
        act(viewer, CAMPAIGNS, "publish_selected", draft)
        act(viewer, CAMPAIGNS, "unpublish_selected", campaign)
        assert viewer.post(address.replace("change", "take-off")).status_code == 403
        states = dict(Campaign.objects.values_list("pk", "state"))
        assert states == {draft.pk: "draft", campaign.pk: "published"}

    def test_is_offered_no_action(self, viewer, campaign):
        SignatureFactory(petition=campaign.petitions.get())
        for pages in (CAMPAIGNS, PETITIONS, SIGNATURES):
            assert viewer.get(pages).context["action_form"] is None

    def test_sees_the_preview_but_tries_nothing_in_it(self, viewer, address, fields):
        path = address.replace("change", "preview")
        assert viewer.get(path).status_code == 200
        assert viewer.post(path, fields).status_code == 403

    def test_cannot_open_or_close(self, viewer):
        petition = open_petition()
        closing = f"{PETITIONS}{petition.pk}/close/"
        typed = {"outcome": "granted", "on": "2026-03-01"}
        assert viewer.get(closing).status_code == 403
        assert viewer.post(closing, typed).status_code == 403
        assert Petition.objects.get().is_open
        Petition.objects.update(state="draft")
        act(viewer, PETITIONS, "open_selected", petition)
        assert Petition.objects.get().is_draft

    def test_cannot_invalidate_release_or_refuse(self, viewer, petition):
        confirm_log_in(viewer)
        rows = [SignatureFactory(petition=petition, state=state) for state in ("confirmed", "held")]
        for action in ("invalidate_selected", "release_selected", "refuse_selected"):
            for row in rows:
                act(viewer, SIGNATURES, action, row, reason="made up")
        assert list(Signature.objects.order_by("pk").values_list("state", flat=True)) == [
            "confirmed",
            "held",
        ]

    def test_cannot_find_and_undo_fraud(self, viewer, petition, now):
        confirm_log_in(viewer)
        SignatureFactory(petition=petition)
        batch = Invalidation.objects.create(at=now, by_name="x", reason="a bot")
        found = f"{SIGNATURES}fraud/?state=confirmed"
        paths = [f"{SIGNATURES}fraud/", found, INVALIDATIONS]
        paths += [f"{INVALIDATIONS}{batch.pk}/{page}/" for page in ("change", "undo")]
        assert [viewer.get(path).status_code for path in paths] == [403] * len(paths)
        sent = {"reason": "made up", "number": 1, "last_id": Signature.objects.get().pk}
        assert viewer.post(found, sent).status_code == 403
        assert viewer.post(paths[-1], {"reason": "no bot"}).status_code == 403
        batch.refresh_from_db()
        assert (Signature.objects.get().state, batch.is_undone) == ("confirmed", False)

    def test_cannot_open_or_end_a_rally(self, viewer, petition, now):
        rally = Rally.objects.create(
            organization=petition.campaign.organization,
            name="A rally",
            salt=b"x" * 16,
            network=b"x" * 16,
            starts_at=now,
            ends_at=now + timedelta(hours=1),
        )
        paths = [RALLIES, f"{RALLIES}add/", f"{RALLIES}{rally.pk}/change/"]
        assert [viewer.get(path).status_code for path in paths] == [403] * len(paths)
        act(viewer, RALLIES, "end_selected", rally)
        assert list(Rally.objects.all()) == [rally]


class TestWhoMayChangeCampaigns:
    @pytest.fixture
    def editor(self, client_of):
        return client_of("view_campaign", "change_campaign")

    def test_edits_and_previews(self, editor, address):
        fields = filled_in(editor.get(address), "campaign_form")
        answer = editor.post(address, fields | {"story": "Edited."})
        assert answer.status_code == 302
        assert Campaign.objects.get().story == "Edited."
        assert editor.get(address.replace("change", "preview")).status_code == 200

    def test_publishes(self, editor, draft):
        act(editor, CAMPAIGNS, "publish_selected", draft)
        assert Campaign.objects.get(pk=draft.pk).is_published

    def test_can_record_no_consent(self, editor, campaign, address, fields):
        consent = {"given_on": "2026-03-01", "given_by": "she", "evidence": "a letter"}
        new = added(fields | {"show_name": "on"}, "consents", item="name", **consent)
        answer = editor.post(address, new)
        assert messages(editor, answer) == [
            "Nothing is saved, for want of consent to show: her real name."
        ]
        assert campaign.consents.count() == 1
        assert Campaign.objects.get().show_name is False

    def test_shows_what_others_recorded_consent_to(self, editor, campaign, address):
        ConsentFactory(campaign=campaign, item=Item.NAME)
        fields = filled_in(editor.get(address), "campaign_form")
        assert editor.post(address, fields | {"show_name": "on"}).status_code == 302
        assert Campaign.objects.get().public_name == "Real Name"

    def test_can_change_no_petition(self, editor, campaign, address, fields):
        editor.post(address, fields | {"petitions-0-title": "Hijacked"})
        assert campaign.petitions.get().title != "Hijacked"

    def test_cannot_read_signatures(self, editor):
        assert editor.get(SIGNATURES).status_code == 403


class TestWhoMayLookAtConsents:
    def test_can_withdraw_none(self, client_of, campaign, address, fields):
        client = client_of("change_campaign", "view_consent", "view_petition")
        typed = {"consents-0-withdrawn_on": "2026-03-08", "petitions-0-title": "Hijacked"}
        assert client.post(address, fields | typed).status_code == 302
        assert campaign.consents.given().count() == 1
        assert campaign.petitions.get().title != "Hijacked"


class TestTrail:
    def test_names_who_acted(self, client_of, draft):
        client = client_of("view_campaign", "change_campaign")
        act(client, CAMPAIGNS, "publish_selected", draft)
        event = AuditEvent.objects.latest("pk")
        assert (event.action, str(event.by.pk)) == (
            "publish campaign",
            client.session["_auth_user_id"],
        )
