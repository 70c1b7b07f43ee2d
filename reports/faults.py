"""What can be missing from a case, or contradict itself: each fault, whom it concerns, and how to mend it.

A fault is a condition on referrals, so that the database counts all of them at once; one that needs the
programme's rules is told from the case's own facts instead. What conditions ask of other tables has a name, so
that it is looked up once for each case, however many conditions ask.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.db.models.lookups import IsNull
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.models import ContactAttempt, FirstCall, OnwardReferral
from casework.statuses import AbsenceReason, CallOutcome
from participants.models import EqualityAnswers
from referrals.models import OutcomeNotice
from referrals.statuses import Status
from reports.measures.facts import Case
from workshops.models import Place
from workshops.statuses import ABSENT, Mark, ReleaseReason

Words = str | Promise


class Sort(StrEnum):
    MISSING = "MISSING"
    CONTRADICTS = "CONTRADICTS"


@dataclass(frozen=True)
class Fault:
    """One thing that can be wrong with a case.

    :param code: as it stands in addresses; never changes.
    :param of: the cases that it can be said of.
    :param where: those of them that have it.
    :param which: tells it from a case's facts instead; then `where` says nothing.
    """

    code: str
    sort: Sort
    about: Words
    sentence: Words
    mend: Words
    of: Q
    where: Q = field(default_factory=Q)
    which: Callable[[Case], bool] | None = None

    @property
    def alias(self) -> str:
        """The code as a column may be called."""
        return self.code.replace("-", "_")


def _hers(rows: QuerySet) -> QuerySet:  # type: ignore[type-arg]
    """Return those of a case that was sent, as every case here was.

    Without that word PostgreSQL reads the whole table for the few cases of a quarter, and makes a hash of it.
    """
    return rows.filter(IsNull(OuterRef("submitted_at"), False), referral=OuterRef("pk"))


LOOKED_UP: dict[str, Exists] = {}  # by the name that the conditions below have for it


def _has(name: str, rows: QuerySet) -> Q:  # type: ignore[type-arg]
    LOOKED_UP[f"has_{name}"] = Exists(rows)
    return Q(**{f"has_{name}": True})


_ATTEMPTS = _hers(ContactAttempt.objects.filter(undone_at__isnull=True))
_MEANT = _hers(Place.objects.exclude(why_released=ReleaseReason.MISTAKE))
_THERE = _MEANT.filter(mark__in=[Mark.HERE, Mark.LATE, Mark.LEFT_EARLY])
_MISSED = _MEANT.filter(mark__in=ABSENT)
_OVER = _MEANT.filter(workshop__finished_at__isnull=False)
_OFFERED = _hers(OnwardReferral.objects.all())

_CALLED = _has("attempts", _ATTEMPTS)
_SPOKEN = _has("spoken", _ATTEMPTS.filter(outcome=CallOutcome.SPOKE))
_BOOKED = _has("places", _MEANT)
_CAME = _has("come", _THERE)

_TAKEN_ON = Q(accepted_at__isnull=False)
_FOR_POLICE = _TAKEN_ON & Q(reports_to__isnull=False)
_TO_TELL = Q(
    reports_to__isnull=False,
    status__in=[Status.COMPLETED, Status.NOT_COMPLETED, Status.DECLINED],
)


def _missing(code: str, about: Words, sentence: Words, mend: Words, of: Q, where: Q) -> Fault:
    return Fault(code, Sort.MISSING, about, sentence, mend, of, where)


def _contradicts(code: str, about: Words, sentence: Words, mend: Words, of: Q, where: Q) -> Fault:
    return Fault(code, Sort.CONTRADICTS, about, sentence, mend, of, where)


MISSING: tuple[Fault, ...] = (
    _missing(
        "date-of-birth",
        _("Her date of birth"),
        _("Her date of birth is not known"),
        _("Ask police. Without it she stands in no age band."),
        _TAKEN_ON,
        Q(person__date_of_birth__isnull=True),
    ),
    _missing(
        "offence",
        _("The offence"),
        _("The offence has no code"),
        _("Ask police which offence it was."),
        _FOR_POLICE,
        Q(offence_code=""),
    ),
    _missing(
        "offence-day",
        _("Day of the offence"),
        _("The day of the offence is not known"),
        _("Ask police: a summary-only offence must be charged within six months of it."),
        _FOR_POLICE,
        Q(offence_on__isnull=True),
    ),
    _missing(
        "arrest-day",
        _("Day of the arrest"),
        _("The day of the arrest is not known"),
        _("If she was arrested, ask police when. Until then time to contact runs from the referral."),
        _FOR_POLICE,
        Q(arrested_on__isnull=True),
    ),
    _missing(
        "disposal-day",
        _("Day of the disposal"),
        _("The day of the disposal is not known"),
        _("Ask police when it was given: the 16 and 20 weeks run from it."),
        _FOR_POLICE & ~Q(disposal=""),
        Q(disposal_on__isnull=True),
    ),
    _missing(
        "deadline",
        _("The deadline"),
        _("Police stated no deadline"),
        _("Ask police until when she has to be done."),
        _FOR_POLICE,
        Q(deadline_on__isnull=True),
    ),
    _missing(
        "first-conversation",
        _("First conversation"),
        _("The first conversation is not finished"),
        _("Finish it on the case: her needs count only then."),
        _TAKEN_ON & _SPOKEN,
        ~_has("first_call", _hers(FirstCall.objects.filter(finished_at__isnull=False))),
    ),
    _missing(
        "own-answers",
        _("Her own answers about herself"),
        _("She was not asked about herself"),
        _("Ask her at the next call. “Prefer not to say” is an answer."),
        _TAKEN_ON & _SPOKEN,
        ~_has("answers", EqualityAnswers.objects.filter(participant=OuterRef("participant"))),
    ),
    _missing(
        "mark",
        _("Mark at a workshop"),
        _("It is not marked whether she was at a workshop"),
        _("Mark her on the register."),
        _has("workshop_over", _OVER),
        _has(
            "no_mark",
            _OVER.filter(workshop__cancelled_at__isnull=True, released_at__isnull=True, mark=Mark.NOT_MARKED),
        ),
    ),
    _missing(
        "absence",
        _("Why she was not there"),
        _("It is not noted why she missed a workshop"),
        _("Ask her, safely, and note the absence on the case."),
        _has("missed", _MISSED),
        _has(
            "no_reason", _MISSED.filter(Q(absence__isnull=True) | Q(absence__reason=AbsenceReason.NOT_KNOWN))
        ),
    ),
    _missing(
        "service",
        _("Service she was offered"),
        _("It is not noted whether she accepted a service"),
        _("Ask her, and note it on the case."),
        _has("offers", _OFFERED),
        _has("open_offer", _OFFERED.filter(accepted__isnull=True)),
    ),
    _missing(
        "police-told",
        _("Outcome to police"),
        _("The case has ended and police were not told"),
        _("Send the notice from the case."),
        _TO_TELL,
        ~_has("notice", _hers(OutcomeNotice.objects.all())),
    ),
)

CONTRADICTIONS: tuple[Fault, ...] = (
    _contradicts(
        "arrest-before-offence",
        _("Offence and arrest"),
        _("She was arrested before the offence"),
        _("One of the two days is wrong. Ask police."),
        Q(offence_on__isnull=False, arrested_on__isnull=False),
        Q(arrested_on__lt=F("offence_on")),
    ),
    _contradicts(
        "referral-before-arrest",
        _("Arrest and referral"),
        _("She was referred before she was arrested"),
        _("The day of the arrest is wrong. Ask police."),
        Q(arrested_on__isnull=False),
        Q(arrested_on__gt=TruncDate("submitted_at")),
    ),
    _contradicts(
        "disposal-before-offence",
        _("Offence and disposal"),
        _("The disposal came before the offence"),
        _("One of the two days is wrong. Ask police."),
        Q(offence_on__isnull=False, disposal_on__isnull=False),
        Q(disposal_on__lt=F("offence_on")),
    ),
    _contradicts(
        "deadline-before-disposal",
        _("Disposal and deadline"),
        _("The deadline is before the disposal"),
        _("One of the two days is wrong. Ask police."),
        Q(disposal_on__isnull=False, deadline_on__isnull=False),
        Q(deadline_on__lt=F("disposal_on")),
    ),
    _contradicts(
        "call-before-referral",
        _("Calls and referral"),
        _("She was called before she was referred"),
        _("Undo the call on the case and enter it with its real time."),
        _CALLED,
        _has("early_call", _ATTEMPTS.filter(made_at__lt=OuterRef("submitted_at"))),
    ),
    _contradicts(
        "booked-unheard",
        _("Calls and dates"),
        _("She was given dates, and no talk with her is written down"),
        _("Enter the call in which she was asked, with its real time."),
        _BOOKED,
        ~_SPOKEN,
    ),
    _contradicts(
        "there-before-accepted",
        _("Acceptance and workshops"),
        _("She was at a workshop before the referral was accepted"),
        _("Correct the mark on the register."),
        _CAME,
        _has("come_early", _THERE.filter(workshop__ends_at__lt=OuterRef("accepted_at"))),
    ),
    _contradicts(
        "there-after-end",
        _("End and workshops"),
        _("She was at a workshop after her case had ended"),
        _("Correct the mark on the register, or reopen the case."),
        _CAME,
        _has("come_late", _THERE.filter(workshop__starts_at__gt=OuterRef("closed_at"))),
    ),
    Fault(
        "completed-without",
        Sort.CONTRADICTS,
        _("Outcome and marks"),
        _("The case is completed, and her marks do not say so"),
        _("Correct the mark, or the outcome: police read it."),
        Q(status=Status.COMPLETED),
        which=lambda case: case.status == Status.COMPLETED and not case.came_to_all,
    ),
)

FAULTS = {fault.code: fault for fault in (*MISSING, *CONTRADICTIONS)}
