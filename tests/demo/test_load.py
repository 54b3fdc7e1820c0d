"""The demo says what the organization's profile says, and nothing that it must not say."""

import hashlib
import html
import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management import call_command
from django.utils import translation

from campaigns.facts import hard_coded
from campaigns.models import Campaign, Consent, Item
from demo.load import CONTENT, load
from organizations.models import AuditEvent, Organization
from petitions.models import DecisionMaker, Petition, Signature
from petitions.public import PublicPetition
from tests.factories import SignatureFactory, edit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

LATER = date(2031, 5, 17)
APPS = ("organizations", "campaigns", "petitions")

# SHA-256 of words, in lower case, that must stand nowhere: a child's name.
UNSPOKEN = {"102cf10b5286bad9fcfe5e275ace3ddd"}

TITLES = {
    "Tracee Ward": "Commutation for Domestic Violence Survivor, Tracee Ward",
    "Susan Russo": "Grant Emergency Medical Release for Susan Russo",
    "Kelly": (
        "Free Kelly! Domestic violence survivor serving her 22nd year in prison for a crime"
        " committed by her abusive husband."
    ),
}
ADDRESSED = {
    "Tracee Ward": ["Gavin Newsom"],
    "Susan Russo": ["Office of the Governor"],
    "Kelly": ["Xavier Becerra"],
}
SUPPORTERS = {"Tracee Ward": 159_185, "Susan Russo": 1_281, "Kelly": 10_576}
YEARS = {"Tracee Ward": "23rd", "Susan Russo": "24th", "Kelly": "22nd"}


def shown(language="en"):
    """Each petition as the public reads it on a day far ahead, by the name of its case."""
    found = Petition.objects.visible().for_page(LATER).with_sources()
    with translation.override(language):
        return {
            petition.campaign.public_name: _read(PublicPetition(petition, LATER))
            for petition in found
        }


def _read(petition):
    petition.title, petition.ask, petition.summary, petition.addressed  # noqa: B018 - fills them
    petition.case_html, petition.story_html  # noqa: B018
    return petition


def pages(client):
    """The text of every public page of the demo, by its path."""
    slugs = Petition.objects.values_list("slug", flat=True)
    paths = ["/", "/organizations/ccwp/", "/petitions/", "/privacy/", "/terms/", "/contact/"]
    paths += [f"/petitions/{slug}/{page}" for slug in slugs for page in ("", "thank-you/")]
    return {
        path: html.unescape(client.get(path).content.decode())
        for path in [*paths, *(f"/es{path}" for path in paths)]
    }


def words(text):
    return {word.lower() for word in re.findall(r"\w+", text)}


class TestFacts:
    def test_titles_are_those_of_the_profile_with_the_year_filled_in(self):
        assert {name: petition.title for name, petition in shown().items()} == TITLES

    def test_each_is_addressed_to_whom_the_profile_names(self):
        addressed = {
            name: [whom.name for whom in petition.addressed] for name, petition in shown().items()
        }
        assert addressed == ADDRESSED

    def test_counts_are_those_of_the_profile(self):
        assert {name: petition.supporters for name, petition in shown().items()} == SUPPORTERS
        assert sum(SUPPORTERS.values()) == 171_042

    def test_all_that_is_counted_was_carried_over_from_a_source_on_a_day(self):
        for petition in Petition.objects.all():
            assert petition.carried_over_source
            assert petition.carried_over_source_es
            assert petition.carried_over_on == date(2020, 11, 30)
        assert not Signature.objects.exists()

    def test_years_stop_at_the_day_of_the_snapshot(self):
        years = {name: petition.year_of_incarceration for name, petition in shown().items()}
        assert years == YEARS

    def test_only_susans_age_is_known_and_it_is_65(self):
        ages = {row.name: row.facts(LATER).age for row in Campaign.objects.all()}
        assert ages == {"Tracee Ward": None, "Susan Russo": 65, "Kelly": None}
        assert "65 years old" in shown()["Susan Russo"].case_html

    def test_only_tracees_prison_number_is_known(self):
        numbers = {row.name: row.public_prison_number for row in Campaign.objects.all()}
        assert numbers == {"Tracee Ward": "W82517", "Susan Russo": "", "Kelly": ""}

    def test_no_photo_is_shown(self):
        assert not Campaign.objects.exclude(photo="").exists()

    def test_every_fact_of_a_text_is_known(self):
        for language in ("en", "es"):
            for petition in shown(language).values():
                texts = [petition.title, petition.ask, petition.summary]
                text = " ".join([*texts, petition.case_html, petition.story_html])
                assert "{{" not in text
                assert "…" not in text

    def test_no_number_of_years_is_written_out_by_hand(self):
        for row in [*Campaign.objects.all(), *Petition.objects.all()]:
            text = json.dumps(row.__dict__, default=str, ensure_ascii=False)
            assert hard_coded(text) == []

    def test_all_texts_exist_in_both_languages(self):
        for petition in Petition.objects.select_related("campaign"):
            with translation.override("es"):
                assert petition.is_translated()


class TestConsent:
    def test_is_recorded_for_all_that_is_shown_and_for_nothing_else(self):
        items = {
            row.name: set(row.consents.given().values_list("item", flat=True))
            for row in Campaign.objects.all()
        }
        told = {Item.STORY, Item.NAME}
        assert items == {
            "Tracee Ward": told | {Item.PRISON_NUMBER},
            "Susan Russo": told,
            "Kelly": told,
        }

    def test_reads_as_what_it_is(self):
        told = set(Consent.objects.values_list("given_by", "evidence"))
        assert told == {("as published in the seed", "as published in the seed")}


class TestPages:
    def test_the_profile_tells_the_sum_and_the_number_of_petitions(self, client):
        page = client.get("/organizations/ccwp/").content.decode()
        assert "California Coalition for Women Prisoners" in page
        assert re.search(r"<strong[^>]*>171,042</strong>\s*supporters", page)
        assert "Started 3 petitions" in page
        assert client.get("/organizations/ccwp/count.json").json() == {
            "supporters": 171_042,
            "petitions": 3,
        }

    def test_the_start_page_is_the_profile_of_the_one_organization(self, client):
        page = html.unescape(client.get("/").content.decode())
        for name, title in TITLES.items():
            assert title in page
            assert f"{SUPPORTERS[name]:,}" in page
            assert all(addressed in page for addressed in ADDRESSED[name])

    def test_each_petition_tells_that_it_is_a_demonstration(self, client):
        notice = {"en": "This is a demonstration.", "es": "Esto es una demostración."}
        for path, page in pages(client).items():
            if re.fullmatch(r"(/es)?/petitions/[^/]+/|(/es)?/|.*/ccwp/", path):
                assert notice["es" if path.startswith("/es/") else "en"] in page

    def test_the_prison_number_stands_on_tracees_page_alone(self, client):
        holding = {path for path, page in pages(client).items() if "W82517" in page}
        slug = Petition.objects.get(campaign__name="Tracee Ward").slug
        assert holding == {f"/petitions/{slug}/", f"/es/petitions/{slug}/"}

    def test_the_years_and_the_age_stand_on_the_pages(self, client):
        for name, year in YEARS.items():
            slug = Petition.objects.get(campaign__name=name).slug
            assert f"in her {year} year" in client.get(f"/petitions/{slug}/").content.decode()

    def test_nobody_is_asked_for_money(self, client):
        for page in pages(client).values():
            assert "chip in" not in page.lower()


class TestChildren:
    """Children are not named. The word is known by its hash alone."""

    def hashes(self, text):
        return {hashlib.sha256(word.encode()).hexdigest()[:32] for word in words(text)}

    def test_a_forbidden_word_would_be_found(self):
        known = hashlib.sha256(b"example").hexdigest()[:32]
        assert known in self.hashes("For Example, this one.")

    def test_are_not_named_in_the_database(self):
        rows = [row for app in APPS for model in apps.get_app_config(app).get_models()
                for row in model.objects.all()]  # fmt: skip
        stored = serializers.serialize("json", rows, ensure_ascii=False)
        assert "Kelly" in stored
        assert not self.hashes(stored) & UNSPOKEN

    def test_are_not_named_on_any_page(self, client):
        for page in pages(client).values():
            assert not self.hashes(page) & UNSPOKEN

    def test_are_not_named_in_the_words_of_the_demo(self):
        for path in [*CONTENT.glob("*.toml"), Path(load.__code__.co_filename)]:
            assert not self.hashes(path.read_text(encoding="utf-8")) & UNSPOKEN


class TestLoadingAgain:
    def everything(self):
        rows = [row for app in APPS for model in apps.get_app_config(app).get_models()
                for row in model.objects.order_by("pk")]  # fmt: skip
        return serializers.serialize("json", rows)

    def test_changes_nothing(self, now):
        before = self.everything()
        assert load(contact_email="other@ccwp.example", now=now) is False
        assert self.everything() == before

    def test_keeps_what_was_edited_signed_and_deleted(self):
        petition = Petition.objects.get(campaign__name="Kelly")
        edit(petition, title="Free Kelly now", slug="kelly-now")
        SignatureFactory(petition=petition)
        Consent.objects.filter(campaign__name="Susan Russo").delete()
        before = self.everything()
        call_command("load_demo", verbosity=0)
        assert self.everything() == before

    def test_keeps_an_organization_that_was_given_another_address(self):
        Organization.objects.update(slug="california-coalition")
        call_command("load_demo", verbosity=0)
        assert [row.slug for row in Organization.objects.all()] == ["california-coalition"]

    def test_leaves_another_organizations_site_alone(self):
        for model in (Petition, Campaign, DecisionMaker):
            model.objects.all().delete()
        Organization.objects.update(name="Coalition", slug="coalition")
        call_command("load_demo", verbosity=0)
        assert not Petition.objects.exists()


def test_the_trail_tells_that_a_command_did_it():
    told = set(AuditEvent.objects.values_list("by", "by_name"))
    assert told == {(None, "command line")}
