"""Definitions for the tests of pure rules, read from the files, and changed as a test needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from programmes.definition import Definition
from programmes.loader import DEFINITIONS, load_file
from programmes.offers import Offered

JUNO = load_file(DEFINITIONS / "juno.toml").definition
CARA = load_file(DEFINITIONS / "cara.toml").definition
GOOD_LOAF = load_file(DEFINITIONS / "good-loaf.toml").definition
WONDER = load_file(DEFINITIONS / "wonder.toml").definition


def with_window(definition: Definition, **window: Any) -> Definition:
    return replace(definition, window=replace(definition.window, **window))


def offered(
    key: str,
    step: int | frozenset[int],
    on: date,
    *,
    places: int = 8,
    cohort: str | None = None,
    blocked: str = "",
) -> Offered:
    steps = step if isinstance(step, frozenset) else frozenset({step})
    return Offered(key, steps, on, on, places, cohort=cohort, blocked=blocked)


def pair(name: str, first_on: date, *, gap: int = 28, places: tuple[int, int] = (8, 8)) -> list[Offered]:
    """A cohort of two: "{name}1" and "{name}2"."""
    return [
        offered(f"{name}1", 1, first_on, places=places[0], cohort=name),
        offered(f"{name}2", 2, first_on + timedelta(days=gap), places=places[1], cohort=name),
    ]


def weekly(first_on: date, count: int) -> list[Offered]:
    """A rolling group: one session a week, ten in turn, "s0", "s1", …"""
    return [offered(f"s{i}", i % 10 + 1, first_on + timedelta(days=7 * i)) for i in range(count)]
