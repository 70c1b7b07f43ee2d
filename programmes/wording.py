"""Which gaps a wording may leave open. No Django here.

A wording is text with named gaps, such as "Hi {name}". Only the names below may stand in one:
each has a safe meaning, and nothing else of the case can be written into a letter by accident.
"""

from __future__ import annotations

import string
from collections.abc import Collection

PLACEHOLDERS = frozenset(
    {
        "name", "worker", "phone", "safe_name", "venue", "address", "travel", "date", "weekday",
        "time", "ends", "dates", "deadline", "day", "reference", "consequence", "step", "steps",
    }
)  # fmt: skip


def problems(text: str, allowed: Collection[str] = PLACEHOLDERS) -> list[str]:
    """Give the gaps in a text that are not allowed, or "{" when its braces do not close."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return ["{"]
    found = []
    for _words, name, form, conversion in parts:
        if name is None:
            continue
        if name not in allowed or form or conversion:
            found.append("{" + name + "}")
    return found
