"""The register: who came, who did not, and who says so.

Two people may mark at once: the last one holds, and the trail has both. The workshop's row is locked
for each change, so that nobody marks while another signs off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.roles import CASEWORKERS, Role
from audit import trail
from participants.models import Participant
from referrals.models import Referral
from referrals.statuses import Status
from workshops import absences, invitations, rules
from workshops import refusals as no
from workshops.absences import Said
from workshops.models import Place, Workshop, WorkshopPractitioner
from workshops.statuses import ABSENT, Mark

CAME_LATER = frozenset({Mark.LATE, Mark.TURNED_AWAY})
_FIELDS = ("mark", "marked_at", "marked_by", "arrived_at", "left_at", "from_paper")
_DECISION = ("counts", "counts_decided_at", "counts_decided_by")


@dataclass(frozen=True)
class Entry:
    """One line of the register. `arrived` is kept for late and turned away, `left` for left early."""

    mark: Mark
    arrived: time | None = None
    left: time | None = None

    @property
    def arrived_at(self) -> time | None:
        return self.arrived if self.mark in CAME_LATER else None

    @property
    def left_at(self) -> time | None:
        return self.left if self.mark is Mark.LEFT_EARLY else None


def mark(
    place: Place,
    entry: Entry,
    *,
    by: User,
    at: datetime,
    from_paper: bool = False,
    tapped_at: datetime | None = None,
) -> Place:
    """Mark one woman. The same mark again changes nothing and leaves no second event.

    Locks the workshop, then the place.

    :param tapped_at: when the answer was given, where it could not be saved at once; a mark
        somebody made after that holds.
    :raises Refused: TooEarly, RegisterClosed, SignedOff, NotHeld, MarkedSince.
    """
    with transaction.atomic():
        workshop = Workshop.objects.select_for_update().get(pk=place.workshop_id)
        check_open(workshop, by=by, at=at)
        marked_at = Place.objects.values_list("marked_at", flat=True).get(pk=place.pk)
        if tapped_at is not None and marked_at is not None and tapped_at < marked_at:
            raise no.MarkedSince
        return write_mark(place, entry, by=by, at=tapped_at or at, from_paper=from_paper)


def mark_all(
    workshop: Workshop,
    entries: Mapping[Place, Entry],
    *,
    by: User,
    at: datetime,
    from_paper: bool = False,
) -> None:
    """Mark everybody on one page at once: for a browser without JavaScript, or from paper.

    :raises Refused: as `mark`; nothing is saved then.
    """
    with transaction.atomic():
        locked = Workshop.objects.select_for_update().get(pk=workshop.pk)
        check_open(locked, by=by, at=at)
        for place in sorted(entries, key=lambda p: p.pk):
            write_mark(place, entries[place], by=by, at=at, from_paper=from_paper)


def finish(
    workshop: Workshop,
    *,
    by: User,
    at: datetime,
    said: Mapping[UUID, Said] | None = None,
    late: Mapping[UUID, str] | None = None,
) -> Workshop:
    """Sign the register off; who was not there gets what the message plan has for a miss.

    Nobody gets it for a day that was over when its group was entered: she has heard long ago.
    Locks the women on it, then the workshop.

    :param said: by place, what is known of each absence.
    :param late: by place, why a woman was let in late or turned away.
    :raises SomebodyUnmarked: while anybody is not marked.
    :raises MarkedMeanwhile: when what was said is of somebody who is not absent any more.
    :raises Refused: as `mark`.
    """
    with transaction.atomic():
        on_it = Place.objects.held().filter(workshop=workshop).values("participant")
        list(Participant.objects.select_for_update().filter(pk__in=on_it).order_by("pk"))
        locked = Workshop.objects.select_for_update().get(pk=workshop.pk)
        check_open(locked, by=by, at=at)
        places = list(
            Place.objects.held()
            .filter(workshop=locked)
            .select_related(
                "plan_step",
                "participant",
                "workshop__room__venue",
                "workshop__cohort",
                "referral__worker",
                "referral__provider",
                "referral__definition",
                "referral__participant",
            )
        )
        if any(place.mark == Mark.NOT_MARKED for place in places):
            raise no.SomebodyUnmarked
        _keep_said(places, said or {}, late or {}, by=by, at=at)
        locked.finished_at, locked.finished_by = at, by.trail_name
        locked.advance("finished_at", "finished_by")
        trail.record("register.finish", locked, by=by, at=at, facts={"women": len(places)})
        for place in places:
            told = place.mark in ABSENT and not place.workshop.entered_afterwards
            if told and place.referral.status == Status.ACCEPTED:
                invitations.write_missed(place, by=by, at=at)
        return locked


def _keep_said(
    places: Sequence[Place],
    said: Mapping[UUID, Said],
    late: Mapping[UUID, str],
    *,
    by: User,
    at: datetime,
) -> None:
    by_key = {place.pk: place for place in places}
    if any(by_key[pk].mark not in ABSENT for pk in said if pk in by_key):
        raise no.MarkedMeanwhile
    for pk, answers in said.items():
        if pk in by_key:
            absences.keep(by_key[pk], answers, by=by, at=at)
    for pk, words in late.items():
        if pk in by_key and words.strip():
            by_key[pk].late_words = words.strip()
            by_key[pk].advance("late_words")
            trail.record("place.say_why_late", by_key[pk], by=by, at=at)


def correct(
    place: Place, entry: Entry, *, why: str, by: User, at: datetime, seen: int | None = None
) -> Place:
    """Change one mark after the sign-off: a manager's act, with a reason.

    What was queued after a miss is taken back when she was there after all.
    Locks the referral, the workshop, the place, then those messages. What it changes in how she stands, and whether police
    must be told otherwise, is for `casework.correcting`, which calls this in its own transaction.

    :raises Refused: ManagersOnly, SayWhatIsRight, SayWhy, NotSignedOff, NotHeld.
    :raises Stale: when somebody changed the mark since the page was opened.
    """
    if not by.has_role(Role.MANAGER):
        raise no.ManagersOnly
    if entry.mark == Mark.NOT_MARKED:
        raise no.SayWhatIsRight(field="mark")
    if not why.strip():
        raise no.SayWhy(field="why")
    with transaction.atomic():
        Referral.objects.select_for_update().get(pk=place.referral_id)
        workshop = Workshop.objects.select_for_update().get(pk=place.workshop_id)
        if workshop.finished_at is None:
            raise no.NotSignedOff
        shown = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
        shown.expect(seen)
        was = shown.mark
        changed = write_mark(place, entry, by=by, at=at, from_paper=place.from_paper)
        if was in ABSENT and changed.mark not in ABSENT:
            invitations.withdraw_missed(changed, by=by, at=at)
        trail.record(
            "register.correct",
            changed,
            by=by,
            at=at,
            facts={"from": was, "to": str(entry.mark)},
            values={"why": why},
        )
        return changed


def decide_left_early(place: Place, *, counts: bool, by: User, at: datetime) -> Place:
    """Decide whether a woman who left early was there for enough of it, where her programme asks a person.

    Locks the referral, then the place.

    :raises NotLeftEarly: when the register does not say that she left early.
    :raises CaseClosed: when her case is closed: a manager corrects the register, and police are told.
    """
    with transaction.atomic():
        if Referral.objects.select_for_update().get(pk=place.referral_id).status != Status.ACCEPTED:
            raise no.CaseClosed
        locked = Place.objects.select_for_update(of=("self",)).select_related("referral").get(pk=place.pk)
        if locked.mark != Mark.LEFT_EARLY or locked.released_at is not None:
            raise no.NotLeftEarly
        locked.counts, locked.counts_decided_at, locked.counts_decided_by = counts, at, by.trail_name
        locked.advance(*_DECISION)
        trail.record("place.decide_left_early", locked, by=by, at=at, facts={"counts": counts})
        return locked


def check_open(workshop: Workshop, *, by: User, at: datetime) -> None:
    """Refuse whoever may not keep this register now.

    :raises Refused: SignedOff, NotHeld, TooEarly, RegisterClosed.
    """
    if workshop.finished_at is not None:
        raise no.SignedOff
    if workshop.cancelled_at is not None:
        raise no.NotHeld
    if not rules.can_be_marked(workshop.starts_at, at):
        raise no.TooEarly
    if by.has_role(*CASEWORKERS):
        return
    runs_it = WorkshopPractitioner.objects.filter(workshop=workshop, practitioner=by, ended_at__isnull=True)
    if rules.closed_to_practitioner(workshop.ends_at, at) or not runs_it.exists():
        raise no.RegisterClosed


def write_mark(place: Place, entry: Entry, *, by: User, at: datetime, from_paper: bool) -> Place:
    """Write one mark; the caller holds the workshop's lock and has checked that it may be written."""
    locked = Place.objects.select_for_update(of=("self",)).select_related("referral").get(pk=place.pk)
    if locked.released_at is not None:
        raise no.NotHeld
    was = (locked.mark, locked.arrived_at, locked.left_at)
    if was == (entry.mark, entry.arrived_at, entry.left_at):
        return locked
    unmarked = entry.mark is Mark.NOT_MARKED
    locked.mark, locked.arrived_at, locked.left_at = entry.mark, entry.arrived_at, entry.left_at
    locked.marked_at, locked.marked_by = (None, "") if unmarked else (at, by.trail_name)
    locked.from_paper = from_paper and not unmarked
    locked.counts, locked.counts_decided_at, locked.counts_decided_by = None, None, ""
    locked.advance(*_FIELDS, *_DECISION)
    facts = {"from": was[0], "to": str(entry.mark), "from_paper": locked.from_paper}
    trail.record("place.mark", locked, by=by, at=at, facts=facts)
    return locked
