"""What an account may say of a person: plain functions of plain values."""

from __future__ import annotations

import re

# Most forces: up to five digits; larger ones put letters before or after (domain.md §3.6).
COLLAR_NUMBER = re.compile(r"[A-Z]{0,4}[0-9]{1,6}[A-Z]{0,3}")


def collar_number(text: str) -> str | None:
    """Return an officer's collar or shoulder number, tidied; None where it cannot be one."""
    typed = re.sub(r"[\s\-./_]", "", text).upper()
    return typed if COLLAR_NUMBER.fullmatch(typed) else None
