"""Which details and answers stand once two records are one. No row is written here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from participants import names, sounds
from participants.models import Participant, SafeContact

SINGLY = ("preferred_name", "date_of_birth", "pnc_id", "email", "languages", "interpreter", "access_needs")
HOME = ("address_lines", "postcode", "no_fixed_address")
FILLED = (*SINGLY, "phone", *HOME, "first_names", "last_name", "reading", "large_print")
BY_PHONE = ("call", "voicemail", "text")


def filled(kept: Participant, gone: Participant) -> dict[str, Any]:
    """Return what the record that stays takes from the other: only what it lacks, nothing it has."""
    found = {name: getattr(gone, name) for name in (*SINGLY, "phone") if _lacks(kept, gone, name)}
    if not (kept.first_names or kept.last_name):
        found |= {"first_names": gone.first_names, "last_name": gone.last_name}
    if not (kept.address_lines or kept.postcode or kept.no_fixed_address):
        found |= {name: getattr(gone, name) for name in HOME if getattr(gone, name)}
    if kept.reading == "NOT_ASKED" != gone.reading:
        found["reading"] = gone.reading
    if gone.large_print and not kept.large_print:
        found["large_print"] = True
    if kept.worker_id is None and gone.worker_id is not None:
        found["worker_id"] = gone.worker_id
    if kept.restricted_at is None and gone.restricted_at is not None:
        found |= {name: getattr(gone, name) for name in ("restricted_at", "restricted_by", "why_restricted")}
    return found | _found_by(kept, found)


def _lacks(kept: Participant, gone: Participant, name: str) -> bool:
    return not getattr(kept, name) and bool(getattr(gone, name))


def _found_by(kept: Participant, found: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns she is looked up by, where what they are made of is new."""
    now = {n: found.get(n, getattr(kept, n)) for n in ("first_names", "last_name", "preferred_name", "phone")}
    first, last = now["first_names"], now["last_name"]
    computed = {
        "sort_name": names.sort_form(first, last),
        "search_name": names.search_form(f"{first} {last} {now['preferred_name']}"),
        "sounds": sounds.keys(first, last),
        "phone_digits": names.digits(now["phone"]),
    }
    return {name: value for name, value in computed.items() if value != getattr(kept, name)}


def kept_answers(row: SafeContact, was: Participant, after: Mapping[str, Any]) -> dict[str, str]:
    """Return the answers of one row that no longer count, as they must read: a NO counts for ever.

    :param was: the record it was given for.
    :param after: the details as they will be.
    """
    shut: list[str] = []
    if names.digits(was.phone) != names.digits(after["phone"]):
        shut += BY_PHONE
    if was.email != after["email"]:
        shut.append("email")
    if _home(was.address_lines, was.postcode) != _home(after["address_lines"], after["postcode"]):
        shut.append("post")
    found = {way: "NOT_ASKED" for way in shut if getattr(row, way) == "YES"}
    if "call" in shut and row.check_now not in {"NOT_CHECKED", "NO_PHONE"}:
        found["number_check"] = "NOT_CHECKED"
    return found


def _home(lines: str, postcode: str) -> str:
    return "".join(f"{lines}{postcode}".split()).casefold()
