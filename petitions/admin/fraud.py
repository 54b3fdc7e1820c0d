"""The page that finds signatures which are not genuine, shows them, and takes them out."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.admin import acting
from organizations.roles import organizations_where
from organizations.scope import Scoped, within
from petitions.actions.invalidations import NotAsPreviewed, invalidate
from petitions.admin.forms import ReasonForm
from petitions.fraud import FINGERPRINT_DIGITS, Criteria, Preview
from petitions.models import Petition, Signature
from petitions.models.signature import BEFORE_INVALIDATED, SignatureQuerySet, Source

SHOWN_DIGITS = 8
"""Of a fingerprint's hexadecimal digits: enough to tell networks of a day apart."""

HEXADECIMAL = re.compile(rf"[0-9a-f]{{{SHOWN_DIGITS},{FINGERPRINT_DIGITS}}}")
ANY = ("", gettext_lazy("any"))
JUDGE = "petitions.change_signature"


def digits(network: bytes | memoryview | None) -> str:
    """A network's fingerprint as people see it; empty where none is kept."""
    return bytes(network).hex()[:SHOWN_DIGITS] if network else ""


class MomentField(forms.DateTimeField):
    """A day and a time of day, in the time of the site."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class FraudForm(forms.Form):
    """What the signatures have in common. All of it is optional, but something must be said."""

    domain = forms.CharField(
        label=gettext_lazy("Domain of the email address"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("What stands after the @, for example mailinator.com."),
    )
    subdomains = forms.BooleanField(
        label=gettext_lazy("Also its subdomains, such as a.mailinator.com"), required=False
    )
    alike = forms.IntegerField(
        label=gettext_lazy("Same network as signature number"),
        min_value=1,
        max_value=2**63 - 1,
        required=False,
        help_text=gettext_lazy(
            "The number stands on the page of each signature. A network is known again within"
            " one day (by universal time), and is forgotten after 30 days."
        ),
    )
    network = forms.CharField(
        label=gettext_lazy("Fingerprint of the network"),
        required=False,
        help_text=gettext_lazy("At least 8 of its hexadecimal digits."),
    )
    since = MomentField(label=gettext_lazy("Signed from"), required=False)
    until = MomentField(label=gettext_lazy("Signed until"), required=False)
    name = forms.CharField(
        label=gettext_lazy("Name like"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "The whole name, in capitals or not. * stands for any letters, ? for one:"
            " *bot finds Robot, test* finds Test Person."
        ),
    )
    rate = forms.IntegerField(
        label=gettext_lazy("Networks with so many signatures within an hour"),
        min_value=2,
        max_value=1_000_000,
        required=False,
        help_text=gettext_lazy(
            "Finds all signatures of the networks from which at least so many came within any"
            " hour of the time above."
        ),
    )
    petition = forms.ModelChoiceField(
        Petition.objects.none(),
        label=gettext_lazy("Petition"),
        required=False,
        empty_label=ANY[1],
    )
    source = forms.ChoiceField(
        label=gettext_lazy("Came in"), choices=[ANY, *Source.choices], required=False
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[ANY, *((state.value, state.label) for state in BEFORE_INVALIDATED)],
        required=False,
    )

    def __init__(
        self, data: Any, *, signatures: SignatureQuerySet, petitions: QuerySet[Petition]
    ) -> None:
        super().__init__(data)
        self.signatures = signatures
        self.fields["petition"].queryset = petitions.order_by("title")  # type: ignore[attr-defined]

    def clean_domain(self) -> str:
        """Without what stands before an @."""
        domain: str = self.cleaned_data["domain"].lower().rpartition("@")[2].strip()
        if domain.startswith(".") or any(character.isspace() for character in domain):
            raise ValidationError(_("Please write a domain, such as example.org."))
        return domain

    def clean_network(self) -> str:
        """Some of its first digits."""
        network: str = self.cleaned_data["network"].lower()
        if network and not HEXADECIMAL.fullmatch(network):
            raise ValidationError(_("Please write 8 to 32 of the digits 0 to 9 and a to f."))
        return network

    def clean_alike(self) -> str:
        """The fingerprint of the network of the signature with this number."""
        number = self.cleaned_data["alike"]
        if number is None:
            return ""
        network = self.signatures.filter(pk=number).values_list("network", flat=True).first()
        if network is None:
            raise ValidationError(_("No network is kept of a signature with this number."))
        return bytes(network).hex()

    def clean_name(self) -> str:
        """With something besides wildcards in it."""
        name: str = self.cleaned_data["name"]
        if name and not name.strip("*? "):
            raise ValidationError(_("Please write at least one letter."))
        return name

    def clean(self) -> dict[str, Any]:
        """Ask for one criterion at least, and for no two that exclude each other."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The end lies before the beginning."))
        if cleaned.get("alike") and cleaned.get("network"):
            self.add_error("network", _("Please give one network only."))
        if not self.errors and not self.criteria():
            raise ValidationError(_("Please say at least one thing that they have in common."))
        return cleaned

    def criteria(self) -> Criteria:
        """What was said, once it is valid."""
        said = dict(self.cleaned_data)
        alike, petition = said.pop("alike"), said.pop("petition")
        said["network"] = alike or said["network"]
        return Criteria(**said, petition=petition.pk if petition else None)

    def found(self) -> SignatureQuerySet:
        """What was found, once it is valid."""
        return self.criteria().found(self.signatures)


class TakeOutForm(ReasonForm):
    """Why what was previewed is taken out; and how much that was, up to which signature."""

    last_id = forms.IntegerField(widget=forms.HiddenInput)
    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


def fraud_page(model_admin: Scoped, request: HttpRequest) -> HttpResponse:
    """Find signatures by what the address says, preview them, and take them out on a POST.

    Among those of the organizations for which this member of staff may do that.
    """
    if not request.user.has_perm(JUDGE):
        raise PermissionDenied
    ids = organizations_where(request.user, JUDGE)
    signatures: SignatureQuerySet = model_admin.in_organizations(Signature.objects.all(), ids)  # type: ignore[assignment]
    petitions = Petition.objects.filter(within("campaign__organization", ids))
    petitions = petitions.select_related("campaign")  # whose facts stand in their titles
    form = FraudForm(request.GET or None, signatures=signatures, petitions=petitions)
    preview: Preview | None = None
    reason: TakeOutForm | None = None
    if form.is_valid():
        if request.method == "POST":
            reason = TakeOutForm(request.POST)
            if reason.is_valid() and (
                answer := _take_out(request, form.found(), form.criteria(), reason)
            ):
                return answer
        preview = Preview(form.found())
        reason = _reason_for(preview, reason)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Find and undo fraud"),
        "opts": model_admin.opts,
        "form": form,
        "preview": preview,
        "reason": reason,
    }
    return render(request, "admin/fraud.html", context)


def _take_out(
    request: HttpRequest, found: SignatureQuerySet, criteria: Criteria, form: TakeOutForm
) -> HttpResponse | None:
    said = form.cleaned_data
    try:
        batch = invalidate(
            signatures=found.filter(pk__lte=said["last_id"]),
            reason=said["reason"],
            criteria=criteria.kinds,
            by=acting(request),
            now=timezone.now(),
            expected=said["number"],
        )
    except NotAsPreviewed:
        text = _("Nothing was taken out: the number has changed meanwhile. Please look again.")
        messages.warning(request, text)
        return None
    text = _("Signatures taken out of the count: %(number)s") % {"number": said["number"]}
    messages.success(request, text)
    return HttpResponseRedirect(reverse("admin:petitions_invalidation_change", args=[batch.pk]))


def _reason_for(preview: Preview, sent: TakeOutForm | None) -> TakeOutForm:
    """The form for what is previewed now, with the reason that was typed before, and its errors."""
    bound = {"last_id": preview.last_id, "number": preview.number}
    if sent is None:
        return TakeOutForm(initial=bound)
    return TakeOutForm(data={**bound, "reason": sent.data.get("reason", "")})
