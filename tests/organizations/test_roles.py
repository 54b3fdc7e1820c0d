"""What each role allows."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser, Permission

from organizations.models import Role, User
from organizations.roles import PERMISSIONS, organizations_where
from organizations.scope import Scoped
from tests.factories import MembershipFactory, StaffFactory

pytestmark = pytest.mark.django_db

OF_THE_HOST = {
    "django_tasks_database.DBTaskResult", "organizations.SiteState", "organizations.User",
}  # fmt: skip
"""Models whose pages are for superusers alone: no role grants anything there."""


def test_every_permission_exists():
    rows = Permission.objects.values_list("content_type__app_label", "codename")
    known = {f"{app}.{codename}" for app, codename in rows}
    for role in Role:
        assert PERMISSIONS[role] <= known, role


def test_roles_build_on_each_other():
    reader = PERMISSIONS[Role.READER]
    for role in Role:
        assert reader <= PERMISSIONS[role] <= PERMISSIONS[Role.OWNER]
    assert all(".view_" in permission for permission in reader)


def test_who_reads_only_sees_no_signer():
    people = {"petitions.view_signature", "petitions.view_subscription"}
    assert not people & PERMISSIONS[Role.READER]


def test_only_owners_decide_on_people():
    about = ("membership", "invitation", "auditevent")
    for role in set(Role) - {Role.OWNER}:
        assert not [name for name in PERMISSIONS[role] if name.endswith(about)]


def test_no_role_reaches_what_is_the_host_s():
    names = {name.lower() for name in OF_THE_HOST}
    for permission in PERMISSIONS[Role.OWNER]:
        app, _, rest = permission.partition(".")
        assert f"{app}.{rest.partition('_')[2]}" not in names


def test_every_page_of_the_admin_is_scoped():
    unscoped = {
        model._meta.label
        for model, page in admin.site._registry.items()
        if not isinstance(page, Scoped)
    }
    assert unscoped == OF_THE_HOST


def test_a_role_holds_for_its_organization_only():
    editor = MembershipFactory(role="editor")
    reader = MembershipFactory(user=editor.user, role="reader")
    user = User.objects.get(pk=editor.user.pk)
    here, there = editor.organization.pk, reader.organization.pk
    assert organizations_where(user, "campaigns.change_campaign") == {here}
    assert organizations_where(user, "campaigns.view_campaign") == {here, there}
    assert organizations_where(user, "petitions.view_signature") == {here}


def test_superusers_may_everywhere_and_others_nowhere():
    assert organizations_where(StaffFactory(), "campaigns.change_campaign") is None
    gone = MembershipFactory(role="owner", user__is_active=False).user
    assert organizations_where(gone, "campaigns.change_campaign") == set()
    assert not gone.has_perm("campaigns.change_campaign")
    assert not AnonymousUser().has_perm("campaigns.change_campaign")


def test_nothing_is_granted_by_a_group_or_to_a_person():
    user = StaffFactory(is_superuser=False)
    user.user_permissions.set(Permission.objects.all())
    group = apps.get_model("auth", "Group").objects.create(name="all")
    group.permissions.set(Permission.objects.all())
    user.groups.add(group)
    assert User.objects.get(pk=user.pk).get_all_permissions() == set()
