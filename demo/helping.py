"""Services a made-up woman may be offered, what she needs, and what she says of herself and of the service."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from casework.actions import directory, said, support
from casework.actions.directory import ServiceDetails
from casework.models import ListedService
from casework.statuses import Helped, NeedLevel, When
from demo.places import World
from referrals.models import Referral

SERVICES = (
    ServiceDetails(
        "Harbour Housing Advice", ["ACC", "FBD"], areas=["PO", "SO"], phone="01632 960 140",
        for_whom="Women over 18 who rent, or have nowhere to stay. Free.",
        how="Ring, or send their form. They ring her within two days.", website="https://housing.example/refer",
    ),
    ServiceDetails(
        "Tideway Recovery", ["DAA", "HLT"], phone="01632 960 141",
        for_whom="Anyone over 16. No waiting list.", how="She may walk in on any weekday.",
    ),
    ServiceDetails(
        "The Money Table", ["FBD"], areas=["PO30", "PO31", "PO32", "PO33"], phone="01632 960 142",
        for_whom="People on the island, by appointment.", how="Ring on a Tuesday.",
    ),
    ServiceDetails(
        "Safe Harbour", ["ABU"], phone="01632 960 143",
        for_whom="Women who live or lived with abuse.", how="She rings herself, or rings with you.",
    ),
    ServiceDetails(
        "Second Start College", ["ETE"], areas=["SO", "PO", "RG"], phone="01632 960 144",
        for_whom="Adults without qualifications. Childcare on site.", how="Open days in term time.",
    ),
)  # fmt: skip
WORDS = (
    "They listened to me.",
    "It was good to meet others. The room was cold.",
    "I did not want to come. I am glad I did.",
    "The bus was hard with two children.",
)


def list_services(world: World, *, at: datetime) -> None:
    """Put five services into the directory."""
    for details in SERVICES:
        directory.list_service(world.juno.provider, details, by=world.coordinators[0], at=at)


def at_first(case: Referral, number: int, *, by: User, at: datetime) -> None:
    """What two in three say at the first call: how they are, and what they need."""
    if number % 3 == 0:
        return
    _ask(case, When.BEFORE, number % 6, by=by, at=at)
    listed = list(ListedService.objects.of(case.provider_id))
    if not listed:
        return
    service = listed[number % len(listed)]
    level = (NeedLevel.SOME, NeedLevel.MUCH, NeedLevel.URGENT)[number % 3]
    told = {"pathway": service.pathways[0], "level": str(level.value), "listed": str(service.pk)}
    support.note_need_and_offer(case, told | {"accepted": "NO" if number % 5 == 0 else "YES"}, by=by, at=at)


def at_last(case: Referral, number: int, *, by: User, at: datetime) -> None:
    """What she says at the end, and what became of an offer."""
    if number % 3 == 0:
        return
    for need in case.needs.all():
        support.note_need(case, pathway=need.pathway, level=max(need.level - 1, 1), by=by, at=at)
    for offer in case.onward.filter(accepted=True):
        support.answer_offer(offer, accepted=True, taken_up=number % 2 == 0, by=by, at=at)
    _ask(case, When.AFTER, min(number % 6 + number % 4, 10), by=by, at=at)
    if number % 4 == 1:
        words, helped = WORDS[number % len(WORDS)], Helped.MUCH if number % 8 == 1 else Helped.SOME
        said.keep_feedback(case, helped=helped, words=words, may_use=number % 8 == 1, by=by, at=at)


def _ask(case: Referral, moment: When, value: int, *, by: User, at: datetime) -> None:
    if case.definition.parsed.before_and_after is not None:
        said.keep_score(case, moment, value, by=by, at=at)
