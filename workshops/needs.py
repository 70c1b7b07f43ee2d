"""What helps each woman to take part, as the people in the room need to know it: nothing else about her.

Access, language and reading stand on her record. Childcare, food and the like are arranged on the
case, in an app above this one, which registers here how to ask for them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from audit import sealing
from participants.models import Participant, Reading
from workshops.models import Place

HerDay = tuple[UUID, date]  # a referral, and the day in London of a workshop she is on
Arranged = Callable[[Collection[HerDay]], Mapping[HerDay, Sequence[str]]]

_registered: list[Arranged] = []


def register(arranged: Arranged) -> None:
    """Say who knows what is arranged: `arranged(her_days)` gives short phrases for each, in few queries."""
    _registered[:] = [arranged]


def for_places(places: Sequence[Place]) -> Mapping[UUID, list[str]]:
    """Return short phrases for each place, by its key, in a fixed number of queries."""
    sealing.preload(place.participant.seal_key_id for place in places)
    days = {place.pk: (place.referral_id, timezone.localdate(place.during.lower)) for place in places}
    arranged = _registered[0](list(days.values())) if _registered else {}
    return {p.pk: [*_hers(p.participant), *arranged.get(days[p.pk], ())] for p in places}


def _hers(participant: Participant) -> list[str]:
    found = []
    if participant.access_needs:
        found.append(str(participant.access_needs))
    if participant.interpreter:
        found.append(_("Interpreter: %(language)s") % {"language": participant.interpreter})
    if participant.reading in (Reading.NO, Reading.WITH_HELP):
        found.append(_("Read things out to her"))
    if participant.large_print:
        found.append(_("Large print"))
    return found
