"""A referral passed on to another programme or force: what goes, what stays, and who is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from accounts.models import Organisation, User
from audit.models import Event
from casework.actions import disclosing, notes, passing_on
from casework.actions.restricting import restrict
from casework.models import Disclosure, Review
from correspondence import outbox
from correspondence.models import Message
from participants.models import ContactStop, DiscreetRelease, KeepApart, SafeContact
from programmes.models import Programme
from referrals import actions, matching
from referrals.actions.passing_on import ProgrammeNotOpen
from referrals.models import Referral, Transfer
from tests.casework.test_pages import client_of
from tests.factories import accounts, casework, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.participants import answered_herself
from tests.factories.programmes import ProgrammeFactory
from workshops.models import Place

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=4)
WHY = "She lives nearer to the other group"


@pytest.fixture
def case() -> Referral:
    """A case with a call, a note, places ahead and letters that have not gone."""
    referral = casework.reached()
    workshops.booked(referral, workshops.pair(referral.programme), at=NOW + timedelta(hours=3))
    notes.write_note(referral, words="Likes mornings", by=worker(referral), at=NOW + timedelta(hours=3))
    return Referral.objects.get(pk=referral.pk)


def worker(referral: Referral) -> User:
    return referrals.worker_of(referral)


def officer(referral: Referral) -> User:
    sent_by: User | None = referral.referred_by
    assert sent_by is not None
    return sent_by


def elsewhere(*forces: str) -> Programme:
    """Another provider's programme, open, to which the forces refer."""
    programme = ProgrammeFactory.create(code="WONDER")
    Programme.objects.filter(pk=programme.pk).update(status="OPEN")
    for code in forces:
        programme.forces.add(accounts.ForceFactory.create(force_code=code))
    assert programme.provider != ProgrammeFactory.create(code="JUNO").provider
    return programme


def pass_on(
    case: Referral,
    programme: Programme | None = None,
    force: Organisation | None = None,
    by: User | None = None,
) -> Referral:
    by = by or worker(case)
    return passing_on.transfer(case, programme=programme, force=force, words=WHY, by=by, at=LATER)


def text_of(page: Any) -> str:
    import html

    return html.unescape(page.content.decode())


def page_of(case: Referral) -> str:
    return reverse("casework:transfer", args=[case.pk])


def test_it_begins_again_elsewhere_and_its_history_goes_with_it(case: Referral) -> None:
    other = elsewhere("44")
    theirs = accounts.coordinator(other.provider)

    moved = pass_on(case, other)

    assert (moved.status, moved.programme, moved.provider) == ("SUBMITTED", other, other.provider)
    assert moved.reference == case.reference
    kept = Transfer.objects.get(referral=case)
    assert (kept.from_programme, kept.to_programme, kept.words) == (case.programme, other, WHY)
    review = text_of(client_of(theirs).get(reverse("referrals:review", args=[case.pk])))
    assert WHY in review
    assert f"Passed on from {case.programme} to {other}" in review
    again = actions.accept(moved, by=theirs, at=LATER + timedelta(hours=1), outside_reason="Passed on")
    history = text_of(client_of(theirs).get(reverse("casework:case_history", args=[again.pk])))
    assert WHY in history
    told = text_of(client_of(theirs).get(reverse("casework:case_notes", args=[again.pk])))
    assert "Likes mornings" in told
    event = Event.objects.get(verb="referral.transfer", subject_id=case.pk)
    assert event.facts["new_programme"] == "WONDER"
    assert client_of(worker(case)).get(reverse("casework:case", args=[case.pk])).status_code == 404


def test_places_ahead_are_given_back_and_letters_taken_back(case: Referral) -> None:
    assert Place.objects.held().filter(referral=case).count() == 2
    waiting = Message.objects.filter(about_id=case.pk, participant__isnull=False, status="QUEUED")
    assert waiting.exists()

    pass_on(case, elsewhere("44"))

    assert not Place.objects.held().filter(referral=case).exists()
    assert not waiting.exists()


def test_a_day_she_came_to_is_kept_with_the_passing_on(case: Referral) -> None:
    from workshops.statuses import Mark

    first = Place.objects.held().filter(referral=case).order_by("workshop__starts_at")
    workshops.marked(list(first), Mark.HERE, by=worker(case))
    at = first[0].workshop.ends_at + timedelta(days=1)

    with time_machine.travel(at, tick=False):
        passing_on.transfer(case, programme=elsewhere("44"), force=None, words=WHY, by=worker(case), at=at)

    assert Transfer.objects.get().attended_on == [workshops.FIRST_ON.isoformat()]
    assert Place.objects.held().filter(referral=case).count() == 1


def test_a_no_she_gave_us_herself_holds_with_the_next_provider(case: Referral) -> None:
    from casework.actions import telling

    said = {**casework.SAFE, "text": "NO", "call": "YES", "post": "NO"}
    telling.ask_what_is_safe(case, answers=said, by=worker(case), at=NOW + timedelta(hours=3, minutes=30))
    other = elsewhere("44")
    theirs = accounts.coordinator(other.provider)

    moved = pass_on(case, other)
    again = actions.accept(moved, by=theirs, at=LATER + timedelta(hours=1), outside_reason="Passed on")

    assert again.participant is not None
    assert again.participant_id != case.participant_id
    assert case.person.text == "YES"  # what police sent says otherwise
    hers = SafeContact.objects.get(participant=again.participant, source="HERSELF")
    assert (hers.text, hers.post, hers.call) == ("NO", "NO", "YES")
    assert hers.confirmed_at == NOW + timedelta(hours=3, minutes=30)
    assert hers.confirmed_by == worker(case).trail_name
    assert hers.safe_name == "Jo from the course"


def test_an_older_no_of_hers_and_a_stop_on_ringing_hold_with_the_next_provider(case: Referral) -> None:
    her = case.participant
    assert her is not None
    answered_herself(her, at=NOW + timedelta(hours=3), text="NO", post="NO", in_person="NO")
    answered_herself(
        her, at=NOW + timedelta(hours=3, minutes=5), text="NOT_ASKED", post="YES", email="NOT_ASKED"
    )
    ContactStop.objects.create(
        participant=her, seal_key_id=her.seal_key_id, stopped_at=LATER, stopped_by="Jo"
    )
    other = elsewhere("44")

    moved = pass_on(case, other)
    theirs = accounts.coordinator(other.provider)
    again = actions.accept(moved, by=theirs, at=LATER + timedelta(hours=1), outside_reason="Passed on")

    there = again.participant
    assert there is not None
    stop = ContactStop.objects.get(participant=there, lifted_at=None)
    assert (stop.stopped_at, stop.stopped_by, stop.seal_key_id) == (LATER, "Jo", there.seal_key_id)
    older, newer = SafeContact.objects.filter(participant=there, source="HERSELF").order_by("confirmed_at")
    assert (older.text, older.email, older.post) == ("NO", "YES", "NOT_ASKED")
    assert (newer.text, newer.email, newer.post) == ("NOT_ASKED", "NOT_ASKED", "YES")
    assert older.confirmed_at == NOW + timedelta(hours=3)


def test_a_stop_on_ringing_stands_though_she_never_answered_us() -> None:
    case = referrals.accepted()
    her = case.participant
    assert her is not None
    assert not SafeContact.objects.filter(participant=her, source="HERSELF").exists()
    ContactStop.objects.create(participant=her, seal_key_id=her.seal_key_id, stopped_at=NOW, stopped_by="Jo")
    other = elsewhere("44")

    moved = pass_on(case, other)
    theirs = accounts.coordinator(other.provider)
    again = actions.accept(moved, by=theirs, at=LATER + timedelta(hours=1), outside_reason="Passed on")

    assert again.participant_id != her.pk
    assert ContactStop.objects.filter(participant=again.participant, lifted_at=None).exists()


def test_a_restricted_mark_on_her_record_goes_along(case: Referral) -> None:
    by = accounts.manager(case.provider)
    restrict(case, why="Her ex is an officer", by=by, at=LATER)
    other = elsewhere("44")

    moved = pass_on(Referral.objects.get(pk=case.pk), other)

    kept = Referral.objects.get(pk=moved.pk)
    assert (kept.restricted_at, kept.restricted_by) == (LATER, by.trail_name)
    assert kept.why_restricted == "Her ex is an officer"
    again = referrals.draft(other, by=officer(case))
    known = matching.Known.of(case.person)
    assert matching.sent_before(again, known, case.person.crime_reference) == []
    theirs = accounts.coordinator(other.provider)
    there = actions.accept(kept, by=theirs, at=LATER + timedelta(hours=1), outside_reason="Passed on")
    assert there.participant is not None
    assert there.participant.why_restricted == "Her ex is an officer"


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


@pytest.fixture
def juno_named() -> Referral:
    """A case whose officer named somebody she must not meet."""
    return casework.reached(must_not_meet="YES", other_name_1="Maud Otherley", other_reason="Her cousin")
