"""Which workshops are on offer: workshops lie above this app, so they say so here, in `ready()`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from programmes.models import Programme
from programmes.offers import Offered

Offers = Callable[[Programme, date], Sequence[Offered]]

_registered: list[Offers] = []


def register_offers(offers: Offers) -> None:
    """Say who knows the workshops ahead: `offers(programme, today)` gives those not yet past."""
    _registered[:] = [offers]


def on_offer(programme: Programme, *, today: date) -> Sequence[Offered]:
    """Return the workshops of a programme from today on; none while nobody has registered."""
    return _registered[0](programme, today) if _registered else ()
