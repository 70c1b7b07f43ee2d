"""Each list of what may not reach her: who stands on it, its count, its page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from casework.actions import calls
from casework.models import Case
from casework.reach_lists import BY_SLUG, REACH_LISTS, figures, held_by, to_put_right
from casework.statuses import CallOutcome
from correspondence import gate, returned
from correspondence.statuses import CameBack
from participants.safe_contact import Detail, Way
from programmes.models import Programme
from referrals import actions as referrals_actions
from referrals.models import Referral, ReferredPerson
from referrals.statuses import Reason
from tests.casework.reach_lists.her import LATER, amended, her, on, posted
from tests.casework.test_pages import client_of
from tests.factories import casework, referrals
from tests.factories import correspondence as make
from tests.factories.accounts import NOW
from ui import keyset

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, set()),
        ({"number_check": "READ_BACK"}, set()),
        ({"number_check": "NOT_CHECKED"}, {"unchecked"}),
        ({"number_check": "NO_PHONE", "phone": ""}, {"missing"}),
        ({"phone": "01632 960 001"}, {"not-mobile", "unchecked"}),
        ({"address_lines": "12", "postcode": "PO1 1AA"}, {"incomplete"}),
        ({"postcode": "Q1 1AA"}, {"incomplete"}),
        ({"address_lines": "", "postcode": "", "no_fixed_address": True}, {"no-fixed-address"}),
    ],
)
def test_a_case_stands_on_the_list_of_what_is_wrong(
    juno: Programme, worker: Any, changes: dict[str, Any], expected: set[str]
) -> None:
    asked = {k: v for k, v in changes.items() if k == "number_check"}
    referral = referrals.accepted(juno, worker=worker, **asked)
    amended(referral, **{k: v for k, v in changes.items() if k != "number_check"})

    assert on(referral, worker) == expected
    assert (referral.pk in to_put_right(worker).values_list("pk", flat=True)) is bool(
        expected & {"wrong", "missing", "shared", "came-back", "incomplete"}
    )


def test_a_wrong_number_is_on_the_list_until_there_is_another_or_she_answers(
    juno: Programme, worker: Any
) -> None:
    referral = referrals.accepted(juno, worker=worker)
    casework.called(referral, CallOutcome.WRONG_NUMBER, at=NOW + timedelta(hours=1))
    assert on(referral, worker) == {"wrong"}

    amended(referral, phone="07700 900 555")
    assert on(referral, worker) == {"unchecked"}

    amended(referral)
    assert on(referral, worker) == {"wrong", "unchecked"}
    casework.called(referral, CallOutcome.SPOKE, at=NOW + timedelta(hours=4))
    assert on(referral, worker) == {"unchecked"}


def test_a_wrong_number_taken_back_is_no_wrong_number(juno: Programme, worker: Any) -> None:
    referral = referrals.accepted(juno, worker=worker)
    attempt = casework.called(referral, CallOutcome.WRONG_NUMBER, at=NOW + timedelta(hours=1))
    calls.undo_call(attempt, by=worker, at=NOW + timedelta(hours=1, minutes=2))

    assert on(referral, worker) == set()


def test_a_number_of_two_women_is_on_the_list_of_both_and_said_above_the_number(
    juno: Programme, worker: Any
) -> None:
    one = referrals.accepted(juno, worker=worker, first_names="Aisha")
    other = referrals.accepted(juno, worker=worker, first_names="Bea", crime_reference="44260777777")
    alone = referrals.accepted(
        juno, worker=worker, first_names="Cat", crime_reference="44260888888", phone="07700 900 444"
    )

    assert [on(case, worker) for case in (one, other, alone)] == [{"shared"}, {"shared"}, set()]
    client = client_of(worker)
    shown = client.get(reverse("casework:reach_list", args=["shared"])).content.decode()
    assert "Also of Bea" in shown
    assert "Also of Aisha" in shown
    said = "Another woman has this number too."
    assert said in client.get(reverse("casework:call", args=[one.pk])).content.decode()
    assert said not in client.get(reverse("casework:call", args=[alone.pk])).content.decode()


def test_the_lists_say_what_the_gate_says(juno: Programme, worker: Any) -> None:
    """Whoever stands on no list has a number and an address by the gate's own reading, and the reverse."""
    of_gate = {
        Detail.MISSING: "missing",
        Detail.WRONG: "wrong",
        Detail.NOT_A_MOBILE: "not-mobile",
    }
    of_post = {
        Detail.MISSING: "no-address",
        Detail.INCOMPLETE: "incomplete",
        Detail.NO_FIXED_ADDRESS: "no-fixed-address",
    }
    phones = ["", "01632 960 001", "07700 900 777", "07624 400 123", "+33 6 12 34 56 78"]
    places = [
        ("", "", False),
        ("1 Road", "PO1 1AA", False),
        ("x", "", False),
        ("", "ZZ99 3VZ", False),
        ("", "", True),
    ]
    for number, (phone, (lines, postcode, nowhere)) in enumerate(zip(phones, places, strict=True)):
        referral = referrals.accepted(juno, worker=worker, crime_reference=f"4426000{number:04}")
        amended(referral, phone=phone, address_lines=lines, postcode=postcode, no_fixed_address=nowhere)
        found = gate.situations([her(referral)], LATER)[her(referral).pk].details

        expected = {of_gate.get(found[Way.TEXT]), of_post.get(found[Way.POST])} - {None}
        # How a number was checked says nothing to the gate, and ends with every number that is written.
        assert on(referral, worker) - {"unchecked"} == expected, (phone, lines, postcode, nowhere)


def test_a_closed_case_and_another_providers_case_are_nobodys_work_here(juno: Programme, worker: Any) -> None:
    closed = referrals.accepted(juno, worker=worker, number_check="NOT_CHECKED")
    referrals_actions.withdraw(closed, reason=Reason.OTHER, words="Sent twice", by=worker, at=LATER)
    elsewhere = referrals.accepted(juno, worker=worker, number_check="NOT_CHECKED")

    assert on(closed, worker) == set()
    assert "unchecked" in on(elsewhere, worker)
    assert on(elsewhere, make.caseworker()) == set()


def test_the_figures_are_the_lengths_of_the_lists_in_one_query(juno: Programme, worker: Any) -> None:
    for number in range(3):
        referral = referrals.accepted(
            juno, worker=worker, number_check="NOT_CHECKED", crime_reference=f"4426000{number:04}"
        )
        casework.called(referral, CallOutcome.WRONG_NUMBER, at=NOW + timedelta(hours=1))
    referrals.accepted(juno, worker=worker, crime_reference="44260999999", phone="01632 960 001")
    worker.active_memberships()

    with CaptureQueriesContext(connection) as asked:
        found = figures(worker)

    assert dict(found.lists) == {one.slug: held_by(one, worker).count() for one in REACH_LISTS}
    assert found.lists["wrong"] == found.lists["shared"] == found.lists["unchecked"] == 3
    assert found.checks == {"RANG_IN_HAND": 1, "READ_BACK": 0, "NOT_CHECKED": 3, "NO_PHONE": 0}
    assert len([q for q in asked.captured_queries if "referrals_referral" in q["sql"]]) == 1


def many(pattern: Referral, number: int) -> None:
    """Make more cases of one woman without the slow way."""
    from audit.rows import new_id

    person = ReferredPerson.objects.get(referral=pattern)
    row = Case.objects.get(pk=pattern.pk)
    for n in range(number):
        row.pk, row.reference = new_id(), f"MANY-{n:05}"
        row.submitted_at = NOW - timedelta(minutes=(7 * n) % 13)
        row._state.adding = True
        row.save(force_insert=True)
        person.pk, person.referral_id = new_id(), row.pk
        person._state.adding = True
        person.save(force_insert=True)


def test_the_pages_of_a_list_hold_each_case_once_the_oldest_first_there_and_back(
    juno: Programme, worker: Any
) -> None:
    many(referrals.accepted(juno, worker=worker, number_check="NOT_CHECKED"), 2 * keyset.SIZE + 7)
    rows = held_by(BY_SLUG["unchecked"], worker)
    wanted = list(rows.order_by("submitted_at", "pk").values_list("pk", flat=True))

    there = [keyset.page(rows, column="submitted_at", oldest_first=True)]
    while there[-1].newer:
        there.append(keyset.page(rows, column="submitted_at", newer=str(there[-1].newer), oldest_first=True))
    back = [there[-1]]
    while back[-1].older:
        back.append(keyset.page(rows, column="submitted_at", older=str(back[-1].older), oldest_first=True))

    assert [row.pk for page in there for row in page.rows] == wanted
    assert [row.pk for page in back[::-1] for row in page.rows][-len(wanted) :] == wanted
    assert [len(page.rows) for page in there] == [25, 25, 8]
    assert there[0].older is None


@pytest.mark.parametrize("slug", [one.slug for one in REACH_LISTS])
def test_a_list_asks_no_more_of_the_database_for_many_rows(juno: Programme, worker: Any, slug: str) -> None:
    referral = standing_on(slug, juno, worker)
    client = client_of(worker)
    url = reverse("casework:reach_list", args=[slug])

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len([q for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]])

    asked()
    few = asked()
    many(referral, 40)

    assert asked() <= few
    assert few <= 25


def standing_on(slug: str, juno: Programme, worker: Any) -> Referral:
    """Return a case on one of the lists."""
    if slug == "unchecked":
        return referrals.accepted(juno, worker=worker, number_check="NOT_CHECKED")
    referral = referrals.accepted(juno, worker=worker)
    if slug == "wrong":
        casework.called(referral, CallOutcome.WRONG_NUMBER, at=NOW + timedelta(hours=1))
    elif slug == "shared":
        referrals.accepted(juno, worker=worker, crime_reference="44260777777")
    elif slug == "came-back":
        returned.come_back(posted(referral), says=CameBack.GONE_AWAY, by=worker, at=LATER)
    else:
        amended(referral, **WRONG_WITH[slug])
    assert slug in on(referral, worker)
    return referral


WRONG_WITH: dict[str, dict[str, Any]] = {
    "missing": {"phone": ""},
    "incomplete": {"postcode": ""},
    "no-address": {"address_lines": "", "postcode": ""},
    "not-mobile": {"phone": "01632 960 001"},
    "no-fixed-address": {"no_fixed_address": True},
}


@pytest.mark.parametrize("slug", [one.slug for one in REACH_LISTS])
def test_each_list_says_what_to_do_and_leads_to_where_it_is_done(
    juno: Programme, worker: Any, slug: str
) -> None:
    referral = standing_on(slug, juno, worker)
    client = client_of(worker)
    overview = client.get(reverse("casework:reach_lists")).content.decode()
    shown = client.get(reverse("casework:reach_list", args=[slug]))

    assert str(BY_SLUG[slug].title) in overview
    assert str(BY_SLUG[slug].to_do) in shown.content.decode().replace("&#x27;", "'")
    row = next(row for row in shown.context["page"].rows if referral.reference in row.facts)
    assert client.get(row.action_url).status_code == 200
    looked = Event.objects.filter(verb="case.list", subject_id=referral.pk).latest("at")
    assert looked.facts["list"] == f"reach-{slug}"


def test_today_counts_what_is_to_be_put_right_and_leads_there(juno: Programme, worker: Any) -> None:
    referral = referrals.accepted(juno, worker=worker)
    client = client_of(worker)
    with time_machine.travel(LATER, tick=False):
        assert "to put right" not in client.get(reverse("casework:today")).content.decode()
        casework.called(referral, CallOutcome.WRONG_NUMBER, at=LATER)

        shown = client.get(reverse("casework:today")).content.decode()
        of_cases = client.get(reverse("casework:cases")).content.decode()
    assert "1 number or address to put right" in shown
    assert reverse("casework:reach_lists") in shown
    assert reverse("casework:reach_lists") in of_cases
