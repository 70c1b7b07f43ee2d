"""Two records that no review raised, chosen by hand to be compared and joined."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from audit.models import Event
from casework.models import Review
from participants.models import Merge, Participant
from programmes.models import Programme
from referrals.models import Referral
from tests.casework.test_pages import client_of
from tests.factories import accounts, casework, referrals
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=5)
OTHER: dict[str, Any] = {
    "crime_reference": "44260777777",
    "first_names": "Maud",
    "last_name": "Otherley",
    "date_of_birth": "1971-03-02",
    "phone": "07700 900555",
    "pnc_id": "",
}


@pytest.fixture
def juno() -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def two(juno: Programme) -> tuple[Referral, Referral]:
    """Two cases of women who are nothing like each other on paper."""
    one = casework.reached(programme=juno)
    return one, referrals.accepted(juno, **OTHER)


def look_for(case: Referral, typed: str, user: Any = None) -> Any:
    url = reverse("casework:same_woman", args=[case.pk])
    with time_machine.travel(LATER, tick=False):
        return client_of(user or case.worker).post(url, {"submission": str(uuid4()), "q": typed})


@pytest.mark.parametrize("by", ["reference", "name", "phone"])
def test_a_record_no_review_raised_is_found_by_hand_compared_and_joined(
    two: tuple[Referral, Referral], by: str
) -> None:
    one, other = two
    typed = {"reference": other.reference, "name": "otherley", "phone": "07700 900555"}[by]
    assert not Review.objects.filter(settled_at__isnull=True).exists()

    page = look_for(one, typed).content.decode()
    url = reverse(
        "casework:join",
        args=sorted([one.participant_id, other.participant_id]),
    )
    with time_machine.travel(LATER, tick=False):
        client = client_of(one.worker)
        preview = client.get(url).content.decode()
        client.post(url, {"submission": str(uuid4()), "why": "She said so on the phone"})

    assert f'href="{url}"' in page
    assert "What moves" in preview
    assert Merge.objects.get().undone_at is None
    assert Participant.objects.filter(merged_into__isnull=False).count() == 1
    event = Event.objects.get(verb="case.search_same")
    assert (event.subject_id, event.facts["found"]) == (one.pk, [other.reference])
    assert "otherley" not in str(event.facts)


def test_her_own_record_is_never_offered_to_be_joined_with_itself(two: tuple[Referral, Referral]) -> None:
    one, _other = two

    page = look_for(one, one.reference).content.decode()

    assert "No other record is found" in page
    assert "/join/" not in page


def test_women_of_another_provider_stay_hidden_and_police_have_no_such_page(
    two: tuple[Referral, Referral],
) -> None:
    one, other = two
    elsewhere = referrals.accepted(one.programme, **{**OTHER, "last_name": "Otherleyson"})
    charity = accounts.OrganisationFactory.create(code="ANOTHER_CHARITY")
    Participant.objects.filter(last_name="Otherleyson").update(provider=charity)
    Referral.objects.filter(pk=elsewhere.pk).update(provider=charity)
    stranger = accounts.coordinator(charity)

    found = look_for(one, "otherley").content.decode()
    shut = look_for(one, other.reference, user=stranger)
    police = look_for(one, other.reference, user=one.referred_by)

    assert other.reference in found
    assert elsewhere.reference not in found
    assert (shut.status_code, police.status_code) == (404, 403)
    assert Event.objects.filter(verb="case.search_same").count() == 1


def test_before_a_referral_is_accepted_there_is_no_record_to_compare(juno: Programme) -> None:
    new = referrals.submitted(juno)
    worker = accounts.coordinator(juno.provider)

    assert look_for(new, "otherley", user=worker).status_code == 404
