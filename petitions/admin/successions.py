"""When an office changes hands: the successor's form, and the petitions that address the office."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.admin import acting
from organizations.roles import organizations_where
from organizations.scope import Scoped
from petitions.actions.petitions import Address
from petitions.actions.successions import (
    CannotSettle,
    DaysDoNotFit,
    Decision,
    GapUnsaid,
    enter_successor,
    settle,
)
from petitions.actions.texts import NoteMissing
from petitions.admin.days import not_ahead
from petitions.admin.forms import (
    NOTE_MISSING,
    NOTHING_CORRECTED,
    address_of,
    addressed_choices,
)
from petitions.mentions import Mention, mentions
from petitions.models import Addressee, DecisionMaker, Holder, Outcome, Petition, Signature
from petitions.public import Addressed, PublicPetition, named

LATER, KEEP, BY_NAME, OFFICE, OTHER, CLOSE = "later", "keep", "name", "office", "other", "close"


class SuccessorForm(forms.Form):
    """Who holds the office next, and from when on."""

    name = forms.CharField(label=gettext_lazy("Name of the successor"), max_length=120)
    since = forms.DateField(
        label=gettext_lazy("First day in office"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("It may lie ahead: the pages name the successor from that day on."),
    )
    left_on = forms.DateField(
        label=gettext_lazy("The office was vacant since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy(
            "Only if nobody held it for a while: the day on which the former holder left. "
            "Otherwise leave this empty; one goes on the day on which the other comes."
        ),
    )
    title_before_name_es = forms.CharField(
        label=gettext_lazy("Title in Spanish, if another"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("For example: Gobernadora. Leave empty to take that of the office."),
    )
    role_es = forms.CharField(
        label=gettext_lazy("Role in Spanish, if another"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("For example: gobernadora de California."),
    )

    def refuse(self, error: DaysDoNotFit) -> None:
        """Tell beside the field why the days cannot be right."""
        holder = error.holder
        if isinstance(error, GapUnsaid):
            text = _("%(name)s left on %(day)s. If nobody held the office since, enter that day.")
            self.add_error("left_on", text % {"name": holder, "day": _day(holder.until)})
        elif self.cleaned_data["left_on"]:
            text = _("This day must lie between the former holder’s first day and the successor’s.")
            self.add_error("left_on", text)
        else:
            text = _("%(name)s holds the office since %(day)s only; the successor comes later.")
            self.add_error("since", text % {"name": holder, "day": _day(holder.since)})


class SettleForm(forms.Form):
    """What becomes of one petition that addresses the office."""

    do = forms.ChoiceField(
        label=gettext_lazy("What becomes of it"), widget=forms.RadioSelect, initial=LATER
    )
    other = forms.ChoiceField(label=gettext_lazy("Which other office"), required=False)
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"), required=False, choices=[("", "—"), *Outcome.choices]
    )
    on = forms.DateField(
        label=gettext_lazy("On"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    note = forms.CharField(
        label=gettext_lazy("What you correct, and why"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The public reads this beside the petition."),
    )
    note_es = forms.CharField(
        label=gettext_lazy("The same in Spanish"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "es"}),
    )

    def __init__(
        self, *args: Any, by_name: bool, is_signed: bool, office: "Office", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.is_signed, self.office = is_signed, office
        choices = [(LATER, _("Decide later")), (KEEP, _("Looked at: it stays as it is"))]
        if by_name:
            choices.append((OFFICE, _("Address the office: %(name)s") % {"name": office.office}))
        elif office.by_name:
            choices.append((BY_NAME, _("Address the holder: %(name)s") % {"name": office.by_name}))
        if office.others:
            choices.append((OTHER, _("Address another office")))
        choices.append((CLOSE, _("Close it with an outcome")))
        self.fields["do"].choices = choices  # type: ignore[attr-defined]
        self.fields["other"].choices = [("", "—"), *office.others]  # type: ignore[attr-defined]
        if not is_signed:
            self.fields["note"].widget = self.fields["note_es"].widget = forms.HiddenInput()

    def clean_on(self) -> Any:
        """A day that has come."""
        return not_ahead(self.cleaned_data["on"])

    def clean(self) -> None:
        """What belongs to each choice, told beside its field."""
        super().clean()
        do, said = self.cleaned_data.get("do"), self.cleaned_data
        corrects = do in (BY_NAME, OFFICE, OTHER)
        if do == OTHER and not said.get("other"):
            self._ask("other", _("Please choose whom it addresses from now on."))
        if do == CLOSE and not said.get("outcome"):
            self._ask("outcome", _("Please say how it ended."))
        if do == CLOSE and not said.get("on"):
            self._ask("on", _("Please say on which day."))
        if self.is_signed and corrects and not said.get("note"):
            self._ask("note", NOTE_MISSING)
        if said.get("note") and do and not corrects:
            self._ask("note", NOTHING_CORRECTED)

    def _ask(self, field: str, text: Any) -> None:
        if field not in self.errors:
            self.add_error(field, text)

    def decision(self, petition_id: int) -> Decision | None:
        """What was chosen; None for later."""
        said = self.cleaned_data
        if said["do"] == LATER:
            return None
        if said["do"] == CLOSE:
            return Decision(petition_id=petition_id, outcome=said["outcome"], on=said["on"])
        return Decision(
            petition_id=petition_id,
            address=self._address(),
            note=said["note"],
            note_es=said["note_es"],
        )

    def _address(self) -> Address | None:
        if self.cleaned_data["do"] == OTHER:
            return address_of(self.cleaned_data["other"])
        by_name = {BY_NAME: True, OFFICE: False}.get(self.cleaned_data["do"])
        return None if by_name is None else Address(self.office.pk, by_name)


@dataclass(frozen=True)
class Office:
    """What the forms of one page know of the office: its words, and whom else one may address."""

    pk: int
    office: str
    by_name: str
    others: list[tuple[str, str]]


@dataclass(frozen=True)
class Concerned:
    """A petition that addresses the office, with what it says and the form that settles it."""

    petition: PublicPetition
    mentions: list[Mention]
    form: SettleForm


def successor_view(admin: "ModelAdmin[Any]", request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the successor's name and first day; then lead to the petitions concerned."""
    office = _office(admin, request, pk)
    if office is None:
        raise PermissionDenied
    form = SuccessorForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _succeed(request, office, form):
        return redirect("admin:petitions_decisionmaker_petitions", pk=office.pk)
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Enter the successor"),
        "opts": admin.opts,
        "office": office,
        "last": office.holders.newest_first().first(),
        "form": form,
    }
    return render(request, "admin/successor.html", context)


def petitions_view(admin: "ModelAdmin[Any]", request: HttpRequest, pk: int) -> HttpResponse:
    """The open petitions that address an office; what is chosen for each is done in one go."""
    office = _office(admin, request, pk)
    if office is None or not request.user.has_perm("petitions.change_petition"):
        raise PermissionDenied
    rows = _concerned(admin, request, office)
    valid = request.method == "POST" and all(row.form.is_valid() for row in rows)
    if valid and _settle(request, office, rows):
        return redirect("admin:petitions_decisionmaker_petitions", pk=office.pk)
    last = office.holders.newest_first().first()
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Open petitions addressed to this office"),
        "opts": admin.opts,
        "office": office,
        "last": last,
        "is_ahead": bool(last and last.since and last.since > timezone.localdate()),
        "rows": rows,
        "is_wrong": any(row.form.errors for row in rows),
    }
    return render(request, "admin/office_petitions.html", context)


def _office(admin: "ModelAdmin[Any]", request: HttpRequest, pk: int) -> DecisionMaker | None:
    """The office; None where this member of staff may not change it."""
    office: DecisionMaker | None = admin.get_object(request, str(pk))
    if office is None:
        raise Http404
    return office if admin.has_change_permission(request, office) else None


def _concerned(
    admin: "ModelAdmin[Any]", request: HttpRequest, office: DecisionMaker
) -> list[Concerned]:
    today = timezone.localdate()
    words = _words(admin, request, office)
    former = [holder.name for holder in office.holders.newest_first()[1:]]
    found = []
    for row in _petitions(admin, request, office).with_addressees(today):  # type: ignore[attr-defined]
        form = SettleForm(
            request.POST or None,
            prefix=f"petition-{row.pk}",
            by_name=row.is_by_name,
            is_signed=row.is_signed,
            office=words,
        )
        found.append(Concerned(PublicPetition(row, today), mentions(row, former), form))
    return found


def _petitions(
    admin: "ModelAdmin[Any]", request: HttpRequest, office: DecisionMaker
) -> QuerySet[Petition]:
    """The open petitions that address the office, of those that this member of staff may change.

    Some may be another organization's: a case that moved keeps whom it addresses.
    """
    page = cast(Scoped, admin.admin_site.get_model_admin(Petition))
    ids = organizations_where(request.user, page.permission("change"))
    rows = cast("QuerySet[Petition]", page.in_organizations(page.get_queryset(request), ids))
    addressed = Addressee.objects.filter(petition=OuterRef("pk"), decision_maker=office)
    return (
        rows.filter(Exists(addressed), state="open")
        .annotate(
            is_by_name=Exists(addressed.filter(by_name=True)),
            is_signed=Exists(Signature.objects.filter(petition=OuterRef("pk"))),
        )
        .order_by("pk")
    )


def _words(admin: "ModelAdmin[Any]", request: HttpRequest, office: DecisionMaker) -> Office:
    holder = Holder.objects.on(timezone.localdate()).filter(decision_maker=office).first()
    by_name: Addressed | None = named(office, holder) if holder else None
    others = admin.get_queryset(request).filter(organization=office.organization_id)
    return Office(
        pk=office.pk,
        office=office.office,
        by_name=by_name.titled_name if by_name else "",
        others=addressed_choices(others.exclude(pk=office.pk)),
    )


def _succeed(request: HttpRequest, office: DecisionMaker, form: SuccessorForm) -> bool:
    """Enter the successor, or tell beside the field what cannot be; whether it is done."""
    try:
        holder = enter_successor(
            decision_maker=office, **form.cleaned_data, by=acting(request), now=timezone.now()
        )
    except DaysDoNotFit as error:
        form.refuse(error)
        return False
    text = _("%(name)s holds the office from %(day)s on.")
    messages.success(request, text % {"name": holder, "day": _day(holder.since)})
    return True


def _settle(request: HttpRequest, office: DecisionMaker, rows: list[Concerned]) -> bool:
    """Do what is chosen, or mark what cannot be done; whether it is done."""
    decisions = [decision for row in rows if (decision := row.form.decision(row.petition.pk))]
    try:
        settle(decision_maker=office, decisions=decisions, by=acting(request), now=timezone.now())
    except CannotSettle as error:
        form = next(row.form for row in rows if row.petition.pk == error.petition_id)
        if isinstance(error.why, NoteMissing):
            form.add_error("note", NOTE_MISSING)
        else:
            form.add_error("do", _("It is not open any more."))
        return False
    if decisions:
        messages.success(request, _("Done, petitions: %(n)d.") % {"n": len(decisions)})
    else:
        messages.info(request, _("Nothing was chosen, so nothing is changed."))
    return True


def _day(day: date | None) -> str:
    return date_format(day) if day else "…"
