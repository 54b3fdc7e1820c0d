"""People who sign, each with a network of their own."""

import re
from collections.abc import Callable
from typing import Any

from django.core import mail
from django.core.management import call_command

from petitions.addresses import address_hash
from petitions.invitations import new_code
from petitions.models import Petition, Signature
from tests.privacy.marks import mark, plain_mark
from tests.privacy.visitors import Visitor
from tests.signing import elsewhere

LINK = re.compile(r"/signatures/([a-z-]+)/[\w-]+/")

Note = Callable[[], None]


def person(word: str, **typed: str) -> dict[str, str]:
    """A sign form that is filled in with marks; what is not told in it is not typed."""
    return {
        "first_name": mark(f"first {word}"),
        "last_name": mark(f"last {word}"),
        "email": f"{plain_mark(word)}@{plain_mark('domain')}.example",
        "country": "PT",
        "postal_code": plain_mark("zip"),
        "via": new_code(),
        "comment": mark(f"comment of {word}"),
        "show_name": "on",
        "subscribe": "on",
    } | typed


class Signer(Visitor):
    """Somebody who signs, with a network of their own."""

    def __init__(self, word: str, **typed: str) -> None:
        super().__init__(elsewhere())
        self.word = word
        self.typed = person(word, **typed)

    def sign(self, petition: Petition, language: str = "") -> Any:
        """Send the form; the answer."""
        return self.post(f"{language}/petitions/{petition.slug}/sign/", self.typed)

    def links(self) -> dict[str, str]:
        """The addresses in the newest mail to them, by what each is for."""
        [*_, newest] = [found for found in mail.outbox if found.to == [self.typed["email"]]]
        return {found[1]: found[0] for found in LINK.finditer(newest.body)}

    def confirm(self) -> None:
        """Follow the newest mail's link, and press its button."""
        work()
        self.get(self.links()["confirm"])
        self.post(self.links()["confirm"])

    @property
    def signature(self) -> Signature:
        """Their row, on whichever petition they signed last."""
        rows = Signature.objects.filter(address_hash=address_hash(self.typed["email"]))
        return rows.latest("pk")


def work() -> None:
    """Run a worker until nothing waits that may be done now."""
    call_command("worker", batch=True, interval=0)
