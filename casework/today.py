"""Today: everything that is to be done, a queue for each kind of work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from casework import own_page, unsent
from casework.actions.discreet import TO_RELEASE
from casework.actions.duplicates import DUPLICATE
from casework.actions.releasing import IMPORTED
from casework.freed import freed_workshops
from casework.history import name_only
from casework.messages import day
from casework.models import Arrangement, Case, Note, Review
from casework.queues import CASE_QUEUES, READ, SHOWN, Moment, Queue, Row, case_queues, moment_of
from casework.reach_lists import to_put_right
from casework.rows import name_of
from casework.statuses import ArrangementState
from correspondence.models import Message
from correspondence.statuses import Channel
from participants.models import KeepApart
from programmes.models import ClosedDay
from programmes.working_days import add_working_days
from referrals.models import Referral
from referrals.statuses import Status
from workshops.models import HerAnswer, SafetyLook, Training, Workshop

CONFIRMED_BEFORE = 3  # working days before the day an arrangement is for


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
    drawn = case_queues(CASE_QUEUES, moment, shown=SHOWN)
    # After what is about women: the post, and the registers, before absences and the police.
    drawn[5:5] = [*_errands(moment), unsent.messages(moment, SHOWN), _registers(moment)]
    some = [queue for queue in drawn if queue.rows]
    return Today(
        queues=[queue for queue in some if not queue.quiet],
        waiting=[queue for queue in some if queue.quiet],
        to_do=sum(queue.total for queue in some if not queue.quiet),
        next_workshop=_next_workshop(moment),
    )


def _registers(moment: Moment) -> Queue:
    found = list(
        Workshop.objects.visible_to(moment.user)
        .unfinished(moment.now)
        .select_related("room__venue")
        .order_by("starts_at")[: READ + 1]
    )
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


def _errands(moment: Moment) -> list[Queue]:
    """One row for all the letters, all the texts, all the cases brought in: counted in one query."""
    messages = Message.objects.visible_to(moment.user)
    letters = messages.letters_to_print().order_by().values_list("channel")[: READ + 1]
    texts = messages.texts_due(moment.now).order_by().values_list("channel")[: READ + 1]
    raised = [_raised(moment, kind) for kind in (IMPORTED, TO_RELEASE)]
    twice = Review.objects.visible_to(moment.user).two_of_one().order_by()
    raised.append(twice.annotate(channel=Value(DUPLICATE)).values_list("channel")[: READ + 1])
    changed = Case.objects.visible_to(moment.user).amended_by_police().order_by()
    raised.append(changed.annotate(channel=Value("amended")).values_list("channel")[: READ + 1])
    confirm = _to_confirm(moment).order_by().annotate(channel=Value("arrangement"))
    raised.append(confirm.values_list("channel")[: READ + 1])
    concerns = Note.objects.visible_to(moment.user).concerns().order_by()
    raised.append(concerns.annotate(channel=Value("concern")).values_list("channel")[: READ + 1])
    training = Training.objects.visible_to(moment.user).running_out(moment.today).order_by()
    raised.append(training.annotate(channel=Value("training")).values_list("channel")[: READ + 1])
    named = KeepApart.objects.visible_to(moment.user).to_settle().order_by()
    raised.append(named.annotate(channel=Value("perhaps")).values_list("channel")[: READ + 1])
    looked = SafetyLook.objects.visible_to(moment.user).to_settle().order_by()
    raised.append(looked.annotate(channel=Value("meet")).values_list("channel")[:1])
    shut = Workshop.objects.visible_to(moment.user).coming(moment.now).in_a_shut_building().order_by()
    raised.append(shut.annotate(channel=Value("shut")).values_list("channel")[: READ + 1])
    waits = moment.cases().to_book().order_by().values("pk")
    free = freed_workshops(moment.user, at=moment.now).filter(Exists(waits)).order_by()
    raised.append(free.annotate(channel=Value("freed")).values_list("channel")[: READ + 1])
    reach = to_put_right(moment.user).order_by().annotate(channel=Value("reach"))
    raised.append(reach.values_list("channel")[: READ + 1])
    pressed = HerAnswer.objects.visible_to(moment.user).to_deal_with(moment.now).order_by()
    raised.append(pressed.annotate(channel=Value(own_page.QUEUE)).values_list("channel")[: READ + 1])
    raised.append(unsent.to_read(moment))
    found = Counter(kind for (kind,) in letters.union(texts, *raised, all=True))
    return [
        unsent.replies(found[unsent.REPLY]),
        _concerns(found["concern"]),
        own_page.errand(found[own_page.QUEUE]),
        _meeting(found["meet"]),
        _perhaps(found["perhaps"]),
        _shut(found["shut"]),
        _freed(found["freed"]),
        _arrangements(found["arrangement"]),
        _amended(found["amended"]),
        _duplicates(found[DUPLICATE]),
        _imported(found[IMPORTED]),
        _to_release(found[TO_RELEASE]),
        _reach(found["reach"]),
        _training(found["training"]),
        _letters(found[Channel.LETTER], found[Channel.TEXT]),
    ]


def _raised(moment: Moment, kind: str) -> QuerySet[Any, Any]:
    waiting = Review.objects.visible_to(moment.user).waiting(kind).order_by()
    rows: QuerySet[Any, Any] = waiting.annotate(channel=Value(kind)).values_list("channel")[: READ + 1]
    return rows


def _to_release(number: int) -> Queue:
    title = _("Letters to agree to")
    if not number:
        return Queue("to-release", title, [], 0)
    words = ngettext("%(n)s letter needs a second person", "%(n)s letters need a second person", number)
    url = reverse("casework:discreet_letters")
    row = Row(words % {"n": number}, url, action_url=url, action=_("See them"))
    return Queue("to-release", title, [row], 1)


def _amended(number: int) -> Queue:
    title = _("Changed by police")
    if not number:
        return Queue("amended", title, [], 0)
    words = ngettext(
        "Police changed something on %(n)s case", "Police changed something on %(n)s cases", number
    )
    url = reverse("casework:amended")
    row = Row(words % {"n": number}, url, action_url=url, action=_("See them"))
    return Queue("amended", title, [row], 1)


def _duplicates(number: int) -> Queue:
    title = _("Perhaps the same woman")
    if not number:
        return Queue("duplicates", title, [], 0)
    words = ngettext("%(n)s woman may be known already", "%(n)s women may be known already", number)
    url = reverse("casework:duplicates")
    row = Row(words % {"n": number}, url, action_url=url, action=_("See them"))
    return Queue("duplicates", title, [row], 1)


def _imported(number: int) -> Queue:
    if not number:
        return Queue("imported", _("Brought in"), [], 0)
    words = ngettext("%(n)s case to look at and release", "%(n)s cases to look at and release", number)
    url = reverse("casework:imported")
    row = Row(words % {"n": number}, url, action_url=url, action=_("See them"))
    return Queue("imported", _("Brought in"), [row], 1)


def _training(number: int) -> Queue:
    title = _("Practitioners’ training")
    if not number:
        return Queue("training", title, [], 0)
    words = ngettext("%(n)s training runs out soon", "%(n)s trainings run out soon", number)
    url = reverse("workshops:practitioners")
    row = Row(words % {"n": number}, url, action_url=url, action=_("See whose"))
    return Queue("training", title, [row], 1)


def _reach(number: int) -> Queue:
    title = _("Numbers and addresses")
    if not number:
        return Queue("reach-lists", title, [], 0)
    words = ngettext(
        "%(n)s number or address to put right", "%(n)s numbers or addresses to put right", number
    )
    url = reverse("casework:reach_lists")
    row = Row(words % {"n": number}, url, action_url=url, action=_("See what to do"))
    return Queue("reach-lists", title, [row], 1)


def _letters(letters: int, texts: int) -> Queue:
    rows = []
    if letters:
        words = ngettext("%(n)s letter to print", "%(n)s letters to print", letters) % {"n": letters}
        url = reverse("correspondence:letters")
        rows.append(Row(words, url, action_url=url, action=_("Print letters")))
    if texts:
        words = ngettext("%(n)s text to send", "%(n)s texts to send", texts) % {"n": texts}
        url = reverse("correspondence:outbox")
        rows.append(Row(words, url, action_url=url, action=_("Open the outbox")))
    return Queue("letters", _("Letters and texts"), rows, len(rows))


def _to_confirm(moment: Moment) -> QuerySet[Any, Any]:
    until = add_working_days(moment.today, CONFIRMED_BEFORE, frozenset(moment.closed))
    mine = Arrangement.objects.visible_to(moment.user)
    ahead = mine.filter(Q(for_on__gte=moment.today) | Q(for_on=None), referral__status=Status.ACCEPTED)
    # What fell through is to be arranged anew at once, not three days before.
    soon = ahead.filter(Q(for_on__lte=until) | Q(state=ArrangementState.FAILED))
    return soon.exclude(state__in=[ArrangementState.CONFIRMED, ArrangementState.NOT_NEEDED])


def _concerns(number: int) -> Queue:
    title = _("Concerns from workshops")
    if not number:
        return Queue("concerns", title, [], 0)
    words = ngettext("%(n)s concern to take up", "%(n)s concerns to take up", number)
    url = reverse("casework:queue", args=["concerns"])
    row = Row(words % {"n": number}, url, action_url=url, action=_("Read them"))
    return Queue("concerns", title, [row], number)


def concerns(moment: Moment) -> Queue:
    """What practitioners wrote down for a coordinator, the oldest first."""
    found = list(
        Note.objects.visible_to(moment.user)
        .concerns()
        .select_related("referral__participant", "referral__person")
        .defer("words")
        .order_by("written_at", "pk")[:READ]
    )
    rows = [
        Row(
            title=name_of(row.referral),
            url=reverse("casework:case_notes", args=[row.referral_id]),
            facts=[row.referral.reference, name_only(row.written_by)],
            urgent=day(timezone.localdate(row.written_at)),
            action_url=reverse("casework:concern", args=[row.pk]),
            action=_("Read it"),
            button_hidden=row.referral.reference,
        )
        for row in found
    ]
    subjects = [row.referral for row in found]
    return Queue("concerns", _("Concerns from workshops"), rows, len(rows), subjects=subjects)


def _meeting(number: int) -> Queue:
    """Women kept apart who are booked to meet, or a woman whom a practitioner knows; nobody agreed to it."""
    title = _("Must not meet")
    if not number:
        return Queue("must-not-meet", title, [], 0)
    url = reverse("workshops:group_safety")
    row = Row(_g("People who must not meet are booked together"), url, action_url=url, action=_("See who"))
    return Queue("must-not-meet", title, [row], 1)


def _shut(number: int) -> Queue:
    title = _("In a building that is shut")
    if not number:
        return Queue("shut", title, [], 0)
    words = ngettext(
        "%(n)s workshop is in a building that is shut that day",
        "%(n)s workshops are in a building that is shut that day",
        number,
    )
    url = reverse("workshops:workshops")
    row = Row(words % {"n": number}, url, action_url=url, action=_("See which"))
    return Queue("shut", title, [row], 1)


def _perhaps(number: int) -> Queue:
    """Names of people a woman must not meet which somebody bears whom she is to meet, and nobody has answered."""
    title = _("Perhaps to be kept apart")
    if not number:
        return Queue("perhaps-apart", title, [], 0)
    words = ngettext(
        "%(n)s name to settle before they meet", "%(n)s names to settle before they meet", number
    )
    url = reverse("workshops:group_safety")
    row = Row(words % {"n": number}, url, action_url=url, action=_("See who"))
    return Queue("perhaps-apart", title, [row], 1)


def _freed(number: int) -> Queue:
    title = _("Places to offer again")
    if not number:
        return Queue("freed", title, [], 0)
    words = ngettext(
        "A place is free again on %(n)s workshop", "A place is free again on %(n)s workshops", number
    )
    url = reverse("casework:queue", args=["freed"])
    row = Row(words % {"n": number}, url, action_url=url, action=_("See who is first"))
    return Queue("freed", title, [row], 1)


def _arrangements(number: int) -> Queue:
    title = _("Arrangements to confirm")
    if not number:
        return Queue("arrangements", title, [], 0)
    words = ngettext("%(n)s arrangement to confirm", "%(n)s arrangements to confirm", number)
    url = reverse("casework:queue", args=["arrangements"])
    row = Row(words % {"n": number}, url, action_url=url, action=_("See them"))
    return Queue("arrangements", title, [row], 1)


def arrangements(moment: Moment) -> Queue:
    """What is not confirmed three working days before the day it is for, and what fell through."""
    found = list(
        _to_confirm(moment)
        .select_related("referral__participant", "referral__person")
        .defer("words")
        .order_by("for_on", "pk")[:READ]
    )
    rows = [
        Row(
            title=name_of(row.referral),
            url=reverse("casework:case_workshops", args=[row.referral_id]),
            facts=[row.referral.reference, row.get_kind_display(), row.get_state_display()],
            urgent=day(row.for_on) if row.for_on else "",
            action_url=reverse("casework:arrangement_state", args=[row.pk]),
            action=_("Arrange it anew") if row.state == ArrangementState.FAILED else _("Confirm it"),
            button_hidden=row.referral.reference,
        )
        for row in found
    ]
    subjects = [row.referral for row in found]
    return Queue("arrangements", _("Arrangements to confirm"), rows, len(rows), subjects=subjects)


def _next_workshop(moment: Moment) -> NextWorkshop | None:
    held = Count("places", filter=Q(places__released_at__isnull=True))
    found = (
        Workshop.objects.visible_to(moment.user)
        .coming(moment.now)
        .select_related("room__venue")
        .annotate(taken=held)
        .order_by("starts_at")
        .first()
    )
    if found is None:
        return None
    taken: int = found.taken  # type: ignore[attr-defined]
    return NextWorkshop(
        url=reverse("workshops:workshop", args=[found.pk]),
        title=_g("%(day)s, %(venue)s")
        % {"day": day(timezone.localdate(found.starts_at)), "venue": found.room.venue.name},
        places=_g("%(taken)s of %(places)s places taken") % {"taken": taken, "places": found.capacity},
    )
