"""The catalogue of translations, handled by Babel, so that nobody needs GNU gettext.

`locale/<code>/LC_MESSAGES/django.po` is kept in the repository; what the site reads, the `.mo`
beside it, is compiled when it starts.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PROJECT = Path(settings.BASE_DIR)
LANGUAGES = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PACKAGES = ("campaigns", "config", "demo", "organizations", "outbox", "petitions", "web")


def path_of(language: str) -> Path:
    """The file with the translations of a language."""
    return PROJECT / "locale" / language / "LC_MESSAGES" / "django.po"


def compile_all() -> int:
    """Compile what is newer than its result; return the number of languages compiled."""
    compiled = 0
    for language in LANGUAGES:
        source = path_of(language)
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        out = BytesIO()
        write_mo(out, _read(language))
        aside = target.with_suffix(".part")
        aside.write_bytes(out.getvalue())
        aside.replace(target)
        compiled += 1
    return compiled


def updated(language: str) -> Catalog:
    """The catalogue of a language with every text of today's code and templates, and no other."""
    template = Catalog(charset="utf-8")
    for file, message, comments, context in _messages():
        template.add(message, locations=[(file, 0)], auto_comments=comments, context=context)
    catalog = _read(language)
    created = catalog.creation_date
    catalog.update(template, no_fuzzy_matching=True)
    catalog.creation_date = created  # else each run would change the file
    catalog.obsolete.clear()
    return catalog


def write(language: str, catalog: Catalog) -> None:
    """Save a catalogue, ordered by text and without line numbers, so that changes read well."""
    path_of(language).parent.mkdir(parents=True, exist_ok=True)
    path_of(language).write_bytes(_as_po(catalog))


def faults(language: str) -> list[str]:
    """What is wrong with a language: texts without translation, or a file that is out of date."""
    catalog = updated(language)
    missing = [str(message.id) for message in catalog if message.id and not _is_done(message)]
    if _ids(catalog) != _ids(_read(language)):
        missing.append("(the file is out of date: run `manage.py update_translations`)")
    return missing


def _is_done(message: Any) -> bool:
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(texts) and not message.fuzzy


def _ids(catalog: Catalog) -> set[tuple[Any, Any]]:
    return {(message.id, message.context) for message in catalog if message.id}


def _read(language: str) -> Catalog:
    if not path_of(language).exists():
        return Catalog(locale=language, charset="utf-8", project="CCWP Petitions")
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language)


def _as_po(catalog: Catalog) -> bytes:
    out = BytesIO()
    write_po(out, catalog, sort_output=True, no_location=True, omit_header=False, width=98)
    return out.getvalue()


def _messages() -> Iterator[tuple[str, Any, list[str], str | None]]:
    for package in PACKAGES:
        for path in sorted((PROJECT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _extract(path, "python", path.read_text(encoding="utf-8"))
    for path in sorted((PROJECT / "templates").rglob("*.*")):
        if path.suffix in (".html", ".txt"):
            lines = templatize(path.read_text(encoding="utf-8")).splitlines()
            # Python's tokenizer would take the indentation of HTML for its own.
            yield from _extract(path, "python", "\n".join(line.strip() for line in lines))


def _extract(
    path: Path, method: str, text: str
) -> Iterator[tuple[str, Any, list[str], str | None]]:
    file = BytesIO(text.encode())
    name = path.relative_to(PROJECT).as_posix()
    for _line, message, comments, context in extract(method, file, keywords=KEYWORDS):
        yield name, message, comments, context
