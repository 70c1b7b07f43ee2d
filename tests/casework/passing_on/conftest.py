"""A referral passed on to another programme or force: what goes, what stays, and who is told: who and what its tests are about."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.actions import notes
from referrals.models import Referral
from tests.casework.passing_on.case_passed import (
    worker,
)
from tests.factories import casework, workshops
from tests.factories.accounts import NOW


@pytest.fixture
def case() -> Referral:
    """A case with a call, a note, places ahead and letters that have not gone."""
    referral = casework.reached()
    workshops.booked(referral, workshops.pair(referral.programme), at=NOW + timedelta(hours=3))
    notes.write_note(referral, words="Likes mornings", by=worker(referral), at=NOW + timedelta(hours=3))
    return Referral.objects.get(pk=referral.pk)


@pytest.fixture
def juno_named() -> Referral:
    """A case whose officer named somebody she must not meet."""
    return casework.reached(must_not_meet="YES", other_name_1="Maud Otherley", other_reason="Her cousin")
