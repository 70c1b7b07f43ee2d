"""A session for her alone in place of the workshop she missed, where the programme's definition has one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from casework import invariants
from casework.actions import closing
from programmes.clock import State
from programmes.models import Programme
from programmes.reading import DefinitionInvalid
from referrals.models import OutcomeNotice, Referral
from reports.measures import counting
from reports.quarters import Quarter
from tests.factories import accounts, referrals, workshops
from tests.factories.programmes import ProgrammeFactory, catching_up
from workshops import actions, offers, standing
from workshops import refusals as no
from workshops.models import Place
from workshops.statuses import Mark

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def programme(db: None, tmp_path: Path) -> Programme:
    return catching_up(tmp_path)


@pytest.fixture
def jo(programme: Programme) -> User:
    return accounts.practitioner(programme.provider)


def missed(programme: Programme, *marks: Mark) -> tuple[Referral, list[Place], datetime]:
    """A woman marked so on a pair of workshops, and the day after the last mark."""
    case = referrals.accepted(programme)
    places = workshops.booked(case, workshops.pair(programme))
    workshops.marked(places, *marks, by=referrals.worker_of(case))
    return case, places, places[len(marks) - 1].workshop.ends_at + DAY


def gives(case: Referral, number: int, jo: User, *, on: datetime, at: datetime) -> list[Place]:
    room = workshops.room(case.programme.provider)
    time = actions.OwnTime(starts_at=on, minutes=90, room=room, practitioners=[jo])
    return actions.give_time(case, number, time, by=referrals.worker_of(case), at=at)


def broken() -> list[str]:
    return [finding.name for finding in invariants.look() if finding.references]


def test_a_catch_up_session_she_comes_to_counts_as_the_workshop_she_missed(
    programme: Programme, jo: User
) -> None:
    case, places, after = missed(programme, Mark.HERE, Mark.NOT_HERE)
    worker = referrals.worker_of(case)

    [caught] = gives(case, 2, jo, on=datetime(2027, 1, 13, 10, tzinfo=UTC), at=after)
    before = offers.read_case(case, at=after)
    workshops.marked([caught], Mark.HERE, by=jo)
    done = caught.workshop.ends_at + DAY
    with time_machine.travel(done, tick=False):
        closing.complete(case, by=worker, at=done)

    assert (caught.plan_step.number, caught.plan_step.round, caught.plan_step.kind) == (2, 2, "ONE_TO_ONE")
    assert (before.booked_in_time, before.state) == (
        True,
        State.FINE,
    )  # it may be missed, and made up once more
    assert standing.attended_on(case) == [date(2026, 12, 2), date(2027, 1, 13)]
    assert OutcomeNotice.objects.get().attended_on == ["2026-12-02", "2027-01-13"]
    assert Place.objects.get(pk=places[1].pk).mark == Mark.NOT_HERE  # what happened stays what happened
    assert broken() == []


def test_the_return_counts_it_as_a_workshop_of_one_place_to_which_she_came(
    programme: Programme, jo: User
) -> None:
    case, _places, after = missed(programme, Mark.HERE, Mark.NOT_HERE)
    [caught] = gives(case, 2, jo, on=datetime(2027, 1, 13, 10, tzinfo=UTC), at=after)
    workshops.marked([caught], Mark.HERE, by=jo)

    figures = counting.count(programme, Quarter(2026, 4), at=datetime(2027, 4, 2, 9, tzinfo=UTC)).figures

    assert figures["activity_workshops_held"].numerator == 1
    assert figures["activity_places_offered"].numerator == 1
    assert figures["activity_places_filled"].numerator == 1


def test_a_catch_up_session_that_is_missed_may_be_made_up_again(programme: Programme, jo: User) -> None:
    case, _places, after = missed(programme, Mark.HERE, Mark.NOT_HERE)
    [first] = gives(case, 2, jo, on=datetime(2027, 1, 13, 10, tzinfo=UTC), at=after)
    workshops.marked([first], Mark.NOT_HERE, by=jo)

    [again] = gives(case, 2, jo, on=datetime(2027, 1, 20, 10, tzinfo=UTC), at=first.workshop.ends_at + DAY)

    assert again.plan_step.round == 3
    assert not standing.standing(case, can_still=True).met
    assert broken() == []


def test_the_days_between_are_asked_of_it_as_of_the_workshop(programme: Programme, jo: User) -> None:
    case, places, after = missed(programme, Mark.NOT_HERE)  # workshop 2, on 30 December, is still hers
    day = places[1].workshop.starts_at

    with pytest.raises(no.DoesNotFit, match="at least 28 are needed"):
        gives(case, 1, jo, on=day - 21 * DAY, at=after)

    assert Place.objects.held().filter(mark=Mark.NOT_MARKED).count() == 1


def test_it_is_not_later_than_the_longest_gap_after_a_miss(programme: Programme, jo: User) -> None:
    case, _places, after = missed(programme, Mark.HERE, Mark.NOT_HERE)

    with pytest.raises(no.DoesNotFit, match="at most 84 are allowed"):
        gives(case, 2, jo, on=datetime(2027, 2, 26, 10, tzinfo=UTC), at=after)


def test_only_what_she_missed_is_caught_up_and_only_where_the_definition_says_so(
    programme: Programme, jo: User
) -> None:
    case, _places, after = missed(programme, Mark.HERE, Mark.NOT_HERE)
    juno = ProgrammeFactory.create(code="JUNO")
    plain = referrals.accepted(juno, crime_reference="44260777777")
    both = workshops.booked(plain, workshops.pair(juno))
    workshops.marked(both, Mark.HERE, Mark.NOT_HERE, by=referrals.worker_of(plain))
    on = datetime(2027, 1, 13, 10, tzinfo=UTC)

    with pytest.raises(no.NotMissed):
        gives(case, 1, jo, on=on, at=after)
    with pytest.raises(no.NoCatchUp, match="has no catch-up session"):
        gives(plain, 2, accounts.practitioner(juno.provider), on=on, at=after)
    with pytest.raises(no.NotOneToOne):
        gives(plain, 1, accounts.practitioner(juno.provider), on=on, at=after)

    assert not Place.objects.held().filter(workshop__kept_for__isnull=False).exists()


def test_a_day_that_did_not_run_is_ours_and_is_not_caught_up(programme: Programme, jo: User) -> None:
    case, _places, after = missed(programme, Mark.HERE, Mark.DID_NOT_RUN)

    with pytest.raises(no.NotMissed):
        gives(case, 2, jo, on=datetime(2027, 1, 13, 10, tzinfo=UTC), at=after)


def test_the_booking_page_offers_it_until_she_has_another_day(programme: Programme, jo: User) -> None:
    case, _places, after = missed(programme, Mark.HERE, Mark.NOT_HERE)
    client, url = Client(), reverse("workshops:book", args=[case.pk])
    with time_machine.travel(after, tick=False):
        client.force_login(referrals.worker_of(case), backend="django.contrib.auth.backends.ModelBackend")
        offered = client.get(url).content.decode()
        page = client.get(reverse("workshops:own_time", args=[case.pk, 2])).content.decode()
        refused = client.get(reverse("workshops:own_time", args=[case.pk, 1]), follow=True).content.decode()
        gives(case, 2, jo, on=datetime(2027, 1, 13, 10, tzinfo=UTC), at=after)
        after_it = client.get(url).content.decode()
        tab = client.get(reverse("casework:case_workshops", args=[case.pk])).content.decode()

    assert "Offer a catch-up session" in offered
    assert "Catch-up: Workshop 2" in page
    assert 'value="90"' in page
    assert "She has not missed this workshop" in refused
    assert "Offer a catch-up session" not in after_it
    assert "Workshop 2, one to one" in tab


def test_a_definition_that_begins_again_after_a_miss_has_no_catch_up(tmp_path: Path) -> None:
    with pytest.raises(DefinitionInvalid, match="goes against REPEAT_ALL"):
        catching_up(tmp_path, rule="REPEAT_ALL")
