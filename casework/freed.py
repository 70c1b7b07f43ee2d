"""Places that were given back, and to whom each is offered first: the order of the waiting list.

Who can wait least comes first: the order of the last workable first workshop.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.actions.suggesting import who_waits
from casework.messages import day
from casework.queues import READ, Moment, Queue, Row
from casework.rows import name_of
from referrals.models import Referral
from workshops import waiting
from workshops.models import Place, Workshop

LATELY = timedelta(days=14)


def freed_workshops(user: User, *, at: datetime) -> Any:
    """Workshops ahead on which a place was given back lately that nobody has taken since."""
    given_back = Place.objects.filter(workshop=OuterRef("pk"), released_at__gte=at - LATELY)
    held = Count("places", filter=Q(places__released_at__isnull=True))
    ahead = Workshop.objects.visible_to(user).coming(at).filter(Exists(given_back))
    return ahead.annotate(held=held).filter(held__lt=F("capacity"))


def freed(moment: Moment) -> Queue:
    """Each such workshop, the soonest first, with the woman to whom its place is offered first."""
    found = list(
        freed_workshops(moment.user, at=moment.now).select_related("room__venue", "programme")[:READ]
    )
    lists = {}
    for workshop in found:
        if workshop.programme_id not in lists:
            waits = who_waits(workshop.programme, user=moment.user)
            lists[workshop.programme_id] = waiting.read(workshop.programme, waits, at=moment.now)
    first = [_first_for(lists[workshop.programme_id], workshop) for workshop in found]
    rows = [_row(workshop, her) for workshop, her in zip(found, first, strict=True)]
    subjects = list({her.referral.pk: her.referral for her in first if her}.values())
    return Queue("freed", _("Places to offer again"), rows, len(rows), subjects=subjects)


def _first_for(waits: waiting.Waiting, workshop: Workshop) -> waiting.Woman | None:
    key = str(workshop.pk)
    return next((her for her in waits.women if any(key in [o.key for o in run] for run in her.runs)), None)


def _row(workshop: Workshop, her: waiting.Woman | None) -> Row:
    on = day(timezone.localdate(workshop.starts_at))
    page = reverse("workshops:workshop", args=[workshop.pk])
    if her is None:
        return Row(on, page, facts=[workshop.room.venue.name, _("Nobody who waits can take it")])
    referral: Referral = her.referral
    facts = [
        workshop.room.venue.name,
        _g("Offer it first to %(name)s") % {"name": name_of(referral)},
        referral.reference,
    ]
    if her.last_first:
        facts.append(_g("She can begin until %(day)s") % {"day": day(her.last_first)})
    book = reverse("workshops:book", args=[referral.pk])
    return Row(
        on, page, facts=facts, action_url=book, action=_("See her dates"), button_hidden=referral.reference
    )
