"""One stylesheet, joined from one file a component."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

from web.stylesheets import FIRST, LAST, LAYERS, NAME, SOURCES, StylesheetFinder, joined


def own_text(name):
    return (SOURCES / f"{name}.css").read_text(encoding="utf-8")


def test_the_order_of_layers_comes_first():
    assert joined().startswith(LAYERS)


def test_each_file_is_in_it_once_in_the_order_of_the_layers():
    components = [f"components/{path.stem}" for path in (SOURCES / "components").glob("*.css")]
    names = [*FIRST, *sorted(components), *LAST]
    places = [joined().index(own_text(name)) for name in names]
    assert places == sorted(places)
    assert [joined().count(own_text(name)) for name in names] == [1] * len(names)


def test_no_stylesheet_of_the_site_is_left_out_but_the_admins_and_the_dark_cards():
    files = {path.relative_to(SOURCES).as_posix() for path in SOURCES.rglob("*.css")}
    top = {f"{name}.css" for name in (*FIRST, *LAST)}
    assert {name for name in files if not name.startswith(("components/", "admin"))} == {
        *top,
        "embed_dark.css",
    }


def test_a_card_that_is_dark_by_choice_has_the_colours_of_the_dark():
    dark = own_text("tokens").partition("prefers-color-scheme: dark")[2].partition("@media")[0]
    colours = re.compile(r"--[a-z-]+: [^;]+;")
    assert colours.findall(own_text("embed_dark")) == colours.findall(dark)
    assert len(colours.findall(dark)) > 20


def test_every_rule_stands_in_a_layer():
    for path in [*SOURCES.glob("components/*.css"), *(SOURCES / f"{n}.css" for n in FIRST + LAST)]:
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert text.lstrip().startswith("@layer "), path.name


def test_django_finds_it_by_its_name():
    assert Path(finders.find(NAME)).read_text(encoding="utf-8") == joined()


def test_it_is_served_in_place_of_its_parts():
    served = [name for name, _storage in StylesheetFinder().list(None)]
    styles = [name for name in served if name.endswith(".css")]
    assert [name for name in styles if not name.startswith("css/admin")] == [
        "css/embed_dark.css",
        NAME,
    ]
    assert "css/admin.css" in styles
    assert "js/exit.js" in served


def test_asked_for_all_of_a_name_django_finds_one():
    assert finders.find(NAME, find_all=True) == [finders.find(NAME)]


def test_pages_load_it_under_a_name_that_changes_with_it(client):
    address = staticfiles_storage.url(NAME)
    assert re.fullmatch(r"/static/css/site\.[0-9a-f]{12}\.css", address)
    response = client.get(address)
    assert response.status_code == 200
    assert "immutable" in response.headers["Cache-Control"]
    assert (Path(settings.STATIC_ROOT) / address.removeprefix("/static/")).exists()


def luminance(colour):
    """The relative luminance of `#rrggbb` (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """How much two colours differ, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("part", [0, 2], ids=["light", "dark"])
@pytest.mark.parametrize("paper", ["paper", "paper-raised"])
@pytest.mark.parametrize("edge", ["line-strong", "focus", "grave", "purple"])
def test_edges_of_controls_and_the_focus_stand_out(edge, paper, part):
    """By 3 to 1, as WCAG 2.2, 1.4.11 has it; axe does not look at edges."""
    text = own_text("tokens").partition("prefers-color-scheme: dark")[part]
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", text))

    assert contrast(colours[edge], colours[paper]) >= 3
