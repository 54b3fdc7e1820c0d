"""Dolores, a volunteer on the staff: what she does in the admin, one step a function."""

import re
from dataclasses import dataclass

from playwright.sync_api import FrameLocator, Locator, Page, expect

USERNAME, PASSWORD = "dolores", "Libertad-y-justicia-1999"


@dataclass
class Dolores:
    """A member of the staff with a browser, and another one beside it that shows what all see."""

    page: Page
    visitor: Page

    def logs_in(self, username: str = USERNAME, password: str = PASSWORD) -> None:
        """Sign in at the admin."""
        self.page.goto("/admin/")
        self.page.get_by_label("Username").fill(username)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Log in").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("What would you like to do?")

    def opens(self, name: str) -> None:
        """Choose a list from the start page."""
        self.page.goto("/admin/")
        self.page.get_by_role("rowheader", name=name, exact=True).get_by_role("link").click()

    def opens_campaign(self, name: str) -> None:
        """Find the page of a campaign and open it."""
        self.opens("Campaigns")
        self.page.get_by_role("row").get_by_role("link", name=name, exact=True).click()
        expect(self.story()).to_be_visible()

    def story(self) -> Locator:
        """Where the survivor's story is typed."""
        return self.page.get_by_label("Story:", exact=True)

    def preview(self) -> FrameLocator:
        """The page as it would look."""
        return self.page.frame_locator("iframe[title=Preview]")

    def undoes_batch(self, reason: str, why: str) -> None:
        """Put a batch back that was taken out for a reason."""
        self.page.goto("/admin/petitions/invalidation/")
        self.page.get_by_role("row").filter(has_text=reason).get_by_role("link").first.click()
        self.page.goto(self.page.url.replace("/change/", "/undo/"))
        self.page.get_by_label("Reason").fill(why)
        self.press("Undo this batch")

    def press(self, text: str) -> None:
        """Press a button of the admin."""
        self.page.get_by_role("button", name=text, exact=True).click()

    def is_told(self, text: str) -> None:
        """The admin says this after what she did."""
        expect(self.page.locator(".messagelist")).to_contain_text(re.compile(re.escape(text)))

    def public_text(self, path: str) -> str:
        """What a visitor reads at a path at this moment."""
        assert self.visitor.goto(path).status == 200
        return self.visitor.get_by_role("main").inner_text()

    def field(self, name: str) -> Locator:
        """A field of a form, by the name that its rows are numbered with."""
        return self.page.locator(f"[name='{name}']")

    def types(self, name: str, text: str) -> None:
        """Type into a field, key by key as far as the page's scripts can tell."""
        self.field(name).press_sequentially(text)

    def acts_on_signature(self, email: str, action: str, reason: str) -> None:
        """Find the signature of an address and do something to it, for a reason."""
        self.opens("Signatures")
        search = self.page.get_by_role("search").last
        search.get_by_role("textbox").fill(email)
        search.get_by_role("button", name="Search").click()
        expect(search).to_contain_text("1 result")
        self.page.get_by_role("checkbox", name="Select this object for an action").check()
        self.page.get_by_label("Action:").select_option(action)
        self.press("Go")
        self.page.get_by_label("Reason").fill(reason)
        self.press("Do it")
