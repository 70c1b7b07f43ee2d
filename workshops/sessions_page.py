"""What the booking page offers where days are booked one by one: each that would be a part of her plan."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programmes.clock import Reading, ask_for, fit
from programmes.definition import Definition
from programmes.kinds import Entry, PlanKind
from programmes.messages import state_sentence, why_not_possible
from programmes.offers import Ask, NotPossible, Offered
from referrals.models import Referral
from workshops import clashes, messages, offers, standing
from workshops.alone import own_steps, to_catch_up
from workshops.booking_page import (
    SHOWN,
    BookingPage,
    Impossible,
    Session,
    impossible,
    where_and_when,
)
from workshops.models import Place, Workshop


def in_any_order(definition: Definition) -> bool:
    """Tell whether any one day may be booked by itself."""
    return definition.entry is Entry.ANY_STEP or definition.plan is PlanKind.INDIVIDUAL


def build(referral: Referral, *, at: datetime, visible: Collection[UUID]) -> BookingPage:
    """Look at each day on offer beside those she has; the queries do not grow with the days."""
    definition = referral.definition.parsed
    coming = list(offers.coming(referral.programme, at=at, but=referral))
    reading = offers.read_case(referral, at=at, workshops=coming, visible=visible)
    held = offers.held_ahead(referral, at=at)
    ask, booked = _ask(referral, reading), list(reading.booked)
    blocked = clashes.blocked_for(referral, coming, visible=visible)
    plan = standing.own_steps(referral, definition)
    hers = {place.workshop_id for place in held}
    sessions, refused = [], []
    by_key = {str(w.pk): w for w in coming}
    for day in offers.as_offered(coming, definition, blocked, plan=plan):
        workshop = by_key[day.key]
        fitted = () if workshop.pk in hers else fit(ask, [*booked, day])
        if isinstance(fitted, NotPossible):
            refused.append(_refused(fitted, day))
        else:
            sessions.append(_session(workshop, day, definition, hers=workshop.pk in hers))
    return _page(referral, held, reading, sessions, refused)


def _page(
    referral: Referral,
    held: list[Place],
    reading: Reading,
    sessions: Sequence[Session],
    refused: Sequence[Impossible],
) -> BookingPage:
    return BookingPage(
        referral=referral,
        held=held,
        options=(),
        more=max(len(sessions) - SHOWN, 0),
        impossible=tuple(refused[:SHOWN]),
        state=state_sentence(reading),
        deadline=messages.day(reading.deadline.on) if reading.deadline.on else "",
        extension_helps=reading.deadline.on is not None and not (reading.can_finish or reading.in_doubt),
        sessions=tuple(sessions[:SHOWN]),
        own=own_steps(reading),
        missed=to_catch_up(referral, reading),
    )


def why_not(referral: Referral, chosen: Sequence[Workshop], *, at: datetime) -> str:
    """Say why these days together are no part of her plan, the times of her own that she has among them."""
    definition = referral.definition.parsed
    held = offers.held_ahead(referral, at=at)
    mine = {place.workshop_id: place for place in held}
    plan = standing.own_steps(referral, definition)
    new = [offers.offered(w, definition, left=1, plan=plan) for w in chosen if w.pk not in mine]
    keep = {w.pk for w in chosen}
    old = [p for p in held if p.workshop_id in keep or p.workshop.kept_for_id is not None]
    ask = _ask(referral, offers.read_case(referral, at=at, workshops=()))
    fitted = fit(ask, [*offers.held_as_offered(old, definition), *new])
    return why_not_possible(fitted) if isinstance(fitted, NotPossible) else ""


def _ask(referral: Referral, reading: Reading) -> Ask:
    definition = referral.definition.parsed
    return ask_for(
        definition,
        reading.deadline,
        today=reading.today,
        attendances=standing.attendances(referral),
        steps=standing.own_steps(referral, definition),
    )


def _refused(fitted: NotPossible, day: Offered) -> Impossible:
    """Name the day that was tried, whichever day of hers it does not go with."""
    told = impossible(fitted)
    return Impossible(title=messages.days([day.on]), why=told.why, key=told.key, perhaps=told.perhaps)


def _session(workshop: Workshop, day: Offered, definition: Definition, *, hers: bool) -> Session:
    language = get_language() or "en"
    number = workshop.step_number
    part = definition.step(number).label.label(language) if number else ""
    state = _("She is booked on it") if hers else messages.places_left(day.places_left)
    facts = " — ".join(words for words in (part, where_and_when([workshop]), state) if words)
    on = timezone.localdate(workshop.starts_at)
    return Session(key=str(workshop.pk), title=messages.day(on), facts=facts, hers=hers)
