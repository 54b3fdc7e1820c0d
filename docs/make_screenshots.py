"""Takes the pictures in `docs/screenshots/` from a site that runs with the demo, just loaded.

python docs/make_screenshots.py http://127.0.0.1:8000

Needs what `make test` installs, a Chromium included.
"""

import io
import sys
from pathlib import Path
from typing import Any, Literal

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

from tests import chromium  # noqa: E402

FOLDER = DOCS / "screenshots"
PAGES = {"profile": "/", "petition": "/petitions/commutation-for-tracee-ward/"}
SCREENS: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "desktop": {"viewport": {"width": 1280, "height": 800}},
}
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
LARGEST_BYTES = 150_000
QUALITIES = range(90, 40, -10)


def main(arguments: list[str]) -> int:
    """Take them all; the exit code."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python docs/make_screenshots.py http://127.0.0.1:8000\n")
        return 2
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=chromium.ARGUMENTS
        )
        for page in PAGES:
            for screen in SCREENS:
                for scheme in SCHEMES:
                    picture = _take(browser, arguments[0].rstrip("/"), page, screen, scheme)
                    path = FOLDER / f"{page}-{screen}-{scheme}.webp"
                    path.write_bytes(_packed(picture))
                    sys.stdout.write(f"{path} {path.stat().st_size // 1000} KB\n")
        browser.close()
    return 0


def _take(browser: Browser, site: str, page: str, screen: str, scheme: Scheme) -> bytes:
    """The first screen of a page, as a PNG of two pixels for one."""
    context = browser.new_context(
        base_url=site,
        color_scheme=scheme,
        device_scale_factor=2,
        reduced_motion="reduce",
        **SCREENS[screen],
    )
    opened = context.new_page()
    opened.goto(PAGES[page], wait_until="networkidle")
    picture = opened.screenshot()
    context.close()
    return picture


def _packed(picture: bytes) -> bytes:
    """The same as WebP, as good as `LARGEST_BYTES` allow."""
    image = Image.open(io.BytesIO(picture))
    for quality in QUALITIES:
        out = io.BytesIO()
        image.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= LARGEST_BYTES:
            break
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
