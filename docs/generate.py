"""Writes the parts of the documentation that follow from the code; `--check` only compares.

python docs/generate.py [--check]
"""

import os
import re
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

import campaigns.models  # noqa: E402
import campaigns.models.news  # noqa: E402
import petitions.models.comment_state  # noqa: E402
import petitions.models.petition  # noqa: E402
import petitions.models.signature  # noqa: E402
from config.environment import VARIABLES  # noqa: E402
from tests.privacy.page import page as data  # noqa: E402

MACHINES = {
    "Campaign": campaigns.models,
    "News": campaigns.models.news,
    "Petition": petitions.models.petition,
    "Signature": petitions.models.signature,
    "Comment": petitions.models.comment_state,
}
STATES = re.compile(r"(<!-- states -->\n).*?(<!-- end states -->)", re.DOTALL)


def states() -> str:
    """A table of the states of each model and where each may lead."""
    lines = ["| model | state | meaning | may become |", "| --- | --- | --- | --- |"]
    for model, module in MACHINES.items():
        states = module.CommentState if model == "Comment" else module.State
        for state in states:
            following = ", ".join(sorted(f"`{next_}`" for next_ in module.TRANSITIONS[state]))
            lines.append(f"| {model} | `{state}` | {state.label} | {following} |")
    return "\n".join(lines) + "\n"


def settings() -> str:
    """The page about the environment's variables."""
    rows = [
        f"| `{name}` | {meaning} | {default} |" for name, (default, meaning) in VARIABLES.items()
    ]
    return "\n".join(
        [
            "# Settings",
            "",
            "All come from the environment, are read in one place (`config/environment.py`), and have",
            "a default that makes `make run` work with none of them set.",
            "",
            "| variable | meaning | default |",
            "| --- | --- | --- |",
            *rows,
            "",
        ]
    )


def generated() -> dict[Path, str]:
    """Every file with a generated part, as it should be."""
    architecture = DOCS / "architecture.md"
    text = architecture.read_text(encoding="utf-8")
    return {
        architecture: STATES.sub(lambda found: found[1] + states() + found[2], text),
        DOCS / "settings.md": settings(),
        DOCS / "data.md": data(),
    }


def main(arguments: list[str]) -> int:
    """Write the files, or say which are out of date."""
    stale = [
        path
        for path, text in generated().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    if "--check" in arguments:
        for path in stale:
            sys.stderr.write(f"{path.name} is out of date: run python docs/generate.py\n")
        return bool(stale)
    for path in stale:
        path.write_text(generated()[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
