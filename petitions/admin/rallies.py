"""Rallies: events at which many sign behind one address."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminRadioSelect
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.admin import ReadOnlyAdmin, acting
from petitions.actions.rallies import end_rally, open_rally
from petitions.models import Rally
from petitions.networks import UNKNOWN, network_of
from web.clients import HOUSEHOLD, Network

USUAL_LENGTH = timedelta(hours=4)
HERE, TYPED = "here", "typed"


class RallyForm(forms.ModelForm):  # type: ignore[type-arg]
    """An event, its hours, and the network behind which its visitors sign."""

    where = forms.ChoiceField(
        label=gettext_lazy("Network"),
        choices=[
            (HERE, gettext_lazy("the one I am on now")),
            (TYPED, gettext_lazy("the one that I write below")),
        ],
        initial=HERE,
        widget=AdminRadioSelect,
    )
    address = forms.CharField(
        label=gettext_lazy("Address of the network"),
        required=False,
        max_length=60,
        help_text=gettext_lazy(
            "What the network shows to the outside: an IPv4 address such as 203.0.113.7, or an"
            " IPv6 address or /64 network such as 2001:db8:1:2::/64. Whoever runs the network"
            " knows it; it is not kept."
        ),
    )

    class Meta:
        model = Rally
        fields = ["organization", "name", "starts_at", "ends_at", "most"]

    client_address = ""
    """Where the member of staff is now, as the request tells it."""

    def clean_most(self) -> int:
        """At least one: else everything would be held, which is no rally."""
        most: int = self.cleaned_data["most"]
        if most < 1:
            raise ValidationError(_("Please let at least one count."))
        return most

    def clean(self) -> dict[str, Any]:
        """Put the network into `network`."""
        cleaned = super().clean() or {}
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("The end lies before the beginning."))
        if ends_at and ends_at <= timezone.now():
            self.add_error("ends_at", _("This time has passed."))
        try:
            cleaned["network"] = self._network(cleaned)
        except ValidationError as error:
            self.add_error("where" if cleaned.get("where") == HERE else "address", error)
        return cleaned

    def _network(self, cleaned: dict[str, Any]) -> Network:
        if cleaned.get("where") == HERE:
            network = network_of(self.client_address)
            if network == UNKNOWN:
                raise ValidationError(_("The site cannot tell which network you are on."))
            return network
        return _typed(cleaned.get("address", ""))


def _typed(text: str) -> Network:
    """The network that somebody wrote. Raises ValidationError where it is none, or a wider one."""
    address, slash, prefix = text.strip().partition("/")
    network = network_of(address)
    if network == UNKNOWN:
        raise ValidationError(_("Please write the address of one network."))
    if slash and prefix != str(network.prefixlen):
        told = _("Please write one address, or an IPv6 network that ends in /%(size)s.")
        raise ValidationError(told % {"size": HOUSEHOLD})
    return network


@admin.register(Rally)
class RallyAdmin(ReadOnlyAdmin):
    """Opened here, and ended early by an action of the list; nothing else is changed."""

    organization_path = "organization"
    action_verbs = {"end": "add"}

    form = RallyForm
    list_display = ["name", "organization", "standing", "starts_at", "ends_at", "most"]
    list_filter = ["organization"]
    list_select_related = ["organization"]
    search_fields = ["name"]
    ordering = ["-starts_at", "-pk"]
    actions = ["end_selected"]
    add_form_template = "admin/fraud_rally.html"
    opening = [
        (None, {"fields": ["organization", "name", ("starts_at", "ends_at"), "most"]}),
        (gettext_lazy("Where they sign"), {"fields": ["where", "address"]}),
    ]
    shown = [
        "organization", "name", "standing", "starts_at", "ends_at", "most", "opened_by_name",
    ]  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever was given it."""
        return bool(request.user.has_perm("petitions.add_rally"))

    def has_end_permission(self, request: HttpRequest) -> bool:
        """Whoever may open one, or change one."""
        return self.has_add_permission(request) or bool(
            request.user.has_perm("petitions.change_rally")
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The network is asked for, and never shown."""
        return [(None, {"fields": self.shown})] if obj else self.opening

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """All of one that is open already."""
        return self.shown if obj else []

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The form, with the network that this request comes from."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.client_address = request.META.get("REMOTE_ADDR", "")
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """From now on, for some hours."""
        now = timezone.now().replace(second=0, microsecond=0)
        usual = {"starts_at": now, "ends_at": now + USUAL_LENGTH}
        return {**usual, **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Open it by the action."""
        said = form.cleaned_data
        opened = open_rally(
            organization=said["organization"],
            name=said["name"],
            network=said["network"],
            starts_at=said["starts_at"],
            ends_at=said["ends_at"],
            most=said["most"],
            by=acting(request),
            now=timezone.now(),
        )
        obj.pk = opened.pk

    @admin.display(description=gettext_lazy("state"))
    def standing(self, rally: Rally) -> str:
        """Whether it is open now."""
        now = timezone.now()
        if rally.starts_at > now:
            return _("has not begun")
        return _("open now") if rally.ends_at > now else _("over")

    @admin.action(description=gettext_lazy("End the selected rallies now"), permissions=["end"])
    def end_selected(self, request: HttpRequest, found: QuerySet[Rally]) -> None:
        """End each that is not over."""
        for rally in found:
            name = {"name": rally}
            if end_rally(rally=rally, by=acting(request), now=timezone.now()):
                messages.success(request, _("%(name)s has ended.") % name)
            else:
                messages.warning(request, _("%(name)s was over already.") % name)
