"""What may be done to programmes: load a definition, close a day, set the hours, write a wording."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, OrganisationKind
from audit import trail
from programmes import wording as gaps
from programmes.definition import Definition
from programmes.loader import Loaded
from programmes.models import ClosedDay, HoursChange, Programme, ProgrammeVersion, Wording
from programmes.office_hours import LONDON
from programmes.reading import DefinitionInvalid, Problem
from ui.refusals import Refused


class AlreadyClosed(Refused):
    sentence = _("That day is already closed. Choose another day.")


class NotClosed(Refused):
    sentence = _("That day is a working day already.")


class ClosesTooEarly(Refused):
    sentence = _("Enter a closing time after the opening time. Write the afternoon as 5pm or 17:00.")


class NotAhead(Refused):
    sentence = _("Enter a day after today. Days that have begun keep their hours.")


class UnknownPlaceholder(Refused):
    sentence = _("Take out the words in curly brackets that are not in the list.")


@transaction.atomic
def load(loaded: Loaded, *, by: trail.Person, at: datetime, on: date) -> ProgrammeVersion | None:
    """Store a checked definition; return the version that was added, None if nothing changed.

    :raises DefinitionInvalid: when an organisation that the file names is not there.
    """
    definition = loaded.definition
    people = _organisations(loaded)
    programme, _made = Programme.objects.select_for_update().get_or_create(
        code=definition.code,
        defaults={
            "label": dict(definition.label.texts),
            "status": definition.status,
            "provider": people[definition.providers[0]],
        },
    )
    latest = programme.versions.order_by("-number").first()
    if latest is not None and latest.digest == loaded.digest:
        return None
    _point(programme, definition, people)
    version = ProgrammeVersion.objects.create(
        programme=programme,
        number=1 if latest is None else latest.number + 1,
        definition=loaded.content,
        digest=loaded.digest,
        from_on=on,
        loaded_at=at,
        loaded_by=by.trail_name,
    )
    trail.record(
        "programme.load",
        programme,
        by=by,
        at=at,
        facts={"code": programme.code, "number": version.number, "digest": loaded.digest},
    )
    return version


def _point(programme: Programme, definition: Definition, people: dict[str, Organisation]) -> None:
    programme.label = dict(definition.label.texts)
    programme.status = definition.status
    programme.provider = people[definition.providers[0]]
    programme.save(update_fields=["label", "status", "provider"])
    programme.commissioners.set(people[code] for code in definition.commissioners)
    programme.forces.set(people[code] for code in definition.forces)


def _organisations(loaded: Loaded) -> dict[str, Organisation]:
    """Find every organisation the file names: forces by their force code, others by their code."""
    found: dict[str, Organisation] = {}
    problems: list[Problem] = []
    wanted = [
        ("providers", loaded.definition.providers, OrganisationKind.PROVIDER, "code"),
        ("commissioners", loaded.definition.commissioners, OrganisationKind.COMMISSIONER, "code"),
        ("forces", loaded.definition.forces, OrganisationKind.POLICE_FORCE, "force_code"),
    ]
    for key, codes, kind, column in wanted:
        there = {
            getattr(organisation, column): organisation
            for organisation in Organisation.objects.filter(kind=kind, **{f"{column}__in": codes})
        }
        for i, code in enumerate(codes):
            if code in there:
                found[code] = there[code]
            else:
                problems.append(
                    Problem(
                        loaded.path.name,
                        f"{key}[{i}]",
                        f"there is no organisation {code} of kind {kind.value}",
                        "Add it first, or correct the code, then load again.",
                    )
                )
    if problems:
        raise DefinitionInvalid(problems)
    return found


@transaction.atomic
def close_day(*, on: date, label: str, by: trail.Person, at: datetime) -> ClosedDay:
    """Add a day on which nobody works. :raises AlreadyClosed:"""
    day, made = ClosedDay.objects.get_or_create(
        on=on, defaults={"label": label, "added_at": at, "added_by": by.trail_name}
    )
    if not made:
        raise AlreadyClosed(field="on")
    trail.record("closed_day.close_day", day, by=by, at=at, facts={"on": on.isoformat()})
    return day


@transaction.atomic
def reopen_day(day: ClosedDay, *, by: trail.Person, at: datetime) -> None:
    """Take an extra closed day away again. :raises NotClosed: somebody else did it first."""
    locked = ClosedDay.objects.select_for_update().filter(pk=day.pk).first()
    if locked is None:
        raise NotClosed
    trail.record("closed_day.reopen_day", locked, by=by, at=at, facts={"on": locked.on.isoformat()})
    locked.delete()


@transaction.atomic
def set_hours(*, opens: time, closes: time, from_on: date, by: trail.Person, at: datetime) -> HoursChange:
    """Open the office at other hours, Monday to Friday, from a day on. What is due already does not move.

    :raises ClosesTooEarly: unless it opens before it closes.
    :raises NotAhead: for today or a day before it: what has been is not changed afterwards.
    """
    if not opens < closes:
        raise ClosesTooEarly(field="closes")
    if from_on <= timezone.localdate(at, LONDON):
        raise NotAhead(field="from_on")
    change = HoursChange.objects.create(
        opens=opens, closes=closes, from_on=from_on, set_at=at, set_by=by.trail_name
    )
    facts = {"opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}", "from_on": from_on.isoformat()}
    trail.record("office_hours.set_hours", change, by=by, at=at, facts=facts)
    return change


@transaction.atomic
def write_wording(
    *,
    provider: Organisation,
    programme: Programme | None,
    purpose: str,
    language: str,
    text: str,
    from_on: date,
    by: trail.Person,
    at: datetime,
    allowed: Collection[str] = gaps.PLACEHOLDERS,
) -> Wording:
    """Add words that hold from a day on; earlier ones stay.

    :param allowed: the gaps that the purpose fills.
    :raises UnknownPlaceholder: for any other gap.
    """
    if gaps.problems(text, allowed):
        raise UnknownPlaceholder(field="text")
    written = Wording.objects.create(
        provider=provider,
        programme=programme,
        purpose=purpose,
        language=language,
        text=text,
        from_on=from_on,
        written_at=at,
        written_by=by.trail_name,
    )
    facts = {"purpose": purpose, "language": language, "from_on": from_on.isoformat()}
    trail.record("wording.write_wording", written, by=by, at=at, facts=facts)
    return written
