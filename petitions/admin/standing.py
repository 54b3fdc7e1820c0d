"""Where a case stands, and the buttons of its page that move it on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.actions import (
    ApprovalMissing,
    ConsentMissing,
    NotAllowed,
    NotReady,
    archive,
    check_facts,
    send_back,
    submit,
    take_up,
    unpublish,
)
from campaigns.models import SHOWN, Campaign, Item
from organizations.actions import name_of
from organizations.admin import acting
from organizations.models import User
from petitions.actions.petitions import publish
from web.pages import keep_private, see_other

Action = Callable[..., Campaign]

MOVES: dict[str, tuple[Action, Any, Any]] = {
    "_submit": (
        submit,
        gettext_lazy("%(name)s is in review: somebody else of the staff looks at it now."),
        gettext_lazy("%(name)s cannot be submitted for review as it stands."),
    ),
    "_send_back": (
        send_back,
        gettext_lazy("%(name)s is a draft again, to be mended."),
        gettext_lazy("%(name)s is not in review."),
    ),
    "_publish": (
        publish,
        gettext_lazy("%(name)s is public now."),
        gettext_lazy("%(name)s is public already."),
    ),
    "_unpublish": (
        unpublish,
        gettext_lazy("%(name)s is off the site."),
        gettext_lazy("%(name)s is not public."),
    ),
    "_archive": (
        archive,
        gettext_lazy("%(name)s is in the archive. The public sees nothing of it."),
        gettext_lazy("%(name)s cannot be archived as it stands."),
    ),
    "_take_up": (
        take_up,
        gettext_lazy("%(name)s is a draft again."),
        gettext_lazy("%(name)s is not in the archive."),
    ),
}
"""What each button does, what is told then, and what is told where its state does not allow it."""

OF_PUBLISHERS = ("_send_back", "_publish", "_unpublish", "_archive", "_take_up")


ASKED = {
    "_unpublish": (
        gettext_lazy("Take %(name)s off the site"),
        gettext_lazy(
            "The case, its petitions and its news disappear from the site at once. Nothing is "
            "deleted: it can be published again."
        ),
    ),
    "_archive": (
        gettext_lazy("Archive %(name)s"),
        gettext_lazy(
            "The public sees nothing of the case any more, and it is laid aside. Nothing is "
            "deleted: it can be taken up again."
        ),
    ),
}
"""What is asked for on a page of its own, once and without a reason, so that no slip does it."""


def pressed(request: HttpRequest) -> str | None:
    """Which of the buttons of the case's page was pressed, if any."""
    found = (button for button in MOVES if button not in ASKED and button in request.POST)
    return next(found, None)


def ask_view(button: str, admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Ask once, then take a case off the site or into the archive."""
    campaign = admin.get_object(request, object_id)
    if campaign is None:
        raise Http404
    if not admin.has_publish_permission(request, campaign):
        raise PermissionDenied
    if request.method == "POST":
        move(request, campaign, button)
        return see_other(reverse("admin:campaigns_campaign_change", args=[campaign.pk]))
    title, question = ASKED[button]
    context = {
        **admin.admin_site.each_context(request),
        "title": title % {"name": campaign},
        "opts": admin.opts,
        "campaign": campaign,
        "question": question,
    }
    return keep_private(render(request, "admin/ask_first.html", context))


def move(request: HttpRequest, campaign: Campaign, button: str) -> None:
    """Do what a button says, and tell how that went."""
    act, done, not_allowed = MOVES[button]
    given: dict[str, Any] = {"campaign": campaign, "by": acting(request), "now": timezone.now()}
    if button == "_send_back":
        given["note"] = request.POST.get("send_back_note", "")
    try:
        act(**given)
    except ConsentMissing as error:
        text = _("%(name)s is not published, for want of consent to show: %(why)s.")
        messages.error(request, text % {"name": campaign, "why": error})
    except (NotReady, ApprovalMissing) as error:
        text = _("%(name)s is not published. %(why)s")
        messages.error(request, text % {"name": campaign, "why": error})
    except NotAllowed:
        # A campaign in the archive is neither public nor ready to be.
        archived = button == "_publish" and campaign.is_archived
        told = (
            _("%(name)s is in the archive. Please take it up first.") if archived else not_allowed
        )
        messages.warning(request, told % {"name": campaign})
    else:
        messages.success(request, done % {"name": campaign})


def tell_taken_off(request: HttpRequest, before: Campaign, after: Campaign) -> None:
    """Tell what a withdrawn consent took off the site, and what is next."""
    if before.is_published and not after.is_published:
        messages.warning(request, _("The case is off the site now, for the consent was withdrawn."))
        if not after.consents.given().filter(item=Item.STORY).exists():
            text = _("Next: only if she agrees again, record that as a new consent and publish.")
        elif after.alias:
            text = _(
                "Next: read the texts, whether they tell what is hidden now; then publish again."
            )
        else:
            text = _("Next: give an alias, read the texts for her name, and publish again.")
        messages.info(request, text)
        return
    gone = [
        str(item.label)
        for item, field in SHOWN.items()
        if getattr(before, field) and not getattr(after, field)
    ]
    if gone and after.is_published:
        text = _(
            "No page shows this any more: %(items)s. Next: read the texts, whether they tell it."
        )
        messages.info(request, text % {"items": ", ".join(gone)})


def check_all(request: HttpRequest, campaign: Campaign) -> None:
    """Note that every fact of the case was checked today, and tell that it is noted."""
    now = timezone.now()
    check_facts(
        campaign=campaign,
        facts=campaign.told_facts(),
        on=timezone.localdate(now),
        source=request.POST.get("checked_source", "").strip()[:200],
        by=acting(request),
        now=now,
    )
    messages.success(request, _("Noted: all facts were checked today."))


def may_approve(user: User, campaign: Campaign | None) -> bool:
    """Whether a member of staff may let a case go public out of review: not who submitted it."""
    return not (campaign and campaign.needs_approval and campaign.submitted_by == user)


def told(campaign: Campaign) -> SafeString | str:
    """The state in words, who submitted and approved, and who must do what next."""
    if campaign._state.adding:
        return _("new")
    lines = [str(campaign.get_state_display()).capitalize(), *_review(campaign)]
    if campaign.first_published_at:
        day = date_format(timezone.localdate(campaign.first_published_at))
        lines.append(_("First published on %(day)s.") % {"day": day})
    return format_html("{}", format_html_join("", "<div>{}</div>", [(line,) for line in lines]))


def _review(campaign: Campaign) -> list[str]:
    submitter = name_of(campaign.submitted_by) if campaign.submitted_by else ""
    lines = []
    if campaign.is_in_review and campaign.needs_approval:
        lines.append(
            _("%(name)s submitted it. Somebody else of the staff must approve and publish it.")
            % {"name": submitter}
        )
    elif campaign.is_in_review:
        lines.append(_("%(name)s submitted it for review.") % {"name": submitter})
    elif campaign.needs_approval and not campaign.is_archived:
        lines.append(
            _("Before it is public for the first time: submit it for review; then somebody else "
              "approves and publishes it.")
        )  # fmt: skip
    if campaign.review_note:
        lines.append(_("To be mended: %(note)s") % {"note": campaign.review_note})
    if campaign.approved_by:
        lines.append(_("Approved by %(name)s.") % {"name": name_of(campaign.approved_by)})
    return lines
