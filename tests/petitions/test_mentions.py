"""Where a petition's texts name somebody."""

import pytest
from django.utils import translation

from petitions.mentions import AROUND, Mention, mentions
from tests.factories import PetitionFactory


def found(names=("Gavin Newsom",), **texts):
    petition = PetitionFactory.build(**texts)
    return [(each.field, each.name) for each in mentions(petition, names)]


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("title", "title"),
        ("title_es", "title, in Spanish"),
        ("ask", "ask"),
        ("ask_es", "ask, in Spanish"),
        ("summary", "summary"),
        ("summary_es", "summary, in Spanish"),
        ("story", "what is asked, and why"),
        ("story_es", "what is asked, and why, in Spanish"),
        ("campaign__story", "the campaign’s story"),
        ("campaign__story_es", "the campaign’s story, in Spanish"),
    ],
)
def test_each_text_is_looked_through(field, label):
    assert found(**{field: "Dear Gavin Newsom, please."}) == [(label, "Gavin Newsom")]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("Gavin Newsom", "Governor Newsom’s desk", ["Newsom"]),
        ("Gavin Newsom", "GAVIN NEWSOM", ["GAVIN", "NEWSOM"]),
        ("Gavin Newsom", "Newsomville", []),
        ("Rob Bonta", "They rob her of her years.", []),
        ("Rob Bonta", "Rob Bonta, and Bonta again", ["Rob Bonta", "Bonta"]),
        ("José Núñez", "Jose Nunez", ["Jose Nunez"]),
        ("Jose Nunez", "José Nu\u0301n\u0303ez", ["José Núñez"]),
        ("Ana de la Cruz", "de la Cruz", ["Cruz"]),
        ("Bo", "Bo", []),
        ("", "Anything", []),
    ],
)
def test_names_are_found_as_a_reader_would(name, text, told):
    assert [said for _field, said in found([name], story=text)] == told


def test_what_stands_around_is_told_with_it():
    petition = PetitionFactory.build(story="x" * 50 + " Newsom " + "y" * 50)

    assert mentions(petition, ["Gavin Newsom"]) == [
        Mention(
            "what is asked, and why",
            "…" + "x" * (AROUND - 1) + " ",
            "Newsom",
            " " + "y" * (AROUND - 1) + "…",
        )
    ]


def test_several_former_holders_are_looked_for():
    petition = PetitionFactory.build(ask="Brown did not, Newsom may.")

    told = [each.name for each in mentions(petition, ["Jerry Brown", "Gavin Newsom"])]

    assert told == ["Brown", "Newsom"]


def test_fields_are_named_in_the_language_of_the_moment():
    with translation.override("es"):
        assert found(title="Newsom")[0][0] == "título"
