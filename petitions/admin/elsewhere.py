"""Telling staff, as a name or a number becomes hidden, what stays so and where it is still told."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.hiding import hiding_of
from campaigns.models import Campaign, Update
from petitions.models.petition import SAID

MOST_PLACES = 20
"""Places that are told by name; of the others only their number."""

OF_ORGANIZATION = ("mission", "notice")
OF_CASE = ("story", "sentence", "quote", "health", "photo_alt")
OF_NEWS = ("title", "body", "photo_alt")

Place = tuple[str, str, list[str]]
"""Where staff edit something: its address, what it is, and its texts."""


def tell_hidden(request: HttpRequest, before: Campaign, campaign: Campaign) -> None:
    """Tell what a save has hidden: `before` is the campaign as it was, `campaign` as it is."""
    hidden = hiding_of(campaign)
    if before.name != campaign.name and before.name in hidden.names:
        messages.info(request, _("The real name before stays hidden, wherever it was written."))
    if before.prison_number != campaign.prison_number and before.prison_number in hidden.numbers:
        messages.info(request, _("The prison number before stays hidden, wherever it was written."))
    if hidden == hiding_of(before):
        return
    told = [
        (address, name)
        for address, name, texts in _places(campaign)
        if hidden.is_told_by(*filter(None, texts))
    ]
    if told:
        messages.warning(request, _warning(told))


def _warning(told: list[tuple[str, str]]) -> str:
    links = format_html_join(", ", '<a href="{}">{}</a>', told[:MOST_PLACES])
    text = _(
        "The pages of this case hide it, but other texts may tell the name or the prison number "
        "that is not shown. Please look whether they speak of her: {places}"
    )
    warning = format_html(text, places=links)
    if (more := len(told) - MOST_PLACES) > 0:
        rest = ngettext("and one more.", "and %(n)s more.", more) % {"n": more}
        warning = format_html("{} {}", warning, rest)
    return warning


def _places(campaign: Campaign) -> Iterator[Place]:
    """What is public beside the campaign's own pages, and may speak of her."""
    organization = campaign.organization
    yield (
        reverse("admin:organizations_organization_change", args=[organization.pk]),
        str(organization),
        _texts(organization, OF_ORGANIZATION),
    )
    others = organization.campaigns.exclude(pk=campaign.pk).order_by("pk")
    for other in others.prefetch_related("petitions", "entries", "links"):
        texts = _texts(other, OF_CASE)
        for petition in other.petitions.all():
            texts += _texts(petition, SAID)
        for entry in other.entries.all():
            texts += _texts(entry, ("text",))
        for link in other.links.all():
            texts += [link.label, link.label_es, link.text, link.url]
        yield reverse("admin:campaigns_campaign_change", args=[other.pk]), str(other), texts
    for update in Update.objects.filter(campaign__in=others).order_by("pk"):
        address = reverse("admin:campaigns_update_change", args=[update.pk])
        yield address, str(update), _texts(update, OF_NEWS)


def _texts(row: Model, names: tuple[str, ...]) -> list[Any]:
    return [getattr(row, f"{name}{suffix}") for name in names for suffix in ("", "_es")]
