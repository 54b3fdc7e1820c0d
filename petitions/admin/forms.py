"""Forms of the admin: what staff fill in, and the checks that tell them beside the field."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.forms.models import BaseInlineFormSet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.actions import ALIAS_TELLS
from campaigns.facts import NAMES, missing_facts, unknown_placeholders
from campaigns.hiding import alias_tells_the_name, tells_what_is_hidden
from campaigns.models import SHOWN, Campaign, Consent, LinkKind, TimelineEntry
from campaigns.photos import clean_photo
from petitions.actions.petitions import Address, as_kept
from petitions.actions.texts import changes_text
from petitions.admin.beside import OF_CAMPAIGN, OF_CONSENT, OF_PETITION, put_beside
from petitions.admin.days import not_ahead
from petitions.admin.marks import mark
from petitions.admin.meanwhile import SeenField, mark_seen, tell_changes
from petitions.models import DecisionMaker, OldAddress, Petition
from petitions.models.decision_maker import holder_name
from web.markdown import LeftOut, left_out

STORY = {"rows": 16, "class": "vLargeTextField story-field"}

NOTE_MISSING = gettext_lazy(
    "People have signed this text. Please tell what you correct, and why: the public reads it."
)
TELLS_HIDDEN = gettext_lazy("This tells the real name or the prison number, which are not shown.")
TELLING_ADDRESS = gettext_lazy(
    "This address tells the real name or the prison number, which are not shown."
)
NOTHING_CORRECTED = gettext_lazy(
    "Title, ask and addressees are as before, so nothing is corrected. Please leave this empty."
)

LEFT_OUT = {
    LeftOut.HTML: gettext_lazy(
        "HTML does not work here: the page would show what stands between < and > as plain text. "
        "Please write *stress*, ## for a heading, [words](https://…) for a link."
    ),
    LeftOut.LINK: gettext_lazy(
        "A link of this kind does not work here. It has to begin with https://, mailto: or tel:."
    ),
    LeftOut.IMAGE: gettext_lazy("A picture in the text does not show. Please take it out."),
}


def check_markup(text: str, _campaign: Campaign | None = None) -> None:
    """Raise ValidationError for what the page would not show as it is meant."""
    if found := left_out(text):
        raise ValidationError([LEFT_OUT[kind] for kind in LeftOut if kind in found])


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
        raise ValidationError(TELLS_HIDDEN)


class Unlabelled(forms.HiddenInput):
    """A hidden field whose label, hidden with it, leads nowhere: HTML lets none lead to it."""

    def id_for_label(self, id_: str) -> str:
        """None."""
        return ""


class PhotoField(forms.FileField):
    """A file that `clean_photo` looks at, which says what is wrong with it in words for staff."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask the device for photos only."""
        return {**super().widget_attrs(widget), "accept": "image/jpeg,image/png,image/webp"}


class LinkedPhoto(str):
    """The name of a photo with the address at which staff see it."""

    url: str


class PhotoInput(AdminFileWidget):
    """The choice of a photo; the current one is linked where staff see it: no file is public."""

    address = ""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """With the address of the staff's own view."""
        context = super().get_context(name, value, attrs)
        if value and self.address:
            shown = LinkedPhoto(_("the photo"))
            shown.url = self.address
            context["widget"]["value"] = shown
        return context


class CampaignForm(forms.ModelForm):  # type: ignore[type-arg]
    """The case profile."""

    send_back_note = forms.CharField(
        label=gettext_lazy("What is to be mended"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("For “Send back”: who submitted the case reads it on this page."),
    )
    seen = SeenField()

    class Meta:
        model = Campaign
        fields = "__all__"
        field_classes = {"photo": PhotoField}
        widgets = {
            "photo": PhotoInput,
            "story": forms.Textarea(attrs=STORY),
            "story_es": forms.Textarea(attrs=STORY | {"lang": "es"}),
            "quote": forms.Textarea(attrs={"rows": 3}),
            "quote_es": forms.Textarea(attrs={"rows": 3, "lang": "es"}),
            "health": forms.Textarea(attrs=STORY | {"rows": 6}),
            "health_es": forms.Textarea(attrs=STORY | {"rows": 6, "lang": "es"}),
        }
        help_texts = {
            "story": gettext_lazy(
                "Markdown: ## for a heading, *stress*, an empty line between paragraphs. "
                "{{ year_of_incarceration }}, {{ years_inside }} and {{ age }} are worked out for the day."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.missing = mark(self, ("sentence", "story", "quote", "health", "photo_alt"))
        if self.instance.pk and "photo" in self.fields:
            address = reverse("admin:campaigns_campaign_photo", args=[self.instance.pk])
            self.fields["photo"].widget.address = address
        mark_seen(self)

    def clean_send_back_note(self) -> str:
        """What is to be mended; needed where the case is sent back."""
        note: str = self.cleaned_data["send_back_note"]
        if "_send_back" in self.data and not note:
            raise ValidationError(_("Please tell what is to be mended."))
        return note

    def clean_photo(self) -> Any:
        """A new photo, made anew without what a camera hides in it."""
        photo = self.cleaned_data["photo"]
        return clean_photo(photo) if isinstance(photo, UploadedFile) else photo

    def _get_validation_exclusions(self) -> set[str]:
        # The state is not for this form to change, but what it lets a profile lack is checked.
        return super()._get_validation_exclusions() - {"state"}  # type: ignore[misc,no-any-return]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        put_beside(self, OF_CAMPAIGN)
        if "alias" not in self.errors and alias_tells_the_name(self.instance):
            self.add_error("alias", ALIAS_TELLS)
        for field in ("story", "story_es", "health", "health_es", "quote", "quote_es"):
            _check(self, field, self.instance)
            _check_markup(self, field, self.instance)
        for field in ("sentence", "sentence_es", "photo_alt", "photo_alt_es"):
            _check_typed(self, field, self.instance)
        tell_changes(self)


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
    seen = SeenField()

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

    def __init__(
        self, *args: Any, offices: QuerySet[DecisionMaker] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["addressed_to"]
        if self.instance.pk:
            field.initial = [
                _address_key(addressee.decision_maker_id, addressee.by_name)
                for addressee in self.instance.addressees.all()
            ]
        offered = DecisionMaker.objects.none() if offices is None else offices
        field.choices = addressed_choices(offered, field.initial or [])  # type: ignore[attr-defined]
        self.is_signed = bool(self.instance.pk) and self.instance.signatures.exists()
        if not self.is_signed:
            self.fields["note"].widget = self.fields["note_es"].widget = Unlabelled()
        self.missing = mark(self, ("title", "ask", "summary", "story", "carried_over_source"))
        mark_seen(self)

    def clean_slug(self) -> str:
        """An address that is no other petition's, and was none's before."""
        slug: str = self.cleaned_data["slug"]
        if OldAddress.objects.of_others(self.instance, slug).exists():
            raise ValidationError(
                _("Another petition was public at this address. Please choose another one.")
            )
        return slug

    def clean_addressed_to(self) -> list[Address]:
        """Whom it addresses; one office at most once."""
        addresses = [address_of(key) for key in self.cleaned_data["addressed_to"]]
        if len({address.decision_maker_id for address in addresses}) < len(addresses):
            raise ValidationError(_("Choose the office or its holder, not both."))
        return addresses

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        put_beside(self, OF_PETITION)
        if self.instance.campaign_id or getattr(self.instance, "campaign", None):
            for text in ("title", "ask", "summary", "story"):
                for field in (text, f"{text}_es"):
                    _check(self, field, self.instance.campaign)
                    _check_markup(self, field, self.instance.campaign)
            for field in ("carried_over_source", "carried_over_source_es"):
                _check_typed(self, field, self.instance.campaign)
            # One that stands there already is changed as soon as the name is hidden.
            telling = tells_what_is_hidden(self.instance.campaign, self.instance.slug)
            if telling and "slug" in self.changed_data:
                self.add_error("slug", TELLING_ADDRESS)
        if self.is_signed and not self.errors:
            self._check_note()
        tell_changes(self)

    def _check_note(self) -> None:
        corrects = changes_text(self.instance, as_kept(self.cleaned_data["addressed_to"]))
        if corrects and not self.cleaned_data["note"]:
            self.add_error("note", NOTE_MISSING)
        elif self.cleaned_data["note"] and not corrects:
            self.add_error("note", NOTHING_CORRECTED)


SIGNS = {LinkKind.HASHTAG: "#", LinkKind.HANDLE: "@"}
"""With what the name of a link of a kind begins."""


class LinkForm(forms.ModelForm):  # type: ignore[type-arg]
    """Where more is to be found; the inline says which fields there are."""

    def clean(self) -> dict[str, Any]:
        """With the sign before a hashtag or an account, typed or not."""
        cleaned = super().clean() or self.cleaned_data
        sign = SIGNS.get(cleaned.get("kind", ""), "")
        if sign and cleaned.get("text"):
            cleaned["text"] = sign + cleaned["text"].lstrip("#@ ")
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.has_changed() and self.instance.campaign_id:
            for field in ("label", "label_es", "text", "url"):
                _check_typed(self, field, self.instance.campaign)


class PetitionFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """The petitions of a campaign; its `offices` are those that the member of staff may see."""

    offices: QuerySet[DecisionMaker]

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """With the offices of the campaign's organization, or all while it has none."""
        offices = self.offices
        if self.instance.organization_id:
            offices = offices.filter(organization=self.instance.organization_id)
        return {**super().get_form_kwargs(index), "offices": offices}


class ConsentForm(forms.ModelForm):  # type: ignore[type-arg]
    """A consent."""

    seen = SeenField()

    class Meta:
        model = Consent
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mark_seen(self)

    def clean_given_on(self) -> Any:
        """The day, which has come: what is to be agreed to is not agreed to."""
        return not_ahead(self.cleaned_data["given_on"])

    def clean_valid_until(self) -> Any:
        """The day, which lies ahead as it is set."""
        day = self.cleaned_data["valid_until"]
        if day and "valid_until" in self.changed_data and day <= timezone.localdate():
            raise ValidationError(_("This day has come already. To end the consent, withdraw it."))
        return day

    def clean_withdrawn_on(self) -> Any:
        """The day; a consent that was withdrawn stays so, also by a form opened before."""
        day = self.cleaned_data["withdrawn_on"]
        if self.initial.get("withdrawn_on") and day is None:
            raise ValidationError(_("It was withdrawn. If it is given again, add a new one."))
        return not_ahead(day)

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        put_beside(self, OF_CONSENT)
        tell_changes(self)


class ConsentFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """The consents of a campaign, held against what the campaign is to show."""

    def clean(self) -> None:
        """Untick what loses its consent; refuse what is ticked without one."""
        super().clean()
        standing: set[str] = set()
        withdrawn: set[str] = set()
        ended: set[str] = set()
        for form in self.forms:
            consent: Consent = form.instance
            if form.initial.get("withdrawn_on") or consent.withdrawn_on:
                ended.add(consent.item)
            if not consent.item or not form.is_valid():
                continue
            if consent.withdrawn_on is None and consent.item in standing:
                raise ValidationError(_("There is a consent for this already; withdraw it first."))
            if consent.withdrawn_on is None:
                standing.add(consent.item)
            elif "withdrawn_on" in form.changed_data:
                withdrawn.add(consent.item)
        campaign: Campaign = self.instance
        for item, field in SHOWN.items():
            if not getattr(campaign, field) or item in standing:
                continue
            if item in withdrawn:
                setattr(campaign, field, False)
            elif item in ended:
                raise ValidationError(
                    _(
                        "The consent to show %(item)s was withdrawn. Please untick the box, or "
                        "record a new consent here."
                    ),
                    params={"item": item.label},
                )
            else:
                raise ValidationError(
                    _("To show %(item)s, record the consent to it here."),
                    params={"item": item.label},
                )


class EntryForm(forms.ModelForm):  # type: ignore[type-arg]
    """An entry of the timeline."""

    class Meta:
        model = TimelineEntry
        fields = "__all__"

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        campaign = getattr(self.instance, "campaign", None)
        for field in ("text", "text_es"):
            said = self.cleaned_data.get(field) or ""
            if campaign and tells_what_is_hidden(campaign, said):
                self.add_error(field, TELLS_HIDDEN)


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


def _check_markup(form: forms.ModelForm, field: str, campaign: Campaign) -> None:  # type: ignore[type-arg]
    """Hold what was typed anew against what does not show; an old text never stands in the way."""
    if field in form.changed_data:
        _hold_against(check_markup, form, field, campaign)


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


def address_of(key: str) -> Address:
    """What a key of `addressed_choices` stands for."""
    pk, _separator, how = key.partition(":")
    return Address(int(pk), how == "name")


def addressed_choices(
    offices: QuerySet[DecisionMaker], chosen: Sequence[str] = ()
) -> list[tuple[str, str]]:
    """Each office and, while somebody holds it or it was chosen so before, its holder.

    What was `chosen` before stays among them, whosever office it is.
    """
    known = Q(pk__in=offices.values("pk")) | Q(
        pk__in=[address_of(key).decision_maker_id for key in chosen]
    )
    found = DecisionMaker.objects.filter(known)
    choices = []
    for decision_maker in found.annotate(holder=holder_name("pk", timezone.localdate())).order_by(
        "office"
    ):
        by_name = _address_key(decision_maker.pk, True)
        if decision_maker.holder:
            choices.append((by_name, f"{decision_maker.holder}, {decision_maker.role}"))
        elif by_name in chosen:
            choices.append((by_name, decision_maker.role))
        choices.append((_address_key(decision_maker.pk, False), decision_maker.office))
    return choices


def _address_key(pk: int, by_name: bool) -> str:
    return f"{pk}:{'name' if by_name else 'office'}"
