"""Tasks that break over somebody's row."""

from django_tasks import task

from tests.privacy.urls import BREAKING


@task()
def break_over(kind: str, pk: int) -> None:
    """Break in one of these ways."""
    BREAKING[kind](pk)
