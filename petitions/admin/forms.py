"""Forms of the admin: what staff fill in, and the checks that tell them beside the field."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.models import BaseInlineFormSet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.facts import NAMES, missing_facts, unknown_placeholders
from campaigns.hiding import tells_what_is_hidden
from campaigns.models import Campaign, Consent, Item
from campaigns.photos import clean_photo
from petitions.actions.petitions import Address, as_kept
from petitions.actions.texts import changes_text
from petitions.models import DecisionMaker, Outcome, Petition
from petitions.models.decision_maker import holder_name

STORY = {"rows": 16, "class": "vLargeTextField story-field"}
SHOWN = {Item.NAME: "show_name", Item.PHOTO: "show_photo", Item.PRISON_NUMBER: "show_prison_number"}
"""The box that shows an item on the pages."""


NOTE_MISSING = gettext_lazy(
    "People have signed this text. Please tell what you correct, and why: the public reads it."
)
NOTHING_CORRECTED = gettext_lazy(
    "Title, ask and addressees are as before, so nothing is corrected. Please leave this empty."
)


def check_placeholders(text: str, campaign: Campaign) -> None:
    """Raise ValidationError for a placeholder that does not exist or cannot be reckoned."""
    if unknown := unknown_placeholders(text):
        raise ValidationError(
            _("“%(found)s” is no moving fact. There are: %(known)s."),
            params={"found": ", ".join(unknown), "known": ", ".join(NAMES)},
        )
    if missing := missing_facts(text, campaign.facts(timezone.localdate())):
        raise ValidationError(
            _("For “%(missing)s” a date is missing in the campaign."),
            params={"missing": ", ".join(missing)},
        )


def check_hidden(text: str, campaign: Campaign) -> None:
    """Raise ValidationError for what a public page would tell although it is not to be shown."""
    if campaign.is_published and tells_what_is_hidden(campaign, text):
        raise ValidationError(
            _("This tells the real name or the prison number, which are not shown.")
        )


class CampaignForm(forms.ModelForm):  # type: ignore[type-arg]
    """The case profile."""

    class Meta:
        model = Campaign
        fields = "__all__"
        widgets = {
            "story": forms.Textarea(attrs=STORY),
            "story_es": forms.Textarea(attrs=STORY | {"lang": "es"}),
        }
        help_texts = {
            "story": gettext_lazy(
                "Markdown: ## for a heading, *stress*, an empty line between paragraphs. "
                "{{ year_of_incarceration }}, {{ years_inside }} and {{ age }} are worked out for the day."
            ),
        }

    def clean_photo(self) -> Any:
        """A new photo, made anew without what a camera hides in it."""
        photo = self.cleaned_data["photo"]
        return clean_photo(photo) if isinstance(photo, UploadedFile) else photo

    def _get_validation_exclusions(self) -> set[str]:
        # The state is not for this form to change, but what it lets a profile lack is checked.
        return super()._get_validation_exclusions() - {"state"}  # type: ignore[misc,no-any-return]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        for field in ("story", "story_es"):
            _check(self, field, self.instance)
        for field in ("sentence", "sentence_es", "photo_alt", "photo_alt_es"):
            _check_typed(self, field, self.instance)


class PetitionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A petition, with whom it addresses."""

    addressed_to = forms.MultipleChoiceField(
        label=gettext_lazy("Addressed to"), widget=forms.CheckboxSelectMultiple, required=False
    )
    note = forms.CharField(
        label=gettext_lazy("What you correct, and why"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "People have signed this petition. When you change its title, its ask or whom it "
            "addresses, tell here what was wrong and is right now. The public reads this beside the "
            "petition, and the text that was signed so far stays in its history."
        ),
    )
    note_es = forms.CharField(
        label=gettext_lazy("The same in Spanish"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "es"}),
    )

    class Meta:
        model = Petition
        fields = "__all__"
        widgets = {
            "title": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "title_es": forms.TextInput(attrs={"class": "vLargeTextField", "lang": "es"}),
            "ask": forms.Textarea(attrs={"rows": 2}),
            "ask_es": forms.Textarea(attrs={"rows": 2, "lang": "es"}),
            "summary": forms.Textarea(attrs={"rows": 3}),
            "summary_es": forms.Textarea(attrs={"rows": 3, "lang": "es"}),
            "story": forms.Textarea(attrs=STORY | {"rows": 8}),
            "story_es": forms.Textarea(attrs=STORY | {"rows": 8, "lang": "es"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["addressed_to"]
        if self.instance.pk:
            field.initial = [
                _address_key(addressee.decision_maker_id, addressee.by_name)
                for addressee in self.instance.addressees.all()
            ]
        field.choices = _addressed_choices(field.initial or [])  # type: ignore[attr-defined]
        self.is_signed = bool(self.instance.pk) and self.instance.signatures.exists()
        if not self.is_signed:
            self.fields["note"].widget = self.fields["note_es"].widget = forms.HiddenInput()

    def clean_addressed_to(self) -> list[Address]:
        """Whom it addresses; one office at most once."""
        addresses = []
        for key in self.cleaned_data["addressed_to"]:
            pk, _separator, how = key.partition(":")
            addresses.append(Address(int(pk), how == "name"))
        if len({address.decision_maker_id for address in addresses}) < len(addresses):
            raise ValidationError(_("Choose the office or its holder, not both."))
        return addresses

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.instance.campaign_id or getattr(self.instance, "campaign", None):
            for text in ("title", "ask", "summary", "story"):
                for field in (text, f"{text}_es"):
                    _check(self, field, self.instance.campaign)
            _check_typed(self, "slug", self.instance.campaign)
        if self.is_signed and not self.errors:
            self._check_note()

    def _check_note(self) -> None:
        corrects = changes_text(self.instance, as_kept(self.cleaned_data["addressed_to"]))
        if corrects and not self.cleaned_data["note"]:
            self.add_error("note", NOTE_MISSING)
        elif self.cleaned_data["note"] and not corrects:
            self.add_error("note", NOTHING_CORRECTED)


class LinkForm(forms.ModelForm):  # type: ignore[type-arg]
    """Where more is to be found; the inline says which fields there are."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.has_changed() and self.instance.campaign_id:
            for field in ("label", "label_es", "text", "url"):
                _check_typed(self, field, self.instance.campaign)


class ConsentForm(forms.ModelForm):  # type: ignore[type-arg]
    """A consent."""

    class Meta:
        model = Consent
        fields = "__all__"

    def clean_withdrawn_on(self) -> Any:
        """The day; a consent that was withdrawn stays so, also by a form opened before."""
        day = self.cleaned_data["withdrawn_on"]
        if self.initial.get("withdrawn_on") and day is None:
            raise ValidationError(_("It was withdrawn. If it is given again, add a new one."))
        return day


class ConsentFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """The consents of a campaign, held against what the campaign is to show."""

    def clean(self) -> None:
        """Untick what loses its consent; refuse what is ticked without one."""
        super().clean()
        standing: set[str] = set()
        withdrawn: set[str] = set()
        for form in self.forms:
            consent: Consent = form.instance
            if not consent.item or not form.is_valid():
                continue
            if consent.withdrawn_on is None and consent.item in standing:
                raise ValidationError(_("There is a consent for this already; withdraw it first."))
            (withdrawn if consent.withdrawn_on else standing).add(consent.item)
        campaign: Campaign = self.instance
        for item, field in SHOWN.items():
            if not getattr(campaign, field) or item in standing:
                continue
            if item in withdrawn:
                setattr(campaign, field, False)
            else:
                raise ValidationError(
                    _("To show %(item)s, record the consent to it here."),
                    params={"item": item.label},
                )


class OutcomeForm(forms.Form):
    """How a petition ended."""

    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), choices=Outcome.choices)
    on = forms.DateField(
        label=gettext_lazy("On"),
        widget=forms.DateInput(attrs={"type": "date"}),
        initial=timezone.localdate,
    )

    def clean_on(self) -> Any:
        """A day that has come."""
        if self.cleaned_data["on"] > timezone.localdate():
            raise ValidationError(_("This day lies ahead."))
        return self.cleaned_data["on"]


class ReasonForm(forms.Form):
    """Why staff do what needs a reason."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


def _check(form: forms.ModelForm, field: str, campaign: Campaign) -> None:  # type: ignore[type-arg]
    if field in form.fields:
        _hold_against(check_placeholders, form, field, campaign)
    _check_typed(form, field, campaign)


def _check_typed(form: forms.ModelForm, field: str, campaign: Campaign) -> None:  # type: ignore[type-arg]
    """Hold what was typed anew against what is not to be shown; so a withdrawal is never kept up."""
    if field in form.changed_data:
        _hold_against(check_hidden, form, field, campaign)


def _hold_against(
    check: Callable[[str, Campaign], None],
    form: forms.ModelForm,  # type: ignore[type-arg]
    field: str,
    campaign: Campaign,
) -> None:
    """Tell beside a field what a check finds in it, unless something is wrong with it already."""
    if field in form.errors:
        return
    try:
        check(getattr(form.instance, field) or "", campaign)
    except ValidationError as error:
        form.add_error(field, error)


def _address_key(pk: int, by_name: bool) -> str:
    return f"{pk}:{'name' if by_name else 'office'}"


def _addressed_choices(chosen: list[str]) -> list[tuple[str, str]]:
    """Each office and, while somebody holds it or it was chosen so before, its holder."""
    found = DecisionMaker.objects.annotate(holder=holder_name("pk", timezone.localdate()))
    choices = []
    for decision_maker in found.order_by("office"):
        by_name = _address_key(decision_maker.pk, True)
        if decision_maker.holder:
            choices.append((by_name, f"{decision_maker.holder}, {decision_maker.role}"))
        elif by_name in chosen:
            choices.append((by_name, decision_maker.role))
        choices.append((_address_key(decision_maker.pk, False), decision_maker.office))
    return choices
