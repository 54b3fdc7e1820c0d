"""When and where the confirmed signatures of a petition came from, rolled up now and then.

A page must not look through all signatures of a petition, so the worker does it in the background
(`petitions.actions.breakdowns`). What is kept names nobody: days with numbers, and places with
numbers of which none is small.
"""

from django.db import models
from django.db.models import F, Q

from petitions.models.petition import Petition


class Step(models.TextChoices):
    """How far apart the days of a breakdown are."""

    DAY = "day"
    MONTH = "month"  # once some signatures are anonymous: of those no more than the month is kept


class Breakdown(models.Model):
    """The confirmed signatures of a petition by day and by place, as of a moment.

    `days` are `["2026-03-08", 12]`, the oldest first, without days on which nobody signed. `places`
    are `["US", "CA", "Fresno County", 12]`, see `petitions.places`.
    """

    petition = models.OneToOneField(
        Petition, models.CASCADE, primary_key=True, related_name="breakdown"
    )
    as_of = models.DateTimeField()
    due_at = models.DateTimeField()
    step = models.CharField(max_length=5, choices=Step, default=Step.DAY)
    days = models.JSONField(default=list)
    places = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(step__in=Step.values), name="breakdown_step_known"),
            models.CheckConstraint(condition=Q(due_at__gte=F("as_of")), name="breakdown_due_later"),
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} as of {self.as_of:%Y-%m-%d %H:%M}"
