"""Reading a nested table of a definition, key by key, gathering every mistake on the way.

Each mistake names the file, the key and the mend, so that somebody who is not a
programmer can put the file right in one go. No Django here.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar, cast

from programmes.label import NO_LABEL, Label

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


class _Required:
    pass


REQUIRED = _Required()


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: `cara.toml: steps[1].gap.min: 35 is more than max 28. Write …`"""

    source: str
    key: str
    trouble: str
    mend: str

    def __str__(self) -> str:
        where = f"{self.source}: {self.key}" if self.key else self.source
        return f"{where}: {self.trouble}. {self.mend}"


class DefinitionInvalid(Exception):
    """A definition cannot be used; `problems` holds every mistake found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class Table:
    """One table of a definition file. Keys that were never asked for are refused by `close()`."""

    def __init__(
        self, raw: Mapping[str, Any], *, source: str, path: str = "", problems: list[Problem] | None = None
    ) -> None:
        self.raw = raw
        self.source = source
        self.path = path
        self.problems: list[Problem] = [] if problems is None else problems
        self.known: set[str] = set()

    def key(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def wrong(self, name: str, trouble: str, mend: str) -> None:
        self.problems.append(Problem(self.source, self.key(name), trouble, mend))

    def close(self) -> None:
        """Refuse keys that mean nothing, each with the nearest key that does."""
        for name in self.raw:
            if name not in self.known:
                near = get_close_matches(name, sorted(self.known), n=1, cutoff=0.5)
                mend = (
                    f"Did you mean {near[0]}?"
                    if near
                    else f"Take it out, or use one of: {', '.join(sorted(self.known))}."
                )
                self.wrong(name, "there is no such key", mend)

    def has(self, name: str) -> bool:
        self.known.add(name)
        return name in self.raw

    def _take(self, name: str, default: T | _Required, mend: str) -> tuple[Any, bool]:
        """Give the value and whether it still has to be checked."""
        if self.has(name):
            return self.raw[name], True
        if isinstance(default, _Required):
            self.wrong(name, "is missing", mend)
            return None, False
        return default, False

    def text(self, name: str, default: str | _Required = REQUIRED) -> str:
        value, given = self._take(name, default, "Write it in quotation marks.")
        if given and not (isinstance(value, str) and value.strip()):
            self.wrong(name, f"{value!r} is not words", "Write it in quotation marks.")
            return ""
        return cast(str, value or "")

    def code(self, name: str, default: str | _Required = REQUIRED) -> str:
        value = self.text(name, default)
        if value and not is_code(value):
            self.wrong(
                name,
                f"{value!r} is not a code",
                "Use capital letters, digits and underscores, such as GOOD_NAME.",
            )
        return value

    def label(self, name: str, *, required: bool = True) -> Label:
        mend = 'Write the words by language, such as { en = "Workshop 1", cy = "Gweithdy 1" }.'
        value, given = self._take(name, REQUIRED if required else None, mend)
        if not given:
            return NO_LABEL
        if not isinstance(value, Mapping) or not value:
            self.wrong(name, f"{value!r} has no language", mend)
            return NO_LABEL
        for language, words in value.items():
            if not (isinstance(words, str) and words.strip()):
                self.wrong(f"{name}.{language}", f"{words!r} is not words", "Write it in quotation marks.")
                return NO_LABEL
        if "en" not in value:
            self.wrong(name, "has no English words", "Add en: it stands in where others are missing.")
        return Label(dict(value))

    def number(
        self, name: str, default: int | _Required | None = REQUIRED, *, low: int = 0, high: int = 100_000
    ) -> int | None:
        mend = f"Write a whole number from {low} to {high}."
        value, given = self._take(name, default, mend)
        if given and (isinstance(value, bool) or not isinstance(value, int)):
            self.wrong(name, f"{value!r} is not a whole number", mend)
            return None
        if given and not low <= value <= high:
            self.wrong(name, f"{value} is out of range", mend)
            return None
        return cast("int | None", value)

    def count(
        self, name: str, default: int | _Required = REQUIRED, *, low: int = 0, high: int = 100_000
    ) -> int:
        """A number that must be there; `low` stands in after a mistake, so reading can go on."""
        value = self.number(name, default, low=low, high=high)
        return low if value is None else value

    def money(self, name: str, default: Decimal) -> Decimal:
        value, given = self._take(name, default, "")
        if not given:
            return default
        try:
            return Decimal(str(value)).quantize(Decimal("0.01"))
        except InvalidOperation:
            self.wrong(name, f"{value!r} is not an amount", "Write pounds and pence, such as 90.00.")
            return default

    def flag(self, name: str, default: bool | _Required | None = REQUIRED) -> bool | None:
        value, given = self._take(name, default, "Write true or false.")
        if given and not isinstance(value, bool):
            self.wrong(name, f"{value!r} is not yes or no", "Write true or false, without quotation marks.")
            return None
        return cast("bool | None", value)

    def day(self, name: str, default: date | _Required | None = REQUIRED) -> date | None:
        mend = "Write a date that exists, such as 2026-04-01."
        value, given = self._take(name, default, mend)
        if not given:
            return cast("date | None", value)
        if isinstance(value, str):
            with contextlib.suppress(ValueError):
                value = date.fromisoformat(value)
        if isinstance(value, datetime) or not isinstance(value, date):
            self.wrong(name, f"{value!r} is not a date", mend)
            return None
        return value

    def clock_time(self, name: str) -> time | None:
        mend = "Write a time of day, such as 10:00:00."
        value, given = self._take(name, None, mend)
        if not given:
            return None
        if isinstance(value, str):
            with contextlib.suppress(ValueError):
                value = time.fromisoformat(value)
        if not isinstance(value, time) or value.tzinfo is not None:
            self.wrong(name, f"{value!r} is not a time of day", mend)
            return None
        return value

    def choice(self, name: str, choices: type[E], default: E | _Required | None = REQUIRED) -> E | None:
        value, given = self._take(name, default, _one_of(choices))
        if not given:
            return cast("E | None", value)
        return self._chosen(name, value, choices)

    def pick(self, name: str, choices: type[E], default: E | _Required = REQUIRED) -> E:
        """A choice that must be there; the first one stands in after a mistake."""
        value = self.choice(name, choices, default)
        return next(iter(choices)) if value is None else value

    def choices(self, name: str, choices: type[E]) -> tuple[E, ...]:
        values = self._items(name, REQUIRED, _one_of(choices))
        found = [self._chosen(f"{name}[{i}]", value, choices) for i, value in enumerate(values)]
        return tuple(item for item in found if item is not None)

    def _chosen(self, name: str, value: Any, choices: type[E]) -> E | None:
        if isinstance(value, str) and value in [c.value for c in choices]:
            return choices(value)
        near = get_close_matches(str(value).upper(), [c.value for c in choices], n=1)
        mend = f"Did you mean {near[0]}?" if near else _one_of(choices)
        self.wrong(name, f"{value!r} is not a choice", mend)
        return None

    def texts(self, name: str, default: tuple[str, ...] | _Required = REQUIRED) -> tuple[str, ...]:
        mend = 'Write a list of words, such as ["ONE", "TWO"].'
        values = self._items(name, default, mend)
        for i, value in enumerate(values):
            if not (isinstance(value, str) and value.strip()):
                self.wrong(f"{name}[{i}]", f"{value!r} is not words", mend)
        return tuple(str(value) for value in values)

    def numbers(self, name: str, default: tuple[int, ...] | _Required = REQUIRED) -> tuple[int, ...]:
        mend = "Write a list of whole numbers, such as [1, 2]."
        values = self._items(name, default, mend)
        good = [v for v in values if isinstance(v, int) and not isinstance(v, bool)]
        if len(good) != len(values):
            self.wrong(name, f"{list(values)!r} is not a list of whole numbers", mend)
        return tuple(good)

    def _items(self, name: str, default: tuple[T, ...] | _Required, mend: str) -> tuple[Any, ...]:
        value, given = self._take(name, default, mend)
        if not given:
            return cast("tuple[Any, ...]", value or ())
        if not isinstance(value, (list, tuple)):
            self.wrong(name, f"{value!r} is not a list", mend)
            return ()
        if not value and isinstance(default, _Required):
            self.wrong(name, "is an empty list", mend)
        return tuple(value)

    def table(self, name: str, *, required: bool = True) -> Table | None:
        mend = f"Add a table [{self.key(name)}]."
        value, given = self._take(name, REQUIRED if required else None, mend)
        if not given:
            return self._child(name, {}) if required else None
        if not isinstance(value, Mapping):
            self.wrong(name, f"{value!r} is not a table", mend)
            return None
        return self._child(name, value)

    def tables(self, name: str, *, required: bool = False) -> list[Table]:
        mend = f"Add a table [[{self.key(name)}]]."
        value, given = self._take(name, REQUIRED if required else (), mend)
        if not given:
            return []
        if not isinstance(value, list) or not all(isinstance(v, Mapping) for v in value):
            self.wrong(name, "is not a list of tables", mend)
            return []
        return [self._child(f"{name}[{i}]", item) for i, item in enumerate(value)]

    def _child(self, name: str, raw: Mapping[str, Any]) -> Table:
        return Table(raw, source=self.source, path=self.key(name), problems=self.problems)


def is_code(value: str) -> bool:
    """Tell whether a word is a stored code: capitals, digits, underscores."""
    return value.replace("_", "").isalnum() and value == value.upper() and value.isascii()


def _one_of(choices: type[StrEnum]) -> str:
    return f"Use one of: {', '.join(choice.value for choice in choices)}."
