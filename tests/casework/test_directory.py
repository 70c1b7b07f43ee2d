"""The directory of services, and what becomes of an offer."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from casework.actions import closing, directory, support
from casework.actions.directory import ListedBefore, ServiceDetails
from casework.models import ListedService, OnwardReferral
from participants.models import Participant
from referrals.actions import NotYours
from referrals.models import Referral
from referrals.statuses import Ground
from tests.factories import accounts, referrals
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.pages.asking import sent, signed_in, text
from ui.refusals import Stale

pytestmark = pytest.mark.django_db
HARBOUR = ServiceDetails(
    "Harbour Housing", ["ACC"], for_whom="Women over 18", areas=["PO"], phone="01632 960 100"
)


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(db: None) -> Referral:
    made = referrals.accepted(ProgrammeFactory.create(code="JUNO"))
    Participant.objects.filter(referrals=made).update(postcode="PO1 2AB")
    return made


@pytest.fixture
def worker(case: Referral) -> User:
    return referrals.worker_of(case)


def listed(case: Referral, worker: User, details: ServiceDetails = HARBOUR) -> ListedService:
    return directory.list_service(case.provider, details, by=worker, at=NOW)


def offered(case: Referral, worker: User, *, accepted: bool | None = True) -> OnwardReferral:
    return support.offer_service(
        case, pathway="ACC", service="Harbour Housing", accepted=accepted, by=worker, at=NOW
    )


def asked(client: Any, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len([q for q in seen.captured_queries if "SAVEPOINT" not in q["sql"]])


class TestDirectory:
    def test_it_is_written_mended_and_ended_on_its_pages(self, case: Referral, worker: User) -> None:
        client, add = signed_in(worker), reverse("casework:service_add")
        said = {"name": "Harbour Housing", "pathways": ["ACC", "FBD"], "areas": "po so14", "how": "Ring them"}
        odd = text(client.post(add, sent(**said | {"areas": "Hampshire"})))
        client.post(add, sent(**said))
        row = ListedService.objects.get()
        client.post(
            reverse("casework:service_edit", args=[row.pk]), sent(**said | {"areas": ""}, version=row.version)
        )
        shown = text(client.get(reverse("casework:services")))
        client.post(reverse("casework:service_end", args=[row.pk]), sent())

        assert "HAMPSHIRE is not the first part of a postcode." in odd
        assert "Harbour Housing" in shown
        assert "Everywhere" in shown
        assert (row.areas, row.pathways) == (["PO", "SO14"], ["ACC", "FBD"])
        assert "Harbour Housing" not in text(client.get(reverse("casework:services")))
        verbs = list(Event.objects.filter(verb__startswith="service.").order_by("number"))
        assert [event.verb for event in verbs] == ["service.list", "service.amend", "service.end"]

    def test_the_list_is_narrowed_to_one_kind_of_need(self, case: Referral, worker: User) -> None:
        listed(case, worker)
        listed(case, worker, ServiceDetails("Tideway", ["DAA"]))

        page = text(signed_in(worker).get(reverse("casework:services"), {"about": "DAA"}))

        assert "Tideway" in page
        assert "Harbour Housing" not in page

    def test_a_name_stands_once_until_it_is_taken_out(self, case: Referral, worker: User) -> None:
        row = listed(case, worker)

        with pytest.raises(ListedBefore):
            listed(case, worker)
        directory.end_service(row, by=worker, at=NOW)

        assert listed(case, worker).pk != row.pk

    def test_two_who_save_at_once_are_shown_both(self, case: Referral, worker: User) -> None:
        row = listed(case, worker)
        directory.amend_service(row, HARBOUR, by=worker, at=NOW, seen=row.version)

        with pytest.raises(Stale):
            directory.amend_service(row, HARBOUR, by=worker, at=NOW, seen=row.version)

    def test_it_is_the_providers_own(self, case: Referral, worker: User) -> None:
        row = listed(case, worker)
        stranger = accounts.coordinator(accounts.OrganisationFactory.create())
        client = signed_in(stranger)

        with pytest.raises(NotYours):
            directory.list_service(case.provider, HARBOUR, by=stranger, at=NOW)
        with pytest.raises(NotYours):
            directory.amend_service(row, HARBOUR, by=stranger, at=NOW)
        with pytest.raises(NotYours):
            directory.end_service(row, by=stranger, at=NOW)
        assert client.get(reverse("casework:service_edit", args=[row.pk])).status_code == 404
        assert "Harbour Housing" not in text(client.get(reverse("casework:services")))

    def test_what_was_asked_long_ago_says_so(self, case: Referral, worker: User) -> None:
        listed(case, worker)
        ListedService.objects.update(checked_at=NOW.replace(year=NOW.year - 1))

        assert "Ask them whether all of this still holds" in text(
            signed_in(worker).get(reverse("casework:services"))
        )

    def test_many_services_cost_no_more_queries_than_one(self, case: Referral, worker: User) -> None:
        client, address = signed_in(worker), reverse("casework:services")
        listed(case, worker)
        few = asked(client, address)
        for number in range(20):
            listed(case, worker, ServiceDetails(f"Service {number:02}", ["HLT"]))

        assert asked(client, address) == few <= 25


class TestOffers:
    def test_of_the_directory_she_is_offered_what_serves_her_postcode(
        self, case: Referral, worker: User
    ) -> None:
        hers, far = (
            listed(case, worker),
            listed(case, worker, ServiceDetails("Far away", ["ACC"], areas=["NE"])),
        )
        client, address = signed_in(worker), reverse("casework:need", args=[case.pk])
        page = text(client.get(address))

        client.post(address, sent(pathway="ACC", level="3", listed=str(hers.pk), accepted="YES"))
        wrong = client.post(address, sent(pathway="ACC", level="3", listed=str(far.pk), accepted="YES"))

        assert "Harbour Housing (Accommodation)" in page
        assert "Far away" not in page
        assert wrong.status_code == 200
        [row] = OnwardReferral.objects.all()
        assert (row.listed, row.service, row.accepted) == (hers, "Harbour Housing", True)

    def test_one_taken_out_meanwhile_is_refused_with_a_sentence(self, case: Referral, worker: User) -> None:
        row = listed(case, worker)
        directory.end_service(row, by=worker, at=NOW)

        said = {"pathway": "ACC", "level": "2", "listed": str(row.pk)}
        with pytest.raises(support.NotListed):
            support.note_need_and_offer(case, said, by=worker, at=NOW)
        assert not case.needs.exists()

    def test_that_she_has_begun_is_kept_and_taken_back(self, case: Referral, worker: User) -> None:
        row = offered(case, worker, accepted=None)
        client, address = signed_in(worker), reverse("casework:offer", args=[row.pk])

        client.post(address, sent(accepted="YES", taken_up="on"))
        begun = text(client.get(reverse("casework:case_notes", args=[case.pk])))
        kept = OnwardReferral.objects.get()
        client.post(address, sent(accepted="YES"))

        assert "She has begun with them" in begun
        assert (kept.accepted, kept.taken_up_by) == (True, worker.trail_name)
        after = OnwardReferral.objects.get()
        assert (after.accepted, after.taken_up_at, after.taken_up_by) == (True, None, "")

    def test_nobody_begins_with_what_she_does_not_want(self, case: Referral, worker: User) -> None:
        row = offered(case, worker)

        page = text(
            signed_in(worker).post(
                reverse("casework:offer", args=[row.pk]), sent(accepted="NO", taken_up="on")
            )
        )

        assert "She cannot have begun with a service she does not want." in page
        assert OnwardReferral.objects.get().accepted is True

    def test_it_may_be_said_after_her_case_is_closed(self, case: Referral, worker: User) -> None:
        row = offered(case, worker)
        closing.hand_back(case, ground=Ground.UNSUITABLE, by=accounts.manager(case.provider), at=NOW)

        support.answer_offer(row, accepted=True, taken_up=True, by=worker, at=NOW)

        assert OnwardReferral.objects.get().taken_up_at == NOW

    def test_a_need_shows_how_much_then_and_afterwards(self, case: Referral, worker: User) -> None:
        for level in (4, 2):
            support.note_need(case, pathway="ACC", level=level, by=worker, at=NOW)

        shown = text(signed_in(worker).get(reverse("casework:case_notes", args=[case.pk])))

        assert "Urgent → Some" in shown
