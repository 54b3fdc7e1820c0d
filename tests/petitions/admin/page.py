"""Fills in a form of the admin as a browser does: all that stands in it, and what one changes."""

from collections.abc import Iterator
from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client

NOT_SENT = ("submit", "button", "file", "reset", "image")
TEMPLATE_ROW = "__prefix__"


class Form(HTMLParser):
    """The fields of the form with an id, each with the values that would be sent."""

    def __init__(self, html: str, form: str) -> None:
        super().__init__()
        self.wanted, self.is_inside = form, False
        self.sent: dict[str, list[str]] = {}
        self.text_name = self.select_name = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_inside = found.get("id") == self.wanted
        if not self.is_inside or "disabled" in found:
            return
        name = found.get("name", "")
        if tag == "input" and name and found.get("type") not in NOT_SENT:
            if found.get("type") not in ("checkbox", "radio"):
                self._send(name, found.get("value", ""))
            elif "checked" in found:
                self._send(name, found.get("value", "on"))
        elif tag == "textarea":
            self.text_name = name
            self._send(name, "")
        elif tag == "select":
            self.select_name = name
        elif tag == "option" and "selected" in found:
            self._send(self.select_name, found.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False
        if tag == "textarea" and self.text_name:
            # The line break after the opening tag belongs to the markup.
            text = self.sent[self.text_name][-1].replace("\r\n", "\n").removeprefix("\n")
            self.sent[self.text_name][-1] = text
            self.text_name = ""

    def handle_data(self, data: str) -> None:
        if self.text_name:
            self.sent[self.text_name][-1] += data

    def _send(self, name: str, value: str) -> None:
        self.sent.setdefault(name, []).append(value)


def filled_in(response: HttpResponse, form: str) -> dict[str, list[str]]:
    """What would be sent if the form were sent as it stands."""
    return Form(response.content.decode(), form).sent


def added(fields: dict[str, object], rows: str, **values: object) -> dict[str, object]:
    """The fields with one row more in the inline `rows`, as its button makes it from a template."""
    number = int(fields[f"{rows}-TOTAL_FORMS"][0])  # type: ignore[index]
    template = f"{rows}-{TEMPLATE_ROW}-"
    row = {
        name.replace(TEMPLATE_ROW, str(number)): value
        for name, value in fields.items()
        if name.startswith(template)
    }
    row |= {f"{rows}-{number}-{name}": value for name, value in values.items()}
    return {**fields, **row, f"{rows}-TOTAL_FORMS": [str(number + 1)]}


def without(fields: dict[str, object], *names: str) -> dict[str, object]:
    """The fields with some boxes unticked."""
    return {name: value for name, value in fields.items() if name not in names}


def messages(client: Client, response: HttpResponse) -> list[str]:
    """What the next page tells of what was done."""
    page = client.get(response.headers["Location"])
    return [str(message) for message in page.context["messages"]]


def errors(response: HttpResponse) -> list[str]:
    """All that the page says is wrong, in the order of the page."""
    context = response.context
    assert response.status_code == 200, response.status_code
    return [*_of_form(context["adminform"].form), *_of_rows(context["inline_admin_formsets"])]


def _of_form(form) -> Iterator[str]:  # type: ignore[no-untyped-def]
    for found in form.errors.values():
        yield from found


def _of_rows(inlines) -> Iterator[str]:  # type: ignore[no-untyped-def]
    for inline in inlines:
        yield from inline.formset.non_form_errors()
        for form in inline.formset.forms:
            yield from _of_form(form)
