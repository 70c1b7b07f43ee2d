"""Whom the next provider and the forces are told of."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from casework.actions import disclosing
from casework.models import Disclosure, Review
from correspondence import outbox
from participants.models import DiscreetRelease, SafeContact
from referrals import actions, matching
from referrals.models import Referral, Transfer
from tests.casework.passing_on.case_passed import LATER, WHY, elsewhere, officer, pass_on, text_of, worker
from tests.casework.test_pages import client_of
from tests.factories import accounts, referrals
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db


def test_without_a_mark_an_officer_is_still_asked_about_her(case: Referral) -> None:
    other = elsewhere("44")

    moved = pass_on(case, other)

    again = referrals.draft(other, by=officer(case))
    found = matching.sent_before(again, matching.Known.of(case.person), case.person.crime_reference)
    assert moved.restricted_at is None
    assert [row.referral_id for row in found] == [case.pk]


def test_nobody_compares_her_across_providers_afterwards(case: Referral) -> None:
    again = referrals.submitted(case.programme, crime_reference="44260777777")
    third = referrals.submitted(case.programme, crime_reference="44260777778")
    Review.objects.filter(kind="duplicate").delete()
    rows = [
        Review.objects.create(referral=one, kind="duplicate", about_id=about, raised_at=NOW)
        for one, about in ((again, case.participant_id), (third, again.pk), (case, third.pk))
    ]
    asked = DiscreetRelease.objects.create(
        participant=case.participant,
        seal_key_id=case.person.seal_key_id,
        reason="No answer",
        asked_at=NOW,
        asked_by=worker(case),
    )
    letter = Review.objects.create(referral=case, kind="release-letter", about_id=asked.pk, raised_at=NOW)
    before = Referral.objects.get(pk=again.pk)

    moved = pass_on(before, elsewhere("44"), by=worker(case))

    assert not Review.objects.filter(pk=rows[1].pk, settled_at=None).exists()  # it is about her referral
    assert not Review.objects.filter(pk=rows[0].pk, settled_at=None).exists()
    assert Review.objects.filter(pk__in=[rows[2].pk, letter.pk], settled_at=None).count() == 2  # others
    assert moved.provider != case.provider
    pass_on(case, moved.programme)
    assert not Review.objects.filter(settled_at=None).exists()
    asked.refresh_from_db()
    assert (asked.ended_at, asked.ended_by) == (LATER, worker(case).trail_name)


def test_a_comparison_left_open_shows_nothing_of_another_provider(case: Referral) -> None:
    again = referrals.submitted(case.programme, crime_reference="44260777777")
    by = worker(case)
    moved = pass_on(again, elsewhere("44"), by=by)
    record = Review.objects.get(referral=moved, about_id=case.participant_id)
    Review.objects.filter(pk=record.pk).update(settled_at=None, settled_by="")
    sent = Review.objects.create(referral=case, kind="duplicate", about_id=moved.pk, raised_at=NOW)
    theirs = client_of(accounts.coordinator(moved.provider))

    assert theirs.get(f"/duplicates/{record.pk}/").status_code == 404
    assert client_of(by).get(f"/duplicates/{sent.pk}/").status_code == 404


def test_with_the_same_provider_the_comparison_stays(case: Referral) -> None:
    review = Review.objects.create(
        referral=case, kind="duplicate", about_id=case.participant_id, raised_at=NOW
    )

    pass_on(case, ProgrammeFactory.create(code="CARA"))

    assert Review.objects.get(pk=review.pk).settled_at is None


def test_with_the_same_provider_her_record_is_found_again(case: Referral) -> None:
    cara = ProgrammeFactory.create(code="CARA")
    assert cara.provider == case.provider
    hers = case.participant

    moved = pass_on(case, cara)
    again = actions.accept(
        moved, by=worker(case), at=LATER + timedelta(hours=1), participant=hers, outside_reason="Passed on"
    )

    assert again.participant == hers
    assert SafeContact.objects.filter(participant=hers, source="HERSELF").count() == 1


def test_another_force_hears_of_it_and_the_first_is_told_that_it_went(case: Referral) -> None:
    before = officer(case)
    force = accounts.ForceFactory.create(force_code="36")
    force.email = "desk@force36.police.example"
    force.save(update_fields=["email"])
    other = elsewhere("36")

    moved = pass_on(case, other, force)
    outbox.send_due(clock=lambda: LATER)

    assert (moved.referring_organisation, moved.reports_to, moved.referred_by) == (force, force, None)
    kept = Transfer.objects.get()
    by_address = {sent.to[0]: sent for sent in mail.outbox}
    assert set(by_address) == {before.email, force.email}
    assert f"/police/passed-on/{kept.pk}/" in str(by_address[before.email].body)
    assert f"/police/referrals/{case.pk}/" in str(by_address[force.email].body)
    for sent in mail.outbox:
        for word in ("Sam", "Testwell", WHY, other.provider.name):
            assert word not in sent.subject + str(sent.body)
    gone = client_of(before).get(reverse("casework:police_transfer", args=[kept.pk]))
    assert force.name in text_of(gone)
    assert WHY not in text_of(gone)
    assert client_of(before).get(reverse("casework:police_referral", args=[case.pk])).status_code == 404
    desk = accounts.police_team(force)
    now = client_of(desk).get(reverse("casework:police_referral", args=[case.pk]))
    assert "Received" in text_of(now)
    assert WHY not in text_of(now)
    stranger = accounts.officer(accounts.ForceFactory.create(force_code="34"))
    url = reverse("casework:police_transfer", args=[kept.pk])
    assert client_of(stranger).get(url).status_code == 404
    assert client_of(accounts.officer(force)).get(url).status_code == 404  # not hers, nor her team's


def test_a_disclosure_stays_with_the_force_it_was_made_to(case: Referral) -> None:
    manager, before = accounts.manager(case.provider), officer(case)
    chosen = disclosing.Chosen(words="She rang on Monday.")
    made = disclosing.disclose(case, chosen, why="Court", asked_by="PC Lee", by=manager, at=NOW)
    visible = Disclosure.objects.visible_to
    assert visible(before).get() == made
    force = accounts.ForceFactory.create(force_code="36")
    case.programme.forces.add(force)

    pass_on(case, force=force)

    desk = accounts.police_team(force)
    assert client_of(desk).get(reverse("casework:police_referral", args=[case.pk])).status_code == 200
    assert not visible(desk).exists()
    assert not visible(before).exists()  # the case is not hers any more
    assert visible(manager).get() == made


def test_the_same_force_is_told_once_and_sees_where_it_went(case: Referral) -> None:
    other = elsewhere("44")

    pass_on(case, other)
    outbox.send_due(clock=lambda: LATER)

    assert [(sent.to, sent.subject) for sent in mail.outbox] == [
        ([officer(case).email], f"{case.reference}: there is something for you to read")
    ]
    page = text_of(client_of(officer(case)).get(reverse("casework:police_referral", args=[case.pk])))
    assert f"this referral was passed from {case.programme} to {other}" in page
    assert WHY not in page
