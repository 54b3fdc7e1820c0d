"""A campaign with its consents, links and petitions on one page, with a live preview."""

from functools import partial
from typing import Any, cast

from csp.decorators import csp_replace, csp_update
from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, QuerySet, URLField
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin

from campaigns.actions import ConsentMissing, check_facts, record_consent, save_campaign
from campaigns.facts import hard_coded
from campaigns.models import SHOWN, Campaign, Consent, ForbiddenWord, Link, TimelineEntry
from campaigns.models.fact_check import Fact, FactCheck
from organizations.actions import delete_row, save_row
from organizations.admin import acting
from organizations.scope import ScopedInline
from petitions.actions.petitions import save_petition
from petitions.actions.texts import NoteMissing
from petitions.admin import standing
from petitions.admin.elsewhere import tell_hidden
from petitions.admin.fact_checks import FactCheckInline
from petitions.admin.forbidden import (
    ForbiddenWordInline,
    hold_hidden,
    save_words,
    warn_of_own_texts,
)
from petitions.admin.forms import (
    NOTE_MISSING,
    CampaignForm,
    ConsentForm,
    ConsentFormSet,
    EntryForm,
    LinkForm,
    PetitionForm,
    PetitionFormSet,
)
from petitions.admin.meanwhile import MARK, held
from petitions.admin.opening import next_step
from petitions.admin.photos import ask_for_photo_again, photo_shown, photo_view, sent_by_script
from petitions.admin.preview import preview
from petitions.admin.readers import SeenByReaders
from petitions.admin.versions import compare_view, list_view, restore_view
from petitions.models import DecisionMaker, Petition, PetitionText
from web.pages import see_other


class ConsentInline(ScopedInline, admin.StackedInline):  # type: ignore[type-arg]
    """What she agreed to have shown."""

    model = Consent
    form = ConsentForm
    formset = ConsentFormSet
    extra = 0
    can_delete = False
    fields = [
        ("item", "given_on"),
        ("given_by", "evidence"),
        ("valid_until", "withdrawn_on"),
        "taken_by_name",
    ]
    readonly_fields = ["taken_by_name"]


class LinkInline(ScopedInline, admin.StackedInline):  # type: ignore[type-arg]
    """Where more is to be found."""

    model = Link
    form = LinkForm
    extra = 0
    fields = [("kind", "text", "url"), ("label", "label_es")]
    formfield_overrides = {URLField: {"assume_scheme": "https"}}


class TimelineInline(ScopedInline, admin.StackedInline):  # type: ignore[type-arg]
    """Dated entries of the timeline, beside those that the site makes itself."""

    model = TimelineEntry
    form = EntryForm
    extra = 0
    ordering = ["day", "pk"]
    fields = [("day", "precision"), ("text", "text_es")]


class PetitionInline(ScopedInline, admin.StackedInline):  # type: ignore[type-arg]
    """The petitions of the campaign."""

    model = Petition
    form = PetitionForm
    formset = PetitionFormSet
    extra = 0
    can_delete = False
    view_on_site = False
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["standing", "versions"]
    fieldsets = [
        (None, {"fields": ["standing", "addressed_to"]}),
        (
            gettext_lazy("Text, English and Spanish"),
            {
                "fields": [
                    ("title", "title_es"),
                    ("ask", "ask_es"),
                    ("note", "note_es"),
                    ("summary", "summary_es"),
                    ("story", "story_es"),
                    "versions",
                ]
            },
        ),
        (gettext_lazy("Address and goal"), {"fields": [("slug", "goal"), "comments_open"]}),
        (
            gettext_lazy("Supporters counted elsewhere before"),
            {
                "classes": ["collapse"],
                "fields": [
                    ("carried_over", "carried_over_on"),
                    ("carried_over_source", "carried_over_source_es"),
                ],
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Petition]:
        """With the number of supporters and the versions of the text."""
        texts = Prefetch("texts", PetitionText.objects.newest_first())
        found = super().get_queryset(request).with_supporters().order_by("pk")  # type: ignore[attr-defined]
        return cast("QuerySet[Petition]", found.prefetch_related(texts))

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Offers the offices that this member of staff may see."""
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.offices = self.admin_site.get_model_admin(DecisionMaker).get_queryset(request)
        return formset

    @admin.display(description=gettext_lazy("Stands"))
    def standing(self, petition: Petition) -> SafeString | str:
        """State, number of supporters, the public page where there is one, and what comes next."""
        if petition._state.adding:
            return _("new")
        public = ""
        if petition.campaign.is_published and not petition.is_draft:
            public = format_html(
                ' · <a href="{}">{}</a>', petition.get_absolute_url(), _("Public page")
            )
        return format_html(
            "{}, {}{} · {}",
            petition.get_state_display(),
            intcomma(petition.supporters),  # type: ignore[attr-defined]
            public,
            next_step(petition),
        )

    @admin.display(description=gettext_lazy("What people sign"))
    def versions(self, petition: Petition) -> SafeString | str:
        """Every version of title, ask and addressees with its day, the newest first."""
        if petition.text_id is None:
            return _("The first version is kept as soon as the petition is opened.")
        rows = [
            (
                text.number,
                date_format(timezone.localdate(text.since)),
                " · ".join(filter(None, [text.title, text.note])),
            )
            for text in petition.texts.all()
        ]
        return format_html_join(mark_safe("<br>"), "{}. {}: {}", rows)


@admin.register(Campaign)
class CampaignAdmin(SeenByReaders):
    """The staff's main page: the case and everything that hangs from it."""

    organization_path = "organization"
    action_verbs = {"publish": "change"}
    form = CampaignForm
    inlines = [
        ConsentInline, PetitionInline, FactCheckInline, LinkInline, TimelineInline, ForbiddenWordInline,
    ]  # fmt: skip
    change_form_template = "admin/campaign.html"
    list_display = [
        "real_name",
        "public_name",
        "state",
        "petition_count",
        "supporters",
        "organization",
    ]
    list_filter = ["state"]
    search_fields = ["name", "alias", "prison_number"]
    actions = ["publish_selected", "unpublish_selected"]
    ordering = ["name"]
    view_on_site = False
    readonly_fields = ["standing", "photo_view"]
    fieldsets = [
        (None, {"fields": ["standing"]}),
        (
            gettext_lazy("Who she is"),
            {
                "fields": [
                    "organization",
                    ("name", "alias"),
                    "prison_number",
                    ("birth_date", "birth_date_precision"),
                    ("incarcerated_since", "incarcerated_since_precision"),
                    "facts_as_of",
                    ("sentence", "sentence_es"),
                ]
            },
        ),
        (gettext_lazy("Her story, English and Spanish"), {"fields": [("story", "story_es")]}),
        (
            gettext_lazy("Her own words and her health, each with a consent of its own"),
            {"fields": [("quote", "quote_es"), ("health", "health_es")]},
        ),
        (
            gettext_lazy("Photo"),
            {
                "fields": [
                    "photo",
                    ("photo_alt", "photo_alt_es"),
                    "photo_view",
                    ("photo_x", "photo_y"),
                ]
            },
        ),
        (
            gettext_lazy("What the pages show of her"),
            {
                "description": gettext_lazy("Each needs her consent, recorded below."),
                "fields": [tuple(SHOWN.values())],
            },
        ),
    ]

    class Media:
        js = ["js/preview.js", "js/placeholders.js", "js/photo-point.js"]

    # --- Reading

    def get_queryset(self, request: HttpRequest) -> QuerySet[Campaign]:
        """With its petitions and their supporters."""
        counted = Prefetch("petitions", Petition.objects.with_supporters(), to_attr="counted")
        found = super().get_queryset(request).select_related("organization")
        found = found.prefetch_related(counted)
        return cast("QuerySet[Campaign]", found.annotate(petition_count=Count("petitions")))

    @admin.display(description=gettext_lazy("public name"))
    def public_name(self, campaign: Campaign) -> str:
        """The name that stands on its pages."""
        return campaign.public_name

    @admin.display(description=gettext_lazy("where it stands"))
    def standing(self, campaign: Campaign) -> SafeString | str:
        """Its state, and who must do what before it is public."""
        return standing.told(campaign)

    @admin.display(description=gettext_lazy("what matters on it"))
    def photo_view(self, campaign: Campaign) -> SafeString | str:
        """The photo, on which staff click what matters."""
        return photo_shown(campaign)

    @admin.display(description=gettext_lazy("petitions"), ordering="petition_count")
    def petition_count(self, campaign: Campaign) -> int:
        """How many petitions it has."""
        return campaign.petition_count  # type: ignore[attr-defined,no-any-return]

    @admin.display(description=gettext_lazy("supporters"))
    def supporters(self, campaign: Campaign) -> str:
        """How many all its petitions have together."""
        counted = campaign.counted  # type: ignore[attr-defined]
        return intcomma(sum(petition.supporters for petition in counted))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: signatures hang from it. It is unpublished instead."""
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """With a place for what is to be mended while the case is in review."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None and obj.is_in_review and self.has_change_permission(request, obj):
            return [*fieldsets, (gettext_lazy("Review"), {"fields": ["send_back_note"]})]
        return fieldsets

    def has_publish_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether this member of staff may let a case go public, or take it off."""
        return self.has_change_permission(request, obj)

    # --- Writing, by the actions

    def save_model(self, request: HttpRequest, obj: Campaign, form: Any, change: bool) -> None:
        """Save a new profile, without what it is to show; an old one waits for its consents."""
        if change:
            # Whoever saves or publishes takes the campaign first and its petitions next.
            request.before = Campaign.objects.select_for_update().get(pk=obj.pk)  # type: ignore[attr-defined]
            return
        request.shown = {field: getattr(obj, field) for field in SHOWN.values()}  # type: ignore[attr-defined]
        for field in SHOWN.values():
            setattr(obj, field, False)
        self._save(request, obj, form.changed_data)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save consents, petitions and links; then the profile, with what was ticked."""
        super().save_related(request, form, formsets, change)
        campaign = form.instance
        if change:
            self._save(request, campaign, form.changed_data)
            before, after = request.before, Campaign.objects.get(pk=campaign.pk)  # type: ignore[attr-defined]
            standing.tell_taken_off(request, before, after)
            tell_hidden(request, before, after)
        elif changed := [field for field, shown in request.shown.items() if shown]:  # type: ignore[attr-defined]
            for field in changed:
                setattr(campaign, field, True)
            self._save(request, campaign, changed)
        hold_hidden(request, campaign)
        self._flag_hard_coded(request, campaign)
        warn_of_own_texts(request, campaign)

    def _save(self, request: HttpRequest, campaign: Campaign, changed: list[str]) -> None:
        if changed := [name for name in changed if name != "send_back_note"]:
            save_campaign(
                campaign=campaign, changed=changed, by=acting(request), now=timezone.now()
            )

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save each row by its action."""
        if formset.model is ForbiddenWord:
            save_words(request, form.instance, formset)
            return
        now = timezone.now()
        formset.save(commit=False)
        for row in formset.deleted_objects:
            delete_row(
                row=row, organization=form.instance.organization, by=acting(request), now=now
            )
        for row_form in formset.forms:
            row = row_form.instance
            if not row_form.has_changed() or row_form in formset.deleted_forms:
                continue
            if isinstance(row, Consent):
                name = request.user.get_username()
                record_consent(consent=row, by=acting(request), by_name=name, now=now)
            elif isinstance(row, FactCheck):
                check_facts(
                    campaign=form.instance,
                    facts=[Fact(row.fact)],
                    on=row.checked_on,
                    source=row.source,
                    by=acting(request),
                    now=now,
                )
            elif isinstance(row, Petition):
                save_petition(
                    petition=row,
                    addressed_to=row_form.cleaned_data["addressed_to"],
                    note=row_form.cleaned_data["note"],
                    note_es=row_form.cleaned_data["note_es"],
                    changed=row_form.changed_data,
                    by=acting(request),
                    now=now,
                )
            else:
                save_row(
                    row=row,
                    changed=row_form.changed_data,
                    organization=form.instance.organization,
                    by=acting(request),
                    now=now,
                )

    def _flag_hard_coded(self, request: HttpRequest, campaign: Campaign) -> None:
        texts = [campaign.story, campaign.story_es]
        for petition in campaign.petitions.all():
            texts += [petition.title, petition.title_es, petition.ask, petition.story]
            texts += [petition.ask_es, petition.summary, petition.summary_es, petition.story_es]
        if found := [number for text in texts for number in hard_coded(text)]:
            messages.warning(
                request,
                _("Will be wrong next year, better a placeholder: %(found)s")
                % {"found": ", ".join(found)},
            )

    # --- Publishing

    @admin.action(
        description=gettext_lazy("Publish the selected campaigns"), permissions=["publish"]
    )
    def publish_selected(self, request: HttpRequest, found: QuerySet[Campaign]) -> None:
        """Publish each, or say what it lacks."""
        for campaign in found:
            standing.move(request, campaign, "_publish")

    @admin.action(
        description=gettext_lazy("Take the selected campaigns off the site"),
        permissions=["publish"],
    )
    def unpublish_selected(self, request: HttpRequest, found: QuerySet[Campaign]) -> None:
        """Unpublish each that is public."""
        for campaign in found:
            standing.move(request, campaign, "_unpublish")

    def response_change(self, request: HttpRequest, obj: Campaign) -> HttpResponse:
        """After saving, publish, send back or do what else the button says that was pressed."""
        if "_all_checked" in request.POST:
            standing.check_all(request, obj)
            return see_other(request.path)
        button = standing.pressed(request)
        if button is None:
            return super().response_change(request, obj)
        if button in standing.OF_PUBLISHERS and not self.has_publish_permission(request, obj):
            raise PermissionDenied
        standing.move(request, obj, button)
        return see_other(request.path)

    # --- Preview

    def get_urls(self) -> list[Any]:
        """With the addresses of the preview and of the versions."""
        own: dict[str, tuple[str, Any]] = {
            "preview": ("preview", self.preview_view),
            "photo": ("photo", partial(photo_view, self)),
            "take_off": ("take-off", partial(standing.ask_view, "_unpublish", self)),
            "archive": ("archive", partial(standing.ask_view, "_archive", self)),
            "versions": ("versions", partial(list_view, self)),
            "versions_compare": ("versions/compare", partial(compare_view, self)),
            "versions_restore": ("versions/restore", partial(restore_view, self)),
        }
        return [
            *(
                path(
                    f"<path:object_id>/{address}/",
                    self.admin_site.admin_view(view),
                    name=f"campaigns_campaign_{name}",
                )
                for name, (address, view) in own.items()
            ),
            *super().get_urls(),
        ]

    @method_decorator(xframe_options_sameorigin)
    @method_decorator(csp_replace({"frame-ancestors": ["'self'"]}))
    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The public page as it would look with what stands in the form; nothing is saved."""
        return preview(self, request, object_id)

    @sent_by_script
    @method_decorator(csp_update({"frame-src": ["'self'"]}))
    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form, whose page may frame its own preview."""
        try:
            with held(Campaign.objects.all(), request, object_id):
                return super().changeform_view(request, object_id, *args, **kwargs)
        except ConsentMissing as error:
            # Withdrawn while the form was open, or not for this member of staff to record.
            text = _("Nothing is saved, for want of consent to show: %(why)s.")
            messages.error(request, text % {"why": error})
        except NoteMissing:
            # Somebody was the first to sign while the form was on its way.
            messages.error(request, NOTE_MISSING)
        return see_other(request.path)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With a list of what is not translated yet, and with what each form shows."""
        if context["errors"]:
            ask_for_photo_again(request, context["adminform"].form)
        found = [context["adminform"].form]
        for inline in context["inline_admin_formsets"]:
            found += inline.formset.initial_forms
        missing = [one for form in found for one in getattr(form, "missing", [])]
        seen = [form[MARK] for form in found if MARK in form.fields]
        may = standing.may_approve(acting(request), context.get("original"))
        more = {"missing": missing, "seen": seen, "may_approve": may}
        return super().render_change_form(request, context | more, *args, **kwargs)
