"""What `docs/accessibility.md` rests on is there."""

import re
from pathlib import Path

DOCUMENT = Path("docs/accessibility.md").read_text(encoding="utf-8")
CRITERIA = 55
"""Of levels A and AA in WCAG 2.2: https://www.w3.org/TR/WCAG22/."""


def test_each_criterion_of_a_and_aa_has_its_line():
    found = re.findall(r"^\| (\d\.\d\.\d+) .+ \((A|AA)\) \|", DOCUMENT, re.MULTILINE)

    numbers = [tuple(map(int, number.split("."))) for number, _level in found]
    assert len(set(numbers)) == len(numbers) == CRITERIA
    assert numbers == sorted(numbers)
    assert [level for _number, level in found].count("A") == 31


def test_each_test_and_file_that_it_names_exists():
    code = "\n".join(path.read_text(encoding="utf-8") for path in Path("tests").rglob("*.py"))
    tests = set(re.findall(r"`(test_\w+)`", DOCUMENT))
    files = re.findall(r"`(tests/[\w/]+\.py)`", DOCUMENT)

    assert {name for name in tests if f"def {name}(" not in code} == set()
    assert [name for name in files if not Path(name).exists()] == []
    assert len(tests) > 30


def test_each_line_has_a_proof_or_says_why_there_is_none():
    lines = [line for line in DOCUMENT.splitlines() if re.match(r"\| \d\.\d\.\d", line)]
    proofs = ("`test", "axe", "**Person**", "Does not apply")

    assert [line for line in lines if not any(proof in line for proof in proofs)] == []
