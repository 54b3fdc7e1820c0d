"""The start page of the staff: what waits to be done, with ways to do it, and the week."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Campaign, Consent, Update
from organizations.roles import organizations_where
from organizations.scope import within
from petitions import charts, desk, trends
from petitions.models import Comment, Petition, Signature
from petitions.models.signature import State

register = template.Library()


@dataclass(frozen=True)
class Duty:
    """Something that waits: how it is told, and where the rows are."""

    text: str
    address: str


@register.inclusion_tag("admin/desk.html", takes_context=True)
def whats_to_do(context: Context) -> dict[str, Any]:
    """What waits for this member of staff, and the week of their petitions."""
    request = context["request"]
    now = timezone.now()
    ids = organizations_where(request.user, "petitions.view_petition")
    petitions = Petition.objects.filter(within("campaign__organization", ids))
    is_host = request.user.is_superuser
    return {
        "duties": [duty for source in SOURCES if (duty := source(request, now))],
        "weeks": [_drawn(week) for week in desk.weeks(petitions, now)],
        "bar_width": charts.BAR_WIDTH,
        "chart_height": charts.HEIGHT,
        "host": desk.host(now) if is_host else None,
    }


def _drawn(week: desk.Week) -> dict[str, Any]:
    numbers = [number for _day, number in week.days]
    return {
        "week": week,
        "address": reverse("admin:campaigns_campaign_change", args=[week.petition.campaign_id]),
        "bars": charts.bars(numbers),
        "width": charts.width_of(numbers),
    }


def _held(request: HttpRequest, now: Any) -> Duty | None:
    ids = organizations_where(request.user, "petitions.change_signature")
    rows = Signature.objects.filter(within("petition__campaign__organization", ids))
    number = trends.held_number(rows)
    if not number:
        return None
    text = ngettext(
        "%(number)s signature is held and waits for a check",
        "%(number)s signatures are held and wait for a check",
        number,
    )
    address = reverse("admin:petitions_signature_changelist")
    query = urlencode({"state__exact": State.HELD.value})
    return Duty(text % {"number": intcomma(number)}, f"{address}?{query}")


def _comments(request: HttpRequest, now: Any) -> Duty | None:
    ids = organizations_where(request.user, "petitions.view_comment")
    rows = Comment.objects.filter(within("petition__campaign__organization", ids))
    number = rows.written().waiting().count()
    if not number:
        return None
    text = ngettext("One comment waits to be read", "%(number)s comments wait to be read", number)
    address = reverse("admin:petitions_comment_changelist")
    return Duty(text % {"number": intcomma(number)}, address)


def _offices(request: HttpRequest, now: Any) -> Duty | None:
    ids = organizations_where(request.user, "petitions.change_decisionmaker")
    found = Petition.objects.filter(within("campaign__organization", ids))
    number = found.to_readdress(timezone.localdate(now)).count()
    if not number:
        return None
    text = ngettext(
        "%(number)s petition addresses somebody who has left the office, or nobody",
        "%(number)s petitions address somebody who has left the office, or nobody",
        number,
    )
    address = reverse("admin:petitions_decisionmaker_changelist")
    return Duty(text % {"number": intcomma(number)}, address)


def _reviews(request: HttpRequest, now: Any) -> Duty | None:
    ids = organizations_where(request.user, "campaigns.change_campaign")
    number = Campaign.objects.filter(within("organization", ids), state="in_review").count()
    if not number:
        return None
    text = ngettext(
        "%(number)s case waits for somebody to approve it",
        "%(number)s cases wait for somebody to approve them",
        number,
    )
    address = reverse("admin:campaigns_campaign_changelist")
    return Duty(text % {"number": intcomma(number)}, f"{address}?state__exact=in_review")


def _consents(request: HttpRequest, now: Any) -> Duty | None:
    ids = organizations_where(request.user, "campaigns.change_consent")
    found = Consent.objects.filter(within("campaign__organization", ids))
    rows = list(found.expiring(timezone.localdate(now)).values_list("campaign", flat=True))
    if not rows:
        return None
    text = ngettext(
        "%(number)s consent ends within 30 days",
        "%(number)s consents end within 30 days",
        len(rows),
    )
    return Duty(text % {"number": intcomma(len(rows))}, _cases(set(rows)))


def _facts(request: HttpRequest, now: Any) -> Duty | None:
    ids = organizations_where(request.user, "campaigns.add_factcheck")
    found = Campaign.objects.published().filter(within("organization", ids))
    rows = list(found.unchecked_for(today=timezone.localdate(now)).values_list("pk", flat=True))
    if not rows:
        return None
    text = ngettext(
        "%(number)s case has facts that nobody has checked for 90 days",
        "%(number)s cases have facts that nobody has checked for 90 days",
        len(rows),
    )
    return Duty(text % {"number": intcomma(len(rows))}, _cases(set(rows)))


def _cases(ids: set[int]) -> str:
    """The page of the one case, or the list of these."""
    if len(ids) == 1:
        return reverse("admin:campaigns_campaign_change", args=list(ids))
    address = reverse("admin:campaigns_campaign_changelist")
    return f"{address}?id__in={','.join(map(str, sorted(ids)))}"


def _drafts(request: HttpRequest, now: Any) -> Duty | None:
    ids = organizations_where(request.user, "campaigns.change_update")
    drafts = Update.objects.filter(within("campaign__organization", ids), state="draft")
    number = drafts.count()
    if not number:
        return None
    text = ngettext(
        "%(number)s piece of news is a draft", "%(number)s pieces of news are drafts", number
    )
    address = reverse("admin:campaigns_update_changelist")
    return Duty(text % {"number": intcomma(number)}, f"{address}?state__exact=draft")


def _mails(request: HttpRequest, now: Any) -> Duty | None:
    if not request.user.is_superuser:
        return None
    late, dropped = desk.late_mails(now), desk.dropped_mails(now)
    if not (late or dropped):
        return None
    text = _("Mail: %(late)s wait longer than they should; %(dropped)s of this week never arrived")
    return Duty(
        text % {"late": intcomma(late), "dropped": intcomma(dropped)},
        reverse("admin:django_tasks_database_dbtaskresult_changelist"),
    )


SOURCES = [_held, _comments, _reviews, _consents, _facts, _offices, _drafts, _mails]
"""Each says what waits of one kind, or None."""
