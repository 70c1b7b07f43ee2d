"""She presses twice, and a caseworker closes her case, all at one moment, on real connections."""

from __future__ import annotations

from typing import Any

import pytest

from casework.actions import closing
from referrals.statuses import Reason
from tests.factories import referrals
from tests.workshops.her_page.conftest import LATER
from tests.workshops.test_races import at_once
from workshops.actions.answering import answer_for
from workshops.models import HerAnswer, Place
from workshops.statuses import HerWord

pytestmark = [pytest.mark.servers]


def test_many_presses_at_once_leave_one_answer_a_day_and_one_call(committed_db: Any, booked: Any) -> None:
    her = booked()
    day = her.places[0].pk

    results = at_once(
        [
            *[lambda: answer_for(her.referral, HerWord.CALL_ME, at=LATER)] * 8,
            *[lambda: answer_for(her.referral, HerWord.COMING, place_id=day, at=LATER)] * 8,
            *[lambda: answer_for(her.referral, HerWord.CANNOT, place_id=day, at=LATER)] * 8,
        ]
    )

    assert [found for found in results if isinstance(found, Exception)] == []
    assert HerAnswer.objects.standing().filter(answer="CALL_ME").count() == 1
    assert HerAnswer.objects.standing().filter(place=day).count() == 1


def test_a_press_while_her_case_closes_is_kept_before_it_or_not_at_all(
    committed_db: Any, booked: Any
) -> None:
    her = booked()
    by = referrals.worker_of(her.referral)

    def close() -> Any:
        return closing.withdraw(
            her.referral, reason=Reason.POLICE_DECISION, words="Police asked.", by=by, at=LATER
        )

    results = at_once([close, *[lambda: answer_for(her.referral, HerWord.CALL_ME, at=LATER)] * 8])

    assert [found for found in results if isinstance(found, Exception)] == []
    assert HerAnswer.objects.count() <= 1
    assert not HerAnswer.objects.to_deal_with(LATER).exists()
    assert not Place.objects.held().exists()
