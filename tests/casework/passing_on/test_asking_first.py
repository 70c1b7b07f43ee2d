"""What is refused, and what the page says before anything is done."""

from __future__ import annotations

from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from casework.actions import passing_on
from participants.models import KeepApart
from programmes.models import Programme
from referrals import actions
from referrals.actions.passing_on import ProgrammeNotOpen
from referrals.models import Referral, Transfer
from tests.casework.passing_on.case_passed import LATER, WHY, elsewhere, page_of, text_of, worker
from tests.casework.test_pages import client_of
from tests.factories import accounts, referrals
from tests.factories.accounts import NOW
from workshops.models import Place

pytestmark = pytest.mark.django_db


def test_it_is_refused_where_nothing_changes_or_the_force_does_not_refer(case: Referral) -> None:
    by = worker(case)
    with pytest.raises(passing_on.SameAsBefore):
        passing_on.transfer(case, programme=None, force=None, words=WHY, by=by, at=LATER)
    with pytest.raises(actions.ForceNotServed):
        passing_on.transfer(case, programme=elsewhere("36"), force=None, words=WHY, by=by, at=LATER)
    with pytest.raises(actions.SayWhyTransferred):
        passing_on.transfer(case, programme=elsewhere("44"), force=None, words="  ", by=by, at=LATER)
    stranger = accounts.coordinator(accounts.OrganisationFactory.create())
    with pytest.raises(actions.NotYours):
        passing_on.transfer(case, programme=elsewhere("44"), force=None, words=WHY, by=stranger, at=LATER)

    assert not Transfer.objects.exists()
    assert Referral.objects.get(pk=case.pk).status == "ACCEPTED"
    assert Place.objects.held().filter(referral=case).count() == 2


def test_the_page_says_what_goes_and_what_stays_before_anything_is_done(case: Referral) -> None:
    other = elsewhere("44")
    Programme.objects.filter(pk=other.pk).update(status="OPEN")  # it is paused for now
    client = client_of(worker(case))
    answers = {"programme": str(other.pk), "force": "SAME", "words": WHY, "version": case.version}

    with time_machine.travel(LATER, tick=False):
        assert "Pass the referral on" in text_of(client.get(page_of(case)))
        check = client.post(page_of(case), {"submission": uuid4(), **answers})
        shown = text_of(check)
        assert Referral.objects.get(pk=case.pk).status == "ACCEPTED"
        sent = {"submission": uuid4(), **answers, "do": "send"}
        done = client.post(page_of(case), sent)
        again = client.post(page_of(case), sent)

    assert "Calls about this referral: 1. Notes: 1." in shown
    assert "Her places on" in shown
    assert "What she said is safe" in shown
    assert "The officer, by an e-mail with the reference and a link." in shown
    assert done.status_code == 302
    assert again.headers["Location"] == done.headers["Location"]
    assert Transfer.objects.count() == 1
    assert Referral.objects.get(pk=case.pk).programme == other


def test_a_refusal_is_shown_on_the_page_with_a_sentence(case: Referral) -> None:
    client = client_of(worker(case))
    sent = {"programme": "SAME", "force": "SAME", "words": WHY, "version": case.version, "do": "send"}

    page = client.post(page_of(case), {"submission": uuid4(), **sent})

    assert "Choose another programme, or another force" in text_of(page)
    assert not Transfer.objects.exists()


def test_a_new_referral_is_passed_on_from_its_review_page() -> None:
    referral = referrals.submitted()
    client = client_of(accounts.coordinator(referral.provider))

    review = text_of(client.get(reverse("referrals:review", args=[referral.pk])))

    assert page_of(referral) in review
    assert "Her record stays" not in text_of(client.get(page_of(referral)))


@pytest.mark.parametrize("status", ["PAUSED", "CLOSED"])
def test_a_programme_that_takes_nobody_on_is_refused_by_the_action_itself(
    case: Referral, status: str
) -> None:
    there = elsewhere("44")
    Programme.objects.filter(pk=there.pk).update(status=status)

    with pytest.raises(ProgrammeNotOpen):
        passing_on.transfer(case, programme=there, force=None, words=WHY, by=worker(case), at=LATER)

    case.refresh_from_db()
    assert case.status == "ACCEPTED"
    assert Place.objects.held().filter(referral=case).count() == 2
    assert not Transfer.objects.exists()


@pytest.mark.parametrize("noted", [True, False])
def test_whom_she_is_kept_apart_from_here_stays_and_both_pages_say_so(case: Referral, noted: bool) -> None:
    her = case.participant
    assert her is not None
    if noted:
        KeepApart.objects.create(
            participant=her,
            seal_key_id=her.seal_key_id,
            other_name="Maud Otherley",
            reason="Her former partner's sister",
            made_at=NOW,
            made_by="A coordinator",
        )
    there = elsewhere("44")
    url = reverse("casework:transfer", args=[case.pk])
    with time_machine.travel(LATER, tick=False):
        asked = {"submission": str(uuid4()), "version": case.version, "programme": str(there.pk)}
        before = client_of(worker(case)).post(url, {**asked, "force": "SAME", "words": WHY}).content.decode()
        passing_on.transfer(case, programme=there, force=None, words=WHY, by=worker(case), at=LATER)
        theirs = accounts.coordinator(there.provider)
        review = client_of(theirs).get(reverse("referrals:review", args=[case.pk])).content.decode()

    assert ("She is kept apart here from somebody police did not name" in before) is noted
    assert ("keeps her apart from somebody police did not name" in review) is noted
    assert "Otherley" not in review
    assert "former partner" not in review
    assert not KeepApart.objects.filter(participant__provider=there.provider).exists()


def test_whom_police_named_goes_along_and_nobody_has_to_ask(juno_named: Referral) -> None:
    there = elsewhere("44")
    case = juno_named
    passing_on.transfer(case, programme=there, force=None, words=WHY, by=worker(case), at=LATER)
    theirs = accounts.coordinator(there.provider)

    with time_machine.travel(LATER, tick=False):
        review = client_of(theirs).get(reverse("referrals:review", args=[case.pk])).content.decode()

    assert KeepApart.objects.filter(participant__provider=case.provider).count() == 1
    assert "Ring them and ask before you book her" not in review
