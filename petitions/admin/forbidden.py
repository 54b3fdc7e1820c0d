"""The list of words that must never appear in comments, on the page of its campaign."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.forbidden import as_listed, telling_words
from campaigns.models import Campaign, ForbiddenWord
from organizations.admin import acting
from organizations.scope import ScopedInline
from petitions.actions.comments import allow, forbid, hold_telling
from petitions.models.petition import TEXTS

LETTERS = 2


class ForbiddenWordForm(forms.ModelForm):  # type: ignore[type-arg]
    """A word or name that must never appear."""

    class Meta:
        model = ForbiddenWord
        fields = ("text", "protects")

    def clean_text(self) -> str:
        """With two letters at least: one alone stands in every text."""
        text: str = self.cleaned_data["text"]
        if sum(character.isalnum() for character in text) < LETTERS or as_listed(text) is None:
            raise ValidationError(_("Please write at least two letters."))
        return text


class ForbiddenWordFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """The list of a campaign, with each word once."""

    def clean(self) -> None:
        """Tell beside a word that it stands there already, in capitals or not."""
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            word = form.cleaned_data.get("text", "").lower() if form.is_valid() else ""
            if not word or form in self.deleted_forms:
                continue
            if word in seen:
                form.add_error("text", _("This is on the list already."))
            seen.add(word)


class ForbiddenWordInline(ScopedInline, admin.StackedInline):  # type: ignore[type-arg]
    """Victims, children, relatives, opponents: what no comment may tell."""

    model = ForbiddenWord
    form = ForbiddenWordForm
    formset = ForbiddenWordFormSet
    extra = 0
    fields = [("text", "protects")]


def save_words(request: HttpRequest, campaign: Campaign, formset: Any) -> None:
    """Save what was changed of the list, and tell how many comments wait again for it."""
    formset.save(commit=False)
    for word in formset.deleted_objects:
        allow(word=word, by=acting(request), now=timezone.now())
    words = [*formset.new_objects, *(word for word, _changed in formset.changed_objects)]
    if words:
        now = timezone.now()
        _tell_held(request, forbid(campaign=campaign, words=words, by=acting(request), now=now))


def hold_hidden(request: HttpRequest, campaign: Campaign) -> None:
    """Let comments wait again that tell what is hidden of her by now, and tell how many."""
    now = timezone.now()
    _tell_held(request, hold_telling(campaign=campaign, by=acting(request), now=now))


def warn_of_own_texts(request: HttpRequest, campaign: Campaign) -> None:
    """Tell which listed words stand in the campaign's own texts."""
    texts = [campaign.story, campaign.story_es, campaign.photo_alt, campaign.photo_alt_es]
    for petition in campaign.petitions.all():
        texts += [getattr(petition, f"{name}{suffix}") for name in TEXTS for suffix in ("", "_es")]
    for link in campaign.links.all():
        texts += [link.label, link.label_es, link.text, link.url]
    if found := telling_words(campaign, texts):
        warning = _("Your own texts tell what you listed as never to appear: %(found)s")
        messages.warning(request, warning % {"found": ", ".join(found)})


def _tell_held(request: HttpRequest, number: int) -> None:
    if number:
        text = ngettext(
            "One comment is hidden again and waits to be read: it tells what must not appear.",
            "%(n)s comments are hidden again and wait to be read: they tell what must not appear.",
            number,
        )
        messages.warning(request, text % {"n": number})
