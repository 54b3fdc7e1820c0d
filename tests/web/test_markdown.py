"""Markdown to safe HTML, whatever somebody writes."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.markdown import ATTRIBUTES, SCHEMES, TAGS, LeftOut, left_out, to_html, to_text


class Elements(HTMLParser):
    """Collects what a browser would make of a text."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes = set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Two *words* **here**.", "<p>Two <em>words</em> <strong>here</strong>.</p>\n"),
        ("## Who she is", "<h2>Who she is</h2>\n"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>\n"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>\n"),
        ("---", "<hr>\n"),
        ('She said "no" ...', "<p>She said “no” …</p>\n"),
        ("", ""),
    ],
)
def test_what_staff_write_becomes_html(markdown, html):
    assert to_html(markdown) == html


@pytest.mark.parametrize(
    "address", ["https://a.example/x?y=1", "mailto:a@b.example", "tel:+15551234", "/privacy/"]
)
def test_a_link_leads_where_it_says_and_tells_nobody_from_where(address):
    expected = f'<p><a href="{address}" rel="noopener noreferrer">x</a></p>\n'
    assert to_html(f"[x]({address})") == expected


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "before <script>alert(1)</script> after",
        "<img src=x onerror=alert(1)>",
        "![x](https://evil.example/pixel.gif)",
        "![x](x.gif 'onerror=alert(1)')",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "<javascript:alert(1)>",
        "[x][1]\n\n[1]: javascript:alert(1)",
        '<a href="https://evil.example" onclick="alert(1)">x</a>',
        "<iframe src=https://evil.example></iframe>",
        "<style>body{display:none}</style>",
        '<p style="position:fixed">x</p>',
        "<form action=https://evil.example><input name=x></form>",
        "<svg/onload=alert(1)>",
        "<math><mi//xlink:href=javascript:alert(1)>",
        "<!-- comment -->",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        '[x](https://a.example "onmouseover=alert(1)")',
        '[x](https://a.example/"onmouseover="alert(1))',
    ],
)
def test_what_could_do_harm_is_gone(markdown):
    elements = Elements(to_html(markdown))
    assert elements.tags <= {"p", "a"}
    for tag, name, value in elements.attributes:
        assert (tag, name) in {("a", "href"), ("a", "rel"), ("a", "title")}
        assert name != "href" or value.startswith("https://")


@given(
    st.one_of(
        st.text(),
        st.text(alphabet="<>[]()!\"'`*_#:/& \njavscriptoneh=", max_size=80),
    )
)
def test_no_text_gets_past_the_list_of_what_is_allowed(markdown):
    elements = Elements(to_html(markdown))
    assert elements.tags <= TAGS
    for tag, name, value in elements.attributes:
        assert name in ATTRIBUTES.get(tag, set()) | {"rel", "title"}
        scheme, colon, _rest = (value or "").partition(":")
        assert name != "href" or not colon or "/" in scheme or scheme.lower() in SCHEMES


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("## Who\n\n*She* is [here](https://a.example).", "Who She is here."),
        ("Tom & Jerry < 3", "Tom & Jerry < 3"),
        ("![a smile](x.gif)", ""),
        ("", ""),
    ],
)
def test_as_plain_text_it_has_no_marks(markdown, text):
    assert to_text(markdown) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a < b and c > d, 3 <4, <3", set()),
        ("Write to <me@example.org>, see <https://example.org> or [us](/news/).", set()),
        ("`<b>` as code", set()),
        ("<script>alert(1)</script>", {LeftOut.HTML}),
        ("Her <b>name</b>", {LeftOut.HTML}),
        ("<!-- a note -->", {LeftOut.HTML}),
        ("[here](javascript:alert(1))", {LeftOut.LINK}),
        ("[here][x]\n\n[x]: JavaScript:alert(1)", {LeftOut.LINK}),
        ("[here](data:text/html;base64,x)", {LeftOut.LINK}),
        ("![her](https://example.org/a.png)", {LeftOut.IMAGE}),
        ("- *a <img src=x onerror=y>*", {LeftOut.HTML}),
    ],
)
def test_tells_what_does_not_show(text, found):
    assert left_out(text) == found


@given(st.text())
def test_tells_it_of_any_text(text):
    assert left_out(text) <= set(LeftOut)
