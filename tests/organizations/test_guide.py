"""The guide for staff: whole, linked from each page of the admin, and for staff alone."""

import re

import pytest
from django.contrib import admin
from django.urls import get_resolver, resolve, reverse
from django.utils import timezone
from django.utils.html import escape

from docs.make_guide import LARGEST_BYTES
from docs.make_guide import PICTURES as TAKEN
from organizations.guide import (
    FOLDER,
    LINK,
    PICTURES,
    TELLS_OF,
    TELLS_OF_PAGE,
    address_for,
    chapters,
    sections,
)
from organizations.models import SiteState, User
from petitions.models import Petition
from petitions.versions import versions
from tests.factories import MembershipFactory, StaffFactory
from tests.organizations.guide_words import known_labels, labels_in, shown, told_of
from tests.petitions.admin.neighbours import move_in
from tests.test_site import patterns

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

PAGES = sorted(path.stem for path in FOLDER.glob("*.md"))
ALL_BYTES = 700_000
NARROWEST = 600
FOR_NOBODY = {"jsi18n", "autocomplete", "session", "logout", "login", "invitation", "confirm"}
"""Pages of the admin without its header, or that are no pages."""


@pytest.fixture
def reader(client):
    client.force_login(MembershipFactory(role="reader").user)
    client.get("/admin/")
    return client


class TestChapters:
    @pytest.mark.parametrize("name", PAGES)
    def test_each_reads(self, reader, name):
        page = reader.get(f"/admin/guide/{name}/")
        assert page.status_code == 200
        text = page.content.decode()
        title = (FOLDER / f"{name}.md").read_text().partition("\n")[0].removeprefix("# ")
        assert f"<h1>{escape(title)}</h1>" in text
        for address in set(re.findall(r'(?:href|src)="(/admin/guide/[^"#]+)', text)):
            assert reader.get(address).status_code == 200, address
        for chapter, section in re.findall(r'href="/admin/guide/([a-z-]+)/#([^"]+)"', text):
            assert section in sections(chapter), f"{chapter}#{section}"
        for section in sections(name) - sections_of_title(title):
            assert f' id="{section}"' in text

    def test_each_is_linked_from_the_start(self):
        assert set(chapters()) == set(PAGES) - {"start"}

    def test_what_is_not_there_is_not_found(self, reader):
        for path in ("nothing/", "pictures/nothing/", "pictures/start.webp/", "..%2Fsecurity/"):
            assert reader.get(f"/admin/guide/{path}").status_code == 404, path

    def test_links_lead_within_the_guide(self):
        assert LINK.fullmatch("case.md")
        assert LINK.fullmatch("case.md#publish-it")
        assert not LINK.fullmatch("https://example.org/case.md")

    def test_is_for_staff(self, client):
        for path in ("/admin/guide/", "/admin/guide/case/", "/admin/guide/pictures/start/"):
            assert client.get(path).headers["Location"].startswith("/admin/login/")


def sections_of_title(title: str) -> set[str]:
    return {re.sub(r"[^a-z0-9]+", "-", title.lower().replace("'", "")).strip("-")}


class TestPictures:
    def test_each_is_taken_by_the_script_and_used_once(self):
        used = [found for name in PAGES for found in shown(name)]
        assert len(used) == len(TAKEN)
        assert {name for _alt, name in used} == TAKEN
        assert {path.stem for path in PICTURES.iterdir()} == TAKEN

    def test_each_says_what_is_to_be_seen(self):
        for name in PAGES:
            for alt, picture in shown(name):
                assert len(alt.split()) > 5, picture

    def test_none_is_a_placeholder_or_large(self):
        for name in TAKEN:
            data = (PICTURES / f"{name}.webp").read_bytes()
            assert width_of(data) >= NARROWEST, name
            assert len(data) <= LARGEST_BYTES, name
        assert sum(path.stat().st_size for path in PICTURES.iterdir()) < ALL_BYTES


def width_of(data: bytes) -> int:
    """The width of a lossy WebP, which its first frame tells."""
    assert (data[:4], data[8:16]) == (b"RIFF", b"WEBPVP8 ")
    return int.from_bytes(data[26:28], "little") & 0x3FFF


class TestWords:
    @pytest.mark.parametrize("name", PAGES)
    def test_buttons_and_fields_are_called_as_on_the_screen(self, name):
        known = known_labels()
        assert [label for label in labels_in(name) if label not in known] == []

    def test_one_that_was_renamed_would_be_found(self):
        known = known_labels()
        assert "Save and publish" in known
        assert "Save and make public" not in known

    def test_tell_of_every_role_and_of_every_end(self):
        for chapter, choices in told_of().items():
            text = (FOLDER / f"{chapter}.md").read_text().lower()
            assert [each for each in choices if str(each).lower() not in text] == [], chapter


class TestLinks:
    def test_each_place_is_there(self):
        for place in (*TELLS_OF.values(), *TELLS_OF_PAGE.values()):
            chapter, mark, section = place.partition("#")
            assert chapter in PAGES
            assert not mark or section in sections(chapter), place

    def test_each_model_has_its_part(self):
        assert {model._meta.label_lower for model in admin.site._registry} == set(TELLS_OF)

    def test_each_page_that_is_named_exists(self):
        names = {pattern.name for _path, pattern in patterns(get_resolver())}
        assert set(TELLS_OF_PAGE) <= names

    def test_each_page_leads_to_its_part(self, client):
        client.force_login(StaffFactory())
        client.get("/admin/")
        move_in(timezone.now())
        visited = set()
        for path in paths():
            answer = client.get(path)
            if answer.status_code != 200:
                assert answer.status_code in (302, 403, 405), path
                continue
            name = resolve(path.partition("?")[0]).url_name
            place = address_for(opts_of(name), name)
            assert f'<a href="{place}">' in answer.content.decode(), path
            visited.add(name)
        kinds = ("changelist", "change", "history")
        for model in admin.site._registry:
            start = f"{model._meta.app_label}_{model._meta.model_name}"
            if model._default_manager.exists() and start != "petitions_comment":
                assert {f"{start}_{kind}" for kind in kinds} - visited <= WITHOUT_A_LIST
        assert set(TELLS_OF_PAGE) - visited <= BEFORE_OR_AFTER_A_POST


WITHOUT_A_LIST = {"petitions_suppression_change", "petitions_suppression_history"}
BEFORE_OR_AFTER_A_POST = {
    "confirm", "password_change", "password_change_done", "recovery_codes",
    "second_factor_code", "second_factor_set_up", "petitions_signature_fraud",
}  # fmt: skip
"""Pages that ask for the password again, or that a form leads to."""


def opts_of(name: str) -> object:
    models = {
        f"{model._meta.app_label}_{model._meta.model_name}": model for model in admin.site._registry
    }
    found = [start for start in models if name.startswith(f"{start}_")]
    if name == "auth_user_password_change":
        return User._meta
    return models[found[0]]._meta if found else None


def paths() -> list[str]:
    """Every page of the admin that opens by its address, of the newest row where it has one."""
    found = []
    for path, pattern in patterns(get_resolver()):
        name = pattern.name or ""
        opts = opts_of(name)
        if not path.startswith("admin/") or name in FOR_NOBODY or name.startswith("guide_pic"):
            continue
        if name.endswith(("_preview", "_photo", "session_back")):
            continue
        row = opts.model._default_manager.order_by("pk").last() if opts else None
        args = arguments(pattern, row)
        if args is not None:
            found.append(reverse(f"admin:{name}", args=args) + query_of(name, row))
    return found


def arguments(pattern, row) -> list[object] | None:
    wanted = list(pattern.pattern.converters) or list(pattern.pattern.regex.groupindex)
    if not pattern.name:
        return None
    if wanted == ["app_label"]:
        return ["petitions"]
    if wanted == ["name"]:
        return ["start"]
    if not wanted:
        return []
    if pattern.name == "petitions_petition_correct":
        return [Petition.objects.filter(state="closed").last().pk]
    if pattern.name == "petitions_petition_close":
        return [Petition.objects.filter(state="open").last().pk]
    if "sitestate" in pattern.name:
        return [SiteState.ONLY]
    return [row.pk] if row else None


def query_of(name: str, row) -> str:
    """What two pages of versions are asked with."""
    if "_versions_" not in name:
        return ""
    key = versions(row)[0].key
    return f"?older={key}&newer={key}&version={key}"
