"""What is one to one: which of her steps want a time of her own, and the words for such a day."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programmes.clock import Reading
from programmes.kinds import StepKind
from programmes.standing import missed_steps
from referrals.models import Referral
from workshops import standing
from workshops.models import Place


def to_catch_up(referral: Referral, reading: Reading) -> tuple[tuple[int, str], ...]:
    """Name the steps in a group that she missed, has no other day for, and may make up alone."""
    definition = referral.definition.parsed
    if definition.miss.catch_up is None:
        return ()
    booked = {number for day in reading.booked for number in day.steps}
    missed = set(missed_steps(definition, standing.attendances(referral))) - booked
    plan = standing.own_steps(referral, definition) or definition.steps
    language = get_language() or "en"
    groups = [step for step in plan if step.kind is StepKind.GROUP and step.number in missed]
    return tuple((step.number, step.label.label(language)) for step in groups)


def own_steps(reading: Reading) -> tuple[tuple[int, str], ...]:
    """Name the steps for which a time of her own is still to be made."""
    return tuple((step.number, step.label.label(get_language() or "en")) for step in reading.own)


def the_day(places: Sequence[Place]) -> str:
    """Say what her days are like where one is for her alone; empty where they are all in a group."""
    alone = [place.workshop.kept_for_id is not None for place in places]
    if not any(alone):
        return ""
    if all(alone):
        return _(
            "You will see one of us, just the two of you. You will not have to talk about what happened. "
            "You can stop for a break when you need to."
        )
    return _(
        "Some days are in a small group, and some are just you and one of us. You will not have to talk "
        "about what happened. There are breaks, and you can step out when you need to."
    )
