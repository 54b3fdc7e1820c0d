"""Markup in every field of the sign form: shown again where the form is refused, never as markup."""

from html import escape

from tests.attacks.attack import CHECK, Outcome, encoded, get, post, refused, sign

PAYLOADS = {
    "a script": "<script>x()</script>",
    "a script that ends the field": "\"'></textarea><script>x()</script>",
    "an image": "<img src=x onerror=x()>",
    "a drawing": "<svg/onload=x()>",
    "a template's variable": "{{ settings.SECRET_KEY }}",
    "a template's tag": "{% debug %}",
    "a way out of an attribute": '" autofocus onfocus="x()',
    "a way out of a comment": "--><script>x()</script>",
    "a text that is escaped already": "&lt;b on=1&gt;&#60;i&#62;",
    "Markdown": "[a](javascript:x()) <b on=1>",
    "an expression": "${7*7} #{7*7} <%= 7*7 %>",
    "a style": "</style><style>*{display:none}",
}
FIELDS = ("first_name", "last_name", "email", "postal_code", "comment")

LONGEST = {"postal_code": 12}

# Refused for the address, so that all is shown again.
REFUSED = [
    sign(
        f"{name} in {field}",
        refused(
            *{"email", field if len(payload) > LONGEST.get(field, 80) else "email"},
            shows=(escape(payload),),
        ),
        {"email": "no address", field: payload},
    )
    for name, payload in PAYLOADS.items()
    for field in FIELDS
]

UNKNOWN = [
    sign(
        f"{name} as the name of a field",
        refused("email", hides=(payload,)),
        {"email": "", payload: payload},
    )
    for name, payload in PAYLOADS.items()
]

ELSEWHERE = [
    post(
        "a script in the form that asks again",
        refused("email", shows=(escape("<script>x()</script>"),), hides=("<script>x()",)),
        CHECK,
        encoded({"email": "<script>x()</script>"}),
    ),
    get(
        "a script in the search",
        Outcome(status=200, shows=("&lt;script&gt;x()",), hides=("<script>x()",)),
        "/petitions/?q=%3Cscript%3Ex()%3C/script%3E",
    ),
    get(
        "a script in the state of the list",
        Outcome(status=200, hides=("<script>x()",)),
        "/petitions/?status=%22%3E%3Cscript%3Ex()%3C/script%3E",
    ),
    get(
        "a script in the path",
        Outcome(status=404, hides=("<script>x()",)),
        "/petitions/%3Cscript%3Ex()%3C/script%3E/",
    ),
    get(
        "a script in the query",
        Outcome(status=200, hides=("<script>x()",)),
        "/petitions/free-her/?%22%3E%3Cscript%3Ex()%3C/script%3E",
    ),
]

ATTACKS = [*REFUSED, *UNKNOWN, *ELSEWHERE]
