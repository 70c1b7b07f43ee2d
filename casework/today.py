"""Today: everything that is to be done, a queue for each kind of work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework import unsent
from casework.chores import ERRANDS
from casework.errands import queues_of
from casework.messages import day
from casework.queues import CASE_QUEUES, READ, SHOWN, Moment, Queue, Row, case_queues, moment_of
from programmes.models import ClosedDay
from referrals.models import Referral
from workshops.models import Workshop


@dataclass(frozen=True)
class NextWorkshop:
    """The next workshop day, for the card at the top."""

    url: str
    title: str
    places: str


@dataclass(frozen=True)
class Today:
    """The whole page."""

    queues: Sequence[Queue]
    waiting: Sequence[Queue]
    to_do: int
    next_workshop: NextWorkshop | None

    @property
    def subjects(self) -> list[Referral]:
        return list({case.pk: case for q in (*self.queues, *self.waiting) for case in q.subjects}.values())


def today(user: User, *, now: datetime) -> Today:
    """Return the page for one caseworker, in a number of queries that does not grow with the rows."""
    with ClosedDay.read_once():
        return _today(user, now)


def _today(user: User, now: datetime) -> Today:
    moment = moment_of(user, now)
    to_finish, coming = _days(moment)
    drawn = case_queues(CASE_QUEUES, moment, shown=SHOWN)
    # After what is about women: the post, and the registers, before absences and the police.
    drawn[5:5] = [*queues_of(ERRANDS, moment), unsent.messages(moment, SHOWN), _registers(to_finish)]
    some = [queue for queue in drawn if queue.rows]
    return Today(
        queues=[queue for queue in some if not queue.quiet],
        waiting=[queue for queue in some if queue.quiet],
        to_do=sum(queue.total for queue in some if not queue.quiet),
        next_workshop=_next_workshop(coming) if coming else None,
    )


def _days(moment: Moment) -> tuple[list[Workshop], Workshop | None]:
    """Return the workshops whose registers are to be finished, the oldest first, and the next one; one query."""
    mine, now = Workshop.objects.visible_to(moment.user), moment.now
    first = mine.coming(now).values("pk")[:1]
    held = Count("places", filter=Q(places__released_at__isnull=True))
    found = (
        mine.filter(Q(pk__in=mine.unfinished(now).order_by().values("pk")) | Q(pk__in=first))
        .select_related("room__venue")
        .annotate(taken=held, ahead=Case(When(starts_at__gt=now, then=0), default=1))
        .order_by("ahead", "starts_at", "pk")[: READ + 2]
    )
    days = list(found)
    coming = days.pop(0) if days and days[0].starts_at > now else None
    return days[: READ + 1], coming


def _registers(found: Sequence[Workshop]) -> Queue:
    rows = [
        Row(
            title=day(timezone.localdate(workshop.starts_at)),
            url=reverse("workshops:workshop", args=[workshop.pk]),
            facts=[workshop.room.venue.name],
            action_url=reverse("workshops:register", args=[workshop.pk]),
            action=_("Finish the register"),
            button_hidden=day(timezone.localdate(workshop.starts_at)),
        )
        for workshop in found[:SHOWN]
    ]
    return Queue("registers", _("Registers to finish"), rows, len(found))


def _next_workshop(found: Workshop) -> NextWorkshop:
    taken: int = found.taken  # type: ignore[attr-defined]
    return NextWorkshop(
        url=reverse("workshops:workshop", args=[found.pk]),
        title=_g("%(day)s, %(venue)s")
        % {"day": day(timezone.localdate(found.starts_at)), "venue": found.room.venue.name},
        places=_g("%(taken)s of %(places)s places taken") % {"taken": taken, "places": found.capacity},
    )
