"""The list of petitions with their counts, and their end."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.actions import NotAllowed
from organizations.admin import ReadOnlyAdmin, acting
from petitions.actions.petitions import open_petition
from petitions.admin import opening, outcomes, pauses
from petitions.models import Petition
from petitions.public import PublicPetition


class PausedFilter(admin.SimpleListFilter):
    """Petitions that take signatures, or whose signing pauses."""

    title = gettext_lazy("signing")
    parameter_name = "paused"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The choices."""
        return [("yes", gettext_lazy("paused")), ("no", gettext_lazy("not paused"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of the chosen one."""
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(paused_at__isnull=self.value() == "no")


@admin.register(Petition)
class PetitionAdmin(ReadOnlyAdmin):
    """Petitions are written on the page of their campaign; here they are found, opened, closed."""

    organization_path = "campaign__organization"
    action_verbs = {"open": "change"}
    list_display = [
        "shown_title",
        "state",
        "supporters",
        "shown_goal",
        "paused_at",
        "campaign_link",
        "end",
    ]
    list_filter = ["state", "outcome", PausedFilter]
    search_fields = ["title", "title_es", "campaign__alias"]
    actions = ["open_selected", "pause_selected", "resume_selected"]
    fields = [
        "shown_title", "state", "outcome", "outcome_on", "opened_at", "closed_at", "code",
        "paused_at", "pause_note", "pause_note_es",
    ]  # fmt: skip
    readonly_fields = ["shown_title"]
    ordering = ["pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Petition]:
        """With the number of supporters."""
        found = super().get_queryset(request).select_related("campaign")
        return found.with_supporters()  # type: ignore[attr-defined,no-any-return]

    @admin.display(description=gettext_lazy("title"), ordering="title")
    def shown_title(self, petition: Petition) -> str:
        """The title as the public reads it today."""
        return PublicPetition(petition, timezone.localdate()).title

    @admin.display(description=gettext_lazy("supporters"), ordering="supporters")
    def supporters(self, petition: Petition) -> str:
        """How many there are, carried-over ones included."""
        return intcomma(petition.supporters)  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("goal"), ordering="goal")
    def shown_goal(self, petition: Petition) -> str:
        """How many are wanted."""
        return intcomma(petition.goal) if petition.goal else ""

    @admin.display(description=gettext_lazy("campaign"), ordering="campaign")
    def campaign_link(self, petition: Petition) -> SafeString:
        """The page on which it is written."""
        address = reverse("admin:campaigns_campaign_change", args=[petition.campaign_id])
        return format_html('<a href="{}">{}</a>', address, petition.campaign)

    @admin.display(description=gettext_lazy("end"))
    def end(self, petition: Petition) -> SafeString:
        """Its outcome, and what may be done next."""
        return format_html("{} {}", petition.get_outcome_display(), opening.next_step(petition))

    @admin.action(
        description=gettext_lazy("Open the selected petitions for signing"), permissions=["open"]
    )
    def open_selected(self, request: HttpRequest, found: QuerySet[Petition]) -> None:
        """Open each that is not open."""
        for petition in found:
            try:
                open_petition(petition=petition, by=acting(request), now=timezone.now())
            except NotAllowed:
                messages.warning(request, _("%(name)s is open already.") % {"name": petition})
            else:
                messages.success(request, _("%(name)s is open for signing.") % {"name": petition})

    @admin.action(
        description=gettext_lazy("Pause signing of the selected petitions …"), permissions=["open"]
    )
    def pause_selected(
        self, request: HttpRequest, found: QuerySet[Petition]
    ) -> HttpResponse | None:
        """Ask why, then pause."""
        return pauses.pause(self, request, found)

    @admin.action(
        description=gettext_lazy("Resume signing of the selected petitions"), permissions=["open"]
    )
    def resume_selected(self, request: HttpRequest, found: QuerySet[Petition]) -> None:
        """Let them be signed again."""
        pauses.resume(request, found)

    def has_open_permission(self, request: HttpRequest) -> bool:
        """Whether this member of staff may open, pause and close petitions."""
        return request.user.has_perm("petitions.change_petition")

    def get_urls(self) -> list[Any]:
        """With the pages that open a petition, declare an outcome, and correct one."""
        pages = {"open": self.open_view, "close": self.close_view, "correct": self.correct_view}
        own = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(view),
                name=f"petitions_petition_{name}",
            )
            for name, view in pages.items()
        ]
        return own + super().get_urls()

    def open_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what people will sign, then open the petition."""
        return opening.open_view(self, request, pk)

    def close_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the outcome and its day, then close the petition."""
        return outcomes.close_view(self, request, pk)

    def correct_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the right outcome, its day, and why it was wrong."""
        return outcomes.correct_view(self, request, pk)
