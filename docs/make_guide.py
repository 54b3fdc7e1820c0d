"""Takes the pictures of the staff's guide (`docs/staff/pictures/`) from a site that runs.

python docs/make_guide.py http://127.0.0.1:8000 staff PASSWORD

The site holds the demo, just loaded, and asks for no second factor (as on a machine of one's own).
Needs what `make test` installs, a Chromium included.
"""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

from tests import chromium  # noqa: E402

FOLDER = DOCS / "staff" / "pictures"
WIDTH, HEIGHT, QUALITY = 1280, 860, 70
USAGE = "usage: python docs/make_guide.py http://127.0.0.1:8000 USERNAME PASSWORD\n"

PICTURES = {
    "start": "/admin/",
    "case": "/admin/campaigns/campaign/",
    "members": "/admin/organizations/membership/",
    "fraud": "/admin/petitions/signature/fraud/?state=confirmed",
}
"""Each picture, and the page that it shows; of a list with one kind of row, its first row."""

FIRST_ROW = {"case"}


def main(arguments: list[str]) -> int:
    """Take them all; the exit code."""
    if len(arguments) != 3:
        sys.stderr.write(USAGE)
        return 2
    site, username, password = arguments
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=chromium.ARGUMENTS
        )
        page = browser.new_page(
            base_url=site.rstrip("/"),
            viewport={"width": WIDTH, "height": HEIGHT},
            color_scheme="light",
            reduced_motion="reduce",
        )
        _log_in(page, username, password)
        for name, path in PICTURES.items():
            _take(page, name, path, password)
        browser.close()
    return 0


def _log_in(page: Page, username: str, password: str) -> None:
    page.goto("/admin/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def _take(page: Page, name: str, path: str, password: str) -> None:
    page.goto(path)
    if page.url.partition("?")[0].endswith("/admin/confirm/"):
        page.get_by_label("Password").fill(password)
        page.get_by_role("main").get_by_role("button").first.click()
    if name in FIRST_ROW:
        page.locator("#result_list tbody th a").first.click()
    page.wait_for_load_state("networkidle")
    image = Image.open(io.BytesIO(page.screenshot()))
    image.save(FOLDER / f"{name}.webp", "WEBP", quality=QUALITY, method=6)
    sys.stdout.write(f"{name}.webp\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
