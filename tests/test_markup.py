"""The reader of markup sees what it is there to see."""

import pytest

from tests.markup import faults_of

PAGE = "<!DOCTYPE html><html lang='en'><head><title>x</title></head><body><main>{}</main></body></html>"


def faults(inside):
    return faults_of(PAGE.format(inside))


@pytest.mark.parametrize(
    "good",
    [
        "<p>One &amp; two&nbsp;&#8212; <a href='#'>up</a></p>",
        '<label for="name">Name</label><input id="name" required>',
        "<ul><li>one</li><li>two</li></ul><dl><div><dt>a</dt><dd>b</dd></div></dl>",
        "<table><tr><td>x</td></tr></table><details><summary>x</summary><p>y</p></details>",
        '<svg aria-labelledby="t"><title id="t">x</title><rect/></svg>',
        '<time datetime="2026-03-01">x</time><time datetime="2026-03-01T09:05:07.123+00:00">x</time>',
        '<button><input type="hidden" name="x"></button>',
    ],
)
def test_good_markup_has_no_fault(good):
    assert faults(good) == []


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        ("<p>x", "</main> where ['p'] is open"),
        ("<p><em>x</p></em>", "</p> where ['em'] is open"),
        ("</p>", "</p> where ['main'] is open"),
        ("<p><div>x</div></p>", "<div> in <p>"),
        ("<h2><p>x</p></h2>", "<p> in <h2>"),
        ("<ul><p>x</p></ul>", "<p> in <ul>"),
        ("<div><li>x</li></div>", "<li> in <div>"),
        ("<ul>x</ul>", "text in <ul>: x"),
        ("<a href='/x'><button>x</button></a>", "<button> in <a>"),
        ("<form><form></form></form>", "<form> in <form>"),
        ("<label><label>x</label></label>", "<label> in <label>"),
        ("<p id='a'></p><p id='a'></p>", "id “a” 2 times"),
        ("<p id='a b'></p>", "id “a b”"),
        ("<label for='gone'>x</label>", "for of <label>: no id “gone”"),
        (
            "<label for='x'>x</label><input id='x' type='hidden'>",
            "a label of a hidden field: “x”",
        ),
        ("<p aria-describedby='gone'>x</p>", "aria-describedby of <p>: no id “gone”"),
        ("<a href='#gone'>x</a>", "a link: no id “gone”"),
        ("<p class=x>x</p>", "attributes of <p class=x>"),
        ("<p class='a' class='b'>x</p>", "an attribute twice in"),
        ('<a href="/?a=1&b=2">x</a>', "a bare ampersand in"),
        ("<p>a < b</p>", "not escaped"),
        ("<p>&bogus;</p>", "&bogus"),
        ("<img src='x'>", "an image without alt"),
        ("<div/>", "<div/> does not close"),
        ("<font>x</font>", "<font> is obsolete"),
        ("<time datetime='2026-03-01T09:05:07.123456+00:00'>x</time>", "time “2026"),
        ("<main></main>", "2 of <main>"),
    ],
)
def test_each_fault_is_seen(bad, fault):
    assert [found for found in faults(bad) if fault in found]


def test_a_page_has_one_doctype_and_it_comes_first():
    page = PAGE.format("")
    assert faults_of(page.removeprefix("<!DOCTYPE html>")) == ["not one doctype of HTML"]
    assert "a doctype after the beginning" in " ".join(faults("<!DOCTYPE html>"))
