"""The page that finds and undoes fraud, and the batches."""

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from organizations.models import AuditEvent
from petitions.models import Invalidation, Petition, Signature
from tests.access import confirm_log_in
from tests.factories import SignatureFactory
from tests.petitions.admin.page import filled_in, messages

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

PAGE, BATCHES = "/admin/petitions/signature/fraud/", "/admin/petitions/invalidation/"
NETWORK = bytes.fromhex("0123456789abcdef" * 2)
HOSTILE = "\"'><script>x()</script><b on=1>"


@pytest.fixture
def judge(staff_client):
    """The browser of somebody who has just given the password."""
    confirm_log_in(staff_client)
    return staff_client


@pytest.fixture
def bots(petition):
    """Three that are alike, and one that is not."""
    SignatureFactory(petition=petition, email="real@example.org")
    states = {"confirmed": timezone.now(), "held": timezone.now(), "pending": None}
    return [
        SignatureFactory(
            petition=petition,
            email=f"{state}@bot.example",
            first_name="Robot",
            last_name=state,
            state=state,
            confirmed_at=confirmed_at,
            network=NETWORK,
            source="web",
        )
        for state, confirmed_at in states.items()
    ]


def found(client, **query):
    """The names of the sample that the page shows."""
    preview = client.get(PAGE, query).context["preview"]
    return sorted(row.last_name for row in preview.sample)


def errors(client, **query):
    page = client.get(PAGE, query)
    assert page.context["preview"] is None
    return {name: list(texts) for name, texts in page.context["form"].errors.items()}


def supporters():
    return Petition.objects.with_supporters().get().supporters


def take_out(client, query, **changed):
    """Send the form below the preview, with a reason."""
    sent = filled_in(client.get(PAGE, query), "take_out_form")
    return client.post(f"{PAGE}?{query_string(query)}", sent | {"reason": "a bot"} | changed)


def query_string(query):
    return "&".join(f"{name}={value}" for name, value in query.items())


ALL = {"domain": "bot.example"}


class TestFinding:
    def test_asks_for_the_password_first(self, staff_client):
        answer = staff_client.get(PAGE, ALL)
        assert answer.headers["Location"].startswith("/admin/confirm/?next=")

    def test_shows_nothing_before_anything_is_asked(self, judge, bots):
        page = judge.get(PAGE)
        assert (page.status_code, page.context["preview"]) == (200, None)

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ({"domain": "bot.example"}, ["confirmed", "held", "pending"]),
            ({"domain": "@BOT.example"}, ["confirmed", "held", "pending"]),
            ({"domain": "somebody@bot.example"}, ["confirmed", "held", "pending"]),
            ({"domain": "example"}, []),
            ({"domain": "example", "subdomains": "on"}, ["confirmed", "held", "pending"]),
            ({"network": "01234567"}, ["confirmed", "held", "pending"]),
            ({"network": "0123456789ABCDEF0123456789ABCDEF"}, ["confirmed", "held", "pending"]),
            ({"network": "12345678"}, []),
            ({"name": "robot h*"}, ["held"]),
            ({"state": "pending"}, ["pending"]),
            ({"rate": "3"}, ["confirmed", "held", "pending"]),
            ({"rate": "4"}, []),
            ({"domain": "bot.example", "source": "paper"}, []),
            ({"domain": "bot.example", "since": "2026-01-05T03:59"}, ["confirmed", "held", "pending"]),
            ({"domain": "bot.example", "since": "2026-01-05T04:01"}, []),
            ({"domain": "bot.example", "until": "2026-01-05T03:59"}, []),
        ],
    )  # fmt: skip
    def test_finds_what_is_asked_for(self, judge, bots, query, names):
        # They all signed at noon of 5 January by universal time, at four in California.
        assert found(judge, **query) == names

    def test_finds_the_network_of_an_example(self, judge, bots):
        assert found(judge, alike=bots[0].pk) == ["confirmed", "held", "pending"]

    def test_finds_those_of_a_petition(self, judge, bots, petition):
        assert "held" in found(judge, petition=petition.pk)

    @pytest.mark.parametrize(
        ("query", "wrong"),
        [
            ({"subdomains": "on"}, "__all__"),
            ({"domain": " "}, "__all__"),
            ({"domain": ".example"}, "domain"),
            ({"domain": "a b"}, "domain"),
            ({"network": "0123"}, "network"),
            ({"network": "0123456g"}, "network"),
            ({"network": "0" * 33}, "network"),
            ({"name": "**"}, "name"),
            ({"rate": "1"}, "rate"),
            ({"since": "yesterday"}, "since"),
            ({"since": "2026-01-06T00:00", "until": "2026-01-05T00:00"}, "until"),
            ({"alike": "0"}, "alike"),
            ({"alike": "987654321"}, "alike"),
            ({"alike": str(10**30)}, "alike"),
            ({"petition": "0"}, "petition"),
            ({"state": "withdrawn"}, "state"),
        ],
    )
    def test_says_what_is_wrong(self, judge, bots, query, wrong):
        assert list(errors(judge, **query)) == [wrong]

    def test_takes_one_network_only(self, judge, bots):
        assert list(errors(judge, alike=bots[0].pk, network="01234567")) == ["network"]

    def test_an_example_without_a_network_is_no_example(self, judge, petition):
        row = SignatureFactory(petition=petition, network=None)
        assert list(errors(judge, alike=row.pk)) == ["alike"]

    def test_what_signers_typed_stays_words(self, judge, petition):
        typed = {"first_name": HOSTILE, "last_name": HOSTILE}
        SignatureFactory(petition=petition, email="a@bot.example", **typed)
        page = judge.get(PAGE, {"domain": "bot.example", "name": f"*{HOSTILE}*"}).content.decode()
        assert "<script>x" not in page
        assert "<b on" not in page
        assert page.count(HOSTILE) == 0
        assert unescape(page).count(f"{HOSTILE} {HOSTILE}") == 1

    def test_shows_the_beginning_of_fingerprints_only(self, judge, bots):
        page = judge.get(PAGE, ALL).content.decode()
        assert "01234567</td>" in page
        assert "0123456789" not in page


class TestTakingOut:
    def test_needs_the_password_given_lately(self, staff_client, bots):
        confirm_log_in(staff_client)
        sent = filled_in(staff_client.get(PAGE, ALL), "take_out_form") | {"reason": "a bot"}
        confirm_log_in(staff_client, age=301)
        answer = staff_client.post(f"{PAGE}?{query_string(ALL)}", sent)
        assert answer.headers["Location"].startswith("/admin/confirm/?next=")
        assert not Invalidation.objects.exists()

    def test_takes_out_what_was_previewed(self, judge, bots, staff):
        assert supporters() == 2

        answer = take_out(judge, ALL)

        batch = Invalidation.objects.get()
        assert answer.headers["Location"] == f"{BATCHES}{batch.pk}/change/"
        assert messages(judge, answer) == ["Signatures taken out of the count: 3"]
        assert (batch.by, batch.reason, batch.criteria) == (staff, "a bot", {"domain": True})
        assert set(batch.signatures.all()) == set(bots)
        assert supporters() == 1
        event = AuditEvent.objects.latest("pk")
        assert (event.action, event.details["found by"]) == ("invalidate signatures", ["domain"])
        assert "bot.example" not in str(AuditEvent.objects.values())

    @pytest.mark.parametrize("reason", ["", " ", "x" * 201])
    def test_needs_a_reason(self, judge, bots, reason):
        page = take_out(judge, ALL, reason=reason)
        assert page.context["reason"].errors
        assert page.context["preview"].number == 3
        assert supporters() == 2

    def test_leaves_who_signed_since(self, judge, bots, petition):
        sent = filled_in(judge.get(PAGE, ALL), "take_out_form") | {"reason": "a bot"}
        later = SignatureFactory(petition=petition, email="later@bot.example")

        judge.post(f"{PAGE}?{query_string(ALL)}", sent)

        later.refresh_from_db()
        assert later.is_confirmed
        assert Invalidation.objects.get().signatures.count() == 3

    @pytest.mark.parametrize("change", ["one less", "one more"])
    def test_shows_the_preview_again_where_the_number_differs(self, judge, bots, petition, change):
        if change == "one more":
            back = SignatureFactory(
                petition=petition, email="x@bot.example", state="withdrawn",
                ended_at=timezone.now(),
            )  # fmt: skip
            SignatureFactory(petition=petition, email="y@bot.example")
        sent = filled_in(judge.get(PAGE, ALL), "take_out_form") | {"reason": "a bot"}
        if change == "one more":
            Signature.objects.filter(pk=back.pk).update(state="pending", ended_at=None)
        else:
            bots[0].delete()

        page = judge.post(f"{PAGE}?{query_string(ALL)}", sent)

        assert [str(message) for message in page.context["messages"]] == [
            "Nothing was taken out: the number has changed meanwhile. Please look again."
        ]
        assert not Invalidation.objects.exists()
        again = filled_in(page, "take_out_form")
        assert again["reason"] == ["a bot"]
        judge.post(f"{PAGE}?{query_string(ALL)}", again)
        number = 2 if change == "one less" else 5
        assert Invalidation.objects.get().signatures.count() == number

    @pytest.mark.parametrize("sent", [{}, {"reason": "a bot"}, {"reason": "a bot", "number": "x"}])
    def test_does_nothing_on_a_form_that_is_not_whole(self, judge, bots, sent):
        page = judge.post(f"{PAGE}?{query_string(ALL)}", sent)
        assert page.context["preview"].number == 3
        assert supporters() == 2

    def test_does_nothing_without_criteria(self, judge, bots):
        sent = {"reason": "a bot", "number": 4, "last_id": bots[-1].pk}
        assert judge.post(PAGE, sent).context["preview"] is None
        assert supporters() == 2


class TestBatches:
    @pytest.fixture
    def batch(self, judge, bots):
        take_out(judge, ALL)
        return Invalidation.objects.get()

    def test_are_listed_with_their_numbers(self, judge, batch):
        [row] = judge.get(BATCHES).context["cl"].result_list
        assert (row.total, row.total_counted, row.reason) == (3, 1, "a bot")

    def test_tell_how_they_were_found_and_what_of_each_petition(self, judge, batch, petition):
        page = judge.get(f"{BATCHES}{batch.pk}/change/")
        text = page.content.decode()
        assert "domain of the email address" in text
        assert page.context["shares"] == [{"title": petition.title, "number": 3, "counted": 1}]
        assert f'href="{BATCHES}{batch.pk}/undo/"' in text
        link = f"/admin/petitions/signature/?invalidation__id__exact={batch.pk}"
        assert f'href="{link}"' in text
        assert judge.get(link).context["cl"].result_count == 3

    def test_tell_every_criterion_in_words(self, judge, batch):
        batch.criteria = {
            "since": "2026-03-08T18:00:00+00:00", "rate": 20, "petition": 7, "source": "web",
            "state": "held", "chosen": True, "name": True,
        }  # fmt: skip
        batch.save()
        text = unescape(judge.get(f"{BATCHES}{batch.pk}/change/").content.decode())
        assert (
            "chosen one by one; signed from: March 8, 2026, 11 a.m.; name; signatures of a network"
            " within an hour: 20; petition; came in: online; state: confirmed, awaits a check"
        ) in text

    def test_cannot_be_edited(self, judge, batch):
        page = f"{BATCHES}{batch.pk}/"
        answers = [
            judge.post(f"{page}change/", {"reason": "x"}),
            judge.post(f"{page}delete/", {"post": "yes"}),
            judge.post(f"{BATCHES}add/", {"reason": "x"}),
        ]
        assert [answer.status_code for answer in answers] == [403, 403, 403]
        batch.refresh_from_db()
        assert batch.reason == "a bot"

    def test_who_may_judge_sees_them(self, client_of, batch):
        client = client_of("change_signature", "view_signature")
        assert client.get(BATCHES).status_code == 200
        assert client.get(f"{BATCHES}{batch.pk}/change/").status_code == 200

    def test_can_be_undone_with_a_reason(self, judge, batch, bots):
        undo = f"{BATCHES}{batch.pk}/undo/"
        assert judge.get(undo).status_code == 200
        assert judge.post(undo, {"reason": " "}).context["form"].errors
        assert supporters() == 1

        answer = judge.post(undo, {"reason": "no bot"})

        assert messages(judge, answer) == ["Signatures put back: 3"]
        states = Signature.objects.filter(pk__in=[bot.pk for bot in bots]).order_by("pk")
        assert list(states.values_list("state", flat=True)) == ["confirmed", "held", "pending"]
        assert supporters() == 2
        text = judge.get(f"{BATCHES}{batch.pk}/change/").content.decode()
        assert "no bot" in text
        assert f'href="{undo}"' not in text
        assert "This batch was put back already." in judge.get(undo).content.decode()

    def test_undoing_asks_for_the_password_first(self, judge, batch):
        confirm_log_in(judge, age=301)
        for answer in (
            judge.get(f"{BATCHES}{batch.pk}/undo/"),
            judge.post(f"{BATCHES}{batch.pk}/undo/", {"reason": "no bot"}),
        ):
            assert answer.headers["Location"].startswith("/admin/confirm/?next=")
        assert supporters() == 1

    def test_that_do_not_exist_cannot_be_undone(self, judge):
        assert judge.get(f"{BATCHES}1/undo/").status_code == 404

    def test_take_as_many_queries_for_many_as_for_one(
        self, judge, batch, django_assert_max_num_queries
    ):
        def queries():
            with django_assert_max_num_queries(30) as seen:
                judge.get(BATCHES)
            return len(seen)

        queries()  # the first request of a session notes it
        one = queries()
        for days in range(12):
            Invalidation.objects.create(
                at=timezone.now() - timedelta(days=days), by_name="x", reason="y"
            )
        assert queries() == one
