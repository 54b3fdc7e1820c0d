"""Joins the stylesheets, one file a component in the repository, into the one that pages load."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SOURCES = Path(settings.BASE_DIR) / "static" / "css"
NAME = "css/site.css"
LAYERS = "@layer reset, tokens, base, layout, components, utilities;\n"
FIRST = ("reset", "tokens", "base", "layout")
LAST = ("utilities",)


class StylesheetFinder(BaseFinder):
    """Lets Django find `css/site.css`, made anew from its parts whenever it is asked for."""

    def __init__(self) -> None:
        self.storage = FileSystemStorage(Path(settings.DATA_DIR) / "build")

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing to check."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The path of the joined stylesheet on disk; nothing for any other name."""
        if path != NAME:
            return []
        found = self._join()
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        """The one file that there is, with its storage."""
        self._join()
        yield NAME, self.storage

    def _join(self) -> str:
        target = Path(self.storage.path(NAME))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(joined(), encoding="utf-8")
        return str(target)


def joined() -> str:
    """All stylesheets in the order of their layers."""
    components = sorted((SOURCES / "components").glob("*.css"))
    paths = [SOURCES / f"{name}.css" for name in FIRST]
    paths += [*components, *(SOURCES / f"{name}.css" for name in LAST)]
    return LAYERS + "".join(path.read_text(encoding="utf-8") for path in paths)
