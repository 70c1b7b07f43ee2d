"""A woman is not booked into a building that is known to be without what she needs."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from casework.models import FirstCall
from programmes.models import Programme
from referrals.models import Referral
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.pages.asking import sent, signed_in, text, worker
from workshops import actions, reading, rules
from workshops import refusals as no
from workshops.clashes import Limits
from workshops.models import Place, Venue, Workshop
from workshops.reading import Known

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("needed", "offered", "lacking"),
    [
        ([], None, []),
        ([], [], []),
        (["STEP_FREE"], None, []),  # nobody has recorded it: nothing is known against it
        (["STEP_FREE"], [], ["STEP_FREE"]),
        (["STEP_FREE"], ["STEP_FREE", "LOOP"], []),
        (["STEP_FREE", "LOOP", "TOILET"], ["LOOP"], ["STEP_FREE", "TOILET"]),
    ],
)
def test_only_what_a_building_is_known_to_lack_stands_in_the_way(
    needed: list[str], offered: list[str] | None, lacking: list[str]
) -> None:
    assert rules.cannot_meet(needed, offered) == lacking


def needing(programme: Programme, *access: str) -> Referral:
    made = referrals.accepted(programme, deadline_on=date(2027, 3, 1))
    assert made.participant is not None
    FirstCall.objects.create(
        referral=made, seal_key_id=made.participant.seal_key_id, access_needed=list(access),
        started_at=NOW, started_by="somebody",
    )  # fmt: skip
    return made


@pytest.fixture
def programme(db: None) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


def pair(programme: Programme, facts: list[str] | None, **given: object) -> list[Workshop]:
    room = workshops.room(programme.provider, access_facts=facts)
    return workshops.pair(programme, room=room, **given)  # type: ignore[arg-type]


def test_she_is_not_booked_where_the_building_cannot_meet_her_need(programme: Programme) -> None:
    referral = needing(programme, "STEP_FREE", "LOOP")
    without = pair(programme, ["LOOP"])
    manager, second = accounts.manager(programme.provider), accounts.coordinator(programme.provider)

    with pytest.raises(no.VenueCannot, match="does not offer what she needs: A step-free way in"):
        workshops.booked(referral, without)
    with pytest.raises(no.VenueCannot):  # two people may decide of a keep-apart, never of this
        actions.book_run(
            referral, without, by=manager, at=NOW, override=actions.Override("She insists", second)
        )

    assert not Place.objects.exists()
    assert len(workshops.booked(referral, pair(programme, ["STEP_FREE", "LOOP"], name="With"))) == 2


@pytest.mark.parametrize("facts", [None, ["STEP_FREE"]])
def test_she_is_booked_where_it_can_or_nobody_has_said(programme: Programme, facts: list[str] | None) -> None:
    assert len(workshops.booked(needing(programme, "STEP_FREE"), pair(programme, facts))) == 2


def test_the_page_shows_the_pair_with_its_reason_and_no_way_round(programme: Programme) -> None:
    referral = needing(programme, "STEP_FREE")
    pair(programme, [])

    page = signed_in(worker(referral)).get(reverse("workshops:book", args=[referral.pk]))

    assert "The building does not offer what she needs: A step-free way in." in text(page)
    assert "/confirm/" not in page.content.decode()


def test_one_case_and_many_say_the_same(programme: Programme) -> None:
    """The waiting list, Today and the suggestion ask the second; the booking page the first."""
    referral = needing(programme, "STEP_FREE")
    pair(programme, [])
    ahead = reading.ahead([programme.pk], at=NOW)

    with_limits = reading.read_many([Known(referral, [], limits=Limits((), ["STEP_FREE"]))], ahead, at=NOW)
    without = reading.read_many([Known(referral, [])], ahead, at=NOW)

    assert not with_limits[referral.pk].runs.feasible
    assert without[referral.pk].runs.feasible


def test_a_workshop_moved_to_such_a_building_does_not_keep_her(programme: Programme) -> None:
    referral = needing(programme, "STEP_FREE")
    first = pair(programme, ["STEP_FREE"])[0]
    workshops.booked(referral, list(Workshop.objects.order_by("starts_at")))
    there = workshops.room(programme.provider, access_facts=[])
    change = actions.Change(on=date(2026, 12, 2), starts=first.starts_at.time(), room=there, later_too=False)

    effects = actions.move_workshop(
        first, change, why="A leak", by=accounts.manager(programme.provider), at=NOW
    )

    assert not effects[0].stays
    assert not Place.objects.held().filter(workshop=first).exists()


@pytest.mark.parametrize(
    ("sent_facts", "kept"), [([], None), (["NOTHING"], []), (["LOOP", "STEP_FREE"], ["LOOP", "STEP_FREE"])]
)
def test_a_manager_says_what_a_building_offers(
    programme: Programme, sent_facts: list[str], kept: list[str] | None
) -> None:
    client = signed_in(accounts.manager(programme.provider))
    given = {
        "name": "Quay House", "address": "1 Quay", "postcode": "PO1 1AA", "travel_notes": "",
        "access_notes": "", "access_facts": sent_facts, "room_name": "Blue", "people": "16",
    }  # fmt: skip
    client.post(reverse("workshops:venue_add"), sent(**given))

    venue = Venue.objects.get(name="Quay House")
    again = client.get(reverse("workshops:venue_edit", args=[venue.pk])).content.decode()

    assert venue.access_facts == kept
    assert again.count(" checked") == len(sent_facts)


def test_what_she_needs_is_asked_at_the_first_call_and_on_the_register(programme: Programme) -> None:
    referral = referrals.accepted(programme)
    client = signed_in(worker(referral))
    address = reverse("casework:first_call", args=[referral.pk])

    client.post(address, sent(do="save", reading="YES", access_needed=["LOOP"], needs_words="", worries=""))

    assert FirstCall.objects.get().access_needed == ["LOOP"]
    assert 'value="LOOP" checked' in client.get(address).content.decode()
    place = workshops.booked(referral, pair(programme, None))[0]
    page = client.get(reverse("workshops:workshop", args=[place.workshop_id]))
    assert "A hearing loop" in text(page)
