"""Reads HTML as strictly as it is written here: what a browser would have to guess is a fault.

It knows what the HTML standard forbids and templates get wrong: elements that are not closed or
closed in another's place, nesting that makes a browser move elements about, ids that stand twice
or that something leads to and are missing, attributes twice or without quotes, bare ampersands.
"""

import re
from collections import Counter
from html.entities import html5
from html.parser import HTMLParser


def _names(text: str) -> frozenset[str]:
    """Each of the names."""
    return frozenset(text.split())


VOID = _names("area base br col embed hr img input link meta source track wbr")
PHRASES_ONLY = _names("p h1 h2 h3 h4 h5 h6 span em strong a label button summary dt")
"""What holds running text. (A link may hold more; of that, no page needs but `MAY_HOLD_BLOCKS`.)"""

BLOCKS = _names(
    "address article aside blockquote details dialog dd div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table ul"
)
INTERACTIVE = _names("a button details iframe input label select textarea")
HEADINGS = _names("h1 h2 h3 h4 h5 h6")
PARENTS = {
    "li": {"ul", "ol", "menu"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "figcaption": {"figure"},
    "legend": {"fieldset"},
    "summary": {"details"},
    "caption": {"table"},
    "thead": {"table"},
    "tbody": {"table"},
    "tfoot": {"table"},
    "tr": {"table", "thead", "tbody", "tfoot"},
    "td": {"tr"},
    "th": {"tr"},
    "option": {"select", "optgroup", "datalist"},
    "source": {"picture", "audio", "video"},
}
CHILDREN = {
    "ul": {"li", "script", "template"},
    "ol": {"li", "script", "template"},
    "dl": {"dt", "dd", "div", "script", "template"},
    "tr": {"td", "th", "script", "template"},
    "select": {"option", "optgroup", "hr"},
}
MAY_HOLD_BLOCKS = {("a", "div")}
OBSOLETE = _names("acronym big center dir font frame frameset marquee nobr strike tt")
REFERENCES = ("for", "form", "list", "headers", "aria-labelledby", "aria-describedby")
REFERENCES += ("aria-controls", "aria-owns", "aria-details", "aria-errormessage")
QUOTED = re.compile(r"""<[a-zA-Z][-\w:]*(\s+[^\s"'<>/=]+(\s*=\s*("[^"]*"|'[^']*'))?)*\s*/?>""")
TIME = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?)?)?")
BARE_AMPERSAND = re.compile(r"&(?!#\d+;|#[xX][\da-fA-F]+;|\w+;)")


def faults_of(html: str) -> list[str]:
    """What is wrong with a page, each with its line; nothing where all is well."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.conclude()


class _Reader(HTMLParser):
    """Reads one page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.faults: list[str] = []
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()
        self.hidden: set[str] = set()
        self.wanted: list[tuple[str, str]] = []
        self.seen: Counter[str] = Counter()
        self.doctypes: list[str] = []

    def conclude(self) -> list[str]:
        """All faults, those included that show in the end only."""
        self.faults += [
            f"id “{each}” {times} times" for each, times in self.ids.items() if times > 1
        ]
        self.faults += [
            f"{what}: no id “{each}”" for what, each in self.wanted if each not in self.ids
        ]
        self.faults += [
            f"a label of a hidden field: “{each}”"
            for what, each in self.wanted
            if what == "for of <label>" and each in self.hidden
        ]
        self.faults += [f"<{each}> is not closed" for each in self.open]
        if [each.lower() for each in self.doctypes] != ["doctype html"]:
            self.faults.append("not one doctype of HTML")
        for name in ("html", "head", "title", "body", "main"):
            if self.seen[name] != 1:
                self.faults.append(f"{self.seen[name]} of <{name}>")
        return self.faults

    def wrong(self, what: str) -> None:
        """Note a fault here."""
        self.faults.append(f"line {self.getpos()[0]}: {what}")

    # --- What the parser tells

    def handle_decl(self, decl: str) -> None:
        self.doctypes.append(decl)
        if self.seen:
            self.wrong("a doctype after the beginning")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "title" or "svg" not in self.open:
            self.seen[tag] += 1
        self._check_attributes(tag, attrs)
        if "svg" not in self.open:
            self._check_place(tag, dict(attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in VOID:
            return
        if "svg" not in self.open:
            self.wrong(f"<{tag}/> does not close")
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.wrong(f"</{tag}> where {self.open[-1:]} is open")
            while tag in self.open and self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] in ("script", "style"):
            return
        if "<" in data:
            self.wrong(f"not escaped: {data.strip()[:60]}")
        if data.strip() and self.open[-1] in ("ul", "ol", "dl", "table", "tr", "select", "head"):
            self.wrong(f"text in <{self.open[-1]}>: {data.strip()[:60]}")

    def handle_entityref(self, name: str) -> None:
        if f"{name};" not in html5:
            self.wrong(f"&{name}")

    # --- The rules

    def _check_attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text = self.get_starttag_text() or ""
        if not QUOTED.fullmatch(text):
            self.wrong(f"attributes of {text[:80]}")
        if any(BARE_AMPERSAND.search(value) for value in re.findall(r'"([^"]*)"', text)):
            self.wrong(f"a bare ampersand in {text[:80]}")
        names = [name for name, _value in attrs]
        if len(set(names)) < len(names):
            self.wrong(f"an attribute twice in {text[:80]}")
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self._note_id(given["id"])
            if given.get("type") == "hidden":
                self.hidden.add(given["id"])
        for name in REFERENCES:
            self.wanted += [(f"{name} of <{tag}>", each) for each in given.get(name, "").split()]
        if tag == "a" and len(given.get("href", "")) > 1 and given["href"].startswith("#"):
            self.wanted.append(("a link", given["href"][1:]))
        if tag == "img" and "alt" not in given:
            self.wrong("an image without alt")
        if not TIME.fullmatch(given.get("datetime", "2026")):
            self.wrong(f"time “{given['datetime']}”")

    def _note_id(self, value: str) -> None:
        self.ids[value] += 1
        if not value or value.split() != [value]:
            self.wrong(f"id “{value}”")

    def _check_place(self, tag: str, attrs: dict[str, str | None]) -> None:
        parent = self.open[-1] if self.open else ""
        if tag in OBSOLETE:
            self.wrong(f"<{tag}> is obsolete")
        if tag in PARENTS and parent not in PARENTS[tag]:
            self.wrong(f"<{tag}> in <{parent}>")
        if tag not in CHILDREN.get(parent, {tag}):
            self.wrong(f"<{tag}> in <{parent}>")
        self._check_phrases(tag, parent)
        self._check_interaction(tag, attrs)
        if tag in ("form", "main") and tag in self.open:
            self.wrong(f"<{tag}> in <{tag}>")

    def _check_phrases(self, tag: str, parent: str) -> None:
        if tag not in BLOCKS or parent not in PHRASES_ONLY or (parent, tag) in MAY_HOLD_BLOCKS:
            return
        if parent == "dt" or (parent == "summary" and tag in HEADINGS):
            return
        self.wrong(f"<{tag}> in <{parent}>")

    def _check_interaction(self, tag: str, attrs: dict[str, str | None]) -> None:
        around = {"a", "button"} & set(self.open)
        is_hidden = tag == "input" and attrs.get("type") == "hidden"
        if around and tag in INTERACTIVE and not is_hidden:
            self.wrong(f"<{tag}> in <{around.pop()}>")
        if tag == "label" and "label" in self.open:
            self.wrong("<label> in <label>")
