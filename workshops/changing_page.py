"""What a page says before a workshop is moved or cancelled: how many women, what goes, whose deadline breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from correspondence import gate
from correspondence.models import Message
from participants.safe_contact import decide
from programmes.models import ClosedDay
from workshops import booking_page, changes, invitations, messages, register_page
from workshops.changes import Effect
from workshops.invitations import TELLS_DATES, Planned
from workshops.models import Place, Workshop, WorkshopMove


@dataclass(frozen=True)
class Hers:
    """One woman, and what the change does to her."""

    name: str
    reference: str
    case: UUID
    says: str
    stays: bool


@dataclass(frozen=True)
class Sent:
    """One kind of message: what it is, and how many go in which way."""

    label: str
    how: str
    count: int


@dataclass(frozen=True)
class Before:
    """The whole page before the change is made. `seen` names the places it was worked out for."""

    women: Sequence[Hers]
    sent: Sequence[Sent]
    seen: str

    @property
    def stay(self) -> int:
        return sum(woman.stays for woman in self.women)

    @property
    def leave(self) -> int:
        return len(self.women) - self.stay


def before_moving(places: Sequence[Place], moved: Sequence[Workshop], *, at: datetime) -> Before:
    """Work out what moving does; the workshops are as they will be, not saved."""
    return _before(places, changes.of_moving(places, moved, at=at), at=at)


def before_cancelling(places: Sequence[Place], *, at: datetime) -> Before:
    return _before(places, changes.of_cancelling(places, at=at), at=at)


def before_telling(places: Sequence[Place], heard: Mapping[UUID, str], *, at: datetime) -> Before:
    """Work out what telling everybody of another name or address does.

    :param heard: what each woman was told of the old one, by referral.
    """
    effects = changes.of_other_words(places, at=at)
    return _before(places, effects, at=at, says=lambda effect: heard[effect.referral.pk])


def seen_as(places: Iterable[Place]) -> str:
    """Name the places a page was worked out for, for its form to carry."""
    return ".".join(sorted(str(place.pk) for place in places))


def seen_of(text: str) -> set[UUID] | None:
    """Read back which places a page was worked out for; None where it cannot be read."""
    try:
        return {UUID(part) for part in text.split(".") if part}
    except ValueError:
        return None


def _before(
    places: Sequence[Place],
    effects: Sequence[Effect],
    *,
    at: datetime,
    says: Callable[[Effect], str] | None = None,
) -> Before:
    first = {place.referral_id: place for place in places}
    called = register_page.names_on(list(first.values()))
    women = [
        Hers(
            name=called[first[effect.referral.pk].pk],
            reference=effect.referral.reference,
            case=effect.referral.pk,
            says=(says or _says)(effect),
            stays=effect.stays,
        )
        for effect in effects
    ]
    women.sort(key=lambda woman: (woman.stays, woman.name))
    return Before(women, _sent(effects, at=at), seen_as(places))


def _says(effect: Effect) -> str:
    if not effect.stays:
        return effect.why
    last = timezone.localdate(effect.kept[-1].workshop.ends_at) if effect.kept else None
    slack = messages.slack(effect.referral.deadline.slack(last)) if last else ""
    if not slack:
        return _("Keeps her place.")
    return _("Keeps her place: %(slack)s.") % {"slack": slack}


def _sent(effects: Sequence[Effect], *, at: datetime) -> list[Sent]:
    """Count what will be written, by kind and by how far the gate would let it through as things stand."""
    closed = ClosedDay.days()
    told = _told([effect.referral.pk for effect in effects])
    women = [effect.referral.participant for effect in effects if effect.referral.participant]
    situations = gate.situations(women, at)
    counted: Counter[tuple[str, str]] = Counter()
    for effect in effects:
        if effect.referral.participant is None:
            continue
        situation = situations[effect.referral.participant.pk]
        for planned in _owed(effect, closed, at=at):
            reminder = planned.purpose in invitations.REMINDERS
            decision = decide(gate.WAY_OF[planned.channel], situation, at=at, reminder=reminder)
            again = planned.purpose in TELLS_DATES and (effect.referral.pk, planned.meant) in told
            label = invitations.LABELS["CHANGED_DATES"] if again else booking_page.label_of(planned)
            counted[(_by(str(label), planned), booking_page.how_of(planned, decision))] += 1
    return [Sent(label, how, count) for (label, how), count in counted.items()]


def _owed(effect: Effect, closed: frozenset[date], *, at: datetime) -> Iterable[Planned]:
    if effect.kept:
        for planned in invitations.plan(effect.referral, effect.kept, at=at, closed=closed):
            if effect.stays or planned.purpose not in TELLS_DATES:
                yield planned
    if not effect.stays:
        yield from invitations.gone(effect.lost, at=at)


def _by(label: str, planned: Planned) -> str:
    return _("%(label)s (%(channel)s)") % {
        "label": label,
        "channel": str(planned.channel.label).lower(),
    }


def _told(referrals: Sequence[UUID]) -> set[tuple[UUID, str]]:
    """Return who has had word of dates, by which channel."""
    gone = Message.objects.gone_or_going().filter(about_id__in=referrals, purpose__in=TELLS_DATES)
    return {(about, channel) for about, channel in gone.values_list("about_id", "channel") if about}


def history_of(workshop: Workshop) -> list[str]:
    """Say how often a workshop was moved, newest first."""
    moves = WorkshopMove.objects.filter(workshop=workshop).select_related(
        "from_room__venue", "to_room__venue"
    )
    return [
        _("Moved on %(at)s by %(who)s from %(from)s, %(venue)s: %(why)s")
        % {
            "at": messages.moment(move.moved_at),
            "who": move.moved_by.partition(" <")[0],
            "from": messages.moment(move.was),
            "venue": f"{move.from_room.venue.name}, {move.from_room.name}",
            "why": move.why,
        }
        for move in moves.order_by("-moved_at", "-pk")[:10]
    ]
