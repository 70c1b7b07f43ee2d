"""What practitioners are trained in, and who runs a workshop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from audit import trail
from programmes.codes import trainings
from workshops import refusals as no
from workshops import rules, staffing
from workshops.actions.constraints import named
from workshops.actions.safety import look_at
from workshops.models import Training, Workshop, WorkshopPractitioner


def keep_training(
    practitioner: User, *, code: str, expires_on: date | None, by: User, at: datetime
) -> Training:
    """Keep that she has a training, and until when; kept again, the newer date holds.

    :raises Refused: ManagersOnly, NoSuchTraining.
    """
    if not by.has_role(Role.MANAGER):
        raise no.ManagersOnly
    if code not in {known.code for known in trainings()}:
        raise no.NoSuchTraining
    with transaction.atomic():
        User.objects.select_for_update().get(pk=practitioner.pk)  # two managers at once: one row
        row = Training.objects.on_record().filter(practitioner=practitioner, code=code).first()
        row = row or Training(practitioner=practitioner, code=code)
        before, row.expires_on = row.expires_on, expires_on
        row.noted_at, row.noted_by = at, by.trail_name
        row.save()
        facts = {"training": code, "was": _iso(before), "until": _iso(expires_on)}
        trail.record("training.keep", row, by=by, at=at, facts=facts)
        return row


def end_training(training: Training, *, by: User, at: datetime) -> Training:
    """Take a training off the record: it was entered by mistake, or is not hers any more.

    :raises ManagersOnly: unless a manager does it.
    """
    if not by.has_role(Role.MANAGER):
        raise no.ManagersOnly
    with transaction.atomic():
        locked = Training.objects.select_for_update().get(pk=training.pk)
        if locked.ended_at is None:
            locked.ended_at, locked.ended_by = at, by.trail_name
            locked.advance("ended_at", "ended_by")
            trail.record("training.end", locked, by=by, at=at, facts={"training": locked.code})
        return locked


def set_practitioners(
    workshop: Workshop, people: Sequence[User], *, by: trail.Person, at: datetime, seen: int | None = None
) -> Workshop:
    """Say who runs a workshop, until a day after it: who is not named any more is off it.

    Whoever is new must not be elsewhere at that time, and her training must not have run out.

    :raises Refused: TookPlace, PractitionerElsewhere, TrainingRanOut; nothing is changed then.
    :raises Stale: when the workshop was changed since the page was opened.
    """
    with transaction.atomic():
        rows = Workshop.objects.select_for_update(of=("self",)).select_related("programme")
        locked = rows.get(pk=workshop.pk)
        locked.expect(seen)
        if locked.cancelled_at is not None or rules.closed_to_practitioner(locked.ends_at, at):
            raise no.TookPlace
        held = WorkshopPractitioner.objects.filter(workshop=locked, ended_at__isnull=True)
        before, wanted = set(held.values_list("practitioner", flat=True)), {p.pk for p in people}
        new = [person for person in people if person.pk not in before]
        _refuse_untrained(locked, new, at=at)
        held.exclude(practitioner__in=wanted).update(ended_at=at, ended_by=by.trail_name)
        with named():
            for person in new:
                WorkshopPractitioner.objects.create(
                    workshop=locked, practitioner=person, during=locked.during
                )
        locked.advance()
        facts = {"added": len(wanted - before), "taken_off": len(before - wanted)}
        look_at(locked.programme, at=at)
        trail.record("workshop.set_practitioners", locked, by=by, at=at, facts=facts)
        return locked


def _refuse_untrained(workshop: Workshop, people: Sequence[User], *, at: datetime) -> None:
    definition = workshop.programme.current.parsed
    on, today = timezone.localdate(workshop.starts_at), timezone.localdate(at)
    staffing.refuse_untrained(people, definition, [on], today=today)


def _iso(on: date | None) -> str:
    return on.isoformat() if on else ""
