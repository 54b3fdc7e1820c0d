"""The guide for staff: whole, linked from each page of the admin, and for staff alone."""

import re

import pytest
from django.contrib import admin
from django.utils.html import escape

from organizations.guide import FOLDER, LINK, PICTURE, PICTURES, TELLS_OF
from tests.factories import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

PAGES = sorted(path.stem for path in FOLDER.glob("*.md"))
HOST_ALONE = {"django_tasks_database.dbtaskresult"}


@pytest.fixture
def reader(client):
    client.force_login(MembershipFactory(role="reader").user)
    client.get("/admin/")
    return client


@pytest.mark.parametrize("name", PAGES)
def test_each_page_reads(reader, name):
    page = reader.get(f"/admin/guide/{name}/")
    assert page.status_code == 200
    text = page.content.decode()
    title = (FOLDER / f"{name}.md").read_text().partition("\n")[0].removeprefix("# ")
    assert f"<h1>{escape(title)}</h1>" in text
    for address in re.findall(r'(?:href|src)="(/admin/guide/[^"]+)"', text):
        assert reader.get(address).status_code == 200, address


def test_each_page_is_linked_from_the_start():
    start = (FOLDER / "start.md").read_text()
    linked = set(re.findall(r"\]\(([a-z-]+)\.md\)", start))
    assert linked == set(PAGES) - {"start"}


def test_every_picture_is_there_and_used():
    texts = [path.read_text() for path in FOLDER.glob("*.md")]
    used = {found[2] for text in texts for found in PICTURE.finditer(text)}
    assert used == {path.stem for path in PICTURES.glob("*.webp")}


def test_every_page_of_the_admin_has_its_part():
    models = {model._meta.label_lower for model in admin.site._registry}
    assert models - set(TELLS_OF) == HOST_ALONE
    assert set(TELLS_OF.values()) <= set(PAGES)


def test_pages_of_the_admin_lead_to_theirs(reader):
    for path, name in {"/admin/": "start", "/admin/campaigns/campaign/": "case"}.items():
        assert f'href="/admin/guide/{name}/"' in reader.get(path).content.decode()


def test_what_is_not_there_is_not_found(reader):
    for path in ("nothing/", "pictures/nothing/", "pictures/start.webp/", "..%2Fsecurity/"):
        assert reader.get(f"/admin/guide/{path}").status_code == 404, path


def test_links_lead_within_the_guide():
    assert LINK.search('href="case.md"')
    assert not LINK.search('href="https://example.org/case.md"')


def test_is_for_staff(client):
    for path in ("/admin/guide/", "/admin/guide/case/", "/admin/guide/pictures/start/"):
        assert client.get(path).headers["Location"].startswith("/admin/login/")
