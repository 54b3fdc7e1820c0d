"""Writes the tables of `classification` and `shown` as a page of the documentation."""

from tests.privacy.classification import FIELDS, MEANINGS, NEVER_FILLED, REASONS, Kind
from tests.privacy.shown import SHOWN

HEAD = """# What is kept, and who may read it

Every field of every model, of libraries too, by whom it concerns. `tests/privacy/` holds the table
and fails on a field that it does not name; it then looks for what is personal or secret in every
public page, log line, crash report, cache entry, queued task and audit row of a site on which
everything has happened. This page is made from that table by `make docs`.

{kinds}

Personal values may stand in three places: on its signer's own page behind a mailed link, in the
answer to a form that its signer has just sent, and in the admin. All three are `private, no-store`.
In the demo on one's own machine, `/demo/mail/` shows the mails, addresses included.

A field that is not public may all the same be read by everybody *when* the table says so.

| field | kind | public when | remark |
| --- | --- | --- | --- |
"""


def page() -> str:
    """The text of `docs/data.md`."""
    kinds = "\n".join(f"- **{kind}** {meaning}" for kind, meaning in MEANINGS.items())
    return HEAD.format(kinds=kinds) + "\n".join(_lines()) + "\n"


def _lines() -> list[str]:
    return [
        _line(model, name, kind)
        for model, by_kind in sorted(FIELDS.items())
        for kind in Kind
        for name in by_kind.get(kind, "").split()
    ]


def _line(model: str, name: str, kind: Kind) -> str:
    shown = SHOWN.get(model, {}).get(name)
    is_empty = name in NEVER_FILLED.get(model, "").split()
    remark = REASONS.get(f"{model}.{name}", "left empty here" if is_empty else "")
    return f"| `{model}.{name}` | {kind} | {shown.when if shown else ''} | {remark} |"
