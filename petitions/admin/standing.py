"""Where a case stands, and the buttons of its page that move it on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
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
from campaigns.models import Campaign
from organizations.actions import name_of
from organizations.admin import acting
from petitions.actions.petitions import publish

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


def pressed(request: HttpRequest) -> str | None:
    """Which of the buttons was pressed, if any."""
    return next((button for button in MOVES if button in request.POST), None)


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
