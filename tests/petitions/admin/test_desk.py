"""What waits, on the start page, and for whom; the week of each petition."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.utils import timezone

from petitions import desk
from petitions.models import ConfirmationMail, Petition
from tests.factories import MembershipFactory, SignatureFactory, open_petition

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


def page(client):
    return unescape(client.get("/admin/").content.decode())


@pytest.fixture
def data(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


class TestWeek:
    def test_counts_by_day_and_compares_with_the_week_before(self, petition, now):
        for days, number in {0: 2, 3: 1, 6: 3, 7: 4, 13: 1, 14: 9}.items():
            SignatureFactory.create_batch(
                number, petition=petition, requested_at=now - timedelta(days=days)
            )
        SignatureFactory(petition=petition, state="held", requested_at=now)
        [week] = desk.weeks(Petition.objects.all(), now)
        assert [number for _day, number in week.days] == [3, 0, 0, 1, 0, 0, 2]
        assert (week.number, week.before) == (6, 5)
        assert week.days[-1][0] == timezone.localdate(now)

    def test_a_day_is_one_of_the_site_s_own_time(self, petition, now):
        late = now.replace(hour=6)  # ten at night of the day before, in Los Angeles
        SignatureFactory(petition=petition, requested_at=late)
        [week] = desk.weeks(Petition.objects.all(), now)
        assert [number for _day, number in week.days][-2:] == [1, 0]

    def test_tells_of_open_ones_most_signed_first(self, petition, now):
        busy, closed = open_petition(), open_petition()
        SignatureFactory(petition=busy, requested_at=now)
        Petition.objects.filter(pk=closed.pk).update(
            state="closed", closed_at=now, outcome="denied", outcome_on=now.date()
        )
        found = [week.petition.pk for week in desk.weeks(Petition.objects.all(), now)]
        assert found == [busy.pk, petition.pk]

    def test_takes_as_many_queries_for_many_as_for_one(
        self, petition, now, django_assert_num_queries
    ):
        for _ in range(6):
            SignatureFactory(petition=open_petition(), requested_at=now)
        with django_assert_num_queries(2):
            desk.weeks(Petition.objects.all(), now)

    def test_stands_on_the_page_as_chart_and_table(self, staff_client, petition):
        SignatureFactory.create_batch(3, petition=petition, requested_at=timezone.now())
        text = page(staff_client)
        assert "3 this week, 0 the week before" in text
        [chart] = re.findall(r'<svg class="desk-chart".*?</svg>', text, re.DOTALL)
        assert re.findall(r'height="(\d+)"', chart) == ["0"] * 6 + ["80"]
        [row] = re.findall(r"<tr>((?:<td>\d+</td>){7})</tr>", text)
        assert re.findall(r"\d+", row) == ["0"] * 6 + ["3"]


class TestDuties:
    def test_of_held_ones_are_for_who_may_judge(self, client, petition):
        SignatureFactory(petition=petition, state="held")
        organization = petition.campaign.organization
        told = {}
        for role in ("moderator", "reader", "deliverer"):
            client.force_login(MembershipFactory(organization=organization, role=role).user)
            told[role] = "1 signature is held" in page(client)
        assert told == {"moderator": True, "reader": False, "deliverer": False}

    def test_of_others_are_nobody_s(self, client, petition):
        SignatureFactory(petition=petition, state="held")
        client.force_login(MembershipFactory(role="owner").user)
        assert "Nothing waits for you." in page(client)
        assert petition.title not in page(client)

    def test_of_mail_are_the_host_s(self, staff_client, client_of, petition):
        now = timezone.now()
        old = now - timedelta(hours=2)
        ConfirmationMail.objects.create(petition=petition, address_hash=b"x" * 32)
        ConfirmationMail.objects.update(asked_at=old)
        ConfirmationMail.objects.create(
            petition=petition, address_hash=b"y" * 32, state="dropped", ended_at=old
        )
        assert "Mail: 1 wait longer than they should; 1 of this week" in page(staff_client)
        assert "Mail:" not in page(client_of("view_petition"))


class TestHost:
    def test_warns_where_no_backup_is_known_of(self, staff_client, data):
        text = page(staff_client)
        assert "No backup is known of." in text
        assert "desk-warning" in text

    def test_tells_how_old_the_last_backup_is(self, data, now):
        stamp = Path(data) / desk.BACKUP_STAMP
        stamp.touch()
        told = desk.host(timezone.now())
        assert not told.is_backup_old
        assert desk.host(timezone.now() + timedelta(days=3)).is_backup_old

    def test_tells_of_the_disk(self, data, monkeypatch, now):
        usage = type("Usage", (), {"total": 1000, "used": 930, "free": 70})
        monkeypatch.setattr(desk.shutil, "disk_usage", lambda path: usage)
        told = desk.host(now)
        assert (told.free_percent, told.is_space_little) == (7, True)

    def test_is_for_superusers(self, client, petition):
        client.force_login(MembershipFactory(role="owner").user)
        assert "Free on the disk" not in page(client)
