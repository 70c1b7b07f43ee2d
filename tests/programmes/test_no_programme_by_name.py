"""No code asks a programme for its name: what differs between programmes is data in its definition."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from programmes.loader import DEFINITIONS

ROOT = DEFINITIONS.parent.parent
APPS = (
    "juno", "reports", "casework", "workshops", "referrals", "correspondence", "participants",
    "programmes", "accounts", "audit", "ui",
)  # fmt: skip
CODES = {path.stem.upper().replace("-", "_") for path in DEFINITIONS.glob("*.toml")}
# The service carries the name of its first programme. These say the service's name, and never
# ask for it: the test of comparisons below looks at them, too.
SERVICE_NAME = "JUNO"
# Made-up data belong to the schemes they are made up for.
MADE_UP = ("demo",)


def is_code(value: object) -> bool:
    return isinstance(value, str) and value.strip().upper().replace("-", "_") in CODES


def python_files() -> Iterator[Path]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if not set(path.relative_to(ROOT).parts) & {"migrations", *MADE_UP}:
                yield path


def strings(node: ast.AST) -> Iterator[ast.Constant]:
    return (n for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str))


def asked(tree: ast.AST) -> list[int]:
    """Give the lines on which a code is compared, matched, looked up or filtered by."""
    lines = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare | ast.MatchValue | ast.Subscript):
            lines |= {s.lineno for s in strings(node) if is_code(s.value)}
        elif isinstance(node, ast.Dict):
            keys = [key for key in node.keys if key is not None]
            lines |= {s.lineno for key in keys for s in strings(key) if is_code(s.value)}
        elif isinstance(node, ast.Set | ast.Call):
            inside = (
                [*node.args, *(k.value for k in node.keywords)] if isinstance(node, ast.Call) else node.elts
            )
            found = {s.lineno for part in inside for s in strings(part) if is_code(s.value)}
            lines |= set() if isinstance(node, ast.Call) and says_service_name(node) else found
    return sorted(lines)


def says_service_name(call: ast.Call) -> bool:
    """A call that gives the service's name to something: `Celery("juno")`, `environ.get(…, "JUNO")`."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    default = len(call.args) == 2 and not call.keywords and not is_code(getattr(call.args[0], "value", None))
    return name in {"Celery", "getLogger"} or (name in {"get", "setdefault"} and default)


@pytest.mark.parametrize("path", list(python_files()), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_python_asks_for_a_programme_by_its_code(path: Path) -> None:
    assert asked(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_no_python_so_much_as_writes_the_code_of_another_programme() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{constant.lineno}"
        for path in python_files()
        for constant in strings(ast.parse(path.read_text(encoding="utf-8")))
        if is_code(constant.value) and str(constant.value).upper() != SERVICE_NAME
    ]

    assert found == []


def test_no_template_asks_for_a_programme_by_its_code() -> None:
    tags = re.compile(r"{%\s*(?:if|elif|ifequal|with|switch|case)\b(.*?)%}", re.DOTALL)
    found = [
        f"{path.relative_to(ROOT)}: {tag.group(0)}"
        for folder in ("templates", "ui/templates")
        for path in sorted((ROOT / folder).rglob("*.html"))
        for tag in tags.finditer(path.read_text(encoding="utf-8"))
        for literal in re.findall(r"""["']([^"']*)["']""", tag.group(1))
        if is_code(literal)
    ]

    assert found == []


def test_no_script_names_a_programme() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "static" / "js").rglob("*.js"))
        for literal in re.findall(r"""["'`]([^"'`]*)["'`]""", path.read_text(encoding="utf-8"))
        if is_code(literal)
    ]

    assert found == []


@pytest.mark.parametrize(
    "bad",
    [
        "if programme.code == 'JUNO': pass",
        "if 'cara' in codes: pass",
        "match code:\n    case 'GOOD_LOAF': pass",
        "LABELS = {'WONDER': 1}",
        "LABELS['good-loaf']",
        "Programme.objects.filter(code='JUNO')",
        "Programme.objects.get(code='juno')",
        "WORDS.get('JUNO', 'other')",
        "code.startswith('JUNO')",
        "x = 1 if slug in {'juno', 'other'} else 2",
    ],
)
def test_the_test_would_see_one(bad: str) -> None:
    assert asked(ast.parse(bad)) != []
