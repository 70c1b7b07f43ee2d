"""What a booking owes her in words: the invitation, the reminders, a kind word after a miss.

Which messages, by which channel and when stands in her programme's message plan; whether each may
reach her, and with how many words, the gate in `correspondence` decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Max
from django.utils import timezone, translation
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from audit.trail import Person
from correspondence import actions, holding, registry
from correspondence.facts import LONDON, Day, Facts, day_in_words, short_day
from correspondence.lateness import reaching
from correspondence.models import Message
from correspondence.statuses import KEEPS_HOURS, Channel
from participants.models import AnswerSource, Participant, SafeContact
from programmes.definition import Definition, PlannedMessage
from programmes.kinds import Channel as PlannedChannel
from programmes.kinds import MessageEvent
from programmes.models import ClosedDay
from programmes.sending_times import POST_TAKES, applies_to, due_at, may_disturb_from
from programmes.working_days import add_working_days
from referrals.models import Referral
from workshops import wanted
from workshops.alone import the_day
from workshops.buildings import words_for
from workshops.models import Place, Venue

CHANNELS = {
    PlannedChannel.POST: Channel.LETTER,
    PlannedChannel.TEXT: Channel.TEXT,
    PlannedChannel.EMAIL: Channel.EMAIL,
    PlannedChannel.CALL: Channel.CALL,
}
LABELS = {
    "INVITATION": _("Invitation with her dates"),
    "BOOKED": _("Word that she is booked"),
    "CHANGED_DATES": _("Her new dates"),
    "REMINDER_WEEK": _("Reminder a week before"),
    "REMINDER_DAY": _("Reminder the day before"),
    "REMINDER_MORNING": _("Reminder on the morning"),
    "CHECK_IN": _("Call between the workshops"),
    "DATES_GONE": _("Word that a date is off"),
    "OWN_PAGE": _("Link to her own page"),
    "MISSED": _("Kind word after a miss"),
    "MISSED_CALL": _("Call after a miss"),
}
# What speaks of days to come: the link to her own page may go along.
WITH_PAGE = frozenset(
    {"INVITATION", "BOOKED", "CHANGED_DATES", "REMINDER_WEEK", "REMINDER_DAY", "REMINDER_MORNING", "OWN_PAGE"}
)
REMINDERS = frozenset({"REMINDER_WEEK", "REMINDER_DAY", "REMINDER_MORNING"})
AFTER_A_MISS = frozenset({"MISSED", "MISSED_CALL"})
# The word that a date is off stands until she has another, whatever happens to her other days.
OF_A_BOOKING = frozenset(LABELS) - AFTER_A_MISS - {"DATES_GONE"}
TELLS_DATES = ("INVITATION", "BOOKED", "CHANGED_DATES")
GONE_BY = (Channel.TEXT, Channel.CALL)  # whatever the message plan says: nobody stands before a shut door
REPLY_WITHIN = 2  # working days to answer after a miss


@dataclass(frozen=True)
class Planned:
    """One message a booking will owe: shown before it is confirmed, written when it is."""

    message: PlannedMessage | None  # None: owed whatever the plan says
    purpose: str
    channel: Channel
    due_at: datetime
    not_after: datetime | None
    places: tuple[Place, ...]
    reply_on: date | None = None  # after a miss

    @property
    def meant(self) -> Channel:
        """The channel that the message plan has for it."""
        return CHANNELS[self.message.channel] if self.message else self.channel


_ASKED = {
    **dict.fromkeys(AFTER_A_MISS, wanted.missed_still),
    "DATES_GONE": wanted.gone_still,
    "OWN_PAGE": wanted.own_page_still,
}


def register() -> None:
    """Make the purposes known to correspondence; called once, when the app is ready."""
    for code, label in LABELS.items():
        registry.register(
            code,
            label=label,
            still_wanted=_ASKED.get(code, wanted.still_wanted),
            reminder=code in REMINDERS,
            page=code in WITH_PAGE,
            still_right=wanted.still_right if code in OF_A_BOOKING else None,
        )


def plan(
    referral: Referral, places: Sequence[Place], *, at: datetime, closed: frozenset[date] | None = None
) -> list[Planned]:
    """Return what a booking made at `at` owes her, by time. A reminder whose moment has passed is left out.

    The places need not be saved: the booking page asks before anything is booked.

    :param closed: the closed days, where the caller has them already.
    """
    definition = referral.definition.parsed
    closed = ClosedDay.days() if closed is None else closed
    found: list[Planned] = []
    for message in definition.messages:
        if message.event is MessageEvent.BOOKING and message.active:
            due = due_at(message, at, closed=closed)
            found.append(
                _rung_if_late(_planned(message, tuple(places), due, places[0].workshop.starts_at), closed)
            )
        elif message.event in (MessageEvent.BEFORE_STEP, MessageEvent.AFTER_STEP):
            found += _beside_steps(message, places, closed)
    return sorted((p for p in found if p.due_at >= at), key=lambda p: p.due_at)


def _rung_if_late(planned: Planned, closed: frozenset[date]) -> Planned:
    """Return a call instead of a letter that the post would bring too late."""
    comes = reaching(planned.channel, planned.due_at, closed)
    late = planned.not_after is not None and planned.not_after <= comes
    return replace(planned, channel=Channel.CALL) if planned.channel is Channel.LETTER and late else planned


def _beside_steps(
    message: PlannedMessage, places: Sequence[Place], closed: frozenset[date]
) -> Iterable[Planned]:
    for place in places:
        if applies_to(message, place.plan_step.number):
            due = due_at(message, place.workshop.starts_at, closed=closed)
            before = message.event is MessageEvent.BEFORE_STEP
            yield _planned(message, (place,), due, place.workshop.starts_at if before else None)


def _planned(
    message: PlannedMessage, places: tuple[Place, ...], due: datetime, not_after: datetime | None
) -> Planned:
    return Planned(message, message.purpose, CHANNELS[message.channel], due, not_after, places)


def write(
    referral: Referral, places: Sequence[Place], *, by: Person, at: datetime, letters: bool = True
) -> list[Message]:
    """Write the invitation and the reminders of a booking; her record is locked by the caller.

    Where she has had a letter or text with other dates already, it says that the dates have changed.

    :param letters: False where her other dates are still to come: reminders only, no word of dates.
    """
    told = set(
        Message.objects.about(referral.pk)
        .gone_or_going()
        .filter(purpose__in=TELLS_DATES)
        .values_list("channel", flat=True)
    )
    writer = _Letters(referral, by=by, at=at)
    owed = [p for p in plan(referral, places, at=at) if letters or p.purpose not in TELLS_DATES]
    with registry.asked_once():
        written = [writer.write(planned, told) for planned in owed]
    _hold_what_was_held(referral, written, by=by, at=at)
    return written


def _hold_what_was_held(referral: Referral, written: Sequence[Message], *, by: Person, at: datetime) -> None:
    """Hold what was written in place of a held message: the reason speaks of her, not of the day."""
    held = {_alike(message): message for message in holding.taken_back(referral.pk, at=at)}
    for message in written if held else ():
        if before := held.get(_alike(message)):
            holding.hold_as(message, before, by=by, at=at)


def _alike(message: Message) -> tuple[str, str]:
    return "DATES" if message.purpose in TELLS_DATES else message.purpose, message.channel


def write_gone(referral: Referral, places: Sequence[Place], *, by: Person, at: datetime) -> list[Message]:
    """Tell her that dates are off: a text where that is safe, and a call to find others with her."""
    letters = _Letters(referral, by=by, at=at)
    return [letters.write(planned, set()) for planned in gone(tuple(places), at=at)]


def gone(places: tuple[Place, ...], *, at: datetime) -> list[Planned]:
    """Return what is owed for dates that are off."""
    not_after = places[0].workshop.starts_at
    return [
        Planned(None, "DATES_GONE", channel, _at_once(channel, at), not_after, places) for channel in GONE_BY
    ]


def _at_once(channel: Channel, at: datetime) -> datetime:
    """Return when something owed at once is due: not before a text or an e-mail may disturb her."""
    return may_disturb_from(at, ClosedDay.days()) if channel in KEEPS_HOURS else at


def write_missed(place: Place, *, by: Person, at: datetime) -> list[Message]:
    """Write what the plan has for a woman who was not there: kind words, and a call."""
    referral = place.referral
    letters = _Letters(referral, by=by, at=at)
    closed = ClosedDay.days()
    written = []
    for message in referral.definition.parsed.messages:
        if message.event is MessageEvent.MISSED and applies_to(message, place.plan_step.number):
            # "At once" means when the register is finished, not when the workshop began.
            due = due_at(message, place.workshop.starts_at, closed=closed)
            due = due if due > at else _at_once(CHANNELS[message.channel], at)
            written.append(letters.write(_after_a_miss(message, place, due, closed), set()))
    return written


def _after_a_miss(message: PlannedMessage, place: Place, due: datetime, closed: frozenset[date]) -> Planned:
    """Return a message after a miss: words that name a day to answer by reach her before that day begins."""
    within = REPLY_WITHIN + (POST_TAKES if message.channel is PlannedChannel.POST else 0)
    reply_on = add_working_days(timezone.localdate(due, LONDON), within, closed)
    names_it = message.channel is not PlannedChannel.CALL
    not_after = datetime.combine(reply_on, time.min, LONDON) if names_it else due + timedelta(days=3)
    return replace(_planned(message, (place,), due, not_after), reply_on=reply_on)


def write_own_page(
    referral: Referral, places: Sequence[Place], channel: Channel, *, by: Person, at: datetime
) -> Message:
    """Send her the link to her own page by itself."""
    due = _at_once(channel, at)
    planned = Planned(None, "OWN_PAGE", channel, due, places[-1].workshop.starts_at, tuple(places))
    return _Letters(referral, by=by, at=at).write(planned, set())


def withdraw(referral: Referral, *, why: str, by: Person, at: datetime) -> int:
    """Take back whatever was queued for a booking of this referral; return how many."""
    return actions.withdraw(about_id=referral.pk, why=why, by=by, at=at, purposes=OF_A_BOOKING)


def withdraw_missed(place: Place, *, by: Person, at: datetime) -> int:
    """Take back what was queued after a miss: the register says now that she was there."""
    pk = place.referral_id
    return actions.withdraw(
        about_id=pk, why="NOT_WANTED", by=by, at=at, purposes=AFTER_A_MISS, revision=str(place.pk)
    )


def withdraw_gone(referral: Referral, *, by: Person, at: datetime) -> int:
    """Take back the word that a date is off: she has another."""
    return actions.withdraw(about_id=referral.pk, why="BOOKED", by=by, at=at, purposes={"DATES_GONE"})


class _Letters:
    """Writes the messages of one referral: her words are looked up once."""

    def __init__(self, referral: Referral, *, by: Person, at: datetime) -> None:
        assert referral.participant is not None  # noqa: S101 (only accepted referrals have places)
        self.referral, self.by, self.at = referral, by, at
        self.participant: Participant = referral.participant
        self.language = self.participant.letter_language or "en"
        self.safe_name = safe_name(self.participant)
        self.venues: dict[UUID, Venue] = {}

    def write(self, planned: Planned, told: set[str]) -> Message:
        purpose = planned.purpose
        if purpose in TELLS_DATES and planned.meant in told:
            purpose = "CHANGED_DATES"
        lead = planned.places[0]
        return actions.write(
            purpose=purpose,
            channel=planned.channel,
            to=self.participant,
            about=actions.About(
                id=self.referral.pk, revision=str(lead.pk), reference=self.referral.reference
            ),
            facts=self._facts(planned),
            key=f"{purpose}:{planned.channel}:{lead.pk}:{self.at:%Y%m%d%H%M%S%f}",
            due_at=planned.due_at,
            not_after=planned.not_after,
            page_until=self.page_until if purpose in WITH_PAGE else None,
            by=self.by,
            at=self.at,
        )

    @cached_property
    def page_until(self) -> date | None:
        return last_page_day(self.referral, at=self.at)

    def _facts(self, planned: Planned) -> Facts:
        today = timezone.localdate(self.at)
        missed = planned.purpose in AFTER_A_MISS
        with translation.override(self.language):
            return Facts(
                name=self.participant.called,
                signed_by=self.safe_name or worker_name(self.referral),
                phone=phone_of(self.referral),
                written_on=day_in_words(today),
                days=tuple(self._day(place) for place in planned.places),
                the_day=the_day(planned.places),
                consequences=self._consequences(),
                missed_on=short_day(_on(planned.places[0])) if missed else "",
                reply_by=_by(planned.reply_on, due=planned.due_at) if planned.reply_on else "",
                large_print=self.participant.large_print,
                programme=self.referral.programme.code,
            )

    def _day(self, place: Place) -> Day:
        venue = self._venue(place.workshop.room.venue_id)
        return Day.of(
            place.workshop.starts_at,
            place.workshop.ends_at,
            **vars(words_for(venue)),
            language=self.language,
            booking=wanted.booking_of(place.workshop, venue),
        )

    def _venue(self, key: UUID) -> Venue:
        """Return a building as it is now. Whoever changes it holds her record, or the workshop she comes on.

        A row that came along with a locked workshop is as old as the wait for that lock.
        """
        if key not in self.venues:
            self.venues[key] = Venue.objects.get(pk=key)
        return self.venues[key]

    def _consequences(self) -> str:
        definition: Definition = self.referral.definition.parsed
        if not self.referral.disposal:
            return ""
        return definition.disposal(self.referral.disposal).letter_wording.label(self.language)


def last_page_day(referral: Referral, *, at: datetime) -> date | None:
    """Return the last day on which a link to her own page would be of use: that of her last workshop.

    It is no later than the programme lets a link work, and None where she has no days ahead.
    """
    held = Place.objects.held().filter(referral=referral, workshop__cancelled_at__isnull=True)
    ends = held.filter(workshop__ends_at__gte=at).aggregate(last=Max("workshop__ends_at"))["last"]
    if ends is None:
        return None
    longest = timezone.localdate(at) + timedelta(days=referral.definition.parsed.own_page.days)
    return min(timezone.localdate(ends), longest)


def worker_name(referral: Referral) -> str:
    """Return the first name of who writes to her, where she agreed on no other name."""
    return referral.worker.first_name if referral.worker else ""


def phone_of(referral: Referral) -> str:
    """Return the number she rings back."""
    return (referral.worker.phone if referral.worker else "") or referral.provider.phone


def safe_name(participant: Participant) -> str:
    """Return what she agreed we call ourselves; empty where she has said nothing of it."""
    hers = SafeContact.objects.filter(participant=participant, source=AnswerSource.HERSELF)
    newest = hers.order_by("-confirmed_at", "-pk").first()
    return (newest.safe_name or "") if newest else ""


def _by(reply_on: date, *, due: datetime) -> str:
    """Return "Friday" in the active language, or "Fri 8 Jan" where days we are closed make it a week or more."""
    near = reply_on - timezone.localdate(due, LONDON) < timedelta(days=7)
    return str(WEEKDAYS[reply_on.weekday()]) if near else short_day(reply_on)


def _on(place: Place) -> date:
    return timezone.localdate(place.workshop.starts_at)
