"""What the form and the pages behind tokens take and answer, as OpenAPI describes it."""

from typing import Any

HTML = {"text/html": {"schema": {"type": "string"}}}


def answers(*statuses: int) -> dict[str, Any]:
    """Pages, by status; a redirect has no page."""
    return {
        str(status): {"description": ""} | ({} if 300 <= status < 400 else {"content": HTML})
        for status in statuses
    }


def form(*needed: str, **fields: dict[str, Any]) -> dict[str, Any]:
    """A form, of which any field may be left out but those that are needed."""
    schema = {"type": "object", "properties": fields}
    if needed:
        schema["required"] = [*needed]
    return {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": schema}}}


def parameter(name: str, known: list[str] | None) -> dict[str, Any]:
    """A part of the path: one of those that are known; without them, anything."""
    anything = {"type": "string", "minLength": 1, "pattern": "^[-\\w]+$"}
    schema = {"enum": known} if known else anything
    return {"name": name, "in": "path", "required": True, "schema": schema}


TEXT = {"type": "string"}
BOX = {"type": "string", "enum": ["on", ""]}
NAME = {"enum": ["Zoë", "李", "<b on=1>", "a\u202eb"]}
EMAIL = {"type": "string", "format": "email"}
COUNTRY = {"enum": ["US", "MX", "DE"]}
POSTAL_CODE = {"enum": ["93610", "10115"]}
BUTTON = {"enum": ["erase", "withdraw", "show_name", "stop", "allow", "none"]}


def description(tokens: dict[str, str], *, is_known: bool) -> dict[str, Any]:
    """The description; `tokens` has a good one for each page behind a token.

    Only pages that are there, and mostly what they take, where `is_known`; else anything.
    """
    slug = parameter("slug", ["free-her", "closed", "draft"] if is_known else None)
    behind = {
        page: parameter("token", [token] if is_known else None) for page, token in tokens.items()
    }
    do = form(do=BUTTON if is_known else TEXT)
    needed = ("first_name", "email", "country", "postal_code") if is_known else ()
    sign = form(
        *needed,
        first_name=NAME if is_known else TEXT,
        last_name=TEXT,
        email=EMAIL if is_known else TEXT,
        country=COUNTRY if is_known else TEXT,
        postal_code=POSTAL_CODE if is_known else TEXT,
        comment=TEXT,
        show_name=BOX,
        subscribe=BOX,
        leave_blank={"enum": [""]},
        text=TEXT,
        altcha=TEXT,
    )
    return {
        "openapi": "3.0.3",
        "info": {"title": "Petitions", "version": "1"},
        "paths": {
            "/petitions/{slug}/": {
                "parameters": [slug],
                "get": {"responses": answers(200, 404)},
            },
            "/petitions/{slug}/sign/": {
                "parameters": [slug],
                "get": {"responses": answers(302, 404)},
                "post": {"requestBody": sign, "responses": answers(303, 404, 410, 422, 429)},
            },
            "/petitions/{slug}/check-your-email/": {
                "parameters": [slug],
                "get": {"responses": answers(200, 404)},
                "post": {
                    "requestBody": form(email=EMAIL if is_known else TEXT, altcha=TEXT),
                    "responses": answers(303, 404, 422, 429),
                },
            },
            "/petitions/{slug}/comments/": {
                "parameters": [slug, {"name": "after", "in": "query", "schema": TEXT}],
                "get": {"responses": answers(200, 400, 404)},
            },
            "/petitions/{slug}/comments/{pk}/report/": {
                "parameters": [slug, parameter("pk", ["1", "9" * 30] if is_known else None)],
                "get": {"responses": answers(200, 404)},
                "post": {
                    "requestBody": form(reason={"enum": ["hate", "", "x"]} if is_known else TEXT),
                    "responses": answers(303, 404, 422, 429),
                },
            },
            "/signatures/confirm/{token}/": {
                "parameters": [behind["confirm"]],
                "get": {"responses": answers(200, 404, 410)},
                "post": {
                    "requestBody": form(seen=TEXT),
                    "responses": answers(303, 404, 409, 410),
                },
            },
            "/signatures/manage/{token}/": {
                "parameters": [behind["manage"]],
                "get": {"responses": answers(200, 404)},
                "post": {"requestBody": do, "responses": answers(303, 400, 404)},
            },
            "/signatures/unsubscribe/{token}/": {
                "parameters": [behind["unsubscribe"]],
                "get": {"responses": answers(200, 404)},
                "post": {"requestBody": do, "responses": answers(200, 404)},
            },
            "/signatures/not-me/{token}/": {
                "parameters": [behind["not-me"]],
                "get": {"responses": answers(200, 404)},
                "post": {"requestBody": do, "responses": answers(303, 400, 404)},
            },
        },
    }
