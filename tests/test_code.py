"""What holds for the whole code base."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

PROJECT = Path(settings.BASE_DIR)
PACKAGES = (
    "campaigns",
    "config",
    "demo",
    "launcher",
    "organizations",
    "outbox",
    "petitions",
    "web",
)
APPS = ("campaigns", "organizations", "petitions")
LONGEST_FILE = 500


def modules() -> list[Path]:
    """The project's own Python files, without migrations."""
    return [
        path
        for package in PACKAGES
        for path in sorted((PROJECT / package).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def named(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


class TestCode:
    @pytest.mark.parametrize("path", modules(), ids=named)
    def test_follows_the_rules_of_the_house(self, path):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert path.name != "utils.py"
        assert _imports_in_functions(tree) == []
        assert _signals(tree) == []
        assert _default_orderings(tree) == []

    def test_no_file_is_too_long_to_be_read_at_one_sitting(self):
        files = [*modules(), *(PROJECT / "templates").rglob("*.*")]
        files += [*(PROJECT / "static").rglob("*.css"), *(PROJECT / "static").rglob("*.js")]
        lengths = {
            named(path): path.read_text(encoding="utf-8").count("\n")
            for path in files
            if path.is_file()
        }
        assert {name: n for name, n in lengths.items() if n > LONGEST_FILE} == {}

    def test_rules_see_what_they_forbid(self):
        tree = ast.parse(
            "from django.db.models.signals import post_save\n"
            "from django.dispatch import receiver\n"
            "class A:\n"
            "    class Meta:\n"
            "        ordering = ['x']\n"
            "    def f(self):\n"
            "        import os\n"
            "async def g():\n"
            "    from os import path\n"
        )
        assert _imports_in_functions(tree) == [7, 9]
        assert _signals(tree) == [1, 2]
        assert _default_orderings(tree) == [5]


def _imports_in_functions(tree: ast.AST) -> list[int]:
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return sorted(
        node.lineno
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    )


def _signals(tree: ast.AST) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module == "django.dispatch" or (node.module or "").endswith(".signals"))
    ]


def _default_orderings(tree: ast.AST) -> list[int]:
    metas = [
        node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name == "Meta"
    ]
    return [
        statement.lineno
        for meta in metas
        for statement in meta.body
        if isinstance(statement, ast.Assign)
        and any(getattr(target, "id", "") == "ordering" for target in statement.targets)
    ]


INLINE = re.compile(
    r"<script(?![^>]*\ssrc=)|<style|\sstyle\s*=|\son\w+\s*=|javascript:", re.IGNORECASE
)


def templates() -> list[Path]:
    """The pages; mails have no stylesheet to link to."""
    found = sorted((PROJECT / "templates").rglob("*.html"))
    return [path for path in found if "emails" not in path.parts]


class TestTemplates:
    @pytest.mark.parametrize("path", templates(), ids=named)
    def test_hold_no_script_style_or_handler(self, path):
        assert INLINE.findall(path.read_text(encoding="utf-8")) == []

    @pytest.mark.parametrize(
        "wrong",
        [
            "<script>x</script>",
            '<script type="module">',
            '<p style="color:red">',
            '<a onclick="x()">',
            '<a href="javascript:x()">',
            "<style>",
        ],
    )
    def test_with_one_would_be_found(self, wrong):
        assert INLINE.search(wrong)


class TestConstraints:
    @staticmethod
    def names() -> set[str]:
        declared = {
            constraint.name
            for app in APPS
            for model in apps.get_app_config(app).get_models()
            for constraint in model._meta.constraints
        }
        return declared | TestConstraints.raised()

    @staticmethod
    def raised() -> set[str]:
        """Those that triggers raise, and the database does not know by name."""
        files = [path for app in APPS for path in (PROJECT / app).glob("*.py")]
        texts = [path.read_text(encoding="utf-8") for path in files]
        return {name for text in texts for name in re.findall(r"CONSTRAINT = '(\w+)'", text)}

    def test_each_has_a_test_that_names_it(self):
        texts = "\n".join(
            path.read_text(encoding="utf-8")
            for path in (PROJECT / "tests").rglob("test_*.py")
            if path != Path(__file__)
        )
        assert {name for name in self.names() if f'"{name}"' not in texts} == set()

    @pytest.mark.django_db
    def test_each_that_is_declared_is_in_the_database(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes"
            )
            known = {name for (name,) in cursor.fetchall()}
        assert self.names() - known == self.raised()
