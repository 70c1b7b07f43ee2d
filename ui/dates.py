"""Reading a date a person typed in three boxes."""

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january ionawr", "february chwefror", "march mawrth", "april ebrill", "may mai",
            "june mehefin", "july gorffennaf", "august awst", "september sept medi",
            "october hydref", "november tachwedd", "december rhagfyr",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip


@dataclass(frozen=True)
class Misread(Exception):
    """The boxes do not hold a date: `why` is MISSING, YEAR or UNREAL; `parts` are the boxes to mend."""

    why: str
    parts: tuple[str, ...]


def month_number(typed: str) -> int | None:
    """Return 1 to 12 for "11", "nov", "November" or "Tachwedd", or None.

    At least three letters are needed, and they must fit one month only.
    """
    typed = typed.strip().rstrip(".").lower()
    if typed.isdecimal():
        return int(typed)
    if len(typed) < 3:
        return None
    found = {number for name, number in _MONTHS.items() if name.startswith(typed)}
    return found.pop() if len(found) == 1 else None


def read(day: str, month: str, year: str) -> date:
    """Return the date in three boxes.

    :raises Misread: saying which boxes are empty, or which do not make a real date.
    """
    typed = {"day": day, "month": month, "year": year}
    squeezed = {part: re.sub(r"\s+", "", text) for part, text in typed.items()}
    missing = tuple(part for part, text in squeezed.items() if not text)
    if missing:
        raise Misread("MISSING", missing)
    if not re.fullmatch(r"[0-9]{4}", squeezed["year"]):
        raise Misread("YEAR", ("year",))
    number = month_number(squeezed["month"])
    if number is None or not 1 <= number <= 12:
        raise Misread("UNREAL", ("month",))
    day_digits = re.sub(r"(?<=[0-9])(st|nd|rd|th)$", "", squeezed["day"].lower())
    if not re.fullmatch(r"[0-9]{1,2}", day_digits):
        raise Misread("UNREAL", ("day",))
    try:
        return date(int(squeezed["year"]), number, int(day_digits))
    except ValueError:
        raise Misread("UNREAL", ("day", "month", "year")) from None
