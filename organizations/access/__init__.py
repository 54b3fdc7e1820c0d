"""How staff get into the admin, and what is asked of them again before something dangerous.

A view that does something dangerous is guarded like this (an address of a ModelAdmin)::

    self.admin_site.admin_view(needs_recent_log_in(self.export_view))

and an action of a changelist, which gets a POST, begins like this::

    if not confirmed_recently(request):
        return confirm_first(request)
"""

from organizations.access.recent import confirm_first, confirmed_recently, needs_recent_log_in

__all__ = ["confirm_first", "confirmed_recently", "needs_recent_log_in"]
