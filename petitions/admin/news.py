"""News of a case: written, looked at as it will show, published now or later, taken off."""

from collections.abc import Callable
from typing import Any, cast

from csp.decorators import csp_replace, csp_update
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin

from campaigns.actions import (
    ConsentMissing,
    NotAllowed,
    NotReady,
    publish_update,
    save_update,
    take_off_update,
)
from campaigns.hiding import tells_what_is_hidden
from campaigns.models import Campaign, Item, Update
from campaigns.photos import clean_photo
from organizations.actions import delete_row
from organizations.admin import acting
from organizations.scope import Scoped
from petitions.admin.forms import TELLS_HIDDEN, check_markup
from petitions.admin.meanwhile import SeenField, held, mark_seen, tell_changes
from petitions.admin.photos import ask_for_photo_again, sent_by_script
from petitions.models import Petition
from petitions.news import PublicUpdate
from petitions.public import PublicPetition
from web.languages import asked_language
from web.pages import keep_private

BODY = {"rows": 12, "class": "vLargeTextField story-field"}
NO_CONSENT = gettext_lazy(
    "She has not agreed to have photos shown. Record her consent on the campaign’s page first, or "
    "leave the photo out."
)


class UpdateForm(forms.ModelForm):  # type: ignore[type-arg]
    """A piece of news; with the button that publishes, what may not be public is refused."""

    seen = SeenField()

    class Meta:
        model = Update
        fields = "__all__"
        widgets = {
            "title": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "title_es": forms.TextInput(attrs={"class": "vLargeTextField", "lang": "es"}),
            "body": forms.Textarea(attrs=BODY),
            "body_es": forms.Textarea(attrs=BODY | {"lang": "es"}),
        }
        help_texts = {
            "body": gettext_lazy(
                "Markdown: ## for a heading, *stress*, an empty line between paragraphs."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mark_seen(self)

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        tell_changes(self)

    def clean_photo(self) -> Any:
        """A new photo, made anew without what a camera hides in it."""
        photo = self.cleaned_data["photo"]
        return clean_photo(photo) if isinstance(photo, UploadedFile) else photo

    def clean(self) -> dict[str, Any]:
        """Where it is public, or is to be: nothing hidden, and no photo without consent."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for field in ("body", "body_es"):
            if field in self.changed_data:
                self._check_markup(field, said)
        campaign = said.get("campaign")
        if campaign and (self.instance.is_published or "_publish" in self.data):
            self._check_texts(campaign, said)
            self._check_photo(campaign, said)
        return said

    def _check_markup(self, field: str, said: dict[str, Any]) -> None:
        try:
            check_markup(said.get(field) or "")
        except ValidationError as error:
            self.add_error(field, error)

    def _check_texts(self, campaign: Campaign, said: dict[str, Any]) -> None:
        for field in ("title", "title_es", "body", "body_es", "photo_alt", "photo_alt_es"):
            if tells_what_is_hidden(campaign, said.get(field) or ""):
                self.add_error(field, TELLS_HIDDEN)

    def _check_photo(self, campaign: Campaign, said: dict[str, Any]) -> None:
        given = campaign.consents.standing(timezone.localdate()).filter(item=Item.PHOTO)
        if said.get("photo") and said.get("shows_her") and not given.exists():
            self.add_error("shows_her", NO_CONSENT)


@admin.register(Update)
class UpdateAdmin(Scoped):
    """The news of all cases."""

    organization_path = "campaign__organization"
    form = UpdateForm
    change_form_template = "admin/update.html"
    list_display = ["title", "campaign", "standing", "publish_at", "author_name"]
    list_filter = ["state", "campaign"]
    list_select_related = ["campaign"]
    search_fields = ["title", "title_es", "campaign__name", "campaign__alias"]
    readonly_fields = ["standing", "author_name"]
    ordering = ["-pk"]
    actions = ["publish_selected", "take_off_selected"]
    view_on_site = False
    fieldsets = [
        (None, {"fields": ["campaign", "standing", "author_name"]}),
        (
            gettext_lazy("Text, English and Spanish"),
            {"fields": [("title", "title_es"), ("body", "body_es")]},
        ),
        (
            gettext_lazy("Photo"),
            {"fields": ["photo", "shows_her", ("photo_alt", "photo_alt_es")]},
        ),
        (gettext_lazy("When it shows"), {"fields": ["publish_at"]}),
    ]

    class Media:
        js = ["js/preview.js"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Update]:
        """With the petition on whose pages each shows."""
        shown = Petition.objects.visible().filter(campaign=OuterRef("campaign"))
        slug = Subquery(shown.order_by("-pk").values("slug")[:1])
        return cast("QuerySet[Update]", super().get_queryset(request).annotate(slug=slug))

    @admin.display(description=gettext_lazy("Stands"))
    def standing(self, update: Update) -> SafeString | str:
        """Draft, waits for its time, or shows, with its page."""
        if not update.is_published or update.publish_at is None:
            return _("draft, nobody sees it")
        if update.publish_at > timezone.now():
            moment = date_format(timezone.localtime(update.publish_at), "DATETIME_FORMAT")
            return _("shows from %(moment)s on") % {"moment": moment}
        if not update.slug:  # type: ignore[attr-defined]
            return _("shows as soon as its campaign is public")
        address = reverse("petition-updates", args=[update.slug])  # type: ignore[attr-defined]
        return format_html(
            '{}. <a href="{}#news-{}">{}</a>', _("public"), address, update.pk, _("Public page")
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Of drafts only: what was public is taken off first."""
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or not obj.is_published)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without deleting many, which would take public ones along."""
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found

    # --- Writing, by the actions

    def save_model(self, request: HttpRequest, obj: Update, form: Any, change: bool) -> None:
        """Save by the action."""
        save_update(update=obj, changed=form.changed_data, by=acting(request), now=timezone.now())

    def delete_model(self, request: HttpRequest, obj: Update) -> None:
        """Delete by the action."""
        organization = obj.campaign.organization
        delete_row(row=obj, organization=organization, by=acting(request), now=timezone.now())

    def response_add(
        self, request: HttpRequest, obj: Update, post_url_continue: str | None = None
    ) -> HttpResponse:
        """After saving, publish where that button was pressed."""
        return self._pressed(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Update) -> HttpResponse:
        """After saving, publish or take off where that button was pressed."""
        return self._pressed(request, obj) or super().response_change(request, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With a word on a photo that has to be chosen again."""
        if context["errors"]:
            ask_for_photo_again(request, context["adminform"].form)
        return super().render_change_form(request, context, *args, **kwargs)

    @sent_by_script
    @method_decorator(csp_update({"frame-src": ["'self'"]}))
    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form, whose page may frame its own preview."""
        try:
            with held(Update.objects.all(), request, object_id):
                return super().changeform_view(request, object_id, *args, **kwargs)
        except (ConsentMissing, NotReady) as error:
            # Hidden, or withdrawn, while the form was on its way.
            messages.error(request, _("Nothing is saved. %(why)s") % {"why": error})
        return HttpResponse(status=303, headers={"Location": request.path})

    def _pressed(self, request: HttpRequest, update: Update) -> HttpResponse | None:
        if "_publish" in request.POST:
            self._publish(request, update)
        elif "_take_off" in request.POST:
            self._take_off(request, update)
        else:
            return None
        address = reverse("admin:campaigns_update_change", args=[update.pk])
        return HttpResponse(status=303, headers={"Location": address})

    # --- Publishing

    @admin.action(description=gettext_lazy("Publish the selected news"), permissions=["change"])
    def publish_selected(self, request: HttpRequest, found: QuerySet[Update]) -> None:
        """Publish each, or say what stands against it."""
        for update in found:
            self._publish(request, update)

    @admin.action(
        description=gettext_lazy("Take the selected news off the site"), permissions=["change"]
    )
    def take_off_selected(self, request: HttpRequest, found: QuerySet[Update]) -> None:
        """Take each off that is published."""
        for update in found:
            self._take_off(request, update)

    def _publish(self, request: HttpRequest, update: Update) -> None:
        def publish() -> str:
            done = publish_update(update=update, by=acting(request), now=timezone.now())
            if done.publish_at and done.publish_at > timezone.now():
                moment = date_format(timezone.localtime(done.publish_at), "DATETIME_FORMAT")
                return _("“%(title)s” shows from %(moment)s on.") % {
                    "title": update,
                    "moment": moment,
                }
            return _("“%(title)s” is published.") % {"title": update}

        self._tell(request, update, publish, _("“%(title)s” is published already."))

    def _take_off(self, request: HttpRequest, update: Update) -> None:
        def take_off() -> str:
            take_off_update(update=update, by=acting(request), now=timezone.now())
            return _("“%(title)s” is off the site.") % {"title": update}

        self._tell(request, update, take_off, _("“%(title)s” was not published."))

    def _tell(
        self, request: HttpRequest, update: Update, act: Callable[[], str], was_so: str
    ) -> None:
        try:
            messages.success(request, act())
        except NotAllowed:
            messages.warning(request, was_so % {"title": update})
        except ConsentMissing as error:
            text = _("“%(title)s” is not published, for want of consent to show: %(why)s.")
            messages.error(request, text % {"title": update, "why": error})
        except NotReady as error:
            text = _("“%(title)s” is not published. %(why)s")
            messages.error(request, text % {"title": update, "why": error})

    # --- Preview

    def get_urls(self) -> list[Any]:
        """With the address of the preview."""
        view = self.admin_site.admin_view(self.preview_view)
        own = [path("preview/", view, name="campaigns_update_preview")]
        return own + super().get_urls()

    @method_decorator(xframe_options_sameorigin)
    @method_decorator(csp_replace({"frame-ancestors": ["'self'"]}))
    def preview_view(self, request: HttpRequest) -> HttpResponse:
        """The page of the news with what stands in the form, or in a saved row; nothing is saved."""
        update = self.get_object(request, request.GET.get("pk", "")) or Update()
        may_change = bool(update.pk) and self.has_change_permission(request, update)
        if not may_change and (update.pk or not self.has_add_permission(request)):
            raise PermissionDenied
        if request.method == "POST":
            self.get_form(request, update, change=bool(update.pk))(
                request.POST, instance=update
            ).is_valid()
        language = asked_language(request)
        with translation.override(language):
            return keep_private(_preview(request, update))


def _preview(request: HttpRequest, update: Update) -> HttpResponse:
    if not update.campaign_id:
        return render(request, "admin/preview_empty.html")
    campaign = update.campaign
    petition = campaign.petitions.order_by("pk").first()
    if petition is None:
        return render(request, "admin/preview_empty.html")
    petition.campaign = campaign
    # Of a photo that is not saved yet there is nothing to show.
    row = Update.objects.with_photo_consent().filter(pk=update.pk).first() if update.pk else None
    may = bool(row and row.is_published and getattr(row, "may_show_photo", False))
    update.may_show_photo = may  # type: ignore[attr-defined]
    update.pk = update.pk or 0
    context = {
        "petition": PublicPetition(petition, timezone.localdate()),
        "news": [PublicUpdate(campaign, update)],
    }
    return render(request, "petitions/updates.html", context)
