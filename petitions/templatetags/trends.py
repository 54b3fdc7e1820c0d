"""What the start page of the staff tells of the last day's signatures."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone

from organizations.roles import organizations_where
from organizations.scope import within
from petitions import charts, trends
from petitions.admin.fraud import SHOWN_DIGITS
from petitions.models import Signature

register = template.Library()


@dataclass(frozen=True)
class Flag:
    """A domain or network that is unusual, and the search that finds its signatures."""

    unusual: trends.Unusual
    name: str
    search: str


@register.inclusion_tag("admin/fraud_trends.html", takes_context=True)
def signature_trends(context: Context) -> dict[str, Any]:
    """What waits for a check, the last 24 hours, and what was unusual in them.

    Empty for staff who may not read signatures; without searches for those who may only read.
    """
    user = context["request"].user
    if not user.has_perm("petitions.view_signature"):
        return {"may_see": False}
    ids = organizations_where(user, "petitions.view_signature")
    among = Signature.objects.filter(within("petition__campaign__organization", ids))
    now = timezone.now()
    hours = trends.by_hour(among, now)
    numbers = [hour.number for hour in hours]
    may_judge = user.has_perm("petitions.change_signature")
    return {
        "may_see": True,
        "may_judge": may_judge,
        "fraud_address": reverse("admin:petitions_signature_fraud"),
        "hours": hours,
        "number": sum(numbers),
        "bars": list(zip(hours, charts.bars(numbers), strict=True)),
        "bar_width": charts.BAR_WIDTH,
        "chart_width": charts.width_of(numbers),
        "chart_height": charts.HEIGHT,
        "domains": [_domain(each, now) for each in trends.unusual_domains(among, now)],
        "networks": [_network(each) for each in trends.unusual_networks(among, now)],
    }


def _domain(unusual: trends.Unusual, now: datetime) -> Flag:
    # From midnight, which no change of the clock makes ambiguous.
    since = timezone.localtime(now) - trends.HOUR * trends.HOURS
    query = {"domain": unusual.name, "since": f"{since:%Y-%m-%d}T00:00"}
    return Flag(unusual, unusual.name, _search(query))


def _network(unusual: trends.Unusual) -> Flag:
    return Flag(unusual, unusual.name[:SHOWN_DIGITS], _search({"network": unusual.name}))


def _search(query: dict[str, str]) -> str:
    return f"{reverse('admin:petitions_signature_fraud')}?{urlencode(query)}"
