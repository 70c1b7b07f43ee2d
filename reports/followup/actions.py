"""Recording what police answered: one by one, or a whole file or none of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import trail
from casework.importing.cells import Fault
from casework.messages import day
from correspondence import wake
from programmes.kinds import IndexEvent
from referrals.models import Referral
from reports.followup import querysets
from reports.followup.models import INDEX_LABELS, FollowUpResult, Way
from reports.followup.reading_files import ON, REFERENCE, Answer, read
from reports.followup.rules import Problem, Reoffended, Source, counts, ends_on, problem
from ui.refusals import Refused, Stale

MOST_SHOWN = 500  # rows with something wrong, on one page
# The question of the form that asks for the date of each answer.
DATE_FIELDS = {
    Reoffended.YES: "offence_on",
    Reoffended.NO: "looked_on",
    Reoffended.UNKNOWN: "tried_on",
}
DRAW = "reports.tasks.draw_follow_up_curves"


class NotAskedFor(Refused):
    """Nothing is asked about this case now."""

    sentence = _("Nothing is asked about this referral. Go back to the list and look again.")


class WrongDate(Refused):
    """The date cannot stand."""

    field = "on"


class AsRecorded(Refused):
    """A correction that corrects nothing."""

    sentence = _("This is what is recorded already. Change an answer, or go back.")


class RowsRefused(Refused):
    """A file with something wrong in it: nothing was recorded."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: fault.row)
        super().__init__(_("Nothing was recorded. Mend what is listed here and send the file again."))


@dataclass(frozen=True)
class Said:
    """What police found: `on` is the day of the first offence for a yes, else the day they looked."""

    reoffended: Reoffended
    on: date
    source: Source


@dataclass(frozen=True)
class Recorded:
    """What came of a file."""

    new: int
    corrected: int
    unchanged: int


def record(referral: Referral, said: Said, *, by: User, at: datetime, seen: int | None) -> FollowUpResult:
    """Record an answer, or correct the one that stands: the older stays in the history.

    Locks the referral.

    :param seen: the number of the answer that stood on the page, 0 for none.
    :raises NotAskedFor: when her follow-up has not ended, she is not theirs, or nothing may be asked.
    :raises WrongDate: before the index event, in the future, or a no before the time was over.
    :raises Stale: when somebody recorded another answer meanwhile.
    """
    with transaction.atomic():
        cases = _locked([referral.pk], by=by, at=at)
        case = cases.get(referral.pk)
        if case is None:
            raise NotAskedFor
        wrong = _problem(case, said, at)
        if wrong is not None:
            raise WrongDate(sentence(wrong, case))
        last = _newest([case]).get(case.pk)
        _expect(last, seen)
        if last is not None and _same(last, case, said):
            raise AsRecorded
        result = _result(case, said, last, way=Way.PAGE, by=by, at=at)
        result.save(force_insert=True)
        facts = _facts(result, last)
        trail.record("follow_up.record", case, by=by, at=at, fields=["follow_up"], facts=facts)
        wake.task(DRAW, case.programme_id)
        return result


def record_file(data: bytes, *, by: User, at: datetime) -> Recorded:
    """Record the answers of a CSV file: all of them, or none and what is wrong with each row.

    Locks the referrals by key. A row that says what is recorded already changes nothing.

    :raises CannotReadFile: when there is something wrong with the file itself.
    :raises RowsRefused: with the faults of its rows.
    """
    file = read(data)
    with transaction.atomic():
        seen = Referral.objects.visible_to(by)
        found = seen.filter(reference__in=list(file.references))
        cases = _locked(list(found.values_list("pk", flat=True)), by=by, at=at)
        by_reference = {case.reference: case for case in cases.values()}
        faults = [*file.faults, *_unknown(file.references, by_reference)]
        faults += _wrong_dates(file.answers, by_reference, at)
        if faults:
            raise RowsRefused(faults)
        return _record_all(file.answers, by_reference, by=by, at=at)


def in_words(done: Recorded) -> str:
    """Say what came of a file."""
    words = _g("%(new)s recorded, %(corrected)s corrected, %(unchanged)s were recorded already.")
    return words % vars(done)


def sentence(wrong: Problem, case: Any) -> str | Promise:
    """Say why a date cannot stand, and what would."""
    if wrong is Problem.IN_THE_FUTURE:
        return _("The date must be today or in the past.")
    event = INDEX_LABELS[IndexEvent(case.index)]
    words = {"event": event, "on": day(case.index_on), "until": day(_ends_on(case))}
    if wrong is Problem.BEFORE_INDEX:
        return _g("The date must be on or after %(on)s (%(event)s).") % words
    return _g("“No” can be said from %(until)s on, when the whole time has passed.") % words


def _record_all(
    answers: Sequence[Answer], cases: Mapping[str, Referral], *, by: User, at: datetime
) -> Recorded:
    newest = _newest(list(cases.values()))
    results: list[tuple[Referral, FollowUpResult, FollowUpResult | None]] = []
    for answer in answers:
        case = cases[answer.reference]
        said, last = Said(answer.reoffended, answer.on, answer.source), newest.get(case.pk)
        if last is None or not _same(last, case, said):
            results.append((case, _result(case, said, last, way=Way.FILE, by=by, at=at), last))
    FollowUpResult.objects.bulk_create(result for _case, result, _last in results)
    alike: defaultdict[str, list[tuple[Referral, dict[str, Any]]]] = defaultdict(list)
    for case, result, last in results:
        facts = _facts(result, last)
        alike[str(facts)].append((case, facts))
    for pairs in alike.values():
        subjects, facts = [case for case, _facts_of_it in pairs], pairs[0][1]
        trail.record_many("follow_up.record", subjects, by=by, at=at, fields=["follow_up"], facts=facts)
    corrected = sum(last is not None for _case, _result, last in results)
    counts = Recorded(len(results) - corrected, corrected, len(answers) - len(results))
    trail.record("follow_up.upload", None, by=by, at=at, facts=vars(counts))
    for programme in {case.programme_id for case, _result, _last in results}:
        wake.task(DRAW, programme)
    return counts


def _unknown(references: Mapping[str, int], cases: Mapping[str, Referral]) -> list[Fault]:
    mend = _g("You have no referral with this reference that is followed up now. Check it.")
    return [
        Fault(row, REFERENCE, reference, mend)
        for reference, row in references.items()
        if reference not in cases
    ]


def _wrong_dates(answers: Sequence[Answer], cases: Mapping[str, Referral], at: datetime) -> list[Fault]:
    faults = []
    for answer in answers:
        case = cases.get(answer.reference)
        wrong = _problem(case, Said(answer.reoffended, answer.on, answer.source), at) if case else None
        if wrong is not None:
            faults.append(Fault(answer.row, ON, answer.on.isoformat(), str(sentence(wrong, case))))
    return faults


def _locked(ids: Sequence[UUID], *, by: User, at: datetime) -> dict[UUID, Any]:
    """Lock the referrals, then ask anew which of them this person may answer about."""
    mine = Referral.objects.visible_to(by).filter(pk__in=ids)
    list(Referral.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    return {case.pk: case for case in querysets.to_follow_up(mine, today=timezone.localdate(at))}


def _newest(cases: Sequence[Any]) -> dict[UUID, FollowUpResult]:
    rows = FollowUpResult.objects.newest().filter(referral__in=[case.pk for case in cases])
    asked = {case.pk: case.index for case in cases}
    return {row.referral_id: row for row in rows if row.index == asked[row.referral_id]}


def _expect(last: FollowUpResult | None, seen: int | None) -> None:
    stands = last.number if last else 0
    if seen is not None and seen != stands:
        raise Stale(theirs=_on_the_form(last) if last else {}, current_version=stands)


def _on_the_form(last: FollowUpResult) -> dict[str, Any]:
    dated = DATE_FIELDS[Reoffended(last.reoffended)]
    return {"reoffended": last.reoffended, dated: last.dated_on, "source": last.source}


def _problem(case: Any, said: Said, at: datetime) -> Problem | None:
    today = timezone.localdate(at)
    return problem(said.reoffended, said.on, index_on=case.index_on, months=case.months, today=today)


def _ends_on(case: Any) -> date:
    return ends_on(case.index_on, months=case.months)


def _same(last: FollowUpResult, case: Any, said: Said) -> bool:
    """Tell whether this is recorded already; the same words again do count where the first came too early."""
    stands = (last.index_on, last.reoffended, last.dated_on, last.source)
    told_on = timezone.localdate(last.recorded_at)
    return stands == (case.index_on, said.reoffended, said.on, said.source) and counts(
        said.reoffended, said.on, told_on, index_on=case.index_on, months=case.months
    )


def _result(
    case: Any, said: Said, last: FollowUpResult | None, *, way: Way, by: User, at: datetime
) -> FollowUpResult:
    return FollowUpResult(
        referral=case,
        index=case.index,
        index_on=case.index_on,
        number=last.number + 1 if last else 1,
        reoffended=said.reoffended,
        dated_on=said.on,
        source=said.source,
        way=way,
        recorded_at=at,
        recorded_by=by.trail_name,
    )


def _facts(result: FollowUpResult, last: FollowUpResult | None) -> dict[str, Any]:
    """Return codes for the trail; the answers themselves stand in the rows, older ones included."""
    return {"index": result.index, "number": result.number, "corrects": last.number if last else None}
