"""Dates and numbers: which are mended, which are ticked."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from accounts.models import User
from referrals.drafts import Draft
from referrals.models import Referral
from tests.factories import referrals
from tests.referrals import walking
from tests.referrals.writing.pages import SignIn, day_of, text_of

pytestmark = pytest.mark.django_db


def test_a_pnc_id_with_a_wrong_letter_is_pointed_out_and_may_be_kept(
    signed_in: SignIn, officer: User
) -> None:
    draft = referrals.draft(by=officer, pages={})
    client, url = signed_in(officer), f"/referrals/{draft.pk}/about/"
    answers = {**walking.ABOUT, "pnc_id": "2019/0500001X"}

    first = walking.send(client, url, answers, version=0)
    second = walking.send(client, url, answers, version=0, as_is="on")

    assert "its last letter does not fit" in text_of(first)
    assert second.status_code == 302
    kept = Draft.read(Referral.objects.get(pk=draft.pk).draft)
    assert kept.text("pnc_id") == "2019/0500001X"


@pytest.mark.parametrize(
    ("changed", "sentence", "may_tick"),
    [
        (
            day_of("disposal_on", walking.OFFENCE_ON - timedelta(days=1)),
            "it cannot be given before the offence",
            False,
        ),
        (day_of("offence_on", walking.TODAY + timedelta(days=1)), "it is in the future", False),
        (
            {"deadline_known": "DATE", **day_of("deadline_on", walking.DISPOSAL_ON - timedelta(days=1))},
            "before the day the disposal is given",
            False,
        ),
        (
            {"deadline_known": "DATE", **day_of("deadline_on", walking.TODAY - timedelta(days=1))},
            "Check the deadline: it has passed",
            True,
        ),
        (
            {"deadline_known": "DATE", **day_of("deadline_on", walking.DISPOSAL_ON + timedelta(weeks=21))},
            "may not last longer than 20 weeks",
            True,
        ),
        (day_of("arrested_on", walking.OFFENCE_ON - timedelta(days=1)), "arrested before the offence", True),
        (
            {"offence_on-day": "31", "offence_on-month": "2", "offence_on-year": "2026"},
            "31 2 2026 does not exist",
            False,
        ),
        ({"crime_reference": ""}, "Enter the crime or occurrence number", False),
        ({"offence_code": ""}, "Choose the offence, or enter it in your own words", False),
    ],
)
def test_dates_that_cannot_be_are_mended_and_odd_ones_are_ticked(
    signed_in: SignIn, officer: User, changed: dict[str, str], sentence: str, may_tick: bool
) -> None:
    draft = referrals.draft(by=officer, pages={})
    client, url = signed_in(officer), f"/referrals/{draft.pk}/offence/"

    first = walking.send(client, url, {**walking.OFFENCE, **changed}, version=0)
    ticked = walking.send(client, url, {**walking.OFFENCE, **changed, "as_is": "on"}, version=0)

    assert sentence in text_of(first)
    assert (ticked.status_code == 302) is may_tick


def test_a_woman_too_young_on_the_day_is_stopped_at_the_date(signed_in: SignIn, officer: User) -> None:
    born = walking.DISPOSAL_ON.replace(year=walking.DISPOSAL_ON.year - 18) + timedelta(days=1)
    draft = referrals.draft(by=officer, pages={"about": {"first_names": "Sam", "date_of_birth": born}})

    page = text_of(
        walking.send(signed_in(officer), f"/referrals/{draft.pk}/offence/", walking.OFFENCE, version=0)
    )

    assert "She would be under 18 on that date" in page


def test_the_usual_deadline_is_offered_and_never_filled_in(signed_in: SignIn, officer: User) -> None:
    draft = referrals.draft(by=officer, pages={})
    client, url = signed_in(officer), f"/referrals/{draft.pk}/offence/"
    typed = {**walking.OFFENCE, "deadline_known": ""}

    looked = text_of(walking.send(client, url, typed, do="check"))
    used = text_of(walking.send(client, url, typed, do="use_offered"))

    assert "Use 16 weeks" in looked
    assert re.search(r'name="deadline_on-year"[^>]*value', looked) is None
    assert re.search(rf'name="deadline_on-year"[^>]*value="{walking.SIXTEEN_WEEKS.year}"', used)
    assert "<title>Error" not in looked + used
    assert Draft.read(Referral.objects.get().draft).pages == {}
