"""What police left for somebody this morning, so that none of their queues, nor ours of theirs, is empty."""

from __future__ import annotations

from datetime import datetime, timedelta

from demo import names
from demo.places import World
from referrals import actions as referrals
from referrals.models import DecisionKind, OutcomeNotice, Referral
from referrals.statuses import Status
from ui.refusals import Refused
from workshops import actions as workshops
from workshops import offers
from workshops.models import Workshop

NEW_NUMBER = 985  # nobody else's


def this_morning(world: World, *, now: datetime) -> list[str]:
    """An officer mends what was sent, holds dates with a woman beside her, and two decisions come back.

    Return what was refused, as the engine does: the world starts without it.
    """
    refused = []
    for act in (_amend, _hold, _decide):
        try:
            act(world, now=now)
        except Refused as no:
            refused.append(f"{type(no).__name__}: {no.sentence}")
    return refused


def _amend(world: World, *, now: datetime) -> None:
    """Police change a case that is accepted: its coordinator takes each change over, or leaves it."""
    before = now - timedelta(hours=2)
    cases = Referral.objects.filter(
        programme=world.juno, status=Status.ACCEPTED, accepted_at__lt=before, offence_on__isnull=False
    )
    case = cases.select_related("person", "referred_by").order_by("-accepted_at").first()
    if case is None or case.referred_by is None or case.offence_on is None:
        return
    referrals.amend(
        case,
        {
            "phone": names.mobile(NEW_NUMBER),
            "offence_on": case.offence_on - timedelta(days=1),
            "risk_to_staff": "A loose dog at the address.",
        },
        why="She rang me from a new number and put the date right.",
        by=case.referred_by,
        at=now - timedelta(hours=1),
    )


def _hold(world: World, *, now: datetime) -> None:
    """An officer holds the first dates that fit for a woman whose referral nobody has accepted yet."""
    sent = Referral.objects.filter(programme=world.juno, status=Status.SUBMITTED, deadline_on__isnull=False)
    for referral in sent.select_related("programme", "definition", "referred_by").order_by("-submitted_at"):
        reading = offers.read_case(referral, at=now)
        if reading.first_run is not None and referral.referred_by is not None:
            days = Workshop.objects.filter(pk__in=reading.first_run.keys)
            workshops.hold_run(referral, list(days), by=referral.referred_by, at=now)
            return


def _decide(world: World, *, now: datetime) -> None:
    """Two who were handed back: police take no further action on one, and accept the other's excuse."""
    handed_back = OutcomeNotice.objects.filter(
        referral__programme=world.juno,
        referral__status=Status.NOT_COMPLETED,
        acknowledged_at__lt=now - timedelta(days=1),
    )
    newest = handed_back.select_related("referral__referred_by").order_by("-acknowledged_at")[:3]
    decisions = (
        (DecisionKind.EXCUSE_ACCEPTED, "She has told us why. Please offer her other dates if you can."),
        (DecisionKind.NO_FURTHER_ACTION, "Dealt with. Nothing more is needed."),
    )
    for notice, (kind, words) in zip(list(newest)[1:], decisions, strict=False):
        if notice.referral.referred_by is not None:
            at = now - timedelta(hours=20)
            referrals.record_decision(notice, kind=kind, words=words, by=notice.referral.referred_by, at=at)
