"""How a petition ends: what is said of it, the news that is prepared, and correcting it."""

from datetime import date

import pytest
from django.utils import timezone, translation

from campaigns.actions import NotAllowed, publish_update
from campaigns.models import Update
from organizations.models import AuditEvent
from petitions.actions import petitions as actions
from petitions.models import Outcome, Petition
from petitions.outcomes import Ending, ending, news_of, tone_of
from tests.factories import PetitionFactory, SignatureFactory, open_petition
from tests.petitions.pages import elements, links_of, text_of
from tests.petitions.rows import DAY, close

LATER = date(2026, 3, 5)


class TestWords:
    def test_of_a_release(self):
        assert ending(Outcome.RELEASED, "Ana", DAY) == Ending(
            "Ana is free",
            "Ana was released on March 1, 2026. Thank you to everyone who stood by her.",
            "won",
        )

    def test_of_a_death_neither_win_nor_fail(self):
        told = ending(Outcome.DIED, "Ana", DAY)

        assert (told.heading, told.tone) == ("In memory of Ana", "mourned")
        words = f"{told.heading} {told.sentence} {news_of(Outcome.DIED, 'Ana', DAY)}".lower()
        assert not [word for word in ("goal", "won", "victory", "fail", "lost") if word in words]

    def test_each_outcome_has_its_own(self):
        told = [ending(outcome, "Ana", DAY) for outcome in Outcome]

        assert len({each.heading for each in told}) == len({each.sentence for each in told}) == 7
        assert all("March 1, 2026" in each.sentence for each in told)

    def test_each_outcome_has_its_tone(self):
        assert {outcome: tone_of(outcome) for outcome in Outcome} == {
            "granted": "won",
            "partly_granted": "won",
            "released": "won",
            "denied": "quiet",
            "died": "mourned",
            "withdrawn": "quiet",
            "closed": "quiet",
        }

    @pytest.mark.parametrize("outcome", Outcome)
    def test_of_the_news_are_in_both_languages(self, outcome):
        with translation.override("es"):
            texts = news_of(outcome, "Ana", DAY)

        assert set(texts) == {"title", "title_es", "body", "body_es"}
        assert all("Ana" in texts[name] for name in ("title", "title_es"))
        assert "March 1, 2026" in texts["body"]
        assert "1 de marzo de 2026" in texts["body_es"]


@pytest.mark.django_db
class TestNews:
    @pytest.mark.parametrize("outcome", Outcome)
    def test_is_drafted_and_seen_by_nobody(self, client, petition, outcome, staff, now):
        closed = actions.close_petition(
            petition=petition, outcome=outcome, on=DAY, by=staff, now=now
        )

        update = Update.objects.get()
        assert closed.drafted_news == update
        assert (update.state, update.publish_at, update.author_name) == (
            "draft",
            None,
            staff.username,
        )
        name = petition.campaign.public_name
        assert update.title == news_of(outcome, name, DAY)["title"]
        assert update.body_es == news_of(outcome, name, DAY)["body_es"]
        assert (
            "There is no news yet."
            in client.get(f"/petitions/{petition.slug}/updates/").content.decode()
        )

    def test_never_tells_the_hidden_name(self):
        petition = open_petition(campaign__name="Jane Roe", campaign__alias="Ana")

        close(petition, Outcome.DIED)

        update = Update.objects.get()
        assert "Ana" in update.title
        assert publish_update(update=update, by=None, now=timezone.now()).is_published

    def test_that_nobody_touched_goes_with_its_outcome(self, petition, now):
        close(petition)

        actions.open_petition(petition=petition, by=None, now=now)

        assert not Update.objects.exists()
        assert Petition.objects.get().drafted_news is None
        assert AuditEvent.objects.filter(action="delete update").count() == 1

    @pytest.mark.parametrize("touched", ["edited", "published"])
    def test_that_somebody_worked_on_stays(self, petition, now, touched):
        close(petition)
        update = Update.objects.get()
        if touched == "edited":
            Update.objects.update(body="We are sad.")
        else:
            publish_update(update=update, by=None, now=now)

        actions.open_petition(petition=petition, by=None, now=now)

        assert list(Update.objects.all()) == [update]


@pytest.mark.django_db
class TestCorrecting:
    def correct(self, petition, now, by=None, outcome=Outcome.PARTLY_GRANTED):
        return actions.correct_outcome(
            petition=petition, outcome=outcome, on=LATER, reason="misread", by=by, now=now
        )

    def test_says_it_rightly_and_keeps_what_was_said(self, client, petition, staff, now):
        SignatureFactory(petition=petition)
        close(petition, Outcome.DENIED)

        self.correct(petition, now, staff)

        row = Petition.objects.with_supporters().get()
        assert (row.state, row.outcome, row.outcome_on) == ("closed", "partly_granted", LATER)
        assert row.supporters == 1
        event = AuditEvent.objects.get(action="correct outcome")
        assert (event.by, event.details) == (
            staff,
            {
                "before": {"outcome": "denied", "on": "2026-03-01"},
                "after": {"outcome": "partly_granted", "on": "2026-03-05"},
                "reason": "misread",
            },
        )
        page = client.get(petition.get_absolute_url()).content.decode()
        assert "A part of what was asked is granted" in page
        assert "The answer was no" not in page

    def test_drafts_the_news_anew(self, petition, now):
        close(petition, Outcome.DENIED)

        corrected = self.correct(petition, now)

        update = Update.objects.get()
        assert corrected.drafted_news == update
        assert "A part of what we asked" in update.title

    def test_leaves_alone_what_is_published(self, petition, now):
        close(petition, Outcome.DENIED)
        published = publish_update(update=Update.objects.get(), by=None, now=now)

        corrected = self.correct(petition, now)

        assert Update.objects.count() == 2
        assert corrected.drafted_news != published
        assert Update.objects.get(pk=published.pk).is_published

    def test_of_what_has_not_ended_is_refused(self, petition, now):
        for each in (petition, PetitionFactory()):
            with pytest.raises(NotAllowed):
                self.correct(each, now)


@pytest.mark.django_db
class TestPage:
    @pytest.mark.parametrize("outcome", Outcome)
    @pytest.mark.parametrize("language", ["en", "es"])
    def test_has_the_tone_and_the_words_of_its_outcome(self, client, petition, outcome, language):
        close(petition, outcome)
        start = "" if language == "en" else "/es"

        page = client.get(f"{start}/petitions/{petition.slug}/")

        with translation.override(language):
            told = ending(outcome, petition.campaign.public_name, DAY)
        [section] = [
            found
            for found in elements(page)
            if found.name == "section" and "ending" in (dict(found.attributes).get("class") or "")
        ]
        assert dict(section.attributes)["class"] == f"ending ending-{told.tone}"
        assert text_of(section) == f"{told.heading} {told.sentence}"

    def test_of_one_who_died_has_no_colour_of_victory_and_no_goal(self, client):
        petition = open_petition(goal=1000)
        close(petition, Outcome.DIED)

        page = client.get(petition.get_absolute_url()).content.decode()

        wrong = ("is-won", "tag-won", "ending-won", "<progress", "1,000", "Won")
        assert [word for word in wrong if word in page] == []
        assert "In memory" in page

    def test_leads_to_the_news(self, client, petition):
        update = close(petition).drafted_news
        assert "Read the news" not in client.get(petition.get_absolute_url()).content.decode()

        publish_update(update=update, by=None, now=timezone.now())

        assert "Read the news" in client.get(petition.get_absolute_url()).content.decode()

    def test_leads_to_the_open_petitions_of_the_organization(self, client, petition):
        other = open_petition(campaign__organization=petition.campaign.organization)
        elsewhere = open_petition()
        close(petition)

        links = links_of(client.get(petition.get_absolute_url()))

        assert other.get_absolute_url() in links
        assert petition.campaign.organization.get_absolute_url() in links
        assert elsewhere.get_absolute_url() not in links

    def test_of_an_open_petition_tells_no_ending(self, client, petition):
        assert "ending-" not in client.get(petition.get_absolute_url()).content.decode()


@pytest.mark.parametrize("outcome", Outcome)
def test_a_name_that_ends_in_a_full_stop_ends_a_sentence(outcome):
    day = date(2026, 3, 1)
    texts = [ending(outcome, "Rosa M.", day).sentence, *news_of(outcome, "Rosa M.", day).values()]
    assert [text for text in texts if ".." in text] == []
    assert any("Rosa M." in text for text in texts)
