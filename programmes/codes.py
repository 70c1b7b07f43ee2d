"""The code tables of `programmes/data/`, as tuples of frozen rows. No Django here.

Sources: `programmes/data/README.md`. Labels are the English words of the source.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Code:
    """A stored code and its words."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Offence:
    """`category` is CE (either way), CI (indictable only), CS or CM (summary)."""

    code: str
    label: str
    category: str

    @property
    def usually_summary(self) -> bool:
        """A first guess only; whether the six-month limit applies is asked of the officer."""
        return self.category in ("CS", "CM")


@dataclass(frozen=True, slots=True)
class Outcome:
    """`since` is a month such as "2019-04", or empty when it is not known."""

    code: str
    label: str
    group: str
    since: str


@dataclass(frozen=True, slots=True)
class Force:
    code: str
    label: str
    ons_code: str
    country: str


@dataclass(frozen=True, slots=True)
class OccurrenceFormat:
    """How a force writes its occurrence numbers; `year_at` is where the two-digit year begins."""

    force_code: str
    pattern: str
    year_at: int
    example: str


@dataclass(frozen=True, slots=True)
class Ethnicity:
    code: str
    label: str
    census_group: str
    in_16_plus_1: bool
    in_18_plus_1: bool
    note: str


@dataclass(frozen=True, slots=True)
class Kpi:
    label: str
    numerator: str
    denominator: str
    note: str


@dataclass(frozen=True, slots=True)
class BankHoliday:
    on: date
    label: str
    note: str


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def offences() -> tuple[Offence, ...]:
    """Give the common CJS offences, in the order of the table."""
    return tuple(Offence(r["cjs_code"], r["title"], r["category"]) for r in _rows("offence_codes.csv"))


def offence(code: str) -> Offence | None:
    """Give the offence of a CJS code, None when the table has no such code."""
    wanted = code.replace(" ", "").upper()
    return next((row for row in offences() if row.code == wanted), None)


@cache
def outcomes() -> tuple[Outcome, ...]:
    """Give the Home Office outcome codes."""
    return tuple(Outcome(r["code"], r["label"], r["group"], r["since"]) for r in _rows("outcome_codes.csv"))


def outcome(code: str) -> Outcome | None:
    """Give the outcome of a code ("3", "1A"), None when there is none."""
    return next((row for row in outcomes() if row.code == code), None)


@cache
def forces() -> tuple[Force, ...]:
    """Give the police forces by their two-digit codes."""
    return tuple(Force(r["code"], r["force"], r["ons_pfa"], r["country"]) for r in _rows("police_forces.csv"))


@cache
def stations(force_code: str) -> tuple[Code, ...]:
    """Give the station units of a force; none are known but Hampshire's ("44")."""
    if force_code != "44":
        return ()
    return tuple(Code(r["unit"], r["station"]) for r in _rows("hampshire_stations.csv"))


@cache
def ethnicities() -> tuple[Ethnicity, ...]:
    """Give the self-defined ethnicities, "not stated" and "not known" apart."""
    return tuple(
        Ethnicity(
            r["code"],
            r["label"],
            r["census2021_group"],
            r["in_16plus1"] == "Y",
            r["in_18plus1"] == "Y",
            r["notes"],
        )
        for r in _rows("ethnicity.csv")
    )


@cache
def characteristics(name: str) -> tuple[Code, ...]:
    """Give a set of codes: sex, gender_identity, sexual_orientation or pnc_sex."""
    return _set("characteristics.csv", name)


@cache
def attendance_vocabulary(name: str) -> tuple[Code, ...]:
    """Give a set of codes: attendance, no_session_reason, withdrawal_problem, concluded, …"""
    return _set("attendance_vocab.csv", name)


def _set(file: str, name: str) -> tuple[Code, ...]:
    found = tuple(Code(r["code"], r["label"]) for r in _rows(file) if r["set"] == name)
    if not found:
        raise KeyError(f"{file} has no set {name!r}")
    return found


@cache
def pathways() -> tuple[Code, ...]:
    """Give the nine pathways of need, in their order."""
    rows = sorted(_rows("pathways9.csv"), key=lambda r: int(r["order"]))
    return tuple(Code(r["code"], r["label"]) for r in rows)


@cache
def trainings() -> tuple[Code, ...]:
    """Give the training a definition may ask of practitioners, in the order of the table."""
    return tuple(Code(r["code"], r["label"]) for r in _rows("training.csv"))


@cache
def kpis() -> tuple[Kpi, ...]:
    """Give the measures commissioners ask for."""
    return tuple(Kpi(r["kpi"], r["numerator"], r["denominator"], r["notes"]) for r in _rows("kpis.csv"))


@cache
def bank_holidays() -> tuple[BankHoliday, ...]:
    """Give the published bank holidays of England and Wales, 2025 to 2028."""
    return tuple(
        BankHoliday(date.fromisoformat(r["date"]), r["name"], r["note"])
        for r in _rows("bank_holidays_ew.csv")
    )


@cache
def _occurrence_formats() -> dict[str, OccurrenceFormat]:
    rows = _rows("occurrence_numbers.csv")
    return {
        r["force_code"]: OccurrenceFormat(r["force_code"], r["pattern"], int(r["year_at"]), r["example"])
        for r in rows
    }


def occurrence_format(force_code: str) -> OccurrenceFormat | None:
    """Give how a force writes its occurrence numbers, None where that is not known."""
    return _occurrence_formats().get(force_code)
