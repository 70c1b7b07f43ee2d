"""Identifiers as police and people write them: forgiven, checked, put into one form. No Django here.

Each function takes what was typed and gives a `Checked`: the value to keep, or a problem that
must be mended, or a warning that a person may override. A wrong check letter is a warning:
never silent, never a block. The sentences belong to the forms; here are codes.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import phonenumbers

from accounts import rules as accounts

# The letters of PNC, CRO and arrest numbers; I, O and S never occur.
CHECK_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
NO_FIXED_ABODE = "ZZ99 3VZ"


class Problem(StrEnum):
    """What must be mended before the value can be kept."""

    WRONG_SHAPE = "WRONG_SHAPE"
    NOT_A_NUMBER_IN_USE = "NOT_A_NUMBER_IN_USE"
    NOT_A_POLICE_ADDRESS = "NOT_A_POLICE_ADDRESS"
    TOO_LONG = "TOO_LONG"


class Doubt(StrEnum):
    """What a person should look at again, and may leave as it is."""

    WRONG_CHECK_LETTER = "WRONG_CHECK_LETTER"
    UNEXPECTED_YEAR = "UNEXPECTED_YEAR"
    UNEXPECTED_SHAPE = "UNEXPECTED_SHAPE"
    NOT_MOBILE = "NOT_MOBILE"


@dataclass(frozen=True, slots=True)
class Checked:
    """`value` is what to keep (what was typed, tidied, when there is a problem).

    `expected` is the check letter that would be right, where one is wrong.
    """

    value: str
    problem: Problem | None = None
    doubt: Doubt | None = None
    expected: str = ""

    @property
    def good(self) -> bool:
        return self.problem is None and self.doubt is None


def squeeze(text: str) -> str:
    """Return the text in capitals without spaces, dashes, dots or invisible characters."""
    return re.sub(r"[\s\-‐-―._\u200b-\u200f\u2060\ufeff]", "", text).upper()


def check_letter(digits: str) -> str:
    """Return the letter that belongs to a row of digits."""
    return CHECK_LETTERS[int(digits) % 23]


def _lettered(value: str, expected: str) -> Checked:
    if value[-1] == expected:
        return Checked(value)
    return Checked(value, doubt=Doubt.WRONG_CHECK_LETTER, expected=expected)


def pnc_id(text: str, *, this_year: int) -> Checked:
    """Check a PNC ID and give it as YYYY/NNNNNNND.

    A year of two digits is this century's when it is not later than `this_year`, else the last
    one's. Without a slash, fewer than 12 characters mean the short form, which begins with them.
    """
    typed = squeeze(text)
    found = re.fullmatch(r"(\d{4}|\d{2})/(\d{1,7})([A-Z])", typed)
    if found is None and "/" not in typed:
        year_digits = 4 if len(typed) >= 12 else 2
        found = re.fullmatch(rf"(\d{{{year_digits}}})(\d{{1,7}})([A-Z])", typed)
    if found is None:
        return Checked(typed, problem=Problem.WRONG_SHAPE)
    year, serial, letter = found.groups()
    if len(year) == 2:
        year = ("20" if int(year) <= this_year % 100 else "19") + year
    serial = serial.zfill(7)
    return _lettered(f"{year}/{serial}{letter}", check_letter(year[2:] + serial))


def cro_number(text: str) -> Checked:
    """Check a CRO number: NNNNNN/YYD, or SFYY/NNNNNND for those kept on file only."""
    typed = squeeze(text)
    standard = re.fullmatch(r"(\d{1,6})/(\d{2})([A-Z])", typed)
    if standard:
        serial, year, letter = standard.groups()
        serial = serial.zfill(6)
        return _lettered(f"{serial}/{year}{letter}", check_letter(year + serial))
    on_file = re.fullmatch(r"SF(\d{2})/(\d{1,6})([A-Z])", typed)
    if on_file:
        year, serial, _letter = on_file.groups()
        return _lettered(typed, check_letter(year + serial))
    return Checked(typed, problem=Problem.WRONG_SHAPE)


def arrest_summons_number(text: str) -> Checked:
    """Check an arrest or summons number: YY, force, unit, system, eleven digits, letter.

    Written with slashes (25/44SC/01/12345W) its last digits may be fewer: noughts are put before them.
    """
    parts = squeeze(text).split("/")
    if len(parts) == 4 and re.fullmatch(r"\d{1,11}[A-Z]", parts[3]):
        parts[3] = parts[3].zfill(12)
    typed = "".join(parts)
    found = re.fullmatch(r"(\d{2})([A-Z0-9]{6,7})(\d{11})([A-HJ-NP-RT-Z])", typed)
    if found is None:
        return Checked(typed, problem=Problem.WRONG_SHAPE)
    year, office, sequence, _letter = found.groups()
    force, system = office[-6:-4], office[-2:]
    counted = "".join(part for part in (force, system) if part.isdigit())
    return _lettered(typed, check_letter(counted + year + sequence))


def case_urn(text: str) -> Checked:
    """Check a case URN: force, unit and three to seven digits, such as 44SC0012325."""
    typed = squeeze(text).replace("/", "")
    if re.fullmatch(r"[A-Z0-9]{4}[0-9]{3,7}", typed):
        return Checked(typed)
    return Checked(typed, problem=Problem.WRONG_SHAPE)


def occurrence_number(
    text: str, *, pattern: str = "", year_at: int | None = None, offence_on: date | None = None
) -> Checked:
    """Check a crime or occurrence number against its force's pattern, where one is set.

    :param pattern: a regular expression for the whole number, such as `44[0-9]{9}`; empty: any
        text of up to 20 characters.
    :param year_at: where its two-digit year begins; more than a year from the offence is a doubt.
    """
    typed = squeeze(text).replace("/", "") if pattern else " ".join(text.split()).upper()
    if not typed:
        return Checked(typed, problem=Problem.WRONG_SHAPE)
    if len(typed) > 20:
        return Checked(typed, problem=Problem.TOO_LONG)
    if pattern and not re.fullmatch(pattern, typed):
        return Checked(typed, doubt=Doubt.UNEXPECTED_SHAPE)
    if pattern and year_at is not None and offence_on is not None:
        year = typed[year_at : year_at + 2]
        near = {f"{(offence_on.year + shift) % 100:02}" for shift in (-1, 0, 1)}
        if year not in near:
            return Checked(typed, doubt=Doubt.UNEXPECTED_YEAR)
    return Checked(typed)


def collar_number(text: str) -> Checked:
    """Check an officer's collar or shoulder number: up to six digits, letters before or after."""
    found = accounts.collar_number(text)
    return (
        Checked(squeeze(text).replace("/", ""), problem=Problem.WRONG_SHAPE)
        if found is None
        else Checked(found)
    )


# With its one space, in capitals. PostgreSQL reads it as Python does: `participants.reach`.
POSTCODE = (
    r"(GIR 0AA|[A-PR-UWYZ]([0-9]{1,2}|[A-HK-Y][0-9]([0-9ABEHMNPRV-Y])?|[0-9][A-HJKPSTUW])"
    r" [0-9][ABD-HJLNP-UW-Z]{2})"
)


def postcode(text: str) -> Checked:
    """Check a postcode and give it with its one space; ZZ99 3VZ stands for no fixed address."""
    typed = squeeze(text)
    spaced = f"{typed[:-3]} {typed[-3:]}"
    if spaced == NO_FIXED_ABODE or re.fullmatch(POSTCODE, spaced):
        return Checked(spaced)
    return Checked(typed, problem=Problem.WRONG_SHAPE)


def phone(text: str, *, mobile: bool = False) -> Checked:
    """Check a phone number and give it as E.164, such as +447700900123.

    Numbers without a country are British. A shape that is possible but not in use is kept: the
    numbers set aside for drama are among them. Personal numbers (070) and pagers (076, but not
    the Isle of Man's 07624) are problems: nobody is reached there.

    :param mobile: whether a text must reach it; a number that is not mobile is then a doubt.
    """
    # A zero in brackets after the country is said by people and dialled by nobody: +44 (0)7700…
    typed = re.sub(r"^\s*((?:\+|00)\s*44)\s*\(0\)", r"\1", text.strip())
    typed = re.sub(r"^\s*00", "+", typed)
    if re.search(r"[A-Za-z]", typed):
        return Checked(typed, problem=Problem.WRONG_SHAPE)
    try:
        number = phonenumbers.parse(typed, "GB")
    except phonenumbers.NumberParseException:
        return Checked(typed, problem=Problem.WRONG_SHAPE)
    if number.country_code == 44:
        return _british(number, mobile=mobile)
    if not phonenumbers.is_possible_number(number):
        return Checked(typed, problem=Problem.WRONG_SHAPE)
    return Checked(_e164(number))


_MOBILE = re.compile(r"\+447(?:[1-57-9]\d{8}|624\d{6})")
_OTHER = re.compile(r"\+44(?:[123]\d{8,9}|8(?:00|08)\d{6,7})")


def _british(number: phonenumbers.PhoneNumber, *, mobile: bool) -> Checked:
    value = _e164(number)
    if _MOBILE.fullmatch(value):
        return Checked(value)
    if re.fullmatch(r"\+447[06]\d{8}", value):
        return Checked(value, problem=Problem.NOT_A_NUMBER_IN_USE)
    if _OTHER.fullmatch(value):
        return Checked(value, doubt=Doubt.NOT_MOBILE if mobile else None)
    return Checked(value, problem=Problem.WRONG_SHAPE)


def _e164(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def police_email(text: str, *, domains: Collection[str] = ()) -> Checked:
    """Check a police address: `domains` are a force's own; without any, all of police.uk will do.

    The retired `.pnn.` reaches the same mailbox and is dropped.
    """
    typed = re.sub(r"\s", "", text).lower().replace(".pnn.police.uk", ".police.uk")
    local, at, domain = typed.rpartition("@")
    if not (at and re.fullmatch(r"[^@\s]+", local) and re.fullmatch(r"([a-z0-9-]+\.)+[a-z]+", domain)):
        return Checked(typed, problem=Problem.WRONG_SHAPE)
    ours = domain in {d.lower() for d in domains} if domains else domain.endswith(".police.uk")
    return Checked(typed) if ours else Checked(typed, problem=Problem.NOT_A_POLICE_ADDRESS)
