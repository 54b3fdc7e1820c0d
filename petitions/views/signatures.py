"""Pages behind the links that supporters get by mail. Only a POST changes anything."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from petitions import tokens
from petitions.actions import signatures as actions
from petitions.models import Signature, Subscription
from petitions.public import PublicPetition, for_signer
from petitions.sharing import Sharing
from petitions.tokens import Purpose
from web.pages import own_forms_only, private_page, see_other

Change = Callable[[Signature, datetime], None]
Choice = TypeVar("Choice")

CHANGES: dict[str, Change] = {
    "show_name": lambda signature, now: actions.show_name(signature=signature, shown=True),
    "hide_name": lambda signature, now: actions.show_name(signature=signature, shown=False),
    "subscribe": lambda signature, now: actions.subscribe(signature=signature, now=now),
    "stop_updates": lambda signature, now: actions.stop_updates(signature=signature, now=now),
    "withdraw": lambda signature, now: actions.withdraw(signature=signature, now=now),
    "erase": lambda signature, now: actions.erase(signature=signature),
}
"""What a supporter may do on their own page, by the value of the button."""

NOT_ME: dict[str, Callable[[bytes, datetime], None]] = {
    "stop": lambda address, now: actions.suppress(address_hash=address, now=now),
    "allow": lambda address, now: actions.allow_mail(address_hash=address),
}
"""What the owner of an address may do about its mails, by the value of the button."""


@own_forms_only
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show the one button; pressed, it counts the signature and leads to the thanks."""
    now = timezone.now()
    signature = _find(Purpose.CONFIRM, token)
    if signature is None:
        return render(request, "signatures/unknown.html", status=404)
    context = {"signature": signature, "petition": _public(signature, now)}
    if request.method == "POST":
        if request.POST.get("seen", signature.wording) != signature.wording:
            # Somebody typed it anew after this page was shown: its owner should read that first.
            return render(request, "signatures/confirm.html", context, status=409)
        try:
            actions.confirm(signature=signature, now=now)
        except actions.Expired:
            return render(request, "signatures/expired.html", context, status=410)
        return see_other(_after_confirming(signature))
    if not signature.may_confirm(now):
        return render(request, "signatures/expired.html", context, status=410)
    return render(request, "signatures/confirm.html", context)


@own_forms_only
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """A supporter's own page: what is kept of them, and every right they have over it."""
    now = timezone.now()
    signature = _find(Purpose.MANAGE, token)
    if signature is None:
        return render(request, "signatures/unknown.html", status=404)
    if request.method == "POST":
        change = _chosen(CHANGES, request)
        change(signature, now)
        erased = request.POST["do"] == "erase"
        return see_other(reverse("signature-erased") if erased else request.path)
    if "download" in request.GET:
        return _download(signature)
    subscription = actions.subscription_of(signature)
    petition = _public(signature, now)
    context = {
        "signature": signature,
        "petition": petition,
        "sharing": _sharing(signature, petition),
        "subscription": subscription,
        "unsubscribe_token": tokens.make(Purpose.UNSUBSCRIBE, subscription) if subscription else "",
    }
    return render(request, "signatures/manage.html", context)


@require_safe
@private_page
def erased(request: HttpRequest) -> HttpResponse:
    """What a supporter sees once everything about them is gone."""
    return render(request, "signatures/erased.html")


@own_forms_only
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """Stop every mail to an address that somebody else typed; or allow them again."""
    address_hash = tokens.find_address(token)
    if address_hash is None:
        return render(request, "signatures/unknown.html", status=404)
    if request.method == "POST":
        change = _chosen(NOT_ME, request)
        change(address_hash, timezone.now())
        return see_other(request.path)
    context = {"is_suppressed": actions.is_suppressed(address_hash)}
    return render(request, "signatures/not_me.html", context)


@csrf_exempt  # a mail program posts here by itself (RFC 8058): no origin, no cookie, no redirect
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End an organization's news: a button, or at once by a POST."""
    found = Subscription.objects.select_related("organization")
    subscription = tokens.find(Purpose.UNSUBSCRIBE, token, found)
    if subscription is None:
        return render(request, "signatures/unknown.html", status=404)
    done = request.method == "POST"
    if done:
        actions.unsubscribe(subscription=subscription, now=timezone.now())
    context = {
        "organization": subscription.organization,
        "done": done or not subscription.is_active,
    }
    return render(request, "signatures/unsubscribe.html", context)


def _chosen(changes: dict[str, Choice], request: HttpRequest) -> Choice:
    """What the button that was pressed stands for. Raises BadRequest where it is none of them."""
    change = changes.get(request.POST.get("do", ""))
    if change is None:
        raise BadRequest("no such button")
    return change


def _find(purpose: Purpose, token: str) -> Signature | None:
    return tokens.find(
        purpose,
        token,
        Signature.objects.select_related("petition__campaign__organization"),
    )


def _after_confirming(signature: Signature) -> str:
    """The thanks; the signer's own page, where the petition was taken off the site meanwhile."""
    if signature.petition.campaign.is_published:
        thanks = reverse("petition-thank-you", args=[signature.petition.slug])
        query = ["held=1"] if signature.is_held else []
        query += [f"via={signature.share_code}"] if signature.share_code else []
        return f"{thanks}?{'&'.join(query)}" if query else thanks
    return reverse("signature-manage", args=[tokens.make(Purpose.MANAGE, signature)])


def _public(signature: Signature, now: datetime) -> PublicPetition:
    return for_signer(signature.petition, timezone.localdate(now))


def _sharing(signature: Signature, petition: PublicPetition) -> Sharing | None:
    """The supporter's own link, while the petition can be signed through it."""
    if not (signature.share_code and petition.is_open and signature.is_standing):
        return None
    return Sharing(petition, signature.share_code)


def _download(signature: Signature) -> HttpResponse:
    subscription = actions.subscription_of(signature)
    kept = {
        "petition": _public(signature, timezone.now()).share_url,
        "state": signature.state,
        "source": signature.source,
        "first_name": signature.first_name,
        "last_name": signature.last_name,
        "email": signature.email,
        "country": signature.country,
        "postal_code": signature.postal_code,
        "comment": signature.comment,
        "comment_state": signature.comment_state,
        "comment_quoted": signature.comment_quoted,
        "show_name": signature.show_name,
        "wants_updates": signature.wants_updates,
        "language": signature.language,
        "version_of_the_text": signature.text.number if signature.text else None,
        "fingerprint_of_the_network": bytes(signature.network).hex() if signature.network else None,
        "to_be_checked": signature.needs_check,
        "signed": signature.requested_at,
        "confirmed": signature.confirmed_at,
        "withdrawn_or_invalidated": signature.ended_at,
        "code_of_your_link": signature.share_code or None,
        "signed_through_your_link": signature.told_brought,
        "came_through_the_link": signature.via or None,
        "news_since": subscription.since if subscription else None,
        "news_ended": subscription.ended_at if subscription else None,
    }
    response = JsonResponse(kept, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = 'attachment; filename="signature.json"'
    return response
