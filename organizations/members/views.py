"""The page behind a mailed invitation."""

from typing import cast

from django.contrib import admin
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from organizations.access.recent import note_confirmed
from organizations.access.second_factor import may_enter
from organizations.members.actions import MemberAlready, NotStanding, join, join_as_new
from organizations.members.emails import PURPOSE
from organizations.members.forms import AccountForm
from organizations.models import Invitation, User
from organizations.roles import RoleBackend
from web.tokens import find

BACKEND = f"{RoleBackend.__module__}.{RoleBackend.__qualname__}"


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Make one's account, or join with the one that is logged in; only a POST does either."""
    found = find(PURPOSE, token, Invitation.objects.select_related("organization"))
    if found is None:
        return _page(request, None, status=404)
    if not found.is_standing(timezone.now()):
        return _page(request, found, status=410)
    user = _let_in(request)
    form = AccountForm(request.POST if request.method == "POST" and not user else None)
    if request.method == "POST" and (user or form.is_valid()):
        try:
            return _join(request, found, user, form)
        except NotStanding:
            return _page(request, found, status=410)
        except MemberAlready:
            return redirect("admin:index")
    return _page(request, found, user=user, form=form, is_standing=True)


def _join(
    request: HttpRequest, found: Invitation, user: User | None, form: AccountForm
) -> HttpResponse:
    now = timezone.now()
    if user is None:
        typed = form.cleaned_data
        membership = join_as_new(
            invitation=found, username=typed["username"], password=typed["password1"], now=now
        )
        login(request, membership.user, backend=BACKEND)
        note_confirmed(request)
    else:
        join(invitation=found, user=user, now=now)
    return redirect("admin:index")


def _let_in(request: HttpRequest) -> User | None:
    """The member of staff who is logged in, with all that must be proved."""
    is_let_in = request.user.is_authenticated and request.user.is_staff and may_enter(request)
    return cast(User, request.user) if is_let_in else None


def _page(
    request: HttpRequest,
    found: Invitation | None,
    *,
    user: User | None = None,
    form: AccountForm | None = None,
    is_standing: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("Your invitation"),
        "invitation": found,
        "is_standing": is_standing,
        "joining": user,
        "form": form,
    }
    response = render(request, "admin/invitation.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
