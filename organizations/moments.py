"""A day and a time of day in a form of the admin, two fields of which each says what it is."""

from typing import Any

from django.contrib.admin.widgets import AdminSplitDateTime
from django.db.models import Field
from django.http import HttpRequest


class NamesMoments:
    """Names both fields of a moment, which Django's page names beside them only."""

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest | None, **kwargs: Any
    ) -> Any:
        """The field of a form; that of a moment with its names, as a screen reader says them."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        widget = getattr(field, "widget", None)
        if isinstance(widget, AdminSplitDateTime):
            told = widget.get_context(db_field.name, None, {})
            for part, name in zip(widget.widgets, ("date_label", "time_label"), strict=True):
                part.attrs["aria-label"] = f"{field.label}, {str(told[name]).strip(':')}"
        return field
