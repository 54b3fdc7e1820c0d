"""Tasks for the tests of the outbox."""

from django_tasks import task


@task()
def write(signature_id: int, attempt: int = 0) -> int:
    """Do nothing, and say for whom."""
    return signature_id


@task()
def fail() -> None:
    """Break."""
    raise ValueError("broken")
