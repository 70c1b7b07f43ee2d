"""Possible duplicates reach a coordinator silently, and she settles them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from audit.models import Event
from casework.actions import duplicates
from casework.actions.restricting import AsItIs, SayWhyRestricted, lift_restriction, restrict
from casework.models import Review
from correspondence.models import Message
from participants.models import Participant
from programmes.models import Programme
from referrals import actions
from referrals.models import OutcomeNotice, Referral
from referrals.statuses import Reason
from tests.conftest import Clone
from tests.factories import accounts, referrals
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from tests.referrals import walking
from tests.referrals.test_races import at_once
from tests.referrals.writing.pages import text_of

LATER = NOW + timedelta(hours=3)
ELSEWHERE: dict[str, Any] = {"crime_reference": "44260777777"}  # what a stranger sends of the same woman
OTHER: dict[str, Any] = {
    "first_names": "Ada",
    "last_name": "Brown",
    "date_of_birth": date(1971, 1, 2),
    "phone": "07700 900 999",
}


@pytest.fixture
def juno(db: None) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def worker(juno: Programme) -> User:
    return accounts.coordinator(juno.provider)


@pytest.fixture
def client(worker: User) -> Client:
    browser = Client()
    browser.force_login(worker, backend="django.contrib.auth.backends.ModelBackend")
    return browser


Waiting = Callable[[], list[Review]]


def waiting() -> list[Review]:
    return list(Review.objects.filter(kind="duplicate", settled_at=None))


def test_a_woman_who_may_be_known_is_raised_silently(juno: Programme) -> None:
    first = referrals.accepted(juno)
    again = referrals.submitted(juno, **ELSEWHERE)

    (review,) = waiting()
    assert (review.referral_id, review.about_id) == (again.pk, first.participant_id)
    assert Event.objects.get(verb="case.raise_duplicate").who == "JUNO"
    assert not Message.objects.filter(purpose="NOTICE").exists()


def test_a_woman_nobody_knows_raises_nothing(juno: Programme) -> None:
    referrals.accepted(juno)
    referrals.submitted(juno, **OTHER)

    assert waiting() == []


def test_coordinators_look_among_changed_surnames_too(juno: Programme) -> None:
    referrals.accepted(juno)
    again = referrals.submitted(juno, last_name="Brown", phone="07700 900 999", **ELSEWHERE)

    assert [review.referral_id for review in waiting()] == [again.pk]


def test_two_are_raised_once_however_often_they_meet(juno: Programme) -> None:
    one = referrals.submitted(juno)
    other = referrals.submitted(juno, **ELSEWHERE)
    by = accounts.coordinator(juno.provider)

    actions.accept(one, by=by, at=LATER)

    (review,) = waiting()
    assert (review.referral_id, review.about_id) == (other.pk, one.pk)


def test_accepting_her_on_her_record_settles_it(juno: Programme, worker: User) -> None:
    first = referrals.accepted(juno)
    again = referrals.submitted(juno, **ELSEWHERE)

    actions.accept(again, participant=first.participant, by=worker, at=LATER, considered=[])

    (review,) = Review.objects.filter(kind="duplicate")
    assert (review.settled_as, review.settled_by) == ("SAME", worker.trail_name)


def test_accepting_her_as_new_settles_it_for_the_records_that_were_offered(
    juno: Programme, worker: User
) -> None:
    first = referrals.accepted(juno)
    again = referrals.submitted(juno, **ELSEWHERE)

    actions.accept(again, by=worker, at=LATER, considered=[first.participant_id])  # type: ignore[list-item]

    (review,) = Review.objects.filter(kind="duplicate")
    assert review.settled_as == "DIFFERENT"
    assert waiting() == []


def test_a_record_made_since_the_page_was_opened_is_looked_at_first(juno: Programme, worker: User) -> None:
    referrals.accepted(juno)
    again = referrals.submitted(juno, **ELSEWHERE)

    with pytest.raises(actions.NewlyKnown):
        actions.accept(again, by=worker, at=LATER, considered=[])

    assert Participant.objects.count() == 1


@pytest.mark.servers
def test_two_strangers_who_send_her_at_once_are_both_taken_and_one_review_is_raised(
    committed_db: Clone,
) -> None:
    drafts = [referrals.draft(crime_reference=f"4426077777{n}") for n in range(2)]

    at_once(*(lambda d=d: actions.submit(d, by=d.owner, at=NOW, said={}) for d in drafts))

    assert Referral.objects.filter(status="SUBMITTED").count() == 2
    assert len(waiting()) == 1


@pytest.mark.servers
def test_two_coordinators_who_accept_her_two_referrals_at_once_make_one_record(committed_db: Clone) -> None:
    both = [referrals.submitted(crime_reference=f"4426077777{n}") for n in range(2)]
    workers = [accounts.coordinator(both[0].provider) for _ in both]

    results = at_once(
        *(
            lambda r=r, by=by: actions.accept(r, by=by, at=LATER, considered=[])
            for r, by in zip(both, workers, strict=True)
        )
    )

    assert sorted(type(r).__name__ for r in results) == ["NewlyKnown", "Referral"]
    assert Participant.objects.count() == 1


class TestSettling:
    @pytest.fixture
    def first(self, juno: Programme) -> Referral:
        return referrals.accepted(juno)

    @pytest.fixture
    def again(self, juno: Programme, first: Referral) -> Referral:
        return referrals.submitted(juno, **ELSEWHERE)

    @pytest.fixture
    def url(self, again: Referral) -> str:
        return f"/duplicates/{waiting()[0].pk}/"

    def test_the_page_compares_the_two(
        self, client: Client, first: Referral, again: Referral, url: str
    ) -> None:
        listed = text_of(client.get("/duplicates/"))
        page = text_of(client.get(url))

        assert again.reference in listed
        assert "The same" in page
        assert f"JUNO, {first.reference}" in page
        assert "1 woman may be known already" in text_of(client.get("/today/"))

    def test_two_women_stay_two(self, client: Client, first: Referral, url: str, juno: Programme) -> None:
        assert walking.send(client, url, {"answer": "TWO"})["Location"] == "/duplicates/"

        assert waiting() == []
        assert Event.objects.get(verb="case.settle_duplicate").facts["as"] == "DIFFERENT"
        assert client.get(url).status_code == 404

    def test_one_woman_with_a_new_matter_is_accepted_on_her_record(
        self, client: Client, first: Referral, again: Referral, url: str
    ) -> None:
        accept = walking.send(client, url, {"answer": "ACCEPT"})["Location"]

        assert accept == f"/referrals/{again.pk}/accept/"
        assert f"JUNO, {first.reference}" in text_of(client.get(accept))
        assert len(waiting()) == 1  # until she is accepted

    def test_a_stranger_is_not_told_that_she_was_sent_already(
        self, client: Client, again: Referral, url: str
    ) -> None:
        said = {"answer": "ALREADY", "words": "Please ring us"}
        assert "Write nothing that shows that she is known" in text_of(client.get(url))

        walking.send(client, url, said)

        declined = Referral.objects.get(pk=again.pk)
        assert (declined.status, declined.reason) == ("DECLINED", "OTHER")
        assert OutcomeNotice.objects.get().reason == "OTHER"
        assert waiting() == []

    def test_whoever_sent_her_before_is_told(self, client: Client, juno: Programme) -> None:
        officer = accounts.officer(referrals.force_of(juno))
        referrals.accepted(juno, by=officer)
        again = referrals.submitted(juno, by=officer, **ELSEWHERE)
        (review,) = waiting()

        walking.send(client, f"/duplicates/{review.pk}/", {"answer": "ALREADY", "words": "It goes on"})

        assert Referral.objects.get(pk=again.pk).reason == "DUPLICATE"

    def test_it_is_settled_once_and_by_the_provider_only(
        self, juno: Programme, worker: User, again: Referral
    ) -> None:
        (review,) = waiting()
        with pytest.raises(actions.NotYours):
            duplicates.settle_different(review, by=accounts.officer(referrals.force_of(juno)), at=LATER)

        duplicates.settle_different(review, by=worker, at=LATER)

        with pytest.raises(duplicates.SettledAlready):
            duplicates.settle_different(review, by=worker, at=LATER)
        with pytest.raises(duplicates.SettledAlready):
            duplicates.settle_already_sent(review, words="No", by=worker, at=LATER)
        assert Referral.objects.get(pk=again.pk).status == "SUBMITTED"


class TestAlreadyReferredAsAReason:
    """Chosen on the ordinary pages, it reaches only those police who may know of the earlier referral."""

    @pytest.fixture
    def officer(self, juno: Programme) -> User:
        return accounts.officer(referrals.force_of(juno))

    def decline(self, referral: Referral, by: User) -> tuple[str, str]:
        done = actions.decline(referral, reason=Reason.DUPLICATE, words="It goes on", by=by, at=LATER)
        event = Event.objects.get(verb="referral.decline", subject_id=referral.pk)
        assert event.facts["reason"] == done.reason
        return done.reason, OutcomeNotice.objects.get(referral=referral).reason

    def test_a_stranger_reads_another_reason(self, juno: Programme, worker: User) -> None:
        referrals.accepted(juno)
        again = referrals.submitted(juno, **ELSEWHERE)

        assert self.decline(again, worker) == ("OTHER", "OTHER")

    def test_whoever_sent_her_before_reads_it(self, juno: Programme, worker: User, officer: User) -> None:
        referrals.submitted(juno, by=officer)
        again = referrals.submitted(juno, by=officer, **ELSEWHERE)

        assert self.decline(again, worker) == ("DUPLICATE", "DUPLICATE")

    def test_nobody_reads_it_of_another_woman(self, juno: Programme, worker: User, officer: User) -> None:
        referrals.submitted(juno, by=officer, **OTHER)
        again = referrals.submitted(juno, by=officer, **ELSEWHERE)

        assert self.decline(again, worker) == ("OTHER", "OTHER")

    @pytest.mark.parametrize("make", [referrals.submitted, referrals.accepted])
    def test_nobody_reads_it_of_a_restricted_woman(
        self, make: Callable[..., Referral], juno: Programme, worker: User, officer: User
    ) -> None:
        first = make(juno, by=officer)
        again = referrals.submitted(juno, by=officer, **ELSEWHERE)
        restrict(first, why="Her ex is an officer", by=accounts.manager(juno.provider), at=LATER)
        review = Review.objects.get(kind="duplicate", referral=again)

        assert not duplicates.may_say_so(review)
        assert self.decline(again, worker) == ("OTHER", "OTHER")

    @pytest.mark.parametrize(("known", "told"), [(True, "DUPLICATE"), (False, "OTHER")])
    def test_a_case_that_we_withdraw_keeps_to_it(
        self, known: bool, told: str, juno: Programme, worker: User, officer: User
    ) -> None:
        before = officer if known else accounts.officer(referrals.force_of(juno))
        first = referrals.accepted(juno, by=before)
        sent = referrals.submitted(juno, by=officer, **{**OTHER, **ELSEWHERE})  # her details have changed
        case = actions.accept(sent, participant=first.participant, by=worker, at=LATER, take_details=False)

        done = actions.withdraw(case, reason=Reason.DUPLICATE, words="Twice", by=worker, at=LATER)

        assert (done.reason, OutcomeNotice.objects.get(referral=done).reason) == (told, told)

    def test_an_officer_takes_back_a_referral_for_it(self, juno: Programme, officer: User) -> None:
        sent = referrals.submitted(juno, by=officer)

        done = actions.withdraw(sent, reason=Reason.DUPLICATE, words="Twice", by=officer, at=LATER)

        assert done.reason == "DUPLICATE"


class TestRestricted:
    def test_only_a_manager_marks_her_with_a_reason_and_takes_it_away(
        self, juno: Programme, worker: User
    ) -> None:
        case = referrals.accepted(juno)
        manager = accounts.manager(juno.provider)

        with pytest.raises(actions.OnlyAManager):
            restrict(case, why="Her ex is an officer", by=worker, at=LATER)
        with pytest.raises(SayWhyRestricted):
            restrict(case, why=" ", by=manager, at=LATER)
        restrict(case, why="Her ex is an officer", by=manager, at=LATER)
        with pytest.raises(AsItIs):
            restrict(case, why="Again", by=manager, at=LATER)

        marked = Participant.objects.get()
        assert (marked.restricted_by, marked.why_restricted) == (manager.trail_name, "Her ex is an officer")
        lift_restriction(case, why="He has left", by=manager, at=LATER)
        assert Participant.objects.get().restricted_at is None
        verbs = Event.objects.filter(subject_id=marked.pk).values_list("verb", flat=True)
        assert {"participant.restrict", "participant.lift_restriction"} <= set(verbs)

    def test_a_mark_made_before_she_is_accepted_goes_to_her_record(
        self, juno: Programme, worker: User
    ) -> None:
        new = referrals.submitted(juno)
        restrict(new, why="Her ex is an officer", by=accounts.manager(juno.provider), at=LATER)

        actions.accept(Referral.objects.get(pk=new.pk), by=worker, at=LATER)

        assert Participant.objects.get().why_restricted == "Her ex is an officer"

    def test_the_manager_marks_her_on_the_page(self, juno: Programme) -> None:
        case = referrals.accepted(juno)
        manager = Client()
        manager.force_login(
            accounts.manager(juno.provider), backend="django.contrib.auth.backends.ModelBackend"
        )
        url = f"/cases/{case.pk}/restriction/"

        sent = walking.send(manager, url, {"why": "Her ex is an officer"})

        assert sent["Location"] == f"/cases/{case.pk}/"
        page = text_of(manager.get(sent["Location"]))
        assert "Restricted" in page
        assert url in page
        assert "Her ex is an officer" in text_of(manager.get(url))


def test_what_she_came_to_before_is_on_her_case(juno: Programme, worker: User, client: Client) -> None:
    first = referrals.withdrawn(juno)
    again = referrals.submitted(juno, **ELSEWHERE)
    actions.accept(again, participant=first.participant, by=worker, at=LATER)

    page = text_of(client.get(f"/cases/{again.pk}/"))

    assert "Earlier programmes" in page
    assert f"JUNO, {first.reference}" in page
