"""Joins the stylesheets, one file a component in the repository, into the one that pages load.

Addresses in them are therefore relative to `css/site.css`, and the parts are not served.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.storage import FileSystemStorage

SOURCES = Path(settings.BASE_DIR) / "static" / "css"
NAME = "css/site.css"
LAYERS = "@layer reset, tokens, base, layout, components, utilities;\n"
FIRST = ("reset", "tokens", "base", "layout")
LAST = ("utilities",)
PARTS = ["css/components/*", *(f"css/{name}.css" for name in (*FIRST, *LAST))]


class StylesheetFinder(FileSystemFinder):
    """Django's finder of the project's own files, with `css/site.css` in place of its parts."""

    def find(self, path: str, find_all: bool = False) -> Any:
        """The path of a file on disk; the joined stylesheet is made anew when it is asked for."""
        if path != NAME:
            return super().find(path, find_all)  # type: ignore[call-overload]
        found = self._join()
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        """Every file to be served, with its storage."""
        yield from super().list([*(ignore_patterns or []), *PARTS])
        self._join()
        yield NAME, self._storage()

    def _join(self) -> str:
        target = Path(self._storage().path(NAME))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(joined(), encoding="utf-8")
        return str(target)

    def _storage(self) -> FileSystemStorage:
        return FileSystemStorage(Path(settings.DATA_DIR) / "build")


def joined() -> str:
    """All stylesheets in the order of their layers."""
    components = sorted((SOURCES / "components").glob("*.css"))
    paths = [SOURCES / f"{name}.css" for name in FIRST]
    paths += [*components, *(SOURCES / f"{name}.css" for name in LAST)]
    return LAYERS + "".join(path.read_text(encoding="utf-8") for path in paths)
