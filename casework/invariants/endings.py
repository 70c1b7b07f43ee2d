"""Cases: who is taken on, how they end, what police and she herself are told."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db.models import F, Q

from correspondence.models import Message, PageLink
from correspondence.statuses import MessageStatus
from programmes.kinds import CompletionRule
from programmes.rules import too_young
from programmes.standing import counts, rule_met
from referrals.models import OutcomeNotice, Referral
from referrals.statuses import Status
from workshops import invitations, standing
from workshops.models import Place
from workshops.statuses import Mark

_AT_ONCE = 500  # cases read together


def nobody_too_young_is_accepted() -> list[str]:
    """Rule 1: on the disposal date, else on the expected date; by anyone."""
    cases = Referral.objects.filter(status__in=[Status.ACCEPTED, Status.COMPLETED, Status.NOT_COMPLETED])
    given = cases.filter(person__date_of_birth__isnull=False).select_related("definition", "person")
    return sorted(case.reference for case in given.iterator(_AT_ONCE) if _too_young(case))


def _too_young(case: Referral) -> bool:
    dealt_on = case.disposal_on or case.disposal_expected_on
    born_on = case.person.date_of_birth
    if dealt_on is None or born_on is None:
        return False
    least = case.definition.parsed.admission.minimum_age
    return too_young(least, born_on, disposal_on=case.disposal_on, expected_on=dealt_on)


def no_closed_case_holds_a_day_after_its_end() -> list[str]:
    """§4: closing gives her future places back."""
    ahead = Place.objects.held().filter(mark=Mark.NOT_MARKED).exclude(referral__status=Status.ACCEPTED)
    later = ahead.filter(
        Q(referral__closed_at__isnull=True) | Q(workshop__starts_at__gt=F("referral__closed_at"))
    )
    return sorted(set(later.values_list("referral__reference", flat=True)))


def a_completed_case_has_met_its_rule() -> list[str]:
    """§4: `complete` is refused while the rule is not met, and a later mark does not unmake that unseen.

    Where the worker judges, her judgement is the rule.
    """
    found = []
    for cases in _in_batches(Status.COMPLETED):
        attended = standing.attendances_of([case.pk for case in cases])
        for case in cases:
            definition = case.definition.parsed
            if definition.completion.rule is CompletionRule.WORKER_JUDGES:
                continue
            own = standing.own_steps(case, definition)
            plan = None if own is None else [step.number for step in own]
            if not rule_met(definition, attended.get(case.pk, []), can_still=True, plan=plan).met:
                found.append(case.reference)
    return sorted(found)


def police_were_told_the_days_of_the_register() -> list[str]:
    """§4: notices say on which days she came; a corrected mark supersedes the notice."""
    found = []
    for cases in _in_batches(Status.COMPLETED, Status.NOT_COMPLETED):
        attended = standing.attendances_of([case.pk for case in cases])
        told = _newest_notices([case.pk for case in cases])
        for case in cases:
            completion = case.definition.parsed.completion
            came = [a.on.isoformat() for a in attended.get(case.pk, ()) if counts(completion, a)]
            if case.pk in told and told[case.pk] != came:
                found.append(case.reference)
    return sorted(found)


def nothing_queued_is_about_a_day_she_does_not_have() -> list[str]:
    """A letter or text with a day that was given back would bring her to a shut door."""
    queued = Message.objects.filter(
        status=MessageStatus.QUEUED, purpose__in=invitations.OF_A_BOOKING
    ).exclude(about_revision="")
    rows = list(queued.values_list("about_revision", "reference"))
    keys = {UUID(revision) for revision, _reference in rows}
    held = Place.objects.held().filter(pk__in=keys, workshop__cancelled_at__isnull=True)
    stand = {str(pk) for pk in held.filter(referral__status=Status.ACCEPTED).values_list("pk", flat=True)}
    return sorted({reference for revision, reference in rows if revision not in stand})


def no_link_to_her_page_works_for_a_case_that_is_not_open() -> list[str]:
    """Whoever finds the link of a case that has ended is shown nothing, also when it is opened again."""
    linked = dict(PageLink.objects.in_use().values_list("about_id", "reference"))
    still_open = set(
        Referral.objects.filter(pk__in=linked, status=Status.ACCEPTED).values_list("pk", flat=True)
    )
    return sorted(reference for about, reference in linked.items() if about not in still_open)


def _in_batches(*statuses: Status) -> Iterator[list[Referral]]:
    cases = Referral.objects.filter(status__in=statuses, participant__isnull=False).order_by("pk")
    batch: list[Referral] = []
    for case in cases.select_related("definition").defer("draft").iterator(_AT_ONCE):
        batch.append(case)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _newest_notices(cases: list[UUID]) -> dict[UUID, list[str]]:
    rows = OutcomeNotice.objects.filter(referral__in=cases).order_by("number")
    return dict(rows.values_list("referral", "attended_on"))
