"""Reading a time a person typed."""

import re
from datetime import time

_TIME = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?(am|pm|a\.m\.|p\.m\.)?")


def read(typed: str) -> time | None:
    """Return the time of day in "10am", "10.30", "1015", "2:15 pm" or "noon"; None if it is none."""
    squeezed = re.sub(r"\s+", "", typed.lower())
    if squeezed in {"noon", "midday", "12noon"}:
        return time(12)
    match = _TIME.fullmatch(squeezed)
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    half = (match[3] or "").replace(".", "")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
