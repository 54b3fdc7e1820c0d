"""Django's description of the app."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """The outbox."""

    name = "outbox"
