"""Reads the text of a PDF that reportlab made, as it was given to the canvas."""

import base64
import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)\sendobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
FONT = re.compile(rb"/Name /(\S+).*?/ToUnicode (\d+) 0 R", re.DOTALL)
LETTER = re.compile(rb"<([0-9A-F]{2})> <([0-9A-F]{4})>")
SHOWN = re.compile(rb"/(\S+) [\d.]+ Tf|\(((?:\\.|[^\\)])*)\) Tj", re.DOTALL)
ESCAPED = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)


def text_of(pdf: bytes) -> str:
    """Every line that is drawn, in the order in which it was, and the description of the file."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    letters = {
        name: _letters(_stream(objects[int(number)]))
        for body in objects.values()
        for name, number in FONT.findall(body)
    }
    contents = [int(number) for number in re.findall(rb"/Contents (\d+) 0 R", pdf)]
    lines = [line for number in contents for line in _lines(_stream(objects[number]), letters)]
    described = re.findall(rb"/(?:Title|Author|Subject|Keywords|Creator) .*", pdf)
    return "\n".join([*lines, *(line.decode("latin-1") for line in described)])


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has, whoever made it."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    assert found is not None
    packed = found[1]
    if b"/ASCII85Decode" in body[: found.start()]:
        packed = base64.a85decode(packed.strip().removesuffix(b"~>"))
    return zlib.decompressobj().decompress(packed)


def _letters(table: bytes) -> dict[int, str]:
    return {int(code, 16): chr(int(letter, 16)) for code, letter in LETTER.findall(table)}


def _lines(content: bytes, letters: dict[bytes, dict[int, str]]) -> list[str]:
    found, font = [], b""
    for name, shown in SHOWN.findall(content):
        if name:
            font = name
            continue
        found.append("".join(letters[font][code] for code in ESCAPED.sub(_plain, shown)))
    return found


def _plain(found: re.Match[bytes]) -> bytes:
    told = found[1]
    if told.isdigit():
        return bytes([int(told, 8)])
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}.get(told, told)
