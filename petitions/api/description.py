"""The description of the API, and what its page for people shows of it: both made of the schemas."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from petitions.api.operations import api

PREFIX = "api/"

Document = dict[str, Any]


@dataclass(frozen=True)
class Name:
    """A parameter or a field: its type and meaning in words."""

    name: str
    type: str
    about: str


@dataclass(frozen=True)
class Section:
    """An address: what it answers, its parameters, the fields of its answer."""

    path: str
    anchor: str
    title: str
    about: str
    parameters: list[Name]
    fields: list[Name]


@cache
def document() -> Document:
    """The OpenAPI document."""
    made: Document = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX)))
    made.pop("servers", None)
    return made


@cache
def sections() -> list[Section]:
    """Every address, in the order of the document."""
    return [_section(path, methods["get"]) for path, methods in document()["paths"].items()]


def _section(path: str, operation: Document) -> Section:
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    return Section(
        path=path,
        anchor=operation["operationId"],
        title=operation["summary"],
        about=operation["description"],
        parameters=[_parameter(each) for each in operation["parameters"]],
        fields=_fields(answer, ""),
    )


def _parameter(parameter: Document) -> Name:
    schema = parameter["schema"]
    about = schema.get("description") or parameter.get("description", "")
    return Name(parameter["name"], _type(schema) + _bounds(schema), about)


def _fields(schema: Document, before: str) -> list[Name]:
    """The fields of an object, and those of what stands in them, as `items[].title`."""
    found = []
    for name, field in _resolved(schema).get("properties", {}).items():
        path = f"{before}{name}"
        found.append(Name(path, _type(field), field.get("description", "")))
        if "$ref" in field:
            found += _fields(field, f"{path}.")
        elif "$ref" in field.get("items", {}):
            found += _fields(field["items"], f"{path}[].")
    return found


def _resolved(schema: Document) -> Document:
    if "$ref" not in schema:
        return schema
    found: Document = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def _type(schema: Document) -> str:
    if "anyOf" in schema:
        return " or ".join(_type(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(f"“{value}”" for value in schema["enum"])
    if "$ref" in schema:
        return "object"
    kind: str = schema.get("format") or schema.get("type", "")
    return {"array": "list", "date-time": "moment"}.get(kind, kind)


def _bounds(schema: Document) -> str:
    if "minimum" in schema:
        usual = f", usually {schema['default']}" if "default" in schema else ""
        return f" from {schema['minimum']} to {schema['maximum']}{usual}"
    return ""
