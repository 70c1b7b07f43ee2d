"""What a woman may be asked about herself, as codes: what is kept, and what a return counts it as.

An answer is hers alone. One she does not give is kept as nothing ("not asked"), which differs from one she
prefers not to give. The questions on disability follow the harmonised ones of the Government Statistical Service.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from ui.choices import Text

PREFERS_NOT = "PREFERS_NOT_TO_SAY"
LIMITED: tuple[tuple[str, Text], ...] = (
    ("A_LOT", _("Yes, a lot")),
    ("A_LITTLE", _("Yes, a little")),
    ("NO", _("No")),
)
YES_NO: tuple[tuple[str, Text], ...] = (("YES", _("Yes")), ("NO", _("No")))

# A return tells four things apart: yes, no, prefers not to say, not known.
COUNTED_AS: Mapping[str, str] = MappingProxyType({"A_LOT": "YES", "A_LITTLE": "YES", PREFERS_NOT: "NS"})


def counted_as(answer: str) -> str:
    """Return the code under which a return counts an answer."""
    return COUNTED_AS.get(answer, answer)
