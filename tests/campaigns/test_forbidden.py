"""Finding what must never appear: as a reader would find it, and no more than that."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.forbidden import Guard, as_listed, guard_of, merged, telling_words
from campaigns.hiding import fold
from campaigns.models import Campaign, ForbiddenWord
from tests.constraints import violates
from tests.factories import CampaignFactory, ForbiddenWordFactory


def guard(*words: str) -> Guard:
    return Guard((), tuple(as_listed(word) for word in words))


def marked(text: str, *words: str) -> list[str]:
    """What is found in a text."""
    return [text[start:end] for start, end in guard(*words).spans(text)]


def bare(text: str) -> str:
    """A folded text without its seams."""
    return fold(text).letters.replace("\0", "")


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("John Smith", "I knew John Smith well.", "John Smith"),
        ("John Smith", "JOHN   SMITH", "JOHN   SMITH"),
        ("John Smith", "john_smith", "john_smith"),
        ("John Smith", "Smith", None),
        ("John Smith", "Smith, John", None),
        ("John Smith", "https://x.example/johnsmith99", "johnsmith"),
        ("John Smith", "#JusticeForJohnSmith", "#JusticeForJohnSmith"),
        ("Tom & Jerry", "It was Tom & Jerry!", "Tom & Jerry"),
        ('José "Pepe" Luz', 'I saw jose "pepe" luz.', 'jose "pepe" luz'),
        ("José Pérez", "Jose Perez did it", "Jose Perez"),
        ("Jose Perez", "JOSE\u0301 PÉREZ did it", "JOSE\u0301 PÉREZ"),
        ("Sofia", "Sofía is six.", "Sofía"),
        ("Sofia", "#freesofia now", "#freesofia"),
        ("Sofia", "@sofia2014", "@sofia"),
        ("Sofia", "S o f i a", "S o f i a"),
        ("Sofia", "S.o.f.i.a", "S.o.f.i.a"),
        ("Sofia", "So\u200bfia", "So\u200bfia"),
        ("Sofia", "Ѕоfіа", "Ѕоfіа"),  # Cyrillic letters that look so
        ("Sofia", "Sofia's father", "Sofia"),
        ("Smith", "the Smiths", "Smiths"),
        ("Ann", "Annie planned it", None),
        ("Ann", "such an n", None),
        ("Ana", "an A student", None),
        ("Jon", "#FreeJon", "Jon"),
        ("Martin", "Martinez", None),
        ("Анна Иванова", "АННА ИВАНОВА", "АННА ИВАНОВА"),
        ("李小龍", "我認識李小龍很久", "李小龍"),
        ("W12345", "prison number w-12345", None),
        ("W12345", "prison number w12345", "w12345"),
        ("O'Brien", "obrien", "obrien"),
        ("O'Brien", "O’Brien", "O’Brien"),
    ],
)
def test_a_word_is_found_as_a_reader_would(word, text, found):
    assert marked(text, word) == ([found] if found else [])
    assert guard(word).is_told_by("nothing here", text) is bool(found)


@pytest.mark.parametrize("word", ["", " ", "…", "_"])
def test_what_has_no_letter_is_not_looked_for(word):
    assert as_listed(word) is None


def test_several_words_are_marked_in_their_order_and_once():
    assert marked("Ana and Sofia, and Ana Sofia", "Sofia", "Ana", "Ana Sofia") == [
        "Ana", "Sofia", "Ana Sofia",
    ]  # fmt: skip


def test_spans_that_overlap_are_one():
    assert merged([(4, 6), (0, 3), (2, 4), (9, 9), (8, 9)]) == [(0, 6), (8, 9)]


LETTERS = st.text(st.characters(categories=["Lu", "Ll", "Nd"]), min_size=3, max_size=12)
NAMES = st.lists(LETTERS, min_size=1, max_size=3).map(" ".join)
FORMS = st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"])
AROUND = st.sampled_from(["", " ", ". ", "\n", "(", "“", "!", "—", ", "])


@given(NAMES, st.text(max_size=20), st.text(max_size=20), AROUND, AROUND)
def test_a_name_between_other_words_is_found_in_any_text(name, before, after, left, right):
    text = f"{before} {left}{name}{right} {after}"
    assert guard(name).is_told_by(text)
    letters = re.sub(r"\W", "", name)
    found = [re.sub(r"\W", "", part) for part in marked(text, name)]
    assert any(letters in part or part in letters for part in found)


@given(NAMES, st.sampled_from([str.upper, str.lower, str.title, str.swapcase]), FORMS)
def test_a_name_is_found_whatever_its_case_and_encoding(name, change, form):
    for written in (change(name), unicodedata.normalize(form, name)):
        # Some Greek letters are two in small letters, unless their accents stand beside them.
        if bare(written) == bare(name):
            assert guard(name).is_told_by(written)


@given(NAMES, st.text(max_size=60))
def test_spans_lie_in_the_text_and_in_order(name, text):
    spans = guard(name).spans(text)
    assert spans == merged(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert bool(spans) is guard(name).is_told_by(text)


@given(st.text(max_size=60))
def test_an_ascii_text_is_folded_as_any_other(text):
    plain = text.encode("ascii", "ignore").decode()
    folded, other = fold(plain), fold(f"{plain} é")
    assert other.letters == f"{folded.letters} e"
    assert other.places[: len(folded.letters)] == folded.places[: len(folded.letters)]


@pytest.mark.django_db
class TestOfACampaign:
    def test_what_is_hidden_of_her_is_forbidden_too(self):
        campaign = CampaignFactory(name="Jane Roe", alias="Luz", prison_number="W-00001")
        for text in ("Free Jane", "roe!", "W00001", "#janeroe"):
            assert guard_of(campaign).is_told_by(text), text
        assert not guard_of(campaign).is_told_by("Free Luz")

    def test_what_is_shown_of_her_is_not(self):
        campaign = CampaignFactory(name="Jane Roe", alias="")
        campaign.show_name = True
        assert not guard_of(campaign).is_told_by("Free Jane Roe")

    def test_each_campaign_has_a_list_of_its_own(self):
        word = ForbiddenWordFactory(text="Sofia")
        assert guard_of(word.campaign).is_told_by("Sofia")
        assert not guard_of(CampaignFactory()).is_told_by("Sofia")

    def test_tells_which_words_stand_in_texts(self):
        campaign = ForbiddenWordFactory(text="Sofía").campaign
        ForbiddenWordFactory(campaign=campaign, text="Peter")
        assert telling_words(campaign, ["She and sofia", ""]) == ["Sofía"]

    def test_the_list_stays_out_of_its_own_name(self):
        assert "Sofia" not in str(ForbiddenWordFactory(text="Sofia"))

    def test_an_empty_word_is_refused(self):
        word = ForbiddenWordFactory()
        with violates("forbidden_word_has_text"):
            ForbiddenWord.objects.filter(pk=word.pk).update(text="")

    def test_an_unknown_protection_is_refused(self):
        word = ForbiddenWordFactory()
        with violates("forbidden_word_protects_known"):
            ForbiddenWord.objects.filter(pk=word.pk).update(protects="nobody")

    def test_a_word_is_listed_once_for_each_campaign(self):
        word = ForbiddenWordFactory(text="Sofia")
        ForbiddenWordFactory(text="Sofia")
        with violates("forbidden_word_once_per_campaign"):
            ForbiddenWordFactory(campaign=word.campaign, text="SOFIA")

    def test_the_list_goes_with_its_campaign(self):
        word = ForbiddenWordFactory()
        Campaign.objects.filter(pk=word.campaign_id).delete()
        assert not ForbiddenWord.objects.exists()
