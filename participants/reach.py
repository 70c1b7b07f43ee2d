"""Whether a number or an address would reach anybody. No Django here.

Each rule is one regular expression, so that the gate asks it of one woman in Python and a list of
work asks it of all of them in the database, and both get the same answer. The expressions use only
what Python and PostgreSQL read alike.
"""

from __future__ import annotations

import re

from participants.identifiers import NO_FIXED_ABODE, POSTCODE
from participants.safe_contact import Detail

WINDOW_LINES = 7  # what the envelope's window shows at 10 points: an eighth would fall below it
_BESIDE = 2  # her name and the postcode stand in the window too

MOBILE = r"^07([1-57-9][0-9]{8}|624[0-9]{6})\Z"  # digits in national form; 07624 is the Isle of Man's
NOWHERE = rf"^[ ]*{NO_FIXED_ABODE.replace(' ', '[ ]*')}[ ]*\Z"
PLAUSIBLE_POSTCODE = rf"^[ ]*{POSTCODE.replace(' ', '[ ]?')}[ ]*\Z"

_GAP, _INK = r"[ \t\r\n]", r"[^ \t\r\n]"
ANY_LINE = _INK
# The first line that is not empty has three characters or more: "4A High Street", not "4".
FIRST_LINE = rf"^{_GAP}*{_INK}[^\n]+{_INK}"
TOO_MANY_LINES = rf"({_INK}[^\n]*\n{_GAP}*){{{WINDOW_LINES - _BESIDE}}}{_INK}"


def is_mobile(digits: str) -> bool:
    """Tell whether a text reaches a number.

    :param digits: in national form, as `names.digits` gives them.
    """
    return re.search(MOBILE, digits) is not None


def address_detail(lines: str, postcode: str, *, no_fixed_address: bool) -> Detail:
    """Tell whether a letter would arrive: a line with a house or street, a postcode that can exist.

    :param lines: of the address, newline-separated; empty ones count for nothing.
    """
    if no_fixed_address or _says(NOWHERE, postcode.upper()):
        return Detail.NO_FIXED_ADDRESS
    if not _says(ANY_LINE, lines) and not postcode:
        return Detail.MISSING
    complete = (
        _says(FIRST_LINE, lines)
        and not _says(TOO_MANY_LINES, lines)
        and _says(PLAUSIBLE_POSTCODE, postcode.upper())
    )
    return Detail.GOOD if complete else Detail.INCOMPLETE


def same_home(lines: str, postcode: str, other_lines: str, other_postcode: str) -> bool:
    """Tell whether two addresses are one place, perhaps better written: what she said of post at one holds
    for the other.

    They are one place where all the letters agree; or where the numbers in them agree (house, flat) and the
    postcodes do not differ. A house without a number is the same only by all its letters.
    """
    if _squeezed(lines + postcode) == _squeezed(other_lines + other_postcode):
        return True
    codes = {_squeezed(code) for code in (postcode, other_postcode)} - {""}
    numbers, others = (sorted(re.findall(r"[0-9]+[a-z]?", text.casefold())) for text in (lines, other_lines))
    return len(codes) < 2 and bool(numbers) and numbers == others


def _squeezed(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _says(pattern: str, text: str) -> bool:
    return re.search(pattern, text) is not None
