"""`manage.py load_demo`."""

from io import StringIO

import pytest
from django.core.management import call_command

from organizations.models import Organization

pytestmark = pytest.mark.django_db


def load_demo():
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def test_says_whether_anything_was_done():
    assert load_demo() == "The demo is loaded.\n"
    assert load_demo() == "There is an organization already: no demo is loaded.\n"


@pytest.mark.parametrize("sender", ["hello@ccwp.example", "CCWP <hello@ccwp.example>"])
def test_the_organization_is_reached_where_its_mail_comes_from(settings, sender):
    settings.DEFAULT_FROM_EMAIL = sender
    load_demo()
    assert Organization.objects.get().contact_email == "hello@ccwp.example"
