"""What is missing and what contradicts itself: each fault found alone, in the right cases, for the manager only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from casework.models import Absence, ContactAttempt, FirstCall, OnwardReferral
from participants.models import EqualityAnswers
from referrals.models import OutcomeNotice, Referral, ReferredPerson
from reports import quality, reading
from reports.faults import FAULTS
from reports.quality import Found
from reports.quarters import Quarter
from tests.factories import accounts
from tests.reports.made import WHO, Made, at
from workshops.models import Place

QUARTER = Quarter(2026, 1)
LOOKED_AT = at(10, 7)
WHOLE = "whole"

pytestmark = pytest.mark.django_db


def whole_case(made: Made, name: str = WHOLE) -> Referral:
    """A case of which everything is known: called, booked, there twice, completed, told."""
    case = made.case(
        name, sent=at(7, 4), status="COMPLETED", accepted=at(8, 4), closed=at(8, 6),
        arrested_on=date(2026, 4, 6), deadline_on=date(2026, 7, 31),
    )  # fmt: skip
    Referral.objects.filter(pk=case.pk).update(
        offence_code="8.06", offence_on=date(2026, 4, 5), disposal="CC", disposal_on=date(2026, 4, 7)
    )
    made.described(name, age=30, age_band="25-34")
    made.calls(name, ("SPOKE", at(9, 4)))
    made.helped(name, assessed=at(9, 4), offers=[("HLT", at(9, 4), True, None)])
    for number in (1, 2):
        made.workshop(f"{name} {number}", at(6, 4 + number), step=number)
        made.place(name, f"{name} {number}", "HERE")
    made.told(name, at(8, 6, 12), outcome="COMPLETED", due_on=date(2026, 7, 31))
    return Referral.objects.get(pk=case.pk)


@pytest.fixture
def made() -> Made:
    return Made()


def faults_of(made: Made) -> set[str]:
    found = quality.look(reading.quality_cases(made.programme, QUARTER, at=LOOKED_AT))
    return {one.code for one in (*found.missing, *found.contradictions) if one.number}


def listed(made: Made, code: str) -> list[object]:
    cases = reading.quality_cases(made.programme, QUARTER, at=LOOKED_AT)
    return list(quality.to_mend(FAULTS[code], cases))


def referral(**values: object) -> Callable[[Referral], object]:
    return lambda case: Referral.objects.filter(pk=case.pk).update(**values)


def place(number: int, **values: object) -> Callable[[Referral], object]:
    rows = Place.objects.filter(workshop__step_number=number)
    return lambda case: rows.filter(referral=case).update(**values)


def missed(case: Referral) -> None:
    Place.objects.filter(referral=case, workshop__step_number=2).update(mark="NOT_HERE")
    Referral.objects.filter(pk=case.pk).update(status="NOT_COMPLETED", ground="NOT_ATTENDED")


def unanswered(case: Referral) -> None:
    OnwardReferral.objects.filter(referral=case).update(accepted=None)


SPOILED: dict[str, tuple[Callable[[Referral], object], set[str]]] = {
    "date-of-birth": (
        lambda case: ReferredPerson.objects.filter(referral=case).update(date_of_birth=None),
        set(),
    ),
    "offence": (referral(offence_code=""), set()),
    "offence-day": (referral(offence_on=None), set()),
    "arrest-day": (referral(arrested_on=None), set()),
    "disposal-day": (referral(disposal_on=None), set()),
    "deadline": (referral(deadline_on=None), set()),
    "first-conversation": (
        lambda case: FirstCall.objects.filter(referral=case).update(finished_at=None, finished_by=""),
        set(),
    ),
    "own-answers": (
        lambda case: EqualityAnswers.objects.filter(participant=case.participant).delete(),
        set(),
    ),
    "mark": (place(2, mark="NOT_MARKED", marked_at=None, marked_by=""), {"completed-without"}),
    "absence": (missed, set()),
    "service": (unanswered, set()),
    "police-told": (lambda case: OutcomeNotice.objects.filter(referral=case).delete(), set()),
    "arrest-before-offence": (referral(offence_on=date(2026, 4, 7)), set()),
    "referral-before-arrest": (referral(arrested_on=date(2026, 4, 8)), set()),
    "disposal-before-offence": (
        referral(offence_on=date(2026, 4, 8), disposal_on=date(2026, 4, 7), arrested_on=date(2026, 4, 7)),
        {"arrest-before-offence"},
    ),
    "deadline-before-disposal": (referral(deadline_on=date(2026, 4, 6)), set()),
    "call-before-referral": (
        lambda case: ContactAttempt.objects.filter(referral=case).update(made_at=at(6, 4)),
        set(),
    ),
    "booked-unheard": (
        lambda case: ContactAttempt.objects.filter(referral=case).update(outcome="NO_ANSWER"),
        set(),
    ),
    "there-before-accepted": (referral(accepted_at=at(7, 5)), set()),
    "there-after-end": (referral(closed_at=at(5, 6)), set()),
    "completed-without": (place(1, mark="DID_NOT_RUN"), set()),
}


def test_of_a_case_of_which_all_is_known_nothing_is_said(made: Made) -> None:
    whole_case(made)

    assert faults_of(made) == set()


def test_every_fault_is_shown_by_a_case_here() -> None:
    assert set(SPOILED) == set(FAULTS)


@pytest.mark.parametrize("code", SPOILED)
def test_a_fault_is_found_and_its_case_is_the_one_to_mend(made: Made, code: str) -> None:
    spoil, besides = SPOILED[code]
    case = whole_case(made)
    spoil(case)
    whole_case(made, "another")

    assert faults_of(made) == {code, *besides}
    assert listed(made, code) == [case.pk]


def test_what_was_explained_or_undone_is_no_fault(made: Made) -> None:
    case = whole_case(made)
    missed(case)
    made.missed(WHOLE, "ILL")
    ContactAttempt.objects.create(
        referral=case, seal_key_id=case.seal_key_id, number=2, outcome="NO_ANSWER", day_part="MORNING",
        made_at=at(1, 4), made_by=WHO, undone_at=at(1, 4), undone_by=WHO,
    )  # fmt: skip

    assert faults_of(made) == set()
    Absence.objects.update(reason="NOT_KNOWN")
    assert faults_of(made) == {"absence"}


def test_a_case_that_was_never_taken_on_needs_none_of_it(made: Made) -> None:
    made.case("declined", sent=at(7, 4), status="DECLINED", closed=at(8, 4), police=False)

    assert faults_of(made) == set()


@pytest.mark.parametrize(
    ("number", "of", "percent"), [(0, 0, None), (0, 7, 0), (1, 1000, 1), (999, 1000, 99), (7, 7, 100)]
)
def test_a_share_is_never_rounded_to_none_or_all(number: int, of: int, percent: int | None) -> None:
    fault = FAULTS["mark"]
    found = Found(fault.code, fault.sort, "", "", "", number, of)

    assert found.percent == percent


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_manager_goes_from_the_return_to_the_case_to_mend_and_it_is_recorded(
    made: Made, on_the_day: object
) -> None:
    case = whole_case(made)
    referral(offence_code="")(case)
    manager = accounts.manager(made.provider)
    client = signed_in(manager)
    here = {"programme": "juno", "quarter": QUARTER.slug}

    page = client.get(reverse("reports:return", kwargs=here)).content.decode()
    assert reverse("reports:quality", kwargs=here) in page
    assert "1 answer is missing" in client.get(reverse("reports:prepare", kwargs=here)).content.decode()
    page = client.get(reverse("reports:quality", kwargs=here)).content.decode()
    address = reverse("reports:to_mend", kwargs={**here, "fault": "offence"})
    assert address in page
    assert "1 of 1" in page

    behind = client.get(address).content.decode()
    assert case.reference in behind
    assert Event.objects.filter(verb="return.cases", who_id=manager.pk).get().facts == {"fault": "offence"}
    assert client.get(address.replace("offence", "nothing")).status_code == 404
    assert client.get(address + "?page=999").status_code == 200


def test_only_those_who_mend_them_see_the_faults(made: Made, on_the_day: object) -> None:
    whole_case(made)
    here = {"programme": "juno", "quarter": QUARTER.slug}
    elsewhere = accounts.OrganisationFactory.create()
    for user, may in (
        (accounts.coordinator(made.provider), True),
        (accounts.commissioner(made.programme.commissioners.get()), False),
        (accounts.practitioner(made.provider), False),
        (accounts.coordinator(elsewhere), False),
        (accounts.manager(elsewhere), False),
    ):
        for name, more in (("quality", {}), ("to_mend", {"fault": "offence"})):
            answer = signed_in(user).get(reverse(f"reports:{name}", kwargs={**here, **more}))
            assert (answer.status_code == 200) is may, (user, name)


def test_the_page_asks_no_more_when_there_are_more_cases(made: Made, on_the_day: object) -> None:
    client = signed_in(accounts.manager(made.provider))
    address = reverse("reports:quality", kwargs={"programme": "juno", "quarter": QUARTER.slug})
    asked = []
    for number in range(4):
        whole_case(made, f"case {number}")
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        asked.append(len(captured))

    assert asked[-1] <= asked[1] <= 25
