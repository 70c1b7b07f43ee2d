"""What is looked at before a return is signed: each check, and how many things fail it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from programmes.kinds import Mark
from programmes.models import Programme
from referrals.models import Referral
from referrals.statuses import Status
from reports import known_women
from reports.details import Detail
from reports.identifying import Known, findings, words_in
from reports.measures.counting import Counted
from reports.quarters import Quarter
from workshops.models import Workshop


@dataclass(frozen=True)
class Check:
    """One check: `found` things fail it. `sentence` says what it looks at, `mend` what to do."""

    code: str
    sentence: str | Promise
    mend: str | Promise
    found: int
    private: bool = False  # for the provider alone: no return says that it failed

    @property
    def passed(self) -> bool:
        return self.found == 0


# Figures and days belong in a manager's words; these never do.
POINTS_TO_ONE = frozenset({Detail.NAME, Detail.PHONE, Detail.POSTCODE, Detail.EMAIL, Detail.REFERENCE})


def all_of(counted: Counted, *, narrative: str, about: Mapping[str, str] | None = None) -> list[Check]:
    """Return every check of a quarter, in the order they are read.

    :param about: the words about single sections, by the section's code.
    """
    words = "\n".join([narrative, *(about or {}).values()])
    return [*_of_the_data(counted), *_of_the_words(counted.programme, words)]


def _of_the_words(programme: Programme, words: str) -> list[Check]:
    naming = who_is_named(programme, words)
    return [
        Check(
            "WORDS_WRITTEN",
            _("There are words with the figures"),
            _("Write a few sentences on what the figures cannot say."),
            int(not words.strip()),
        ),
        Check(
            "WORDS_NAME_NOBODY",
            _("The words hold no name of a woman, no number, postcode, address or reference of hers"),
            _g("Take these out, or say below why they may stay: %s.") % ", ".join(naming),
            len(naming),
            private=True,
        ),
    ]


def who_is_named(programme: Programme, words: str) -> list[str]:
    """Return what in a manager's words points to one woman, each once, as it is written.

    A name counts where it has a capital letter: "a long day" speaks of nobody called Day.
    """
    asked = words_in(words)
    known = Known(names=known_women.names_among(programme, asked) if asked else frozenset())
    found = (one for one in findings(words, known) if one.detail in POINTS_TO_ONE)
    return sorted({one.words for one in found if one.detail != Detail.NAME or one.words[:1].isupper()})


def _of_the_data(counted: Counted) -> list[Check]:
    programme, quarter = counted.programme, counted.quarter
    return [
        Check(
            "QUARTER_ENDED",
            _("The quarter has ended"),
            _("Figures before its last day is over are a look ahead only. Sign off afterwards."),
            int(not quarter.has_ended(counted.at)),
        ),
        Check(
            "REGISTERS_FINISHED",
            _("Every register of the quarter is finished"),
            _("Finish the registers of these workshops."),
            _unfinished_registers(programme, quarter),
        ),
        Check(
            "PLACES_MARKED",
            _("Every place at a workshop of the quarter has a mark"),
            _("Mark these places: until then they are in no figure of attendance."),
            _unmarked(counted),
        ),
        Check(
            "OUTCOMES_TOLD",
            _("Every case whose deadline fell in the quarter or before is closed and told to police"),
            _("Complete these cases or hand them back."),
            _untold(programme, counted),
        ),
        Check(
            "REFERRALS_ANSWERED",
            _("Every referral of the quarter is answered"),
            _("Accept these referrals, decline them or ask police."),
            _number(counted, "waiting"),
        ),
        Check(
            "AGREEMENT_COVERS",
            _("A funding agreement covers the quarter"),
            _("Enter it under “Funding agreements and targets”. Without it the return gives no cost."),
            int(counted.period.money is None),
        ),
        Check(
            "FIGURES_ADD_UP",
            _("The figures add up: what was received is waiting, not taken or accepted, and so on"),
            _("Tell whoever looks after the system: two figures contradict each other."),
            sum(not holds(counted) for holds in SUMS),
        ),
    ]


def _unfinished_registers(programme: Programme, quarter: Quarter) -> int:
    return (
        Workshop.objects.running()
        .filter(programme=programme, finished_at__isnull=True)
        .filter(starts_at__gte=quarter.starts_at, starts_at__lt=quarter.ends_at)
        .filter(places__released_at__isnull=True, places__isnull=False)
        .distinct()
        .count()
    )


def _unmarked(counted: Counted) -> int:
    period = counted.period
    return sum(
        period.holds(booking.held_at)
        and booking.held_at <= period.at
        and booking.mark == Mark.NOT_MARKED
        and booking.kept_until_the_day
        for case in period.cases
        for booking in case.bookings
    )


def _untold(programme: Programme, counted: Counted) -> int:
    last_on = min(counted.quarter.last_on, counted.period.today)
    return Referral.objects.filter(
        programme=programme, status=Status.ACCEPTED, deadline_on__lte=last_on, reports_to__isnull=False
    ).count()


def _number(counted: Counted, code: str) -> int:
    return counted.figures[code].numerator or 0


def _received_adds_up(counted: Counted) -> bool:
    parts = ("waiting", "not_taken", "accepted")
    return _number(counted, "referrals_received") == sum(_number(counted, part) for part in parts)


def _accepted_adds_up(counted: Counted) -> bool:
    parts = ("completed", "not_completed", "withdrawn", "in_progress")
    return _number(counted, "accepted") == sum(_number(counted, part) for part in parts)


def _ended_adds_up(counted: Counted) -> bool:
    parts = ("activity_completed", "activity_not_completed", "activity_withdrawn")
    return _number(counted, "activity_ended") == sum(_number(counted, part) for part in parts)


SUMS: tuple[Callable[[Counted], bool], ...] = (_received_adds_up, _accepted_adds_up, _ended_adds_up)
