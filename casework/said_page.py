"""What she said before and after, and of the service, for the Notes tab."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from casework.history import moment
from casework.messages import said
from casework.models import Feedback, Score
from casework.statuses import When
from programmes.definition import Scale
from referrals.models import Referral


@dataclass(frozen=True)
class Heard:
    """Her feedback once."""

    helped: str
    words: str
    when: str
    may_use: bool


@dataclass(frozen=True)
class Said:
    """What she was asked, and what she answered.

    :param question: empty where her programme asks none.
    """

    question: str
    before: str
    after: str
    improved: bool
    feedback: Sequence[Heard]


def said_of(case: Referral) -> Said:
    """Return what she said: two queries, three where she said something in words."""
    scale = case.definition.parsed.before_and_after
    scores = dict(Score.objects.filter(referral=case).values_list("moment", "value"))
    rows = Feedback.objects.filter(referral=case).order_by("said_at", "pk")
    before, after = scores.get(When.BEFORE), scores.get(When.AFTER)
    return Said(
        question=said(scale.question) if scale else "",
        before=_of(before, scale),
        after=_of(after, scale),
        improved=bool(scale and before is not None and after is not None and scale.improved(before, after)),
        feedback=[
            Heard(row.get_helped_display(), row.words or "", moment(row.said_at), row.may_use) for row in rows
        ],
    )


def _of(value: int | None, scale: Scale | None) -> str:
    if value is None or scale is None:
        return ""
    return _("%(value)s of %(highest)s") % {"value": value, "highest": scale.highest}
