"""The pages about the organization: privacy, terms, contact."""

import re

import pytest
from django.utils import translation
from django.utils.translation import gettext

from tests.factories import OrganizationFactory

pytestmark = pytest.mark.django_db

NAMES = {"privacy": "Privacy", "terms": "Terms", "contact": "Contact"}
PAGES = [f"{prefix}/{name}/" for name in NAMES for prefix in ("", "/es")]


def text_of(client, path):
    return client.get(path).content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_names_the_organization_and_how_to_reach_it(client, path):
    OrganizationFactory(name="Coalition of Women", contact_email="hello@coalition.example")
    page = text_of(client, path)
    assert "Coalition of Women" in page
    assert '<a href="mailto:hello@coalition.example"' in page
    assert "{{" not in page


@pytest.mark.parametrize("path", PAGES)
def test_names_all_of_several_organizations(client, path):
    OrganizationFactory(name="First", contact_email="one@coalition.example")
    OrganizationFactory(name="Second", contact_email="two@coalition.example")
    page = text_of(client, path)
    assert "First, Second" in page
    assert "mailto:one@coalition.example" in page
    assert "mailto:two@coalition.example" in page


@pytest.mark.parametrize("path", PAGES)
def test_what_an_organization_is_called_cannot_break_the_page(client, path):
    OrganizationFactory(name="<script>alert(1)</script> & [x](javascript:x)")
    article = re.search(r"<article.*</article>", text_of(client, path), re.DOTALL)[0]
    assert "<script" not in article
    assert 'href="javascript' not in article


@pytest.mark.parametrize("path", PAGES)
def test_speaks_the_language_of_its_path(client, organization, path):
    page = text_of(client, path)
    language = "es" if path.startswith("/es/") else "en"
    with translation.override(language):
        headline = gettext(NAMES[path.split("/")[-2]])
    assert f'<html lang="{language}">' in page
    assert f"<h1>{headline}</h1>" in page


@pytest.mark.parametrize("name", NAMES)
def test_has_a_text_of_its_own_in_each_language(client, organization, name):
    english, spanish = text_of(client, f"/{name}/"), text_of(client, f"/es/{name}/")
    assert "petition" in english
    assert "petición" in spanish


@pytest.mark.parametrize("path", PAGES)
def test_its_links_lead_to_pages_of_the_same_language(client, organization, path):
    article = re.search(r"<article.*</article>", text_of(client, path), re.DOTALL)[0]
    for link in re.findall(r'href="(/[^"]*)"', article):
        assert client.get(link).status_code == 200
        assert link.startswith("/es/") == path.startswith("/es/")


@pytest.mark.parametrize("path", PAGES)
def test_without_an_organization_there_is_no_such_page(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_nothing_can_be_posted(client, organization, path):
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", ["/contact/", "/es/contact/"])
def test_contact_tells_the_way_to_a_takedown(client, organization, path):
    assert ("quitar" if path.startswith("/es/") else "takedown") in text_of(client, path)
