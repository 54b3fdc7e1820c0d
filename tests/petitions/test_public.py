"""A petition as the public reads it."""

from datetime import date

import pytest
from django.utils import timezone, translation

from petitions.actions.petitions import Address
from petitions.models import Addressee, Petition
from petitions.public import Addressed, PublicPetition, addressed_of
from tests.factories import (
    DecisionMakerFactory,
    HolderFactory,
    PetitionFactory,
    SignatureFactory,
    address_only,
    open_petition,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 7, 1)


def public(today=DAY, **kwargs):
    """A petition as a page shows it."""
    made = PetitionFactory(**kwargs)
    found = Petition.objects.for_page(today).with_sources()
    return PublicPetition(found.get(pk=made.pk), today)


def spanish(petition, *names):
    with translation.override("es"):
        fresh = PublicPetition(petition.petition, petition.today)
        return tuple(getattr(fresh, name) for name in names)


# --- Texts


def test_facts_of_the_day_are_filled_into_every_text():
    petition = public(
        campaign__incarcerated_since=date(2000, 6, 1),
        campaign__birth_date=date(1960, 7, 2),
        campaign__story="She is {{ age }}.",
        title="In her {{ year_of_incarceration }} year",
        ask="Free her after {{years_inside}} years.",
        summary="{{ years_inside }} years",
        story="{{ age }}, {{ nothing }}",
    )

    assert (petition.title, petition.ask) == ("In her 27th year", "Free her after 26 years.")
    assert (petition.summary, petition.story_html) == ("26 years", "<p>65, …</p>\n")
    assert petition.case_html == "<p>She is 65.</p>\n"
    assert petition.year_of_incarceration == "27th"


def test_texts_are_in_the_language_of_the_moment_and_in_english_where_there_is_no_other():
    petition = public(
        campaign__incarcerated_since=date(2000, 6, 1),
        campaign__story_es="Es *fuerte*.",
        title="Free her",
        title_es="En su {{ year_of_incarceration }} año",
        story_es="Porque es justo.",
        ask="Please let her go.",
    )

    assert spanish(petition, "title", "ask", "story_html", "case_html") == (
        "En su 27.º año",
        "Please let her go.",
        "<p>Porque es justo.</p>\n",
        "<p>Es <em>fuerte</em>.</p>\n",
    )
    assert spanish(petition, "year_of_incarceration") == ("27.º",)
    assert petition.title == "Free her"


def test_without_a_date_there_is_no_year_of_incarceration():
    petition = public(campaign__incarcerated_since=None, title="{{ years_inside }} years")

    assert (petition.year_of_incarceration, petition.title) == ("", "… years")


def test_facts_stop_with_the_case():
    petition = public(
        campaign__incarcerated_since=date(2000, 6, 1),
        title="{{ years_inside }}",
        state="closed",
        opened_at="2010-01-01T00:00Z",
        closed_at="2010-07-01T00:00Z",
        outcome="died",
        outcome_on=date(2010, 7, 1),
    )

    assert petition.title == "10"


def test_markdown_of_staff_cannot_run():
    petition = public(
        story="<script>alert(1)</script> [x](javascript:alert(1)) ![x](https://x.example/x.png)",
        campaign__story='<img src=x onerror="alert(1)">',
    )

    html = petition.story_html + petition.case_html
    assert [tag for tag in ("<script", "<img", "href") if tag in html] == []


# --- Whom it addresses


def addressed(today=DAY, *, by_name=True, **office):
    petition = PetitionFactory()
    decision_maker = DecisionMakerFactory(office="Office", role="Head", **office)
    HolderFactory(decision_maker=decision_maker, name="Ana Ruiz", since=date(2020, 1, 1))
    Addressee.objects.create(petition=petition, decision_maker=decision_maker, by_name=by_name)
    found = PublicPetition(Petition.objects.for_page(today).get(), today).addressed
    assert found == [addressed_of(decision_maker.pk, by_name, today)]
    return found


def test_a_holder_is_addressed_by_name_and_role():
    assert addressed() == [Addressed("Ana Ruiz", "Head")]


def test_an_office_is_addressed_without_its_holder():
    assert addressed(by_name=False) == [Addressed("Office", "")]


def test_a_vacant_office_is_addressed_as_an_office():
    assert addressed(date(2019, 12, 31)) == [Addressed("Office", "")]


def test_role_and_office_are_in_the_language_of_the_moment():
    with translation.override("es"):
        by_name = addressed(role_es="Cabeza", office_es="Oficina")
        Petition.objects.all().delete()
        Addressee.objects.all().delete()

    assert by_name == [Addressed("Ana Ruiz", "Cabeza")]


# --- Numbers


@pytest.mark.parametrize(
    ("signatures", "goal", "ahead"),
    [(0, None, 100), (0, 3, 3), (2, 3, 3), (3, 3, 100), (4, 3, 100)],
)
def test_a_goal_that_is_reached_steps_up_to_the_next_round_number(signatures, goal, ahead):
    made = PetitionFactory(goal=goal)
    SignatureFactory.create_batch(signatures, petition=made)

    petition = PublicPetition(Petition.objects.for_page(DAY).get(), DAY)

    assert (petition.goal_ahead, petition.missing) == (ahead, ahead - signatures)


def test_the_sources_of_a_count_add_up():
    made = PetitionFactory(
        carried_over=1000, carried_over_source="an earlier platform", carried_over_on=DAY
    )
    for source, number in (("web", 3), ("paper", 2), ("import", 1)):
        SignatureFactory.create_batch(number, petition=made, source=source)

    petition = PublicPetition(Petition.objects.for_page(DAY).with_sources().get(), DAY)

    sources = [petition.online, petition.on_paper, petition.imported, petition.carried_over]
    assert sources == [3, 2, 1, 1000]
    assert sum(sources) == petition.supporters


# --- Sharing


def test_what_is_shared_is_the_title_with_the_short_address(settings):
    settings.SITE_URL = "https://petitions.example"
    petition = public(title="Free her")

    assert petition.share_url == f"https://petitions.example/p/{petition.code}"
    assert petition.share_text == f"Free her {petition.share_url}"


def test_all_else_is_asked_of_the_row():
    petition = public(slug="free-her")

    assert (petition.slug, petition.is_draft) == ("free-her", True)
    assert not hasattr(petition, "nothing")


@pytest.mark.parametrize(
    ("outcome_on", "facts_as_of", "stopped_on"),
    [
        (None, None, None),
        (date(2026, 2, 1), None, date(2026, 2, 1)),
        (None, date(2020, 11, 30), date(2020, 11, 30)),
        (date(2026, 2, 1), date(2020, 11, 30), date(2020, 11, 30)),
        (None, date(2030, 1, 1), None),
    ],
)
def test_facts_stop_at_the_outcome_or_earlier(outcome_on, facts_as_of, stopped_on):
    petition = PetitionFactory.build(outcome_on=outcome_on, campaign__facts_as_of=facts_as_of)
    assert PublicPetition(petition, date(2026, 3, 8)).facts_stopped_on == stopped_on


def test_a_petition_that_ended_keeps_the_holder_of_its_day():
    petition = open_petition()
    office = DecisionMakerFactory()
    address_only(petition, [Address(office.pk, by_name=True)])
    HolderFactory(decision_maker=office, name="Then", until=date(2026, 4, 1))
    HolderFactory(decision_maker=office, name="Now", since=date(2026, 4, 1))
    names = {}
    for outcome_on in (None, date(2026, 3, 1)):
        Petition.objects.filter(pk=petition.pk).update(
            state="closed" if outcome_on else "open",
            outcome="denied" if outcome_on else "",
            closed_at=timezone.now() if outcome_on else None,
            outcome_on=outcome_on,
        )
        row = Petition.objects.for_page(DAY).get(pk=petition.pk)
        names[outcome_on] = [addressed.name for addressed in PublicPetition(row, DAY).addressed]
    assert names == {None: ["Now"], date(2026, 3, 1): ["Then"]}
