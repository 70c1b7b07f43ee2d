"""The labels that are understood, in all the ways people write them, and how each value is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from referrals.pasted import values
from referrals.pasted.values import Read, plain

__all__ = ["KNOWN", "Label", "plain", "to_question"]

START = "start"  # the first page: who refers, and the programme's own questions


@dataclass(frozen=True)
class Label:
    """A label: the page its question stands on, and how the words after it are read."""

    page: str
    read: Read


_TABLE: tuple[tuple[str, Read, str], ...] = (
    (
        START,
        values.words("officer_name", 100),
        "officer, officer name, name of officer, oic, referring officer",
    ),
    (START, values.words("officer_email", 200), "officer email, officers email, officer e mail, oic email"),
    ("about", values.full_name, "name, full name, her name, womans name, name of woman, client, client name"),
    ("about", values.words("first_names", 100), "first name, first names, forename, forenames, given name"),
    ("about", values.words("last_name", 100), "last name, surname, family name"),
    ("about", values.words("preferred_name", 100), "preferred name, likes to be called, known as"),
    ("about", values.on_day("date_of_birth", born=True), "date of birth, dob, d o b, born, birth date"),
    ("about", values.words("pnc_id", 20), "pnc, pnc id, pncid, pnc number, pnc no"),
    ("about", values.address, "address, home address, her address"),
    ("about", values.words("postcode", 10), "postcode, post code"),
    ("about", values.ticked("no_fixed_address"), "no fixed address, no fixed abode, nfa"),
    (
        "about",
        values.interpreter,
        "interpreter, interpreter needed, interpreter required, interpreter language",
    ),
    ("about", values.reading, "reading, can read, reads letters, can she read"),
    ("about", values.words("access_needs", 300), "access needs, adjustments, reasonable adjustments"),
    ("reach", values.phone, "phone, phone number, mobile, mobile number, telephone, tel, contact number"),
    ("reach", values.words("email", 200), "her email, her e mail, womans email, her email address"),
    ("reach", values.yes_no("asked_alone"), "alone, asked alone, was she alone, alone when asked"),
    ("reach", values.answer("call"), "safe to call, safe to ring, ok to call, ok to ring, ring"),
    ("reach", values.answer("voicemail"), "voicemail, safe to leave a voicemail, safe to leave voicemail"),
    ("reach", values.answer("text"), "text, safe to text, ok to text, sms"),
    ("reach", values.answer("post"), "post, letter, safe to post, safe to write, safe to post a letter"),
    (
        "reach",
        values.words("who_must_not_know", 300),
        "who must not know, who must not find out, must not know",
    ),
    ("reach", values.safe_times, "best time, best times, best time to call, best time to ring, safe times"),
    ("reach", values.words("trusted_contact", 200), "trusted contact, somebody she trusts"),
    ("offence", values.offence, "offence, offence code"),
    ("offence", values.on_day("offence_on"), "offence date, date of offence, date of the offence"),
    (
        "offence",
        values.words("crime_reference", 20),
        "crime number, crime no, crime reference, crime ref, occurrence, occurrence number, occurrence no",
    ),
    ("offence", values.answer("summary_only", unknown="UNKNOWN"), "summary only, summary only offence"),
    ("offence", values.on_day("arrested_on"), "arrested, arrested on, arrest date, date of arrest"),
    (
        "offence",
        values.disposal,
        "caution date, date of caution, caution given, conditional caution, disposal date, date of disposal",
    ),
    ("offence", values.deadline, "deadline, condition deadline, complete by, to be completed by"),
    ("offence", values.words("other_conditions", 300), "other conditions, conditions"),
    (
        "offence",
        values.must_not_meet,
        "must not meet, keep apart from, keep apart, must not be in the same room",
    ),
    ("help", values.help_wanted, "help, help needed, help wanted, support needed, what would help"),
    ("help", values.risk, "risk, risk to staff, staff risk"),
    (
        "help",
        values.ticked("agreed_to_contact"),
        "agreed, agreed to contact, agrees to be contacted, consent",
    ),
)

KNOWN: dict[str, Label] = {
    alias.strip(): Label(page, read) for page, read, aliases in _TABLE for alias in aliases.split(",")
}


def to_question(name: str, value: str) -> dict[tuple[str, str], Any]:
    """Return the answer to one of the programme's own yes/no questions."""
    said = values.yes_or_no(value)
    return {} if said is None else {(START, name): said}
