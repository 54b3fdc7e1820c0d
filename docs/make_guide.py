"""Takes the pictures of the staff's guide (`docs/staff/pictures/`) from a site that runs.

make guide
python docs/make_guide.py http://127.0.0.1:8000 staff PASSWORD

The first starts a site of its own for it. The second takes one that runs: it must hold the demo,
just loaded, and ask for no second factor (as on a machine of one's own), for people who are made
up sign there and work there first, so that there is something to see. All that they do is the same
each time; only days and hours differ, and what the product itself shows otherwise by then.

Needs what `make test` installs, a Chromium included.
"""

import io
import os
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect, sync_playwright

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from tests import chromium  # noqa: E402
from tests.journeys.real_site import RealSite  # noqa: E402

FOLDER = DOCS / "staff" / "pictures"
WIDTH, HEIGHT = 1280, 860
QUALITIES = range(80, 20, -10)
LARGEST_BYTES = 60_000
MARGIN = 12
PATIENCE_MS = 20_000
USAGE = "usage: python docs/make_guide.py [http://127.0.0.1:8000 USERNAME PASSWORD]\n"

SLUG = "bring-luz-home"
PETITION = f"/petitions/{SLUG}/"
COMMENTS = {
    "Rosa": "I survived because somebody believed me. Please believe her, too.",
    "Inés": "Let her come home. Her letters keep my sister going.",
    "James": "Read what I wrote at https://blog.example/free-her or call me at 559-555-0142.",
    "Marta": "All of our town knows what Ramiro did to her.",
    "Ana": "Libérenla. Ya es tiempo.",
}
FORBIDDEN = "Ramiro"
ROBOTS = ("Qwe Asd", "Asd Zxc", "Zxc Qwe")
ROBOTS_DOMAIN = "throwaway.example"
MEMBERS = {"ana": "owner", "carmen": "editor", "luis": "moderator"}
WAITS = "luis"
PASSWORD = "Luz-del-amanecer-1848"  # noqa: S105  (of people who are made up, on a site of minutes)

LUZ = {
    "name": "Luz María Ejemplo",
    "alias": "Luz",
    "birth_date": "1971-01-01",
    "incarcerated_since": "2004-05-01",
    "sentence": "25 years to life",
    "sentence_es": "De 25 años a cadena perpetua",
    "story": "## Who she is\n\nLuz is a mother and a survivor. She is 54 years old.",
    "photo_alt": "Luz, drawn in purple, in front of a rising sun.",
}
"""A case that is made up, as it is first typed."""

MENDED = (
    "## Who she is\n\nLuz is a mother and a survivor. She is in her {{ year_of_incarceration }} year "
    "in prison.\n\n## What she lived through\n\nFor eleven years she was not safe at home. "
    "She asked for help, and nobody came."
)
MENDED_ES = "## Quién es\n\nLuz es madre y sobreviviente. Está en su {{ year_of_incarceration }} año de prisión."
CONSENTS = {
    "her story, and what she went through": "Letter of January 9, binder 2",
    "her photo": "Signed form of January 9, binder 2",
}
LUZ_ASKS = {
    "title": "Bring Luz home",
    "title_es": "Que Luz vuelva a casa",
    "ask": "We ask the Governor to commute the sentence of Luz.",
    "ask_es": "Pedimos al Gobernador que conmute la condena de Luz.",
    "summary": "Luz has been inside for more than half of her grown life. Ask that she may come home.",
    "summary_es": "Pide que Luz pueda volver a casa.",
}


class Guide:
    """A browser at a site, in the hands of a member of the staff, and one for the public beside it."""

    def __init__(self, browser: Browser, site: str, username: str, password: str) -> None:
        self.browser, self.site = browser, site
        self.username, self.password = username, password
        self.page, self.public = self.opened(), self.opened()
        self.colleague = self.page

    def opened(self) -> Page:
        """A page of a browser without a past."""
        context = self.browser.new_context(
            base_url=self.site,
            viewport={"width": WIDTH, "height": HEIGHT},
            color_scheme="light",
            reduced_motion="reduce",
            locale="en-US",
        )
        context.set_default_timeout(PATIENCE_MS)
        return context.new_page()

    # --- Steps

    def log_in(self) -> None:
        """As the first member of the staff."""
        self.page.goto("/admin/")
        self.page.get_by_label("Username").fill(self.username)
        self.page.get_by_label("Password").fill(self.password)
        self.page.get_by_role("button", name="Log in").click()
        expect(self.page.locator("#user-tools")).to_be_visible()

    def visit(self, path: str) -> None:
        """Open a page of the admin, with the password once more where it asks for that."""
        self.page.goto(f"/admin/{path}")
        if self.page.url.partition("?")[0].endswith("/admin/confirm/"):
            self.page.get_by_label("Password").fill(self.password)
            self.press("Continue")
        self.page.wait_for_load_state("networkidle")

    def open_row(self, path: str, name: str) -> None:
        """Open a row of a list."""
        self.visit(path)
        self.page.locator("#result_list").get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state("networkidle")

    def press(self, button: str) -> None:
        """Press a button, and wait for what comes."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).first.click()
        self.page.wait_for_load_state("networkidle")

    def fill(self, fields: dict[str, str], prefix: str = "") -> None:
        """Fill in fields of a form, by their names."""
        for name, value in fields.items():
            field = self.page.locator(f"[name='{prefix}{name}']")
            if field.evaluate("(each) => each.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)

    def add_row(self, kind: str) -> None:
        """One more row of a kind on the page of a case."""
        self.page.get_by_text(f"Add another {kind}", exact=True).click()

    # --- The public

    def sign(self, first_name: str, address: str, comment: str = "") -> None:
        """Sign the petition as somebody from Fresno County."""
        self.public.goto(f"/es{PETITION}" if first_name == "Ana" else PETITION)
        form = self.public.locator("form#sign")
        said = {"first_name": first_name, "email": address, "postal_code": "93610"}
        for name, value in (said | {"comment": comment}).items():
            form.locator(f"[name={name}]").fill(value)
        if comment:
            form.locator("[name=show_name]").check()
        with self.public.expect_navigation():
            form.get_by_role("button").last.click()
        expect(self.public.get_by_role("heading", level=1)).to_be_visible()
        if not re.search("check-your-email", self.public.url):
            raise SystemExit(f"{first_name} could not sign: is the demo just loaded?")

    def follow(self, address: str, kind: str) -> None:
        """Open the link of a kind that was mailed to an address, as soon as the mail is there."""
        self.public.goto("/demo/mail/")
        mail = self.public.locator("article.mail").filter(has_text=address)
        link = mail.locator(f"a[href*='{kind}']").first
        for _attempt in range(PATIENCE_MS // 500):
            if link.count():
                break
            self.public.wait_for_timeout(500)
            self.public.goto("/demo/mail/")
        self.public.goto(str(link.get_attribute("href")))

    def confirm(self, address: str) -> None:
        """Confirm what was signed with an address."""
        self.follow(address, "/signatures/confirm/")
        with self.public.expect_navigation():
            self.public.get_by_role("main").get_by_role("button").first.click()

    # --- Pictures

    def take(self, name: str, *shown: Locator) -> None:
        """Take a picture of what is `shown`, from the first to the last; of the screen without."""
        self.page.wait_for_load_state("networkidle")
        self.page.mouse.move(0, 0)
        self.page.evaluate("document.activeElement.blur()")
        if shown:
            picture = self.page.screenshot(full_page=True, clip=self._around(shown))
        else:
            self.page.evaluate("scrollTo(0, 0)")
            picture = self.page.screenshot()
        packed = _packed(picture)
        (FOLDER / f"{name}.webp").write_bytes(packed)
        sys.stdout.write(f"{name}.webp {len(packed) // 1000} KB\n")

    def _around(self, shown: tuple[Locator, ...]) -> FloatRect:
        self.page.evaluate("scrollTo(0, 0)")
        content = _edges(self.page.locator("#content"))
        edges = [_edges(each) for each in shown]
        # Not beyond the page's own part: beside it stands the list of all pages.
        left = max(min(edge[0] for edge in edges) - MARGIN, content[0])
        top = max(min(edge[1] for edge in edges) - MARGIN, content[1])
        right = min(max(edge[2] for edge in edges) + MARGIN, WIDTH)
        bottom = max(edge[3] for edge in edges) + MARGIN
        return FloatRect(x=left, y=top, width=right - left, height=bottom - top)


def _edges(shown: Locator) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of an element."""
    box = shown.bounding_box()
    if box is None:
        raise SystemExit(f"Not to be seen: {shown}")
    return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]


def _packed(picture: bytes) -> bytes:
    """The picture as WebP, as good as `LARGEST_BYTES` allow."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for quality in QUALITIES:
        out = io.BytesIO()
        image.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= LARGEST_BYTES:
            break
    return out.getvalue()


def _drawing() -> bytes:
    """A photo of nobody: a woman before a rising sun, drawn in a few strokes."""
    image = Image.new("RGB", (900, 600), "#f3e9d8")
    draw = ImageDraw.Draw(image)
    draw.ellipse((120, 180, 560, 620), fill="#f0b45c")
    draw.ellipse((520, 330, 840, 900), fill="#5b2a86")
    draw.ellipse((580, 130, 780, 370), fill="#432063")
    draw.ellipse((615, 175, 745, 345), fill="#c99770")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


# --- What is done, and what is to be seen then


def people_sign(guide: Guide) -> None:
    """Five people sign and comment, and a program signs three times."""
    addresses = []
    for name, comment in COMMENTS.items():
        addresses.append(f"{name.lower().replace('é', 'e')}@example.org")
        guide.sign(name, addresses[-1], comment)
    for name in ROBOTS:
        addresses.append(f"{name.lower().replace(' ', '.')}@{ROBOTS_DOMAIN}")
        guide.sign(name, addresses[-1])
    for address in addresses:
        guide.confirm(address)


def a_case_is_told(guide: Guide) -> None:
    """A case is begun, with a number that goes stale in it, and without its Spanish."""
    guide.visit("campaigns/campaign/add/")
    page = guide.page
    page.locator("[name=organization]").select_option(index=1)
    guide.fill(LUZ)
    page.locator("[name=birth_date_precision]").select_option(label="only the year")
    page.locator("[name=photo]").set_input_files(
        {"name": "luz.jpg", "mimeType": "image/jpeg", "buffer": _drawing()}
    )
    guide.fill({"photo_x": "76", "photo_y": "44"})
    guide.press("Save and continue editing")
    guide.take("story", page.locator("fieldset:has(#id_story)"))
    guide.take(
        "photo", page.locator(".form-row.field-photo_alt"), page.locator(".form-row.field-photo_x")
    )


def she_consents(guide: Guide) -> None:
    """Her consents are written down, her petition too, and the case goes public."""
    for number, (item, evidence) in enumerate(CONSENTS.items()):
        guide.add_row("Consent")
        said = {"item": item, "given_on": "2026-01-09", "given_by": "Luz herself"}
        guide.fill(said | {"evidence": evidence}, f"consents-{number}-")
    guide.page.locator("[name=show_photo]").check()
    guide.fill({"story": MENDED})
    guide.add_row("Petition")
    guide.fill(LUZ_ASKS, "petitions-0-")
    guide.fill({"slug": SLUG, "goal": "1000"}, "petitions-0-")
    guide.page.locator("#petitions-0").get_by_label("Gavin Newsom").check()
    guide.add_row("Forbidden word")
    guide.fill({"text": FORBIDDEN, "protects": "an opponent"}, "forbidden_words-0-")
    guide.press("Save and continue editing")
    guide.take("consents", guide.page.locator("#consents-group > fieldset"))
    guide.fill({"story_es": MENDED_ES, "photo_alt_es": "Luz, dibujada en violeta."})
    guide.press("Save and publish")
    guide.take("case")
    guide.page.get_by_role("link", name="Versions").click()
    rows = guide.page.get_by_role("row").filter(has_text="Profile")
    rows.first.locator("[name=newer]").check()
    rows.last.locator("[name=older]").check()
    guide.press("Compare")
    guide.take("versions", guide.page.locator("#content"))


def it_ends(guide: Guide) -> None:
    """Her petition ends well, and the news of it is drafted."""
    guide.visit("petitions/petition/")
    guide.take("petitions", guide.page.locator("#content"))
    row = guide.page.get_by_role("row").filter(has_text="Bring Luz home")
    row.get_by_role("link", name="Declare the outcome").click()
    guide.page.get_by_label("Released").check()
    guide.take("outcome")
    guide.press("Declare the outcome")
    guide.take("news")


def an_office_changes_hands(guide: Guide) -> None:
    """Somebody new is governor, and two petitions are looked at."""
    guide.open_row("petitions/decisionmaker/", "Office of the Governor")
    guide.page.get_by_role("link", name="Enter the successor").click()
    guide.fill({"name": "María Ejemplo", "since": "2026-01-05"})
    guide.fill({"title_before_name_es": "Gobernadora", "role_es": "gobernadora de California"})
    guide.take("successor", guide.page.locator("#content"))
    guide.press("Enter the successor")
    guide.take(
        "readdress", guide.page.locator("#content > h1"), guide.page.locator(".settle").first
    )


def colleagues_join(guide: Guide) -> None:
    """Three are invited, two of them come."""
    for name, role in MEMBERS.items():
        guide.visit("organizations/invitation/add/")
        if not guide.page.locator("[name=organization]").input_value():
            guide.page.locator("[name=organization]").select_option(index=1)
        guide.page.locator(f"[name=role][value={role}]").check()
        guide.fill({"email": f"{name}@ccwp.example", "language": "English"})
        if name == WAITS:
            guide.take("invitation", guide.page.locator("#content"))
        guide.press("Save")
    for name in [each for each in MEMBERS if each != WAITS]:
        guide.public = guide.colleague = guide.opened()
        guide.follow(f"{name}@ccwp.example", "/admin/invitation/")
        guide.public.get_by_label("Username").fill(name)
        guide.public.get_by_label("Password:").fill(PASSWORD)
        guide.public.get_by_label("Password confirmation:").fill(PASSWORD)
        guide.public.get_by_role("button", name="Make my account").click()
        expect(guide.public.locator("#user-tools")).to_be_visible()
    guide.visit("organizations/membership/")
    guide.take("members", guide.page.locator("#content"))


def comments_wait(guide: Guide) -> None:
    """The queue of comments, at its beginning."""
    guide.visit("petitions/comment/")
    guide.take(
        "comments", guide.page.locator("#content > h1"), guide.page.locator(".comment").nth(3)
    )


def fraud_is_found(guide: Guide) -> None:
    """What would go of what a program signed."""
    guide.visit(f"petitions/signature/fraud/?domain={ROBOTS_DOMAIN}")
    guide.take("fraud", guide.page.locator(".fraud-preview"))


def a_rally_begins(guide: Guide) -> None:
    """The form for a rally."""
    guide.visit("petitions/rally/add/")
    guide.page.locator("[name=organization]").select_option(index=1)
    guide.fill({"name": "Meeting at the university, main hall"})
    for when, hour in {"starts_at": "10:00", "ends_at": "14:00"}.items():
        guide.fill({"0": "2026-03-08", "1": hour}, f"{when}_")
    guide.take("rally", guide.page.locator("#content"))


def signing_pauses(guide: Guide) -> None:
    """What is asked before the signing of a petition pauses."""
    guide.visit("petitions/petition/")
    row = guide.page.get_by_role("row").filter(has_text="Susan Russo")
    row.get_by_role("checkbox").check()
    guide.page.get_by_label("Action:").select_option(value="pause_selected")
    guide.press("Go")
    guide.fill({"note": "Many signatures came at once. We look at them, and are back tonight."})
    guide.take("pause", guide.page.locator("#content"))


def work_waits(guide: Guide) -> None:
    """The start page of a colleague, with all of that."""
    of_staff, guide.page = guide.page, guide.colleague
    guide.visit("")
    guide.take("start", *guide.page.locator(".desk").all())
    guide.page = of_staff


SCENES: list[tuple[Callable[[Guide], None], tuple[str, ...]]] = [
    (a_case_is_told, ("story", "photo")),
    (she_consents, ("consents", "case", "versions")),
    (people_sign, ()),
    (comments_wait, ("comments",)),
    (fraud_is_found, ("fraud",)),
    (signing_pauses, ("pause",)),
    (a_rally_begins, ("rally",)),
    (colleagues_join, ("invitation", "members")),
    (work_waits, ("start",)),
    (it_ends, ("petitions", "outcome", "news")),
    (an_office_changes_hands, ("successor", "readdress")),
]
"""What is done, in this order, and which pictures are taken of it."""

PICTURES = {name for _scene, names in SCENES for name in names}


def main(arguments: list[str]) -> int:
    """Take them all; the exit code."""
    if len(arguments) == 3:
        take_all(arguments[0].rstrip("/"), *arguments[1:])
    elif arguments:
        sys.stderr.write(USAGE)
        return 2
    else:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o755)  # the database's user must get in
            site = RealSite(Path(folder))
            site.start()
            try:
                take_all(site.address, *(site.data_dir / "staff-password").read_text().split())
            finally:
                site.stop()
    return 0


def take_all(site: str, username: str, password: str) -> None:
    """Take all pictures from a site."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=chromium.ARGUMENTS
        )
        guide = Guide(browser, site, username, password)
        guide.log_in()
        for scene, _names in SCENES:
            scene(guide)
        browser.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
