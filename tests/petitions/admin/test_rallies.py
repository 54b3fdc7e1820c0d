"""Opening a rally, and ending it early."""

from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.utils import timezone

from organizations.models import AuditEvent
from petitions.models import Rally
from petitions.networks import rally_fingerprint
from tests.petitions.admin.page import errors, filled_in, messages

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

LIST = "/admin/petitions/rally/"
HERE = "198.51.100.4"


@pytest.fixture
def sent(staff_client, organization):
    """The form as it stands, with an event typed in."""
    fields = filled_in(staff_client.get(f"{LIST}add/", REMOTE_ADDR=HERE), "rally_form")
    return fields | {"organization": organization.pk, "name": "A march"}


def add(client, fields, **extra):
    return client.post(f"{LIST}add/", fields, **{"REMOTE_ADDR": HERE} | extra)


def is_of(network, rally):
    return bytes(rally.network) == rally_fingerprint(ip_network(network), bytes(rally.salt))


class TestOpening:
    def test_offers_four_hours_from_now_where_one_is(self, sent, organization):
        fields = {name: value for name, value in sent.items() if name != "csrfmiddlewaretoken"}
        starts = timezone.localtime()
        assert fields["where"] == ["here"]
        assert fields["starts_at_0"] == [f"{starts:%Y-%m-%d}"]
        assert fields["most"] == ["1000"]

    def test_explains_itself(self, staff_client):
        page = staff_client.get(f"{LIST}add/").content.decode()
        assert "A rally lets that one network through for some hours" in page

    def test_of_the_network_one_is_on(self, staff_client, staff, organization, sent):
        answer = add(staff_client, sent)
        assert answer.headers["Location"] == LIST
        rally = Rally.objects.get()
        assert is_of(f"{HERE}/32", rally)
        assert (rally.organization, rally.name, rally.opened_by) == (organization, "A march", staff)
        assert rally.ends_at - rally.starts_at == timedelta(hours=4)
        assert list(AuditEvent.objects.values_list("action", "by")) == [("open rally", staff.pk)]

    @pytest.mark.parametrize(
        ("typed", "network"),
        [
            ("203.0.113.7", "203.0.113.7/32"),
            (" 203.0.113.7/32 ", "203.0.113.7/32"),
            ("::ffff:203.0.113.7", "203.0.113.7/32"),
            ("2001:db8:1:2::", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::/64", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ],
    )
    def test_of_a_network_that_is_written(self, staff_client, sent, typed, network):
        add(staff_client, sent | {"where": "typed", "address": typed})
        assert is_of(network, Rally.objects.get())

    @pytest.mark.parametrize(
        "typed",
        ["", "wifi", "203.0.113", "203.0.113.0/24", "2001:db8::/48", "203.0.113.7/", "::/0",
         "203.0.113.7/x"],
    )  # fmt: skip
    def test_of_no_network_or_of_many_is_refused(self, staff_client, sent, typed):
        page = add(staff_client, sent | {"where": "typed", "address": typed})
        assert list(page.context["adminform"].form.errors) == ["address"]
        assert not Rally.objects.exists()

    def test_where_the_site_cannot_tell_the_network_is_refused(self, staff_client, sent):
        page = add(staff_client, sent, REMOTE_ADDR="")
        assert errors(page) == ["The site cannot tell which network you are on."]

    @pytest.mark.parametrize(
        ("hours", "told"),
        [
            ((0, 25), ["A rally lasts at most 24 hours."]),
            ((4, 4), ["The end lies before the beginning."]),
            ((-5, -1), ["This time has passed."]),
        ],
    )
    def test_of_hours_that_cannot_be_is_refused(self, staff_client, sent, hours, told):
        moments = [timezone.localtime() + timedelta(hours=each) for each in hours]
        for name, moment in zip(("starts_at", "ends_at"), moments, strict=True):
            sent |= {f"{name}_0": f"{moment:%Y-%m-%d}", f"{name}_1": f"{moment:%H:%M:%S}"}
        assert errors(add(staff_client, sent)) == told
        assert not Rally.objects.exists()

    @pytest.mark.parametrize("most", ["0", "-1", ""])
    def test_needs_a_number(self, staff_client, sent, most):
        page = add(staff_client, sent | {"most": most})
        assert list(page.context["adminform"].form.errors) == ["most"]

    def test_shows_no_network_afterwards(self, staff_client, sent):
        add(staff_client, sent)
        rally = Rally.objects.get()
        for path in (LIST, f"{LIST}{rally.pk}/change/"):
            page = staff_client.get(path).content.decode()
            assert "open now" in page
            assert HERE not in page
            assert bytes(rally.network).hex()[:8] not in page


class TestEnding:
    @pytest.fixture
    def rally(self, staff_client, sent):
        add(staff_client, sent)
        Rally.objects.update(starts_at=timezone.now() - timedelta(hours=1))
        return Rally.objects.get()

    def end(self, client, rally):
        return client.post(LIST, {"action": "end_selected", "_selected_action": [rally.pk]})

    def test_ends_it_now(self, staff_client, staff, rally):
        told = messages(staff_client, self.end(staff_client, rally))
        assert told[-1] == "A march has ended."
        rally.refresh_from_db()
        assert rally.ends_at <= timezone.now()
        assert AuditEvent.objects.latest("pk").action == "end rally"
        assert messages(staff_client, self.end(staff_client, rally)) == [
            "A march was over already."
        ]

    def test_nothing_else_can_be_changed(self, staff_client, rally):
        page = f"{LIST}{rally.pk}/"
        answers = [
            staff_client.post(f"{page}change/", {"most": 9}),
            staff_client.post(f"{page}delete/", {"post": "yes"}),
        ]
        assert [answer.status_code for answer in answers] == [403, 403]
        rally.refresh_from_db()
        assert rally.most == 1000


class TestPermissions:
    def test_who_may_add_one_opens_and_ends_it(self, client_of, organization, sent):
        client = client_of("add_rally", "view_rally")
        assert add(client, sent).status_code == 302
        rally = Rally.objects.get()
        client.post(LIST, {"action": "end_selected", "_selected_action": [rally.pk]})
        assert not Rally.objects.filter(ends_at__gt=timezone.now()).exists()

    def test_who_may_look_only_looks(self, client_of, sent, staff_client):
        add(staff_client, sent)
        client = client_of("view_rally")
        assert client.get(LIST).status_code == 200
        assert add(client, sent).status_code == 403
        rally = Rally.objects.get()
        client.post(LIST, {"action": "end_selected", "_selected_action": [rally.pk]})
        rally.refresh_from_db()
        assert rally.ends_at > timezone.now()
