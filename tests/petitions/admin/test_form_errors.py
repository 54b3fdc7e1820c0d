"""A long form says at its top what is wrong, with links to where."""

import re

import pytest

from tests.petitions.admin.page import added

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


def links(page):
    """Label by label, the place to which the list at the top leads."""
    html = page.content.decode()
    (found,) = re.findall(r"<section class=\"form-errors\".*?</section>", html, re.DOTALL)
    assert 'role="alert" tabindex="-1"' in found
    listed = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', found)
    for place, _label in listed:
        assert f'id="{place}"' in html
    return {label: place for place, label in listed}


def test_errors_of_the_form_and_of_its_rows_are_listed(staff_client, address, fields):
    fields = added(fields | {"name": "", "petitions-0-title": ""}, "links", label="", text="")
    page = staff_client.post(address, fields | {"links-0-label": "x", "consents-0-given_on": "x"})
    assert links(page) == {
        "Real name": "id_name",
        "Consent 1: Given on": "id_consents-0-given_on",
        "Petition 1: Title": "id_petitions-0-title",
        "Link 1: Name": "id_links-0-text",
    }


def test_what_is_wrong_with_the_rows_together_leads_to_them(staff_client, address, fields):
    page = staff_client.post(address, fields | {"show_name": "on"})
    assert links(page) == {"Consents": "consents-group"}


def test_every_form_of_the_admin_has_the_list(staff_client, organization):
    page = staff_client.post(f"/admin/organizations/organization/{organization.pk}/change/", {})
    assert links(page)["Name"] == "id_name"


def test_a_form_without_errors_has_none(staff_client, address):
    assert "form-errors" not in staff_client.get(address).content.decode()
