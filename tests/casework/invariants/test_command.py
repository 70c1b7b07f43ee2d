"""`manage.py check_invariants` names each rule, and the references that break it."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from casework import invariants
from programmes.models import Programme
from referrals.models import OutcomeNotice, Referral, ReferredPerson
from referrals.statuses import Status
from tests.casework.invariants.world import keep_apart
from tests.factories import referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from workshops.models import Place, Workshop
from workshops.statuses import Mark, ReleaseReason

pytestmark = pytest.mark.django_db


def broken() -> dict[str, tuple[str, ...]]:
    return {finding.name: finding.references for finding in invariants.look() if finding.references}


@pytest.fixture
def juno(db: None) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def cases(juno: Programme) -> list[Referral]:
    return [referrals.accepted(juno, crime_reference=f"4426000001{n}", first_names=f"W{n}") for n in (1, 2)]


@pytest.fixture
def pair(juno: Programme) -> list[Workshop]:
    return workshops.pair(juno)


def test_a_sound_database_says_so_and_each_rule_is_named(cases: list[Referral], pair: list[Workshop]) -> None:
    workshops.booked(cases[0], pair)
    out = StringIO()

    call_command("check_invariants", stdout=out)

    lines = out.getvalue().splitlines()
    assert len(lines) == len(invariants.INVARIANTS)
    assert all(line.endswith(": holds") for line in lines)


def test_what_is_broken_is_named_by_reference_and_the_command_fails(
    cases: list[Referral], pair: list[Workshop]
) -> None:
    place = workshops.booked(cases[0], pair)[0]
    Place.objects.filter(pk=place.pk).update(mark=Mark.HERE, marked_at=NOW, marked_by="x")
    out, err = StringIO(), StringIO()

    with pytest.raises(CommandError, match="2 of"):
        call_command("check_invariants", stdout=out, stderr=err)

    assert f"No day is marked before it begins: {cases[0].reference}" in err.getvalue()
    assert cases[0].reference not in out.getvalue()
    assert "W1" not in err.getvalue()


class TestEachIsSeen:
    """What only the actions keep, and no constraint: each is broken once, and named."""

    def test_days_too_near_each_other_and_past_the_deadline(
        self, cases: list[Referral], juno: Programme, pair: list[Workshop]
    ) -> None:
        other = workshops.pair(juno, first_on=workshops.FIRST_ON + timedelta(days=7))
        workshops.booked(cases[0], pair)
        Place.objects.filter(referral=cases[0], workshop=pair[0]).update(
            workshop=other[0], during=other[0].during
        )
        workshops.booked(cases[1], other)
        Referral.objects.filter(pk=cases[1].pk).update(deadline_on=workshops.FIRST_ON + timedelta(days=8))

        assert broken() == {
            "the_days_of_a_run_are_in_order_and_apart": (cases[0].reference,),
            "every_booking_ends_by_the_deadline": (cases[1].reference,),
        }

    def test_women_kept_apart_in_one_building_but_not_those_booked_before_the_link(
        self, cases: list[Referral], pair: list[Workshop]
    ) -> None:
        for case in cases:
            workshops.booked(case, pair, at=NOW + timedelta(hours=1))
        keep_apart(*cases, at=NOW + timedelta(hours=2))
        assert broken() == {}

        Place.objects.filter(referral=cases[0]).update(booked_at=NOW + timedelta(hours=3))

        name = "women_kept_apart_do_not_meet_unless_two_people_said_so"
        assert broken() == {name: tuple(sorted(case.reference for case in cases))}

    def test_one_person_alone_and_one_without_a_reason(
        self, cases: list[Referral], pair: list[Workshop]
    ) -> None:
        place = workshops.booked(cases[0], pair)[0]
        Place.objects.filter(pk=place.pk).update(overridden_by_second=place.booked_by)

        assert broken() == {"what_two_people_decided_names_both_and_why": (cases[0].reference,)}

    def test_a_day_she_came_to_given_back_and_a_mark_without_a_line(
        self, cases: list[Referral], pair: list[Workshop]
    ) -> None:
        worker = referrals.worker_of(cases[0])
        for case in cases:
            workshops.marked(workshops.booked(case, pair)[:1], Mark.HERE, by=worker, finished=False)
        first, second = Place.objects.filter(mark=Mark.HERE).order_by("referral__reference")
        Place.objects.filter(pk=first.pk).update(mark=Mark.NOT_HERE)
        Place.objects.filter(pk=second.pk).update(
            released_at=NOW, released_by="x", why_released=ReleaseReason.SHE_ASKED
        )

        found = broken()

        assert found["every_mark_is_the_last_one_of_the_trail"] == (first.referral.reference,)
        assert found["no_day_with_a_mark_is_given_back"] == (second.referral.reference,)

    def test_a_register_signed_off_with_somebody_unmarked(
        self, cases: list[Referral], pair: list[Workshop]
    ) -> None:
        workshops.booked(cases[0], pair)
        Workshop.objects.filter(pk=pair[0].pk).update(finished_at=NOW, finished_by="x")

        day = f"{timezone.localdate(pair[0].starts_at)} {pair[0].room.venue.name}"
        assert broken() == {"no_register_is_signed_off_with_somebody_unmarked": (day,)}

    def test_a_case_closed_with_days_ahead_unmet_and_told_otherwise(
        self, cases: list[Referral], pair: list[Workshop]
    ) -> None:
        workshops.booked(cases[0], pair)
        Referral.objects.filter(pk=cases[0].pk).update(
            status=Status.COMPLETED, closed_at=NOW + timedelta(hours=4), closed_by="x"
        )
        OutcomeNotice.objects.create(
            referral=cases[0], outcome=Status.COMPLETED, attended_on=["2026-12-02"], sent_at=NOW, sent_by="x"
        )

        assert set(broken()) == {
            "no_closed_case_holds_a_day_after_its_end",
            "a_completed_case_has_met_its_rule",
            "police_were_told_the_days_of_the_register",
            "nothing_queued_is_about_a_day_she_does_not_have",
        }

    def test_one_who_is_too_young(self, cases: list[Referral]) -> None:
        born = NOW.date() - timedelta(days=17 * 365)
        ReferredPerson.objects.filter(referral=cases[0]).update(date_of_birth=born)

        assert broken() == {"nobody_too_young_is_accepted": (cases[0].reference,)}
