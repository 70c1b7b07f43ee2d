"""A referral passed on to another programme or force: what goes, what stays, and who is told: what its tests share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse

from accounts.models import Organisation, User
from casework.actions import passing_on
from programmes.models import Programme
from referrals.models import Referral
from tests.factories import accounts, referrals
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory

LATER = NOW + timedelta(hours=4)

WHY = "She lives nearer to the other group"


def worker(referral: Referral) -> User:
    return referrals.worker_of(referral)


def officer(referral: Referral) -> User:
    sent_by: User | None = referral.referred_by
    assert sent_by is not None
    return sent_by


def elsewhere(*forces: str) -> Programme:
    """Another provider's programme, open, to which the forces refer."""
    programme = ProgrammeFactory.create(code="WONDER")
    Programme.objects.filter(pk=programme.pk).update(status="OPEN")
    for code in forces:
        programme.forces.add(accounts.ForceFactory.create(force_code=code))
    assert programme.provider != ProgrammeFactory.create(code="JUNO").provider
    return programme


def pass_on(
    case: Referral,
    programme: Programme | None = None,
    force: Organisation | None = None,
    by: User | None = None,
) -> Referral:
    by = by or worker(case)
    return passing_on.transfer(case, programme=programme, force=force, words=WHY, by=by, at=LATER)


def text_of(page: Any) -> str:
    import html

    return html.unescape(page.content.decode())


def page_of(case: Referral) -> str:
    return reverse("casework:transfer", args=[case.pk])
