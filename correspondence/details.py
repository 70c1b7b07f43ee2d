"""Whether we have a number, an address or a mailbox that would reach her."""

from __future__ import annotations

import re

from correspondence.registry import Circumstances
from participants.models import NumberCheck, Participant, SafeContact
from participants.safe_contact import Detail, Way

ADDRESS_LINES = 7  # what the envelope's window shows at 10 points: an eighth would fall below it

_MOBILE = re.compile(r"07[1-57-9]\d{8}")
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}")


def details_of(woman: Participant, answers: list[SafeContact], case: Circumstances) -> dict[Way, Detail]:
    """Tell for each way whether we have what it needs, from her record and the newest answers."""
    phone = Detail.GOOD
    no_phone = bool(answers) and answers[-1].number_check == NumberCheck.NO_PHONE
    if not woman.phone_digits or no_phone:
        phone = Detail.MISSING
    elif case.number_wrong:
        phone = Detail.WRONG
    elif not _MOBILE.fullmatch(woman.phone_digits):
        phone = Detail.NOT_A_MOBILE
    return {
        Way.CALL: phone,
        Way.VOICEMAIL: phone,
        Way.TEXT: phone,
        Way.EMAIL: Detail.GOOD if woman.email else Detail.MISSING,
        Way.POST: address_check(woman),
    }


def address_check(woman: Participant) -> Detail:
    """Tell whether a letter would arrive: a name, a line with a house or street, a postcode."""
    if woman.no_fixed_address:
        return Detail.NO_FIXED_ADDRESS
    lines = address_lines(woman)
    if not lines and not woman.postcode:
        return Detail.MISSING
    complete = (
        bool(lines)
        and len(lines[0]) > 2
        and _POSTCODE.fullmatch(woman.postcode.upper().strip()) is not None
        and len(lines) + 2 <= ADDRESS_LINES
    )
    return Detail.GOOD if complete else Detail.INCOMPLETE


def address_lines(woman: Participant) -> list[str]:
    """Return the lines of her address, without empty ones and without the postcode."""
    return [line.strip() for line in woman.address_lines.splitlines() if line.strip()]
