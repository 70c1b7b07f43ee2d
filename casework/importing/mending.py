"""What a file says where an action said no: what to write instead, or where to go with it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.importing.cells import Words
from ui.refusals import Refused
from workshops import refusals as no

TOGETHER = _(
    "Somebody she must be kept apart from, or may have to be, is on it or in that building that day. A file cannot "
    "decide that: take this group out of the row, and let a manager and a second person put her on it, on its page."
)


def mend_of(refused: Refused) -> Words:
    """Return the sentence of a refusal, for a row of a file."""
    return TOGETHER if isinstance(refused, no.KeptApart) else refused.sentence
