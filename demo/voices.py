"""What made-up women said for the returns, and whom a made-up area is home to."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from demo.places import World
from referrals.models import Referral
from referrals.statuses import Status
from reports import benchmark, voices
from reports.models import ConsentGiven, VoiceKind
from reports.quarters import Quarter

SAID = (
    "Nobody had asked me before how I was. I came because I had to, and I came back because I wanted to.",
    "I learned to stop and breathe first. My sister says I listen now.",
    "They rang when they said they would. That is why I picked up.",
    "I thought it would be a telling-off. It was a room where I could think.",
)
STUDY = (
    "She came to us frightened of the post and of the telephone, and asked to be rung in the mornings only. A taxi was "
    "arranged, since the bus would have made her late for school. At the first workshop she spoke little. Between "
    "the two she wrote down what set her off, and brought the list. She has since joined a group near her home, and "
    "says that she sleeps."
)
HOME_TO = """table,row,percent
equality_age,18-24,12.1
equality_age,25-34,18.4
equality_age,35-44,18.0
equality_age,45-54,17.2
equality_age,55-64,15.3
equality_age,65+,19.0
equality_ethnicity,White,87.2
equality_ethnicity,Mixed or Multiple ethnic groups,2.6
equality_ethnicity,"Asian, Asian British or Asian Welsh",6.3
equality_ethnicity,"Black, Black British, Black Welsh, Caribbean or African",2.5
equality_ethnicity,Other ethnic group,1.4
equality_disability,YES,21.5
equality_disability,NO,78.5
"""


def load_benchmark(world: World, *, at: datetime) -> None:
    """Load whom the area is home to, before the first return."""
    source = "Made-up shares of women in the area, for show"
    benchmark.load(world.juno, HOME_TO.encode(), source=source, by=world.manager, at=at)


def record(world: World, quarter: Quarter, *, at: datetime) -> None:
    """Record two quotations and a case study of women who completed in the quarter, as far as there are any."""
    done = Referral.objects.filter(
        programme=world.juno,
        status=Status.COMPLETED,
        closed_at__gte=quarter.starts_at,
        closed_at__lt=quarter.ends_at,
    )
    first = 2 * quarter.number % len(SAID)
    told = [(VoiceKind.QUOTE, words) for words in SAID[first : first + 2]] + [(VoiceKind.STUDY, STUDY)]
    for (kind, words), case in zip(told, done.order_by("closed_at", "pk")[: len(told)], strict=False):
        assert case.closed_at is not None  # noqa: S101 (asked for above)
        voices.record(
            world.juno,
            quarter,
            referral=case,
            kind=kind,
            words=words,
            consented_on=timezone.localdate(case.closed_at),
            consent_given=ConsentGiven.WRITTEN if kind == VoiceKind.STUDY else ConsentGiven.SPOKEN,
            by=world.manager,
            at=at - timedelta(hours=1),
        )
