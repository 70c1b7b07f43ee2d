"""Which services of the directory are for a woman: by what she needs and where she lives. No Django here.

A service says which postcodes it serves as the first parts of them: an area (`PO`) or a district (`SO14`).
None is everywhere. What else it asks of somebody is in words, which a person reads: nobody is kept off by it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, timedelta

AREA = re.compile(r"[A-Z]{1,2}(\d{1,2}[A-Z]?)?")
LOOK_AGAIN = timedelta(days=183)  # half a year: then somebody asks the service whether all of it still holds


def read_areas(text: str) -> tuple[list[str], list[str]]:
    """Return the areas and districts of what somebody wrote (`po, SO14 so15`), and the words that are none."""
    words = [word.upper() for word in re.split(r"[\s,;]+", text) if word]
    good = [word for word in words if AREA.fullmatch(word)]
    return list(dict.fromkeys(good)), [word for word in words if not AREA.fullmatch(word)]


def serves(areas: Collection[str], postcode: str) -> bool:
    """Tell whether a service is for a postcode: everywhere, or where the woman's is not known, it is.

    `SO14` is SO14 2AB and not SO1 4AB; `S` is S1 and not SO14.
    """
    outward = postcode.replace(" ", "").upper()[:-3]
    if not areas or not outward:
        return True
    letters = re.match(r"[A-Z]*", outward)
    return outward in areas or (letters.group() if letters else "") in areas


def is_stale(checked_on: date, today: date) -> bool:
    """Tell whether a service is due to be asked again."""
    return today - checked_on > LOOK_AGAIN
