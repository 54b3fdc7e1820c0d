"""Django's admin, on a site of our own."""

from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    """The admin, whose every address asks for the second factor."""

    default_site = "organizations.access.site.StaffSite"
