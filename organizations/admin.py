"""The admin of organizations, their staff, and the audit trail."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from organizations import switches_admin  # noqa: F401  (registers its page)
from organizations.access import confirm_first, confirmed_recently
from organizations.access.actions import reset_second_factor
from organizations.actions import delete_row, save_organization, save_row
from organizations.members import admin as members_admin  # noqa: F401  (registers its pages)
from organizations.models import AuditEvent, Organization, User
from organizations.moments import NamesMoments
from organizations.paging import LongList
from organizations.scope import Scoped
from organizations.trail import details_told, name_subjects, subject_told

admin.site.site_header = _("Petitions: staff")
admin.site.site_title = _("Petitions")
admin.site.index_title = _("What would you like to do?")
admin.site.unregister(Group)

OF_LATE = 1_000
"""Of so many events, the newest ones, the audit trail offers the kinds to choose from."""


def acting(request: HttpRequest) -> User:
    """The member of staff who acts; the admin lets nobody else in."""
    return cast(User, request.user)


def organization_of(row: Any) -> Organization | None:
    """Whose trail tells of a row: its organization's, where it has one of its own."""
    return getattr(row, "organization", None)


class Audited(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that staff may edit freely; every write leaves its trace, for the organization's own eyes."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save by the action."""
        save_row(
            row=obj,
            changed=form.changed_data,
            by=acting(request),
            now=timezone.now(),
            organization=organization_of(obj),
        )

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save or delete each row of the inlines by the actions."""
        formset.save(commit=False)
        trace: dict[str, Any] = {
            "by": acting(request),
            "now": timezone.now(),
            "organization": organization_of(form.instance),
        }
        for row in formset.deleted_objects:
            delete_row(row=row, **trace)
        for row, changed in formset.changed_objects:
            save_row(row=row, changed=changed, **trace)
        for row in formset.new_objects:
            save_row(row=row, changed=[], **trace)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete by the action."""
        organization = organization_of(obj)
        delete_row(row=obj, by=acting(request), now=timezone.now(), organization=organization)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete each by the action."""
        for row in queryset:
            self.delete_model(request, row)


@admin.register(User)
class StaffAdmin(NamesMoments, Audited, UserAdmin):  # type: ignore[type-arg]
    """The accounts of the staff, for whoever hosts the site; members are invited and given roles."""

    actions = ["reset_second_factors"]
    list_filter = ["is_superuser", "is_active"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Personal info"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Permissions"), {"fields": ["is_active", "is_staff", "is_superuser"]}),
        (_("Important dates"), {"fields": ["last_login", "date_joined"]}),
    ]

    def has_superuser_permission(self, request: HttpRequest) -> bool:
        """Whether this member of staff may do everything."""
        return acting(request).is_superuser

    @admin.action(
        description=_("Reset the second factor of the selected members"), permissions=["superuser"]
    )
    def reset_second_factors(
        self, request: HttpRequest, found: QuerySet[User]
    ) -> HttpResponse | None:
        """Let colleagues who lost app and recovery codes set up another one."""
        if not confirmed_recently(request):
            return confirm_first(request)
        others = found.exclude(pk=acting(request).pk)
        number = sum(
            reset_second_factor(user=user, by=acting(request), now=timezone.now())
            for user in others
        )
        text = ngettext(
            "One second factor was reset.", "%(number)s second factors were reset.", number
        )
        messages.success(request, text % {"number": number})
        if found.filter(pk=acting(request).pk).exists():
            advice = gettext("Your own second factor is not reset here, but on its own page.")
            messages.warning(request, advice)
        return None


@admin.register(Organization)
class OrganizationAdmin(Scoped):
    """Name, mission and contact of an organization."""

    organization_path = "pk"
    list_display = ["name", "contact_email"]
    prepopulated_fields = {"slug": ["short_name"]}
    fieldsets = [
        (None, {"fields": ["name", ("short_name", "slug"), "contact_email"]}),
        (_("What it says"), {"fields": [("mission", "mission_es"), ("notice", "notice_es")]}),
        (_("How it works"), {"fields": ["two_pairs_of_eyes", "comments_open"]}),
    ]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save by the action, which leaves an audit row."""
        save_organization(
            organization=obj, changed=form.changed_data, by=acting(request), now=timezone.now()
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: its petitions and their signatures hang from it."""
        return False


class ReadOnlyAdmin(Scoped):
    """Rows to look at: nothing is added, changed or deleted by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


class KindsOfLate(admin.SimpleListFilter):
    """What was done of late: to list every kind there ever was, the whole trail would be read."""

    title = _("what was done of late")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The kinds among the newest events that this member of staff may see."""
        newest = model_admin.get_queryset(request).order_by("-at", "-pk")
        kinds = set(newest.values_list("action", flat=True)[:OF_LATE])
        return [(kind, kind) for kind in sorted(kinds)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those of the chosen kind."""
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(AuditEvent)
class AuditEventAdmin(LongList, ReadOnlyAdmin):
    """Who did what, and when; older kinds of events are found by searching for their name."""

    organization_path = "organization"
    list_display = ["at", "by_name", "action", "told_subject", "told_details"]
    fields = ["organization", "at", "by_name", "action", "told_subject", "told_details"]
    list_filter = [KindsOfLate, "at"]
    search_fields = ["by_name", "subject", "action"]
    ordering = ["-at", "-pk"]

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The list, its rows with the names that this reader may know."""
        found = super().get_changelist_instance(request)
        name_subjects(request, self.admin_site, found.result_list)
        return found

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """One event, likewise."""
        found = super().get_object(request, *args, **kwargs)
        if found is not None:
            name_subjects(request, self.admin_site, [found])
        return found

    @admin.display(description=_("to what"), ordering="subject")
    def told_subject(self, event: AuditEvent) -> Any:
        """The row by name, with a link to it."""
        return subject_told(event)

    @admin.display(description=_("details"))
    def told_details(self, event: AuditEvent) -> str:
        """What else is known of it, in words."""
        return details_told(event)
