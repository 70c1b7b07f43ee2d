"""What the people who run a workshop see of one woman on it: what keeps her and them safe, what she needs.

Never the offence, never what police said of her but for the line they wrote for staff, never another case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework import safety
from casework.call_page import Rule, newest_answers, rules_for
from casework.messages import day
from casework.models import Need, OnwardReferral
from casework.tabs.cards import Fact, woman
from casework.tabs.writing import taken
from correspondence import gate
from participants.messages import WHY_NOT
from participants.models import AnswerSource, SafeContact
from participants.safe_contact import Allowed, Refused, Way, decide
from programmes.codes import pathways
from referrals.models import Referral
from referrals.statuses import Status
from workshops import needs
from workshops.models import Place

Words = str | Promise


@dataclass(frozen=True)
class Room:
    """One woman in the room."""

    name: str
    where: str
    safety: Sequence[str]
    helps: Sequence[str]
    emergency: str
    needs: Sequence[str]
    services: Sequence[Fact]
    asked: Words
    back: str
    ring_url: str
    concern_url: str
    need_url: str
    safe_url: str


def page(place: Place) -> Room:
    """Return her page. The caller has asked whether it may be seen."""
    her = place.participant
    hers = _hers(place)
    is_open = place.referral.status == Status.ACCEPTED
    return Room(
        name=her.called,
        where=where(place),
        safety=safety.lines(place.referral),
        helps=[text for text in needs.for_places([place])[place.pk] if text != str(safety.READ_FIRST)],
        emergency=(hers.emergency_contact or "") if hers else "",
        needs=_needs(place.referral),
        services=[
            Fact(row.service, taken(row))
            for row in OnwardReferral.objects.filter(referral=place.referral).order_by("offered_at")
        ],
        asked=_asked(hers),
        back=reverse("workshops:register", args=[place.workshop_id]),
        ring_url=reverse("casework:room_ring", args=[place.pk]) if is_open else "",
        concern_url=reverse("casework:room_concern", args=[place.pk]),
        need_url=reverse("casework:room_need", args=[place.pk]) if is_open else "",
        safe_url=reverse("casework:room_safe", args=[place.pk]) if is_open else "",
    )


def where(place: Place) -> str:
    """Return which workshop she is looked at from."""
    workshop = place.workshop
    return _g("%(day)s, %(venue)s") % {
        "day": day(timezone.localdate(workshop.starts_at)),
        "venue": workshop.room.venue.name,
    }


@dataclass(frozen=True)
class Ringing:
    """Her number, or why it is not shown; what to mind either way."""

    name: str
    number: str
    shut: Words
    rules: Sequence[Rule]
    say: str
    voicemail: bool
    back: str


def ringing(place: Place, *, user: User, now: datetime) -> Ringing:
    """Return the page to ring her from: the number only where the gate lets her be rung."""
    her = woman(place.referral)
    situation = gate.situations([her], now)[her.pk]
    decision = decide(Way.CALL, situation, at=now)
    row = newest_answers(her.pk)
    voicemail = isinstance(decide(Way.VOICEMAIL, situation, at=now), Allowed)
    me = (row.safe_name if row else "") or user.first_name
    return Ringing(
        name=her.called,
        number="" if isinstance(decision, Refused) else gate.leave(her, Way.CALL, decision).to[0],
        shut=WHY_NOT[decision.why] if isinstance(decision, Refused) else "",
        rules=rules_for(decision, row, voicemail=voicemail),
        say=_g("Is that %(name)s? It's %(me)s. Are you OK to talk for two minutes?")
        % {"name": her.called, "me": me},
        voicemail=voicemail,
        back=reverse("workshops:register", args=[place.workshop_id]),
    )


def _hers(place: Place) -> SafeContact | None:
    rows = SafeContact.objects.filter(participant=place.participant, source=AnswerSource.HERSELF)
    return rows.order_by("-confirmed_at", "-pk").first()


def _asked(hers: SafeContact | None) -> Words:
    if hers is None:
        return _("She has not told a worker herself yet what is safe.")
    last = max(moment for moment in (hers.asked_at, hers.renewed_at) if moment is not None)
    return _g("She last told us what is safe on %(day)s.") % {"day": day(timezone.localdate(last))}


def _needs(referral: Referral) -> list[str]:
    labels = {code.code: str(code.label) for code in pathways()}
    noted = Need.objects.filter(referral=referral).order_by("noted_at").values_list("pathway", flat=True)
    return [labels.get(code, code) for code in noted]
