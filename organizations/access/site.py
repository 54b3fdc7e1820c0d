"""The admin's site: nobody sees any of it before all is proved that must be."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from organizations.access import views
from organizations.access.forms import LogInForm
from organizations.access.recent import lead_to, needs_recent_log_in, next_of, note_confirmed
from organizations.access.second_factor import has_second_factor, may_enter
from organizations.access.sessions import prolongs_session, prolongs_session_by_post
from organizations.guide import guide, picture
from organizations.members.views import invitation
from organizations.paging import BoundedPaginator, LongList

NEVER_SHOWN = {"axes", "otp_static", "otp_totp"}
"""Apps whose rows hold keys of staff, or what they typed."""

OF_PACKAGES: dict[str, dict[str, Any]] = {
    "django_tasks_database": {
        "paginator": BoundedPaginator,
        "show_full_result_count": False,
        "show_facets": LongList.show_facets,
        "sortable_by": LongList.sortable_by,
        "list_filter": ["status"],
    }
}
"""How the lists of packages differ from what these say themselves: there is a row for each mail."""

View = Callable[..., HttpResponseBase]


class StaffSite(AdminSite):
    """Django's admin, behind password, second factor and a session that ends when idle."""

    login_form = LogInForm

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register models, but those of `NEVER_SHOWN`, whose own packages would like to be."""
        models = (
            model_or_iterable
            if isinstance(model_or_iterable, list | tuple)
            else [model_or_iterable]
        )
        for model in models:
            label = model._meta.app_label
            if label not in NEVER_SHOWN:
                own = OF_PACKAGES.get(label, {})
                super().register(model, admin_class, **options, **own)

    # --- Who gets in

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether this is staff, with all that must be proved."""
        return self.has_password(request) and may_enter(request)

    def has_password(self, request: HttpRequest) -> bool:
        """Whether this is staff who has given the password at least."""
        return super().has_permission(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Close a view to all others; it keeps the session open."""
        return prolongs_session(super().admin_view(view, cacheable))

    def step_view(self, view: View) -> View:
        """Open a view, besides, to staff who have no second factor yet."""

        def step(request: HttpRequest) -> HttpResponseBase:
            if not self.has_password(request):
                return redirect_to_login(request.get_full_path(), reverse("admin:login"))
            if not may_enter(request) and has_second_factor(request.user):
                return lead_to("admin:second_factor_code", request.get_full_path())
            return view(request)

        return self._guarded(step, view)

    def code_view(self, view: View) -> View:
        """Open a view to staff who have given the password and whose code is asked for."""

        def asking(request: HttpRequest) -> HttpResponseBase:
            if not self.has_password(request):
                return redirect_to_login(request.get_full_path(), reverse("admin:login"))
            if self.has_permission(request) or not has_second_factor(request.user):
                return redirect(next_of(request))
            return view(request)

        return self._guarded(asking, view)

    def open_view(self, view: View) -> View:
        """Open a view to everyone; a link that was mailed says who may do what."""
        return prolongs_session(never_cache(csrf_protect(view)))

    def _guarded(self, guard: View, view: View) -> View:
        return prolongs_session(never_cache(csrf_protect(update_wrapper(guard, view))))

    # --- Addresses

    def get_urls(self) -> list[Any]:
        """Django's, after those of the way in."""
        state = prolongs_session_by_post(super().admin_view(views.session_state))
        own = [
            path("second-factor/", self.admin_view(views.overview), name="second_factor"),
            path(
                "second-factor/code/", self.code_view(views.enter_code), name="second_factor_code"
            ),
            path(
                "second-factor/set-up/", self.step_view(views.set_up), name="second_factor_set_up"
            ),
            path(
                "second-factor/recovery-codes/",
                self.admin_view(views.renew_codes),
                name="recovery_codes",
            ),
            path("confirm/", self.step_view(views.confirm), name="confirm"),
            path("session/", state, name="session"),
            path("session/back/", self.admin_view(views.back), name="session_back"),
            path("guide/", self.admin_view(guide), name="guide_start"),
            path("guide/<slug:name>/", self.admin_view(guide), name="guide"),
            path("guide/pictures/<slug:name>/", self.admin_view(picture), name="guide_picture"),
            path("invitation/<str:token>/", self.open_view(invitation), name="invitation"),
            path("logout/", csrf_protect(never_cache(self.leave)), name="logout"),
        ]
        # Django's way from any row to its public page would tell of rows that are not public.
        rest = [row for row in super().get_urls() if getattr(row, "name", "") != "view_on_site"]
        return own + rest

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Ask for the password; whoever has given it is led on to what is missing."""
        if request.method == "GET" and self.has_password(request) and not may_enter(request):
            has_one = has_second_factor(request.user)
            step = "second_factor_code" if has_one else "second_factor_set_up"
            return lead_to(f"admin:{step}", next_of(request))
        response = super().login(request, extra_context)
        is_in = request.method == "POST" and self.has_password(request)
        if is_in and not has_second_factor(request.user):
            note_confirmed(request)
        return response

    def leave(self, request: HttpRequest) -> HttpResponse:
        """Log out, before the code is given, too."""
        if not self.has_password(request):
            return redirect("admin:index")
        return self.logout(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Change the password, once it is clear who wants to: guesses at the old one count."""
        change = needs_recent_log_in(super().password_change)
        return change(request, extra_context)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Django's, and how long a session lasts."""
        return {
            **super().each_context(request),
            "session_seconds": settings.SESSION_COOKIE_AGE,
            "session_warning_seconds": settings.SESSION_WARNING_SECONDS,
        }
