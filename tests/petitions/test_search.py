"""The search reads what is shown: what is hidden of a case has no influence on its answers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from campaigns.models import Campaign, Item
from petitions.models import DecisionMaker, Petition
from tests.factories import ConsentFactory, edit, open_petition

pytestmark = pytest.mark.django_db

TOLD = {
    "title": "Mercy for {name}",
    "title_es": "Clemencia para {name}, número {number}",
    "ask": "Grant {name} parole",
    "summary": "#Free{together} now, says {name}’s mother",
    "story": "See https://x.org/free-{dashed}/ and {name} ({number}).",
}
NAME = {"name": "Rosa María Delgado", "number": "WX-1234", "together": "RosaDelgado"}
ALIAS = {"name": "Ana", "number": "…", "together": "Ana"}


def case(texts, dashed, **campaign):
    """A public case whose name and number were shown as its texts were written."""
    petition = open_petition(**{f"campaign__{name}": value for name, value in campaign.items()})
    for item in (Item.NAME, Item.PRISON_NUMBER):
        ConsentFactory(campaign=petition.campaign, item=item)
    Campaign.objects.filter(pk=petition.campaign_id).update(
        show_name=True,
        show_prison_number=True,
        story=f"{texts['name']} is strong.",
        story_es=f"{texts['name']} es fuerte.",
    )
    edit(petition, **{name: text.format(**texts, dashed=dashed) for name, text in TOLD.items()})
    return Petition.objects.get(pk=petition.pk)


def hide(**fields):
    Campaign.objects.update(show_name=False, show_prison_number=False, **fields)


@pytest.fixture
def twins(db):
    """A case that hides a name and a number, and one whose texts never had either."""
    real = case(NAME, "rosa-delgado", name=NAME["name"], alias="Ana", prison_number="WX1234")
    twin = case(ALIAS, "ana", name="Ixchel Zyx", alias="Ana", prison_number="Q99")
    hide()
    DecisionMaker.objects.update(office="Board of Delgado County")
    return {real.pk, twin.pk}


def found(words):
    return set(Petition.objects.visible().matching(words).values_list("pk", flat=True))


WORDS = [
    "rosa", "Delgado", "maría", "maria", "MARÍA", "wx1234", "WX-1234", "wx1235", "1234", "Ana",
    "mercy", "parole", "clemencia", "para", "número", "strong", "fuerte", "is", "county", "nobody",
    "freerosadelgado", "#FreeRosaDelgado", "freeana", "x.org/free-rosa-delgado/", "x.org", "ana’s",
    '"rosa maría delgado"', '"mercy for rosa"', '"mercy for ana"', '"grant ana parole"', "mercies",
    '"', "-", "or", "OR", "and", "merc", "ros", "ros:*", "rosa|nobody", "!rosa", "(rosa)", "<->",
]  # fmt: skip
QUERY = st.lists(st.tuples(st.sampled_from(["", "-", '"']), st.sampled_from(WORDS)), max_size=5)


@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None
)
@given(QUERY.map(lambda words: " ".join(sign + word for sign, word in words)))
@example("rosa or wx1235")
@example("rosa or wx1234")
@example("mercy -rosa")
@example("mercy -nobody")
@example("-wx1234")
@example('"mercy for rosa maría delgado"')
@example("delgado county")
def test_the_answer_is_the_same_for_a_twin_that_never_told_it(twins, words):
    assert found(words) in (set(), twins)


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("mercy ana", True),
        ('"mercy for ana"', True),
        ("mercy -rosa", True),
        ("rosa", False),
        ("wx1234", False),
        ("rosa or wx1234", False),
        ("mercy or rosa", True),
        ("mercy or wx1234", True),
        ("delgado", True),
        ("freerosadelgado", False),
    ],
)
def test_hidden_words_find_nothing_and_keep_nothing_back(twins, words, is_found):
    assert found(words) == (twins if is_found else set())


def test_former_names_and_numbers_find_nothing_either(twins):
    Campaign.objects.filter(prison_number="WX1234").update(name="Ana Luz", prison_number="")
    for words in ("rosa", "maría", "wx1234", "-rosa nobody"):
        assert found(words) == set()
    assert found("mercy -delgado") == set()  # an office has that name, in both
    assert found("mercy -rosa -wx1234") == twins


def test_what_is_shown_is_found(twins):
    Campaign.objects.filter(prison_number="WX1234").update(show_name=True, show_prison_number=True)
    for words in ("rosa", '"mercy for rosa"', "rosa or wx1235"):
        [pk] = found(words)
        assert Petition.objects.get(pk=pk).campaign.name == NAME["name"]


def test_an_ask_of_two_offices_is_left_out_by_either(twins):
    assert found("mercy -county") == set()


def test_it_takes_as_many_queries_for_many_as_for_one(client, twins):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get("/petitions/?q=mercy+-rosa")
        return len(captured)

    one = queries()
    for number in range(5):
        case(NAME, "rosa", name=NAME["name"], alias=f"Ana{number}", prison_number="WX1234")
    hide()
    assert len(found("mercy -rosa")) == 2 + 5
    assert queries() == one
