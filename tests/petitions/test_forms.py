"""The forms of the public."""

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from petitions.actions.signatures import Person
from petitions.forms import ResendForm, SearchForm, SignForm
from petitions.models import Signature
from petitions.widgets import country_choices
from tests.signing import sign


@pytest.fixture
def filled(typed):
    """A function: the sign form as typed, with some fields changed or left out (None)."""

    def form(**changes):
        data = QueryDict(mutable=True)
        data.update({name: text for name, text in (typed | changes).items() if text is not None})
        return SignForm(data, action="/sign/")

    return form


def codes(form):
    """Why each field is refused."""
    return {name: [error.code for error in errors.data] for name, errors in form.errors.items()}


# --- The sign form


def test_what_was_typed_is_a_person(filled):
    form = filled(show_name="on", subscribe="on")

    assert form.is_valid()
    assert form.person() == Person(
        first_name="Zoë",
        last_name="O'Brien-Nuñez",
        email="zoe@example.org",
        country="US",
        postal_code="93610",
        comment="She belongs with her family.",
        show_name=True,
        wants_updates=True,
    )


def test_name_address_country_and_zip_are_enough(filled):
    form = filled(last_name=None, comment=None, leave_blank=None)

    assert form.is_valid()
    person = form.person()
    assert (person.last_name, person.comment) == ("", "")
    assert (person.show_name, person.wants_updates) == (False, False)


def test_boxes_are_never_ticked_in_advance():
    form = SignForm(action="/sign/")

    assert {name: form[name].value() for name in ("show_name", "subscribe")} == {
        "show_name": None,
        "subscribe": None,
    }


def test_an_empty_form_says_what_is_required():
    form = SignForm(QueryDict(), action="/sign/")

    assert codes(form) == {
        "first_name": ["required"],
        "email": ["required"],
        "country": ["required"],
    }


def test_text_of_spaces_is_no_name(filled):
    assert codes(filled(first_name=" \t ")) == {"first_name": ["required"]}


def test_spaces_around_what_is_typed_are_left_out(filled):
    form = filled(first_name=" Zoë ", email=" zoe@example.org ", postal_code=" 93610 ")

    assert form.is_valid()
    person = form.person()
    assert (person.first_name, person.email, person.postal_code) == (
        "Zoë",
        "zoe@example.org",
        "93610",
    )


@pytest.mark.parametrize("field", ["first_name", "last_name"])
def test_a_name_has_at_most_80_characters(filled, field):
    assert filled(**{field: "é" * 80}).is_valid()
    assert codes(filled(**{field: "é" * 81})) == {field: ["max_length"]}


@pytest.mark.parametrize("field", ["first_name", "last_name", "postal_code"])
@pytest.mark.parametrize("text", ["a\nb", "a\u202eb", "a\u200bb"])
def test_lines_hold_nothing_that_cannot_be_seen(filled, field, text):
    assert codes(filled(country="MX", **{field: text})) == {field: ["characters"]}


@pytest.mark.parametrize(
    "field", ["first_name", "last_name", "email", "country", "postal_code", "comment"]
)
def test_nul_bytes_are_refused(filled, field):
    assert field in codes(filled(**{field: "a\0b"}))


@pytest.mark.parametrize(
    "address",
    [
        "zoe",
        "zoe@",
        "@example.org",
        "zoe@example",
        "zoe@@example.org",
        "zoe@exam ple.org",
        "zoe@example..org",
        "zoe@-example.org",
        "zoe@[127.0.0.1]",
        "Zoë <zoe@example.org>",
        "zoe@example.org, ana@example.org",
        "zoe@example.org\nBcc: ana@example.org",
        "zoe@localhost",
        "zoë@example.org",
    ],
)
def test_what_cannot_be_an_address_is_refused(filled, address):
    assert codes(filled(email=address)) == {"email": ["invalid"]}


def test_an_address_is_kept_as_its_owner_would_write_it(filled):
    form = filled(email="Zoe@XN--BCHER-KVA.Example.ORG")

    assert form.is_valid()
    assert form.person().email == "Zoe@bücher.example.org"


def test_an_address_has_at_most_254_characters(filled):
    domain = ".".join(["a" * 62] * 4)[: 254 - len("zoe@.org")] + ".org"
    assert filled(email=f"zoe@{domain}").is_valid()
    assert "email" in codes(filled(email=f"zoee@{domain}"))


@pytest.mark.parametrize("country", ["XX", "us", "USA", "United States", "'"])
def test_only_a_country_of_the_list_is_accepted(filled, country):
    assert codes(filled(country=country)) == {"country": ["invalid_choice"]}


@pytest.mark.parametrize("written", ["93610", "93610-1234", "936101234"])
def test_of_a_zip_code_five_digits_are_kept(filled, written):
    form = filled(postal_code=written)

    assert form.is_valid()
    assert form.person().postal_code == "93610"


@pytest.mark.parametrize(
    "written", ["", "9361", "936100", "93610-", "93610-123", "SW1A 1AA", "٩٣٦١٠", "９３６１０"]
)
def test_what_is_no_zip_code_is_refused_in_the_united_states(filled, written):
    assert list(codes(filled(postal_code=written))) == ["postal_code"]


@pytest.mark.parametrize("written", ["", "SW1A 1AA", "01000", "〒100-0001"])
def test_elsewhere_any_postal_code_or_none_is_kept(filled, written):
    form = filled(country="GB", postal_code=written)

    assert form.is_valid()
    assert form.person().postal_code == written


def test_a_comment_may_have_several_lines(filled):
    form = filled(comment="One.\r\nTwo.\rThree.\n\tFour.\r\n")

    assert form.is_valid()
    assert form.person().comment == "One.\nTwo.\nThree.\n\tFour."


def test_a_line_break_of_a_comment_is_one_character_of_a_thousand(filled):
    full = "a\r\n" * 499 + "ab"

    assert filled(comment=full).is_valid()
    assert codes(filled(comment=full + "c")) == {"comment": ["max_length"]}


def test_a_comment_says_what_it_likes(filled):
    comment = '<b>"Free" her & all</b> 👩\u200d👧'
    form = filled(comment=comment)

    assert form.is_valid()
    assert form.person().comment == comment


def test_what_only_a_program_fills_in_is_refused(filled):
    assert codes(filled(leave_blank="http://x")) == {"leave_blank": ["trap"]}


def test_the_trap_is_empty_when_the_form_comes_back(filled):
    form = filled(leave_blank="a-program-was-here")

    assert not form.is_valid()
    assert "a-program-was-here" not in form.as_p()
    assert "O&#x27;Brien-Nuñez" in form.as_p()


def test_unknown_fields_are_ignored(filled):
    form = filled(state="confirmed", petition="2", token_version="9")

    assert form.is_valid()
    assert set(form.cleaned_data) == set(form.fields)


def test_countries_are_listed_in_the_language_of_the_moment_the_united_states_first():
    with translation.override("es"):
        spanish = country_choices()

    english = country_choices()
    assert english[0] == ("US", "United States of America")
    assert len(dict(english)) == len(english) > 200
    assert (dict(english)["DE"], dict(spanish)["DE"]) == ("Germany", "Alemania")
    assert {len(country) for country, _ in english} == {2}


ANYTHING = st.text(max_size=90)
DIGITS = st.text(st.characters(categories=["Nd"]), min_size=5, max_size=5)


@pytest.mark.django_db
@given(
    data=st.fixed_dictionaries(
        {
            "first_name": ANYTHING,
            "last_name": ANYTHING,
            "comment": ANYTHING,
            "country": st.sampled_from(["US", "GB", "XX"]),
            "postal_code": st.one_of(ANYTHING, DIGITS, st.just("93610")),
            "email": st.one_of(st.emails(), st.just("zoe@example.org")),
        }
    )
)
@example(data={"first_name": "a", "country": "US", "postal_code": "٩٣٦١٠", "email": "a@b.org"})
@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_the_form_accepts_the_database_takes(petition, now, data):
    form = SignForm(data, action="/sign/")

    if form.is_valid():
        sign(petition=petition, person=form.person(), now=now)
        assert Signature.objects.get().first_name == form.person().first_name
        Signature.objects.all().delete()


# --- Asking for the mail again


def test_the_link_is_mailed_again_to_a_written_address():
    form = ResendForm({"email": " Zoe@example.org "})

    assert form.is_valid()
    assert form.cleaned_data == {"email": "Zoe@example.org"}


@pytest.mark.parametrize(
    ("address", "why"), [("", "required"), ("zoe", "invalid"), ("zoe\0@example.org", None)]
)
def test_the_link_is_not_mailed_to_what_is_no_address(address, why):
    form = ResendForm({"email": address})

    assert list(codes(form)) == ["email"]
    assert why in (None, *codes(form)["email"])


# --- Searching


def test_the_list_may_be_narrowed_by_words_and_by_state():
    form = SearchForm({"q": "mercy", "status": "victory"})

    assert form.is_valid()
    assert form.cleaned_data == {"q": "mercy", "status": "victory"}


@pytest.mark.parametrize("data", [{"status": "draft"}, {"q": "a" * 201}, {"q": "a\0"}])
def test_the_list_is_not_narrowed_by_what_does_not_exist(data):
    assert not SearchForm(data).is_valid()
