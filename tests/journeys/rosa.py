"""Rosa, a supporter: what she does on the site, one step a function, in her language.

She finds her way by what a page says. `say` gives the words as the site speaks them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import translation
from playwright.sync_api import Locator, Page, expect

SLUG = "commutation-for-tracee-ward"
TITLE = {
    "en": "Commutation for Domestic Violence Survivor, Tracee Ward",
    "es": "Conmutación para Tracee Ward, sobreviviente de violencia doméstica",
}
EMAIL = "rosa@example.org"


@dataclass
class Rosa:
    """A supporter with a browser, a language and a mailbox."""

    page: Page
    work: Callable[[], None]
    language: str = "en"
    email: str = EMAIL

    @property
    def start(self) -> str:
        """Where the pages in her language begin."""
        return "/" if self.language == "en" else f"/{self.language}/"

    @property
    def petition(self) -> str:
        """The address of Tracee's petition."""
        return f"{self.start}petitions/{SLUG}/"

    def say(self, text: str) -> str:
        """A text of the site in her language."""
        with translation.override(self.language):
            return translation.gettext(text)

    # --- Reading

    def button(self, text: str) -> Locator:
        """The button that says this, and nothing more."""
        return self.page.get_by_role("button", name=self.say(text), exact=True)

    def field(self, label: str) -> Locator:
        """The field of the form whose label begins so; "optional" may follow."""
        begins = re.compile(r"^\s*" + re.escape(self.say(label)))
        return self.page.get_by_role("main").get_by_label(begins)

    def headline(self) -> Locator:
        """What the page is about."""
        return self.page.get_by_role("heading", level=1)

    def reads(self, text: str) -> None:
        """The page says this in her language, word for word."""
        expect(self.page.get_by_role("main")).to_contain_text(self.say(text))

    def sees_headline(self, text: str) -> None:
        """She has arrived at the page with this headline, and it is in her language."""
        expect(self.headline()).to_have_text(self.say(text))
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)

    def sees_supporters(self, number: str, path: str) -> None:
        """The page at this path, loaded anew, says first that there are so many supporters."""
        self.page.goto(path)
        expect(self.page.locator("[data-supporters]").first).to_have_text(number)

    def sees_counts(self, *, petition: str, profile: str) -> None:
        """The count of Tracee's petition and the one of the whole organization."""
        self.sees_supporters(petition, self.petition)
        self.sees_supporters(profile, self.start)

    # --- Signing

    def fill_in(self, **other: str) -> None:
        """Type what the form asks for."""
        typed = {"First name": "Rosa", "Email": self.email, "ZIP or postal code": "93610"}
        for label, value in (typed | other).items():
            self.field(label).fill(value)

    def sign(self) -> None:
        """Press the button of the form, on the petition's page."""
        self.button("Sign").click()

    def signs(self) -> None:
        """All of it: from the petition's page to the one that says to look for a mail."""
        self.page.goto(self.petition)
        self.fill_in()
        self.sign()
        self.sees_headline("Please check your email")

    # --- After signing

    def opens_mail(self, purpose: str) -> str:
        """Have the mail sent, open the mailbox and follow the newest link of a purpose."""
        self.work()
        self.page.goto("/demo/mail/")
        links = self.page.get_by_role("link", name=f"/signatures/{purpose}/")
        address = links.first.inner_text()
        links.first.click()
        return address

    def confirms(self) -> str:
        """Follow the newest link and press the one button; the link, for another time."""
        address = self.opens_mail("confirm")
        self.sees_headline("One last step")
        self.button("Confirm my signature").click()
        self.sees_headline("Thank you")
        return address
