"""Whoever invites reads what each role may do."""

import pytest

from organizations.models import Role

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


def test_each_role_is_explained_where_it_is_chosen(client, staff, organization):
    client.force_login(staff)
    page = client.get("/admin/organizations/invitation/add/", follow=True)
    form = page.context["adminform"].form
    told = dict(form.fields["role"].choices)
    assert list(told) == list(Role.values)
    assert all(": " in text for text in told.values())
    assert page.content.decode().count('type="radio" name="role"') == len(Role)
