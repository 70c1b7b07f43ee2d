"""Reading one value as a question of the form takes it; an empty answer where it cannot be read.

Each function takes the words after the label, and today, and gives answers by question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from participants import identifiers
from participants.safe_times import SafeTime
from programmes import codes

Answers = Mapping[str, Any]
Read = Callable[[str, date], Answers]

_YES = {"yes", "y", "true", "safe", "ok", "given"}
_NO = {"no", "n", "false", "not safe", "unsafe", "none", "nil", "na", "n a"}
_NOT_ASKED = {"not asked", "did not ask", "unknown", "not known", "dont know", "do not know"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})")
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([a-z]{3,9})\.?,?\s+(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_PHONE = re.compile(r"\+?[\d(][\d\s().-]{7,22}\d")
_TITLE = re.compile(r"(?:ms|mrs|miss|mx|dr)\.?\s+", re.IGNORECASE)


def plain(text: str) -> str:
    """Return words in small letters with nothing but letters, digits and single spaces."""
    letters = re.sub(r"[’'`]", "", text.casefold())
    return " ".join(re.sub(r"[^\w]|_", " ", letters).split())


def yes_or_no(value: str) -> bool | None:
    """Return an answer of yes or no; None for anything else.

    "No contact with Kim" is no answer of no: only a whole answer counts, or one set off from what
    follows ("Yes, she said so").
    """
    said = plain(re.split(r"[,.;(–-]", value, maxsplit=1)[0]) or plain(value)
    if said in _YES:
        return True
    return False if said in _NO or plain(value) in _NO else None


def day(value: str, today: date, *, born: bool = False) -> date | None:
    """Return a date as people here write it, day first; None where there is none, or it is no day.

    A year of two digits is this century's; of a birth, the last one's where that lies ahead.
    """
    text = re.sub(r"^[a-z]{3,9},?\s+(?=\d)", "", value.strip().casefold())
    if iso := _ISO.match(text):
        year, month, number = iso.groups()
    elif numbers := _NUMBERS.match(text):
        number, month, year = numbers.groups()
    elif (named := _NAMED.match(text)) and named[2][:3] in _MONTHS:
        number, year = named[1], named[3]
        month = str(_MONTHS.index(named[2][:3]) + 1)
    else:
        return None
    try:
        return date(_century(year, today, born=born), int(month), int(number))
    except ValueError:
        return None


def _century(year: str, today: date, *, born: bool) -> int:
    if len(year) > 2:
        return int(year)
    return 1900 + int(year) if born and int(year) > today.year % 100 else 2000 + int(year)


# --- One function a kind of question ------------------------------------------------------------


def words(name: str, most: int) -> Read:
    """Words as they stand; longer than the question takes, they stay in the mail."""
    return lambda value, _today: {name: value} if len(value) <= most else {}


def on_day(name: str, *, born: bool = False) -> Read:
    def read(value: str, today: date) -> Answers:
        found = day(value, today, born=born)
        return {name: found.isoformat()} if found else {}

    return read


def yes_no(name: str) -> Read:
    def read(value: str, _today: date) -> Answers:
        said = yes_or_no(value)
        return {} if said is None else {name: said}

    return read


def ticked(name: str) -> Read:
    """A tick is read from a plain yes only."""
    return lambda value, _today: {name: True} if yes_or_no(value) else {}


def answer(name: str, *, unknown: str = "NOT_ASKED") -> Read:
    def read(value: str, _today: date) -> Answers:
        if plain(value) in _NOT_ASKED:
            return {name: unknown}
        said = yes_or_no(value)
        return {} if said is None else {name: "YES" if said else "NO"}

    return read


def full_name(value: str, _today: date) -> Answers:
    """A name as one line: "Sam Testwell", "TESTWELL, Sam", or one name alone."""
    bare = _TITLE.sub("", value, count=1) if _TITLE.match(value) else value
    last, comma, first = bare.partition(",")
    if not comma:
        first, _space, last = bare.rpartition(" ")
        first, last = (first, last) if first else (last, "")
    first, last = first.strip(), last.strip()
    if not first or max(len(first), len(last)) > 100:
        return {}
    return {"first_names": first, "last_name": last}


def address(value: str, _today: date) -> Answers:
    if plain(value) in {"nfa", "no fixed address", "no fixed abode"}:
        return {"no_fixed_address": True}
    parts = [part.strip() for part in value.split(",") if part.strip()]
    found: dict[str, Any] = {}
    if parts and (code := identifiers.postcode(parts[-1])).good:
        found["postcode"], parts = code.value, parts[:-1]
    if not parts or len(parts) > 3 or max(map(len, parts)) > 60:
        return {}
    names = ("address_1", "town") if len(parts) == 2 else ("address_1", "address_2", "town")
    return {**dict(zip(names, parts, strict=False)), **found}


def interpreter(value: str, _today: date) -> Answers:
    said = yes_or_no(value)
    if said is not None:
        return {"needs_interpreter": said}
    if plain(value) == "english":
        return {"needs_interpreter": False}
    return {"needs_interpreter": True, "interpreter": value} if len(value) <= 60 else {}


def reading(value: str, _today: date) -> Answers:
    if "help" in plain(value):
        return {"reading": "WITH_HELP"}
    return answer("reading")(value, _today)


def phone(value: str, _today: date) -> Answers:
    """The number in the words, as it is written there: never put into another form."""
    found = _PHONE.search(value)
    return {"phone": found[0].strip()} if found and len(found[0]) <= 20 else {}


def safe_times(value: str, _today: date) -> Answers:
    said = plain(value)
    parts = {
        SafeTime.WEEKDAY_MORNING: "morning",
        SafeTime.WEEKDAY_AFTERNOON: "afternoon",
        SafeTime.WEEKDAY_EVENING: "evening",
        SafeTime.WEEKEND: "weekend",
    }
    if re.search(r"\b(not|no|never|except|but)\b", said):
        return {}
    found = [code.value for code, word in parts.items() if word in said]
    return {"safe_times": found} if found else {}


def offence(value: str, _today: date) -> Answers:
    known = codes.offence(value)
    if known is None:
        known = next((row for row in codes.offences() if plain(row.label) == plain(value)), None)
    if known is not None:
        return {"offence_code": known.code}
    return {"offence_text": value} if len(value) <= 200 else {}


def disposal(value: str, today: date) -> Answers:
    on = day(value, today)
    if on is None:
        return {}
    if on <= today:
        return {"disposal_given": True, "disposal_on": on.isoformat()}
    return {"disposal_given": False, "disposal_expected_on": on.isoformat()}


def deadline(value: str, today: date) -> Answers:
    if plain(value) in {"not set", "not set yet", "none", "tbc", "not known"}:
        return {"deadline_known": "NOT_SET"}
    on = day(value, today)
    return {"deadline_known": "DATE", "deadline_on": on.isoformat()} if on else {}


def must_not_meet(value: str, _today: date) -> Answers:
    if plain(value) in _NOT_ASKED:
        return {"must_not_meet": "UNKNOWN"}
    said = yes_or_no(value)
    if said is not None:
        return {"must_not_meet": "YES" if said else "NO"}
    return {"must_not_meet": "YES", "other_name_1": value} if len(value) <= 100 else {}


def help_wanted(value: str, _today: date) -> Answers:
    kinds = ("CHILDCARE", "TRAVEL", "WORK", "HEALTH", "CARING", "SAFETY")
    found = [kind for kind in kinds if kind.casefold() in plain(value).split()]
    return {**({"help_wanted": found} if found else {}), **words("help_words", 500)(value, _today)}


def risk(value: str, _today: date) -> Answers:
    if plain(value) in _NO | _YES:
        return {"staff_risk": plain(value) in _YES}
    return {"staff_risk": True, "risk_to_staff": value} if len(value) <= 200 else {}
