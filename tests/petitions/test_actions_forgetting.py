"""Forgetting: what goes, what stays, and when; in batches that bear a kill and a second place."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from organizations.models import AuditEvent
from petitions.actions import forgetting
from petitions.actions.forgetting import GRACE, KINDS, months_after
from petitions.clock import database_now
from petitions.models import (
    Attempt,
    ConfirmationMail,
    NetworkKey,
    Petition,
    Signature,
    Subscription,
)
from petitions.models.network import KEEP_KEYS
from petitions.models.signature import CONFIRM_WITHIN, State
from petitions.tokens import Purpose, find, make
from tests.constraints import violates
from tests.factories import PetitionFactory, SignatureFactory, SubscriptionFactory, open_petition
from tests.outbox.tasks import write
from tests.races import start

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
EMPTY_FIELDS = {
    "first_name": "Zoë",
    "last_name": "Nuñez",
    "email": "zoe@example.org",
    "address_hash": b"x" * 32,
    "network": b"x" * 16,
    "postal_code": "93610",
    "comment": "Free her.",
    "show_name": True,
    "wants_updates": True,
    "share_code": "abcdefgh23",
    "brought": 7,
    "via": "abcdefgh24",
}


def pending(now, age, **fields):
    """A signature that waits for its confirmation since then."""
    fields = {"state": "pending", "confirmed_at": None, "requested_at": now - age} | fields
    return SignatureFactory(**fields)


def mail(signature, state="owed", now=None):
    return ConfirmationMail.objects.create(
        petition=signature.petition,
        address_hash=signature.address_hash,
        state=state,
        ended_at=None if state == "owed" else now,
    )


def close(petition, at):
    """As closed at that moment."""
    Petition.objects.filter(pk=petition.pk).update(
        state="closed", closed_at=at, outcome="denied", outcome_on=at.date()
    )


@pytest.fixture
def closed(now):
    """A petition that closed longer than six months ago."""
    petition = open_petition()
    close(petition, now - timedelta(days=200))
    return petition


class TestUnconfirmed:
    LINK = CONFIRM_WITHIN + GRACE

    def test_goes_once_its_link_has_ended_for_an_hour(self, now, petition):
        kept = pending(now, self.LINK, petition=petition)
        pending(now, self.LINK + SECOND, petition=petition)
        assert forgetting.delete_unconfirmed(now=now) == 1
        assert Signature.objects.get() == kept

    @pytest.mark.parametrize("state", ["held", "confirmed", "withdrawn", "invalidated"])
    def test_takes_nothing_that_was_decided(self, now, petition, state):
        pending(
            now,
            timedelta(days=99),
            petition=petition,
            state=state,
            confirmed_at=now,
            ended_at=now,
        )
        assert forgetting.delete_unconfirmed(now=now) == 0
        assert Signature.objects.count() == 1

    def test_stays_while_its_mail_is_owed(self, now, petition):
        waiting = pending(now, timedelta(days=30), petition=petition)
        owed = mail(waiting)
        assert forgetting.delete_unconfirmed(now=now) == 0
        ConfirmationMail.objects.filter(pk=owed.pk).update(state="sent", ended_at=now)
        assert forgetting.delete_unconfirmed(now=now) == 1

    def test_goes_where_only_other_mails_are_owed(self, now, petition):
        gone = pending(now, timedelta(days=30), petition=petition)
        same_address = pending(
            now, timedelta(days=1), petition=open_petition(), address_hash=gone.address_hash
        )
        mail(same_address)
        mail(pending(now, timedelta(days=1), petition=petition))
        for state in ("sent", "covered", "dropped"):
            mail(gone, state, now)
        assert forgetting.delete_unconfirmed(now=now) == 1
        assert not Signature.objects.filter(pk=gone.pk).exists()

    def test_of_a_second_run_nothing_is_left(self, now, petition):
        pending(now, timedelta(days=30), petition=petition)
        assert [forgetting.delete_unconfirmed(now=now) for _ in range(2)] == [1, 0]

    @trying(deadline=None)
    @given(st.timedeltas(timedelta(0), timedelta(days=60)))
    def test_is_due_exactly_when_it_is_too_old(self, age):
        now = datetime(2026, 3, 8, 18, tzinfo=UTC)
        with transaction.atomic():
            row = pending(now, age, petition=PetitionFactory())
            due = forgetting.unconfirmed(now).filter(pk=row.pk).exists()
            transaction.set_rollback(True)
        assert due == (age > self.LINK)


class TestMonths:
    @pytest.mark.parametrize(
        ("closed", "due"),
        [
            ("2025-09-08", "2026-03-08"),
            ("2025-08-31", "2026-02-28"),
            ("2027-08-31", "2028-02-29"),
            ("2025-12-31", "2026-06-30"),
            ("2026-01-15", "2026-07-15"),
            ("2025-06-30", "2025-12-30"),
            ("2025-07-01", "2026-01-01"),
        ],
    )
    def test_end_on_the_same_day_or_the_last(self, closed, due):
        at = timezone.make_aware(datetime.fromisoformat(closed + "T23:30"))
        assert months_after(at, 6) == timezone.make_aware(datetime.fromisoformat(due + "T23:30"))

    @given(
        st.timedeltas(timedelta(0), timedelta(days=25_000)).map(lambda age: EPOCH + age),
        st.integers(1, 30),
    )
    def test_are_neither_longer_nor_much_shorter_than_months(self, moment, months):
        local, later = timezone.localtime(moment), months_after(moment, months)
        assert (later.year - local.year) * 12 + later.month - local.month == months
        assert later.day == local.day or (later + timedelta(days=1)).day == 1
        assert later.time() == local.time()


class TestAnonymizing:
    def sign(self, petition, **fields):
        whole = {
            "comment": "She is my aunt.",
            "show_name": True,
            "wants_updates": True,
            "network": b"n" * 16,
            "language": "es",
            "requested_at": datetime(2025, 7, 1, 6, 59, tzinfo=UTC),  # June in California
            "confirmed_at": datetime(2025, 7, 1, 7, 1, tzinfo=UTC),
        }
        return SignatureFactory(petition=petition, **whole | fields)

    def test_leaves_nothing_that_says_who_signed(self, now, closed):
        before = self.sign(closed)
        assert forgetting.anonymize_closed(now=now) == 1
        row = Signature.objects.get()
        left = {name: getattr(row, name) for name in EMPTY_FIELDS}
        assert left == forgetting.WITHOUT_SIGNER
        assert row.anonymized_at == now
        assert str(row) == ""
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(s)::text FROM petitions_signature AS s")
            [(stored,)] = cursor.fetchall()
        for personal in ("Zo", "Brien", "@", "93610", "aunt", bytes(before.address_hash).hex()):
            assert personal not in stored

    def test_keeps_region_country_source_state_text_and_month(self, now, closed):
        before = self.sign(closed, source="import")
        forgetting.anonymize_closed(now=now)
        row = Signature.objects.get()
        assert (row.region, row.country) == ("CA/Madera County", "US")
        assert (row.source, row.state, row.text_id, row.language) == (
            "import",
            "confirmed",
            before.text_id,
            "es",
        )
        months = [timezone.localtime(at) for at in (row.requested_at, row.confirmed_at)]
        assert [at.isoformat() for at in months] == [
            "2025-06-01T00:00:00-07:00",
            "2025-07-01T00:00:00-07:00",
        ]
        assert row.ended_at is None

    def test_tells_each_region_from_the_others(self, now, closed):
        places = {
            ("US", "93701"): "CA/Fresno County",
            ("US", "89501"): "NV",
            ("US", "00000"): "US",
            ("MX", "06000"): "MX",
            ("CA", 'K1A "0B1'): "CA",
        }
        rows = {
            self.sign(closed, country=country, postal_code=code).pk: region
            for (country, code), region in places.items()
        }
        forgetting.anonymize_closed(now=now)
        assert dict(Signature.objects.values_list("pk", "region")) == rows

    def test_changes_no_count(self, now, closed):
        for source in ("web", "web", "paper", "import"):
            self.sign(closed, source=source)
        self.sign(closed, state="withdrawn", ended_at=now)
        found = Petition.objects.with_supporters().with_sources()
        numbers = ("supporters", "signature_count", "on_paper", "imported")
        before = found.values(*numbers).get()
        assert forgetting.anonymize_closed(now=now) == 5
        assert found.values(*numbers).get() == before == {
            "supporters": 4, "signature_count": 4, "on_paper": 1, "imported": 1,
        }  # fmt: skip

    @pytest.mark.parametrize("state", State.values)
    def test_takes_every_state(self, now, closed, state):
        self.sign(closed, state=state, ended_at=datetime(2025, 8, 31, 20, tzinfo=UTC))
        assert forgetting.anonymize_closed(now=now) == 1
        row = Signature.objects.get()
        assert row.state == state
        assert timezone.localtime(row.ended_at).isoformat() == "2025-08-01T00:00:00-07:00"

    def test_does_so_though_a_mail_is_owed(self, now, closed):
        mail(self.sign(closed))
        assert forgetting.anonymize_closed(now=now) == 1

    def test_waits_for_the_same_day_six_months_on(self, now, petition):
        self.sign(petition)
        closed_at = datetime(2025, 9, 8, 18, tzinfo=UTC)
        close(petition, closed_at + SECOND)
        assert forgetting.anonymize_closed(now=now) == 0
        close(petition, closed_at)
        assert forgetting.anonymize_closed(now=now) == 1

    def test_leaves_open_and_newly_closed_petitions_alone(self, now, closed):
        new = open_petition()
        close(new, now - timedelta(days=100))
        kept = [self.sign(open_petition()), self.sign(new)]
        self.sign(closed)
        assert forgetting.anonymize_closed(now=now) == 1
        assert set(Signature.objects.personal()) == set(kept)

    def test_ends_the_mailed_links_and_no_subscription(self, now, closed):
        row = self.sign(closed)
        news = SubscriptionFactory(email=row.email)
        tokens = {purpose: make(purpose, row) for purpose in (Purpose.CONFIRM, Purpose.MANAGE)}
        unsubscribe = make(Purpose.UNSUBSCRIBE, news)
        forgetting.anonymize_closed(now=now)
        for purpose, token in tokens.items():
            assert find(purpose, token, Signature.objects.all()) is None
        assert find(Purpose.UNSUBSCRIBE, unsubscribe, Subscription.objects.all()) == news

    def test_says_so_in_the_audit_trail_without_a_name(self, now, closed):
        self.sign(closed)
        forgetting.anonymize_closed(now=now)
        event = AuditEvent.objects.latest("pk")
        assert (event.action, event.by_name, event.details) == (
            "anonymize signatures",
            "command line",
            {"signatures": 1},
        )

    def test_is_not_done_twice(self, now, closed):
        self.sign(closed)
        assert [forgetting.anonymize_closed(now=now) for _ in range(2)] == [1, 0]
        assert Signature.objects.get().token_version == 2

    def test_can_be_stopped_and_goes_on(self, now, closed, monkeypatch):
        monkeypatch.setattr(forgetting, "BATCH", 2)
        for petition in (closed, open_petition()):
            close(petition, now - timedelta(days=200))
            for _ in range(5):
                self.sign(petition)
        numbers = [forgetting.anonymize_closed(now=now, most=most) for most in (3, 1, None)]
        assert numbers == [3, 1, 6]
        assert not Signature.objects.personal().exists()

    def test_an_anonymous_pending_signature_is_deleted_in_the_end(self, now, closed):
        mail(self.sign(closed, state="pending", confirmed_at=None))
        forgetting.anonymize_closed(now=now)
        assert forgetting.delete_unconfirmed(now=now) == 1

    @pytest.mark.parametrize(("field", "value"), EMPTY_FIELDS.items())
    def test_the_database_refuses_to_keep_anything(self, now, closed, field, value):
        self.sign(closed)
        forgetting.anonymize_closed(now=now)
        with violates("signature_anonymized_is_empty"):
            Signature.objects.update(**{field: value})


class TestOtherKinds:
    def test_network_keys_go_after_thirty_days(self, now):
        last = (now - KEEP_KEYS).date()
        for age in range(-1, 3):
            NetworkKey.objects.create(day=last - timedelta(days=age), key=b"k" * 32)
        assert forgetting.delete_network_keys(now=now) == 2
        assert NetworkKey.objects.order_by("day").first().day == last

    def test_attempts_go_after_two_hours(self, now):
        for age in (timedelta(hours=2), timedelta(hours=2) + SECOND):
            Attempt.objects.create(network=b"n" * 16, at=now - age)
        assert forgetting.delete_attempts(now=now) == 1
        assert Attempt.objects.get().at == now - timedelta(hours=2)

    def test_the_mail_log_goes_after_two_days_and_never_what_is_owed(self, now, petition):
        signature = pending(now, SECOND, petition=petition)
        two_days = timedelta(days=2)
        for state in ("owed", "sent", "covered", "dropped"):
            for asked, ended in ((two_days, two_days), (two_days + SECOND, two_days)):
                row = mail(signature, state, now - ended)
                ConfirmationMail.objects.filter(pk=row.pk).update(asked_at=now - asked)
            row = mail(signature, state, now - two_days - SECOND)
            ConfirmationMail.objects.filter(pk=row.pk).update(asked_at=now - timedelta(days=9))
        assert forgetting.delete_mail_log(now=now) == 3
        assert ConfirmationMail.objects.filter(state="owed").count() == 3
        assert ConfirmationMail.objects.count() == 9

    @pytest.mark.parametrize("state", ["", "lost"])
    def test_of_a_mail_is_known_what_became_of_it(self, now, petition, state):
        signature = pending(now, SECOND, petition=petition)
        with violates("confirmation_mail_state_known"):
            mail(signature, state, now)

    @pytest.mark.parametrize(("state", "ended"), [("owed", True), ("sent", False)])
    def test_of_a_mail_is_known_when_it_ended(self, now, petition, state, ended):
        row = mail(pending(now, SECOND, petition=petition))
        with violates("confirmation_mail_ended_has_date"):
            ConfirmationMail.objects.filter(pk=row.pk).update(
                state=state, ended_at=now if ended else None
            )

    def test_staff_sessions_go_once_they_have_ended(self, now):
        store = import_module(settings.SESSION_ENGINE).SessionStore
        for ends in (now - SECOND, now):
            session = store()
            session.create()
            Session.objects.filter(pk=session.session_key).update(expire_date=ends)
        assert forgetting.delete_sessions(now=now) == 1
        assert Session.objects.get().expire_date == now

    def test_results_of_tasks_go_a_week_after_they_ended(self, now):
        week = timedelta(days=7)
        for status, age in (
            ("SUCCESSFUL", week),
            ("SUCCESSFUL", week + SECOND),
            ("FAILED", week + SECOND),
            ("READY", week + SECOND),
            ("RUNNING", week + SECOND),
        ):
            result = write.enqueue(signature_id=7)
            DBTaskResult.objects.filter(pk=result.id).update(status=status, finished_at=now - age)
        assert forgetting.delete_task_results(now=now) == 2
        left = DBTaskResult.objects.values_list("status", flat=True)
        assert sorted(left) == ["READY", "RUNNING", "SUCCESSFUL"]

    def test_what_waits_is_no_result(self, now):
        write.enqueue(signature_id=7)
        assert forgetting.delete_task_results(now=now + timedelta(days=99)) == 0

    def test_attempts_to_log_in_go_after_thirty_days(self, now):
        for name, age in (("old", timedelta(days=30, seconds=1)), ("new", timedelta(days=30))):
            AccessAttempt.objects.create(username=name, failures_since_start=1)
            AccessAttempt.objects.filter(username=name).update(attempt_time=now - age)
        assert forgetting.delete_log_ins(now=now) == 1
        assert AccessAttempt.objects.get().username == "new"

    def test_attempts_to_log_in_need_not_be_kept_at_all(self, now, monkeypatch):
        monkeypatch.setattr(forgetting.apps, "is_installed", lambda name: False)
        assert forgetting.delete_log_ins(now=now) == 0

    def test_what_is_due_is_what_is_done(self, now, closed):
        SignatureFactory(petition=closed)
        pending(now, timedelta(days=30), petition=open_petition())
        Attempt.objects.create(network=b"n" * 16, at=now - timedelta(days=1))
        due = {kind.name: kind.due(now).count() for kind in KINDS}
        done = {kind.name: kind.forget(now=now) for kind in KINDS}
        assert due == done
        assert sorted(done.values()) == [0, 0, 0, 0, 0, 0, 1, 1, 1]


def test_the_clock_is_the_databases():
    # A test is one transaction; the clock goes on in it.
    moments = [database_now(), database_now()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [after] = cursor.fetchone()
    assert moments[0] < moments[1] < after


@pytest.mark.django_db(transaction=True)
class TestTwoPlaces:
    def test_share_the_work(self, now, monkeypatch):
        monkeypatch.setattr(forgetting, "BATCH", 4)
        petition = open_petition()
        close(petition, now - timedelta(days=200))
        rows = SignatureFactory.create_batch(10, petition=petition)
        with transaction.atomic():
            first = Signature.objects.filter(pk__in=[row.pk for row in rows[:6]])
            assert len(first.select_for_update()) == 6
            elsewhere = start(lambda: forgetting.anonymize_closed(now=now)).result(10)
        assert elsewhere == 4
        assert forgetting.anonymize_closed(now=now) == 6
        assert set(Signature.objects.values_list("token_version", flat=True)) == {2}

    def test_at_once_do_each_row_once(self, now, monkeypatch):
        monkeypatch.setattr(forgetting, "BATCH", 3)
        petition = open_petition()
        close(petition, now - timedelta(days=200))
        SignatureFactory.create_batch(60, petition=petition)
        places = [start(lambda: forgetting.anonymize_closed(now=now)) for _ in range(4)]
        numbers = [place.result(30) for place in places]
        left = forgetting.anonymize_closed(now=now)  # what the slowest had locked when others came
        assert sum(numbers) + left == 60
        assert set(Signature.objects.values_list("token_version", flat=True)) == {2}

    def test_killed_in_the_middle_leave_whole_batches(self, now, monkeypatch):
        monkeypatch.setattr(forgetting, "BATCH", 4)
        petition = open_petition()
        close(petition, now - timedelta(days=200))
        SignatureFactory.create_batch(10, petition=petition)
        batches = []

        def dying(rows, **context):
            if batches:
                raise SystemExit
            batches.append(rows)
            anonymize(rows, **context)

        anonymize = forgetting._anonymize
        monkeypatch.setattr(forgetting, "_anonymize", dying)
        with pytest.raises(SystemExit):
            forgetting.anonymize_closed(now=now)
        assert Signature.objects.personal().count() == 6
        monkeypatch.setattr(forgetting, "_anonymize", anonymize)
        assert forgetting.anonymize_closed(now=now) == 6

    def test_a_batch_is_a_transaction_of_its_own(self, now, petition):
        with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
            forgetting.delete_attempts(now=now)

    def test_who_signs_again_at_this_moment_is_kept(self, now, petition):
        row = pending(now, timedelta(days=30), petition=petition)
        with transaction.atomic():
            Signature.objects.filter(pk=row.pk).update(requested_at=now)
            assert start(lambda: forgetting.delete_unconfirmed(now=now)).result(10) == 0
        assert forgetting.delete_unconfirmed(now=now) == 0
        assert Signature.objects.get() == row
