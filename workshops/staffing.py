"""Who runs a workshop: how many the definition asks, and the training it asks of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from programmes.codes import trainings
from programmes.definition import Definition
from workshops import messages, rules
from workshops import refusals as no
from workshops.models import Training
from workshops.rules import Gap

Held = Mapping[UUID, Mapping[str, date | None]]


def held_by(people: Iterable[User], definition: Definition) -> Held:
    """Return the last day of each training on record, by person and code, in one query.

    No query where the definition asks for none.
    """
    keys = {person.pk for person in people}
    if not keys or not definition.group.training_codes:
        return {}
    found: defaultdict[UUID, dict[str, date | None]] = defaultdict(dict)
    rows = Training.objects.on_record().filter(practitioner__in=keys)
    for pk, code, ends_on in rows.values_list("practitioner", "code", "expires_on"):
        found[pk][code] = ends_on
    return found


def refuse_untrained(
    people: Sequence[User], definition: Definition, days: Iterable[date], *, today: date
) -> None:
    """Keep everybody whose training has run out off a workshop that asks for it.

    :raises TrainingRanOut: naming her and the training.
    """
    held = held_by(people, definition)
    for on in days:
        for said in wrong(people, definition, held, on=on, today=today, refused=True):
            raise no.TrainingRanOut(said, field="practitioners")


def wrong(
    people: Sequence[User], definition: Definition, held: Held, *, on: date, today: date, refused: bool
) -> Iterator[str]:
    """Say each gap in the training of these people on a day: those that refuse, or those that only warn."""
    for person in people:
        hers = held.get(person.pk, {})
        gaps = rules.training_gaps(definition.group.training_codes, hers, on=on, today=today)
        for code, gap in gaps.items():
            if gap.refuses is refused:
                yield _said(gap, person, code, hers.get(code))


def missing(
    people: Sequence[User], definition: Definition, held: Held, *, on: date, today: date, alone: bool = False
) -> list[str]:
    """Say all that a workshop still needs: people, and what is not in order with their training.

    :param alone: it is for one woman, with one practitioner.
    """
    needed, there = 1 if alone else definition.group.staff_needed, len(people)
    said = []
    if there < needed:
        words = ngettext(
            "%(needed)s practitioner is needed; %(there)s is chosen so far.",
            "%(needed)s practitioners are needed; %(there)s chosen so far.",
            needed,
        )
        said.append(words % {"needed": needed, "there": there})
    for refused in (True, False):
        said += wrong(people, definition, held, on=on, today=today, refused=refused)
    return said


def name_of(code: str) -> str:
    return next((known.label for known in trainings() if known.code == code), code)


def _said(gap: Gap, person: User, code: str, ends_on: date | None) -> str:
    words = {
        Gap.NOT_ON_RECORD: _("%(person)s: “%(training)s” is not on record."),
        Gap.EXPIRED: _(
            "%(person)s: “%(training)s” ran out on %(day)s. Choose somebody else, or enter the new date first."
        ),
        Gap.RUNS_OUT_FIRST: _("%(person)s: “%(training)s” runs out on %(day)s, before this workshop."),
    }[gap]
    day = messages.day(ends_on) if ends_on else ""
    return words % {"person": str(person), "training": name_of(code), "day": day}
