"""Refuses who is locked out before a password is looked at."""

from typing import Any

from axes.backends import AxesStandaloneBackend
from django.http import HttpRequest


class LockoutBackend(AxesStandaloneBackend):  # type: ignore[misc]
    """The backend of django-axes, for what comes over the web; nobody guesses in a shell."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, **credentials: Any
    ) -> None:
        """Refuse who is locked out; let the other backends decide on everyone else."""
        if request is not None:
            super().authenticate(request, username, **credentials)
