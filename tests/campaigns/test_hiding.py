"""What pages must not tell of a survivor: her real name behind an alias, her prison number."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.hiding import fold, hiding_of, tells_what_is_hidden, without_hidden
from campaigns.models import Campaign


def campaign(name="Jane Al Roe", alias="Ana Luz", **fields):
    return Campaign(**{"name": name, "alias": alias, "prison_number": "W12345"} | fields)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Free Jane", "Free Ana Luz"),
        ("Jane's case, and Roe’s.", "Ana Luz's case, and Ana Luz’s."),
        ("JANE and jane and jAnE", "Ana Luz and Ana Luz and Ana Luz"),
        ("Free Jane Roe now", "Free Ana Luz now"),
        ("Free Jane Al Roe now", "Free Ana Luz now"),
        ("Free Jane-Roe, (Jane), “Roe”!", "Free Ana Luz, (Ana Luz), “Ana Luz”!"),
        ("Jane\xa0Roe", "Ana Luz"),
        ("**Jane** is _Jane_", "**Ana Luz** is _Ana Luz_"),
        ("Ja\u200bne and Ja\u00adne", "Ana Luz and Ana Luz"),
        ("See /petitions/free-jane-roe/.", "See /petitions/free-ana-luz/."),
        ("[she](https://x.org/free_jane_roe)", "[she](https://x.org/free_ana-luz)"),
        ("https://x.org/?q=jane%20roe&x", "https://x.org/?q=Ana Luz&x"),
        ("#FreeJaneRoe #Jane2026 @JaneRoe", "#FreeAnaLuz #AnaLuz2026 @ana-luz"),
        ("freejanealroe@x.org", "freeana-luz@x.org"),
        ("She is W12345.", "She is …."),
        ("w12345, W-12345, W 12345, W123 45", "…, …, …, …"),
        ("Janet and the Roebuck, XW12345, W123456", "Janet and the Roebuck, XW12345, W123456"),
        ("Al señor gobernador", "Al señor gobernador"),
        ("", ""),
    ],
)
def test_a_hidden_name_or_number_is_replaced(text, hidden):
    assert without_hidden(campaign(), text) == hidden
    assert tells_what_is_hidden(campaign(), text) is (text != hidden)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("name", ["María José Núñez", "MARÍA JOSÉ NÚÑEZ", "Maria Jose Nunez"])
@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Pido por María.", "Pido por Ana Luz."),
        ("Pido por MARÍA JOSÉ NÚÑEZ.", "Pido por Ana Luz."),
        ("Señora Nuñez, año 22.º", "Señora Ana Luz, año 22.º"),
        ("¡Liberen a José! #LiberenAMariaJose", "¡Liberen a Ana Luz! #LiberenAAnaLuz"),
        ("/es/petitions/libertad-para-maria-jose/", "/es/petitions/libertad-para-ana-luz/"),
        ("María de mi corazón, Josefa", "Ana Luz de mi corazón, Josefa"),
    ],
)
def test_accents_hide_nothing_however_they_are_encoded(form, name, text, hidden):
    real = campaign(unicodedata.normalize(form, name))

    for encoding in ("NFC", "NFD"):
        written = unicodedata.normalize(encoding, text)
        assert unicodedata.normalize("NFC", without_hidden(real, written)) == hidden


@pytest.mark.parametrize(
    ("name", "alias", "text", "hidden"),
    [
        ("Maria Elena Ortiz", "Elena", "Bring Maria Elena Ortiz home", "Bring Elena home"),
        ("Maria Elena Ortiz", "Elena", "Bring Elena home", "Bring Elena home"),
        ("Maria Elena Ortiz", "Elena", "Bring Maria home", "Bring Elena home"),
        ("Jane Roe", "Janet", "Jane", "Janet"),
        ("Li Bo", "Ana", "Li Bo, and Bo", "Ana, and Bo"),
        ("王芳", "Ana", "王芳 is strong", "Ana is strong"),
        ("Rosa de la Cruz", "Ana", "El caso de Rosa de la Cruz", "El caso de Ana"),
        ("Rosa de la Cruz", "Ana", "Rosa de la cárcel", "Ana de la cárcel"),
        ("Jane A. Roe", "Ana", "Jane A. Roe", "Ana"),
        ("Sinéad O’Brien-McDonald", "Ana", "McDonald, mcdonald, O'Brien", "Ana, Ana, O'Ana"),
        ("Jane Roe", "", "Jane", "…"),
        ("Kim", "Ana", "Kim and Kimberly", "Ana and Kimberly"),
        ("Elena", "Elena", "Elena", "Elena"),
        ("Al", "Ana", "Al gobernador", "Al gobernador"),
        ("---", "Ana", "---", "---"),
    ],
)
def test_parts_of_a_name_count_from_three_letters_unless_the_alias_has_them(
    name, alias, text, hidden
):
    assert without_hidden(campaign(name, alias), text) == hidden


def test_what_may_be_shown_stays():
    shown = campaign(show_name=True, show_prison_number=True)

    assert without_hidden(shown, "Jane Roe, W12345") == "Jane Roe, W12345"
    assert not tells_what_is_hidden(shown, "Jane Roe, W12345")


def test_without_a_number_none_is_looked_for():
    assert without_hidden(campaign(prison_number=""), "W12345, -") == "W12345, -"


def test_one_text_of_many_is_enough():
    assert tells_what_is_hidden(campaign(), "She", "is", "Jane")
    assert not tells_what_is_hidden(campaign())


WORDS = st.sampled_from([
    "Jane", "ROE", "al", "W12345", "W-12345", "free", "Ana", "’s", "1", "é", "\u0301", "\u200b",
    "Li", "Bo", "Núñez", "王芳", "#", "-", "/", ".", "*", "_", "%20", " ", "\n",
])  # fmt: skip


@given(st.lists(WORDS, max_size=12).map("".join))
def test_nothing_hidden_is_left_and_nothing_else_is_changed(text):
    hidden = without_hidden(campaign(), text)

    assert not tells_what_is_hidden(campaign(), hidden)
    assert (hidden == text) is not tells_what_is_hidden(campaign(), text)


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_name_between_other_words_is_found_in_any_text(before, after):
    text = f"{before} Jane Roe {after}"

    assert "Jane Roe" not in without_hidden(campaign(), text)


@given(st.lists(WORDS, max_size=12).map("".join) | st.text(max_size=30))
def test_the_quick_look_passes_over_nothing(text):
    for one in (campaign(), campaign("Li Bo"), campaign("王芳 Núñez", former_names=["Jane Ro"])):
        hiding = hiding_of(one)
        told = any(pattern.search(fold(text).letters) for pattern in hiding.patterns)
        assert hiding.is_told_by(text) is told
