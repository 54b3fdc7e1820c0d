"""Texts that have to be short: cut at the end of a word, and saying so."""

ELLIPSIS = "…"
LOOSE = " ,;:.–—-(“"
"""What is left off before the ellipsis."""


def cut(text: str, most: int) -> str:
    """The text on one line, in at most so many characters.

    It is cut at the end of a word, unless a single word is longer than half of that.
    """
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    short = line[: most - len(ELLIPSIS) + 1]
    whole = short.rpartition(" ")[0]
    kept = whole if len(whole) > most // 2 else short[:-1]
    return kept.rstrip(LOOSE) + ELLIPSIS
