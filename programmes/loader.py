"""From a TOML file to a `Definition`, and to the JSON that `ProgrammeVersion` keeps. No Django here."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

from programmes.definition import Definition
from programmes.parsing import parse
from programmes.reading import DefinitionInvalid, Problem

DEFINITIONS = Path(__file__).parent / "definitions"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A checked file: its definition, its content as JSON values, and their digest."""

    path: Path
    definition: Definition
    content: dict[str, Any]
    digest: str


def load_file(path: Path) -> Loaded:
    """Read and check one file. :raises DefinitionInvalid: with every mistake in it."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as trouble:
        mend = "Mend that line: strings need quotation marks, dates are written 2026-04-01."
        raise DefinitionInvalid([Problem(path.name, "", str(trouble), mend)]) from trouble
    content = as_json(raw)
    definition = parse(raw, source=path.name)
    expected = path.stem.replace("-", "_").upper()
    if definition.code != expected:
        raise DefinitionInvalid(
            [
                Problem(
                    path.name,
                    "code",
                    f"{definition.code} does not match the file's name",
                    f"Write {expected}, or rename the file.",
                )
            ]
        )
    return Loaded(path=path, definition=definition, content=content, digest=digest(content))


def load_all(paths: Iterable[Path] | None = None) -> list[Loaded]:
    """Read and check many files, all of `definitions/` if none are named.

    :raises DefinitionInvalid: with every mistake in every file.
    """
    loaded: list[Loaded] = []
    problems: list[Problem] = []
    for path in sorted(DEFINITIONS.glob("*.toml")) if paths is None else paths:
        try:
            loaded.append(load_file(path))
        except DefinitionInvalid as invalid:
            problems.extend(invalid.problems)
    if problems:
        raise DefinitionInvalid(problems)
    return loaded


def as_json(value: Any) -> Any:
    """Give the same content in values that JSON knows: dates and times as ISO text."""
    if isinstance(value, Mapping):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    if isinstance(value, (date, time)):
        return value.isoformat()
    return value


def digest(content: Mapping[str, Any]) -> str:
    """Give the SHA-256 of the content, the same whatever the order of its keys and its comments."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
