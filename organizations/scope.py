"""Keeps staff to the rows of their own organizations, everywhere in the admin."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.filters import RelatedFieldListFilter
from django.contrib.auth import get_permission_codename
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from organizations.moments import NamesMoments
from organizations.paging import BoundedPaginator
from organizations.roles import organizations_where


class Scoped(NamesMoments, ModelAdmin):  # type: ignore[type-arg]
    """Rows that belong to organizations: staff see, and find, those of their own only.

    Others' rows are not refused but not there: nobody learns that they exist.
    """

    organization_path: str
    """The lookup from a row to the organization that it belongs to; "pk" for the organization."""

    paginator = BoundedPaginator
    show_full_result_count = False

    action_verbs: dict[str, str] = {}
    """Which permission on the rows lies behind a permission of an action, where it is not of its name."""

    def permission(self, verb: str) -> str:
        """The name of a permission on these rows."""
        return f"{self.opts.app_label}.{get_permission_codename(verb, self.opts)}"

    def seen_with(self) -> tuple[str, ...]:
        """The permissions with any of which these rows may be seen."""
        return self.permission("view"), self.permission("change")

    def in_organizations(self, rows: QuerySet[Any], ids: set[int] | None) -> QuerySet[Any]:
        """Those rows that belong to these organizations; all for None."""
        return rows if ids is None else rows.filter(**{f"{self.organization_path}__in": ids})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows of which this member of staff may know."""
        ids = organizations_where(request.user, *self.seen_with())
        return self.in_organizations(super().get_queryset(request), ids)

    def allows(self, request: HttpRequest, permission: str, obj: Any = None) -> bool:
        """Whether a permission is given; where a row is named, for the organization of that row."""
        if not request.user.has_perm(permission):
            return False
        if obj is None or obj.pk is None:
            return True
        ids = organizations_where(request.user, permission)
        rows = self.model._default_manager.filter(pk=obj.pk)
        return ids is None or self.in_organizations(rows, ids).exists()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the row, or any, may be seen."""
        return any(self.allows(request, permission, obj) for permission in self.seen_with())

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the row, or any, may be changed."""
        is_given = super().has_change_permission(request, obj)
        return is_given and self.allows(request, self.permission("change"), obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the row, or any, may be deleted."""
        is_given = super().has_delete_permission(request, obj)
        return is_given and self.allows(request, self.permission("delete"), obj)

    def response_action(self, request: HttpRequest, queryset: Any, *args: Any) -> Any:
        """Do what was chosen with those rows only for whose organization it is allowed."""
        action = self.get_actions(request).get(request.POST.get("action", ""))
        needed = getattr(action[0], "allowed_permissions", []) if action else []
        verbs = [self.action_verbs.get(name, name) for name in needed]
        if verbs:
            ids = organizations_where(request.user, *(self.permission(verb) for verb in verbs))
            queryset = self.in_organizations(queryset, ids)
        return super().response_action(request, queryset, *args)

    def get_field_queryset(
        self, db: str | None, db_field: Any, request: HttpRequest
    ) -> QuerySet[Any] | None:
        """Of what may be chosen, what this member of staff may know of."""
        found = super().get_field_queryset(db, db_field, request)
        rows = self.rows_of(db_field.remote_field.model, request, self.permission("add"))
        return found if rows is None else rows

    def rows_of(self, model: Any, request: HttpRequest, permission: str) -> QuerySet[Any] | None:
        """The rows of another model that may be chosen; None where all may.

        Those of the organizations for which the permission is given: who writes here and only
        reads there chooses nothing of there.
        """
        related = self.admin_site._registry.get(model)
        if not isinstance(related, Scoped):
            return None
        ids = organizations_where(request.user, permission, self.permission("change"))
        if related.organization_path == "pk":
            return related.in_organizations(model._default_manager.order_by("name"), ids)
        return related.in_organizations(related.get_queryset(request), ids)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """With the organization, where there is only one to choose."""
        return {**self._only_organization(request), **super().get_changeform_initial_data(request)}

    def _only_organization(self, request: HttpRequest) -> dict[str, Any]:
        if self.organization_path != "organization":
            return {}
        model: Any = self.opts.get_field("organization").related_model
        rows = self.rows_of(model, request, self.permission("add"))
        only = list((model._default_manager.all() if rows is None else rows)[:2])
        return {"organization": only[0].pk} if len(only) == 1 else {}

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Filters by related rows offer those only that this member of staff may know of."""
        return [self._scoped(name) for name in super().get_list_filter(request)]

    def _scoped(self, name: Any) -> Any:
        if not isinstance(name, str):
            return name
        is_relation = self.opts.get_field(name).is_relation
        return (name, RelatedScopedFilter) if is_relation else name

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """The public page itself; Django's shortcut would tell the address of any row."""
        is_shown = obj is not None and self.view_on_site and hasattr(obj, "get_absolute_url")
        return obj.get_absolute_url() if is_shown else None


class RelatedScopedFilter(RelatedFieldListFilter):
    """Filters a list by a related row, of those that the admin of the related model shows."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        """The rows that may be chosen, by name."""
        rows = model_admin.rows_of(
            field.remote_field.model, request, model_admin.permission("view")
        )
        if rows is None:
            return super().field_choices(field, request, model_admin)
        return [(row.pk, str(row)) for row in rows]


def within(path: str, ids: set[int] | None) -> Q:
    """A condition: that the organization at the end of a path is one of these; True for None."""
    return Q() if ids is None else Q(**{f"{path}__in": ids})


class ScopedInline:
    """Rows on the page of another: what may be done with them is asked of that page's organization."""

    parent_model: Any
    opts: Any
    admin_site: Any

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether they may be seen on that page."""
        return self._allows(request, "view", obj) or self._allows(request, "change", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether one may be added on that page."""
        return self._allows(request, "add", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether they may be changed on that page."""
        return self._allows(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether they may be deleted on that page."""
        return self._allows(request, "delete", obj)

    def _allows(self, request: HttpRequest, verb: str, obj: Any) -> bool:
        permission = f"{self.opts.app_label}.{get_permission_codename(verb, self.opts)}"
        page: Scoped = self.admin_site.get_model_admin(self.parent_model)
        return page.allows(request, permission, obj)
