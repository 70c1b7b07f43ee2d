"""Which services of the directory are for a woman: by what she needs and where she lives. No Django here.

A service says which postcodes it serves as the first parts of them: an area (`PO`) or a district (`SO14`).
None is everywhere. What else it asks of somebody is in words, which a person reads: nobody is kept off by it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, timedelta

from programmes.postcodes import serves

AREA = re.compile(r"[A-Z]{1,2}(\d{1,2}[A-Z]?)?")
LOOK_AGAIN = timedelta(days=183)  # half a year: then somebody asks the service whether all of it still holds


def read_areas(text: str) -> tuple[list[str], list[str]]:
    """Return the areas and districts of what somebody wrote (`po, SO14 so15`), and the words that are none."""
    words = [word.upper() for word in re.split(r"[\s,;]+", text) if word]
    good = [word for word in words if AREA.fullmatch(word)]
    return list(dict.fromkeys(good)), [word for word in words if not AREA.fullmatch(word)]


def is_for(areas: Collection[str], postcode: str) -> bool:
    """Tell whether a service is for a postcode: everywhere, or where nobody knows the woman's, it is."""
    return not areas or not postcode.strip() or any(serves(area, postcode) for area in areas)


def is_stale(checked_on: date, today: date) -> bool:
    """Tell whether a service is due to be asked again."""
    return today - checked_on > LOOK_AGAIN
