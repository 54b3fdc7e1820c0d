"""The catalogue of translations: what is collected, what is missing, what the site reads."""

import gettext
import os

import pytest

from web import translations

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext, npgettext
from django.utils.translation import gettext_lazy

PLAIN = _("Plain")
LAZY = gettext_lazy("Lazy")
PLURAL = ngettext("%(n)s paper", "%(n)s papers", 2)
CONTEXT = pgettext("month", "May")
BOTH = npgettext("post", "%(n)s letter", "%(n)s letters", 2)
JOINED = _(
    "One sentence, "
    "two lines"
)
NOT = str("Not for translators")
"""

TEMPLATE = """
{% load i18n %}
<h1>{% translate "Headline" %}</h1>
    <p>{% translate "May" context "month" %}</p>
<a title='{% translate "It’s “quoted”" %}'>{{ name|default:_("nobody") }}</a>
{% blocktranslate count n=number trimmed %}
  {{ n }} supporter
{% plural %}
  {{ n }} supporters
{% endblocktranslate %}
{% blocktranslate with title=petition.title %}Sign “{{ title }}”{% endblocktranslate %}
{# not "this" #}
"""

COLLECTED = {
    ("Plain", None),
    ("Lazy", None),
    (("%(n)s paper", "%(n)s papers"), None),
    ("May", "month"),
    (("%(n)s letter", "%(n)s letters"), "post"),
    ("One sentence, two lines", None),
    ("Headline", None),
    ("It’s “quoted”", None),
    ("nobody", None),
    (("%(n)s supporter", "%(n)s supporters"), None),
    ("Sign “%(title)s”", None),
    ("Subject", None),
}


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A small project with texts in code, in pages and in mails."""
    monkeypatch.setattr(translations, "PROJECT", tmp_path)
    monkeypatch.setattr(translations, "PACKAGES", ("petitions",))
    files = {
        "petitions/models.py": PYTHON,
        "petitions/migrations/0001_initial.py": 'X = _("Old")',
        "elsewhere/models.py": 'X = _("Elsewhere")',
        "templates/page.html": TEMPLATE,
        "templates/emails/mail.txt": '{% load i18n %}{% translate "Subject" %}\n',
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def keys(catalog):
    return {(message.id, message.context) for message in catalog if message.id}


def save(**translated):
    """Save the catalogue with some texts translated, by their English (singular) text."""
    catalog = translations.updated("es")
    for message in catalog:
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        if key in translated:
            message.string = translated[key]
    translations.write("es", catalog)


def as_the_site_reads_it():
    with translations.path_of("es").with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file)


@pytest.mark.usefixtures("project")
class TestCollecting:
    def test_finds_plurals_and_contexts_in_code_pages_and_mails(self):
        assert keys(translations.updated("es")) == {
            (tuple(text) if isinstance(text, tuple) else text, context)
            for text, context in COLLECTED
        }

    def test_keeps_what_was_translated(self):
        save(Headline="Titular")
        assert translations.updated("es").get("Headline").string == "Titular"

    def test_drops_what_no_code_says_any_more(self, project):
        save(Headline="Titular")
        (project / "templates/page.html").write_text("<h1>{{ title }}</h1>")
        assert translations.updated("es").get("Headline") is None

    def test_writes_the_same_file_each_time(self):
        save(Headline="Titular")
        first = translations.path_of("es").read_bytes()
        translations.write("es", translations.updated("es"))
        assert translations.path_of("es").read_bytes() == first


@pytest.mark.usefixtures("project")
class TestFaults:
    def test_are_all_texts_without_translation(self):
        translations.write("es", translations.updated("es"))
        assert len(translations.faults("es")) == len(COLLECTED)

    def test_are_a_plural_of_which_one_form_is_missing(self):
        save(**{"%(n)s paper": ("%(n)s papel", "")})
        assert "('%(n)s paper', '%(n)s papers')" in translations.faults("es")

    def test_are_a_file_that_is_out_of_date(self, project):
        translations.write("es", translations.updated("es"))
        (project / "petitions/views.py").write_text('X = _("New")')
        assert translations.faults("es")[-1].startswith("(the file is out of date")

    def test_are_none_where_all_is_translated(self, project):
        (project / "templates/page.html").unlink()
        (project / "petitions/models.py").write_text('X = _("Plain")')
        save(Plain="Sencillo", Subject="Asunto")
        assert translations.faults("es") == []


@pytest.mark.usefixtures("project")
class TestCompiling:
    def test_lets_the_site_read_texts_plurals_and_contexts(self):
        save(
            **{
                "Headline": "Titular",
                "May": "mayo",
                "%(n)s supporter": ("%(n)s firmante", "%(n)s firmantes"),
            }
        )
        assert translations.compile_all() == 1
        spanish = as_the_site_reads_it()
        assert spanish.gettext("Headline") == "Titular"
        assert spanish.pgettext("month", "May") == "mayo"
        assert spanish.gettext("May") == "May"
        one, many = "%(n)s supporter", "%(n)s supporters"
        assert spanish.ngettext(one, many, 1) == "%(n)s firmante"
        assert spanish.ngettext(one, many, 2) == "%(n)s firmantes"

    def test_lets_a_text_without_translation_stand_in_english(self):
        save()
        translations.compile_all()
        assert as_the_site_reads_it().gettext("Headline") == "Headline"

    def test_is_done_again_only_where_something_changed(self):
        save(Headline="Titular")
        assert (translations.compile_all(), translations.compile_all()) == (1, 0)
        save(Headline="Encabezado")
        later = translations.path_of("es").with_suffix(".mo").stat().st_mtime + 1
        os.utime(translations.path_of("es"), (later, later))
        assert translations.compile_all() == 1
        assert as_the_site_reads_it().gettext("Headline") == "Encabezado"
