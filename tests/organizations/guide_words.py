"""The words of the staff's guide beside those of the product."""

import re
from functools import cache
from pathlib import Path

import django
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib import admin
from django.utils.text import capfirst

from campaigns.models import Item
from organizations.guide import FOLDER
from organizations.models import Role
from petitions.models import Outcome

BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
SHOWN = re.compile(r"!\[([^\]]*)\]\(pictures/([a-z-]+)\.webp\)")
VARIABLE = re.compile(r"%\(\w+\)s|%s")
OF_DJANGO = (
    "conf/locale/es/LC_MESSAGES/django.po",
    "contrib/admin/locale/es/LC_MESSAGES/django.po",
    "contrib/admin/locale/es/LC_MESSAGES/djangojs.po",
    "contrib/auth/locale/es/LC_MESSAGES/django.po",
)


def shown(name: str) -> list[tuple[str, str]]:
    """The pictures of a chapter: what each shows, in words, and its name."""
    return SHOWN.findall((FOLDER / f"{name}.md").read_text(encoding="utf-8"))


def labels_in(name: str) -> list[str]:
    """What a chapter sets in bold: by the custom of this guide, what stands on the screen."""
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    return [capfirst(" ".join(found.split())) for found in BOLD.findall(text)]


@cache
def known_labels() -> frozenset[str]:
    """All texts of the product and of Django's admin, in English, with … for what varies in them."""
    own = Path(settings.BASE_DIR) / "locale" / "es" / "LC_MESSAGES" / "django.po"
    django_root = Path(django.__file__).parent
    texts = set()
    for path in (own, *(django_root / part for part in OF_DJANGO)):
        with path.open("rb") as file:
            for message in read_po(file, locale="es"):
                ids = message.id if isinstance(message.id, tuple) else (message.id,)
                texts |= {capfirst(_varied(text)) for text in ids}
    return frozenset(texts | _adding())


def _varied(text: str) -> str:
    return VARIABLE.sub("…", text.strip())


def _adding() -> set[str]:
    """The buttons that add a row, which Django puts together from the names of the models."""
    models = set(admin.site._registry)
    for page in admin.site._registry.values():
        models |= {inline.model for inline in page.inlines}
    names = {str(model._meta.verbose_name) for model in models}
    return {f"Add {name}" for name in names} | {f"Add another {capfirst(name)}" for name in names}


def told_of() -> dict[str, list[object]]:
    """Chapters, and the choices of which each must tell all."""
    signed = ("people", [role.label for role in Role])
    return dict([signed, ("petition", [end.label for end in Outcome]), ("care", _items())])


def _items() -> list[object]:
    return [item.label for item in Item if item is not Item.STORY]
