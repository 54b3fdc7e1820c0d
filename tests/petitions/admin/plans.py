"""How the database read what a page asked of it."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django.db import connection

READ_MOST = 40_000
"""Rows of a large table that a statement of a list may read, of 100,000: `MOST_COUNTED` and those
between them that a filter leaves out, or that are another organization's."""

COUNTED_WHOLE = {"signature_comment_waiting"}
"""Indexes of what waits for staff: all of it is counted, by petition, from the index alone."""

READS = re.compile(r"\s*(SELECT|WITH)\b", re.IGNORECASE)


def complaints(statements: Iterable[str], large: Iterable[str]) -> list[str]:
    """What is wrong with how statements read large tables: all of one, or too much of it."""
    reading = [
        statement
        for statement in statements
        if READS.match(statement) and any(name in statement for name in large)
    ]
    return [
        f"{text}: {statement}"
        for statement in reading
        for node in _nodes(_plan(statement))
        if (text := _complaint(node, set(large)))
    ]


@cache
def _plan(statement: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}")
        found = cursor.fetchone()[0]
    return (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", []):
        yield from _nodes(below)


def _complaint(node: dict[str, Any], large: set[str]) -> str:
    kind = node["Node Type"]
    if node.get("Relation Name") in large:
        read = _rows(node)
        if kind == "Seq Scan":
            return f"reads all of {node['Relation Name']}"
        if read > READ_MOST and node.get("Index Name") not in COUNTED_WHOLE:
            return f"{kind} reads {read:,.0f} rows of {node['Relation Name']}"
    if kind == "Sort" and (rows := sum(_rows(below) for below in node["Plans"])) > READ_MOST:
        return f"sorts {rows:,.0f} rows"
    return ""


def _rows(node: dict[str, Any]) -> float:
    names = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    return sum(node.get(name, 0) for name in names) * node["Actual Loops"]
