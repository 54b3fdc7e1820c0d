"""Django's description of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PetitionsConfig(AppConfig):
    """Petitions and their signatures."""

    name = "petitions"
    verbose_name = _("Petitions")
