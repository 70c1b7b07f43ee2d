"""Each row of the table of moves, taken: where it leads, who may, what the trail says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import POLICE, Role
from audit.models import Event
from programmes.models import Programme
from referrals import actions
from referrals.models import OutcomeNotice, Referral
from referrals.statuses import BY_VERB, CLOSED, MOVES, OPEN, Ground, Reason, Status
from tests.factories import accounts, referrals
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from ui.refusals import Stale

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=90)


@pytest.fixture
def juno() -> Programme:
    return ProgrammeFactory.create(code="JUNO")


MAKE: dict[Status, Callable[..., Referral]] = {
    Status.DRAFT: referrals.draft,
    Status.SUBMITTED: referrals.submitted,
    Status.ACCEPTED: referrals.accepted,
    Status.DECLINED: referrals.declined,
    Status.WITHDRAWN: referrals.withdrawn,
    Status.COMPLETED: referrals.completed,
    Status.NOT_COMPLETED: referrals.handed_back,
}
DO: dict[str, Callable[[Referral, User], Referral]] = {
    "submit": lambda r, by: actions.submit(r, by=by, at=LATER),
    "accept": lambda r, by: actions.accept(r, by=by, at=LATER, outside_reason="Agreed with the manager"),
    "decline": lambda r, by: actions.decline(r, reason=Reason.OTHER, words="Why", by=by, at=LATER),
    "withdraw": lambda r, by: actions.withdraw(r, reason=Reason.OTHER, words="Why", by=by, at=LATER),
    "complete": lambda r, by: actions.complete(r, attended_on=[NOW.date()], by=by, at=LATER),
    "hand_back": lambda r, by: actions.hand_back(
        r, ground=Ground.NOT_REACHED, attended_on=[], by=by, at=LATER
    ),
    "reopen": lambda r, by: actions.reopen(
        r, because=actions.Because.CORRECTION, words="Why", by=by, at=LATER
    ),
    "transfer": lambda r, by: actions.transfer(r, words="Why", by=by, at=LATER),
}


def somebody(role: Role, referral: Referral) -> User:
    """Return a person with a role where the referral belongs."""
    where = referral.referring_organisation if role in POLICE else referral.provider
    return accounts.person(role, where)


def allowed(verb: str, source: Status) -> tuple[Role, ...]:
    move = BY_VERB[verb]
    return move.only.get(source, move.roles)


# The table of design.md §4, copied by hand: a test that read `MOVES` could not find a mistake there.
EXPECTED = {
    ("submit", "DRAFT", "SUBMITTED"),
    ("accept", "SUBMITTED", "ACCEPTED"),
    ("decline", "SUBMITTED", "DECLINED"),
    ("withdraw", "SUBMITTED", "WITHDRAWN"),
    ("withdraw", "ACCEPTED", "WITHDRAWN"),
    ("complete", "ACCEPTED", "COMPLETED"),
    ("hand_back", "ACCEPTED", "NOT_COMPLETED"),
    ("reopen", "DECLINED", "SUBMITTED"),
    ("reopen", "WITHDRAWN", "ACCEPTED"),  # withdrawn by the factory after it was accepted
    ("reopen", "NOT_COMPLETED", "ACCEPTED"),
    ("reopen", "COMPLETED", "ACCEPTED"),
    ("transfer", "SUBMITTED", "SUBMITTED"),
    ("transfer", "ACCEPTED", "SUBMITTED"),
}


@pytest.mark.parametrize(("verb", "source", "target"), sorted(EXPECTED))
def test_each_move_leads_where_the_table_says_and_leaves_its_line(
    juno: Programme, verb: str, source: str, target: str
) -> None:
    referral = MAKE[Status(source)](juno)
    role = allowed(verb, Status(source))[0]
    by = referral.owner if verb == "submit" else somebody(role, referral)
    assert by is not None

    moved = DO[verb](referral, by)

    assert moved.status == target
    assert Referral.objects.get(pk=referral.pk).status == target
    line = Event.objects.filter(verb=f"referral.{verb}").latest("number")
    assert (line.subject_id, line.who_id, line.at) == (referral.pk, by.pk, LATER)
    assert (line.facts["from"], line.facts["to"]) == (source, target)
    assert line.reference == moved.reference


@pytest.mark.parametrize("source", list(Status))
def test_a_move_from_anywhere_else_is_refused_and_changes_nothing(juno: Programme, source: Status) -> None:
    referral = MAKE[source](juno)
    before = (referral.status, referral.version)

    for move in MOVES:
        if source not in move.sources:
            with pytest.raises(actions.CannotMove):
                DO[move.verb](referral, somebody(move.roles[-1], referral))

    kept = Referral.objects.get(pk=referral.pk)
    assert (kept.status, kept.version) == before


@pytest.mark.parametrize(("verb", "source", "_target"), sorted(EXPECTED))
def test_nobody_else_may_make_a_move(juno: Programme, verb: str, source: str, _target: str) -> None:
    referral = MAKE[Status(source)](juno)

    for role in set(Role) - set(allowed(verb, Status(source))):
        with pytest.raises(actions.NotYours):
            DO[verb](referral, somebody(role, referral))

    assert Referral.objects.get(pk=referral.pk).status == source


@pytest.mark.parametrize("verb", ["accept", "decline", "withdraw", "transfer"])
def test_the_same_role_elsewhere_may_not(juno: Programme, verb: str) -> None:
    referral = referrals.submitted(juno)
    elsewhere = accounts.coordinator(accounts.OrganisationFactory.create())
    other_programme = accounts.coordinator(referral.provider, programme_code="CARA")

    for stranger in (
        elsewhere,
        other_programme,
        accounts.officer(accounts.ForceFactory.create(force_code="34")),
    ):
        with pytest.raises(actions.NotYours):
            DO[verb](referral, stranger)


def test_a_coordinator_sends_only_what_she_entered_for_an_officer(juno: Programme) -> None:
    officer = accounts.officer(referrals.force_of(juno))
    own = referrals.draft(juno, by=officer)
    worker = accounts.coordinator(juno.provider)

    with pytest.raises(actions.NotYours):
        actions.submit(own, by=worker, at=LATER)


def test_the_table_covers_every_state() -> None:
    assert {status for move in MOVES for status in move.sources} == set(Status)
    assert OPEN | CLOSED | {Status.DRAFT} == set(Status)


def test_only_a_manager_reopens_what_was_completed(juno: Programme) -> None:
    referral = referrals.completed(juno)

    with pytest.raises(actions.NotYours):
        DO["reopen"](referral, accounts.coordinator(referral.provider))
    reopened = DO["reopen"](referral, accounts.manager(referral.provider))

    assert reopened.status == Status.ACCEPTED
    assert (reopened.closed_at, reopened.closed_by, reopened.closed_from) == (None, "", "")


def test_a_referral_withdrawn_before_it_was_accepted_goes_back_to_new(juno: Programme) -> None:
    referral = referrals.submitted(juno)
    worker = accounts.coordinator(referral.provider)
    withdrawn = DO["withdraw"](referral, worker)

    assert DO["reopen"](withdrawn, worker).status == Status.SUBMITTED


@pytest.mark.parametrize(
    ("made", "outcome"),
    [
        (referrals.declined, "DECLINED"),
        (referrals.completed, "COMPLETED"),
        (referrals.handed_back, "NOT_COMPLETED"),
    ],
)
def test_police_get_a_notice_of_how_it_ended(
    juno: Programme, made: Callable[..., Referral], outcome: str
) -> None:
    referral = made(juno)

    notice = OutcomeNotice.objects.get(referral=referral)
    assert (notice.number, notice.outcome) == (1, outcome)
    assert notice.ground == (Ground.NOT_REACHED if outcome == "NOT_COMPLETED" else "")
    assert notice.acknowledged_at is None


def test_going_back_supersedes_the_notice_that_had_gone(juno: Programme) -> None:
    referral = referrals.handed_back(juno)

    DO["reopen"](referral, accounts.coordinator(referral.provider))

    first, second = OutcomeNotice.objects.filter(referral=referral).order_by("number")
    assert (first.outcome, second.outcome) == ("NOT_COMPLETED", "ACCEPTED")
    assert second.changed_because == "CORRECTION"


def test_nothing_is_owed_to_police_where_nobody_is_to_be_told(juno: Programme) -> None:
    referral = referrals.accepted(juno)
    Referral.objects.filter(pk=referral.pk).update(reports_to=None)

    DO["complete"](referral, referrals.worker_of(referral))

    assert not OutcomeNotice.objects.exists()


def test_an_unsuitable_woman_is_handed_back_by_a_manager_only(juno: Programme) -> None:
    referral = referrals.accepted(juno)
    how: dict[str, Any] = {"ground": Ground.UNSUITABLE, "attended_on": [], "at": LATER}

    with pytest.raises(actions.OnlyAManager):
        actions.hand_back(referral, by=referrals.worker_of(referral), **how)
    handed = actions.hand_back(referral, by=accounts.manager(referral.provider), **how)

    assert (handed.status, handed.ground) == (Status.NOT_COMPLETED, Ground.UNSUITABLE)


def test_a_transferred_referral_begins_again_and_its_old_steps_are_ended(juno: Programme) -> None:
    cara = ProgrammeFactory.create(code="CARA")
    referral = referrals.accepted(juno)

    moved = actions.transfer(
        referral, programme=cara, words="Wrong programme", by=referrals.worker_of(referral), at=LATER
    )

    assert (moved.programme, moved.definition) == (cara, cara.current)
    assert (moved.participant, moved.worker, moved.accepted_at) == (None, None, None)
    assert set(moved.plan.values_list("why_ended", flat=True)) == {"TRANSFERRED"}
    again = DO["accept"](moved, accounts.coordinator(cara.provider))
    assert set(again.plan.filter(ended_at=None).values_list("round", flat=True)) == {2}


@pytest.mark.parametrize("verb", ["decline", "withdraw"])
def test_a_reason_needs_words_and_must_be_one_for_this_verb(juno: Programme, verb: str) -> None:
    referral = referrals.submitted(juno)
    by = accounts.coordinator(referral.provider)
    do = getattr(actions, verb)
    wrong = Reason.POLICE_DECISION if verb == "decline" else Reason.OUT_OF_AREA

    with pytest.raises(actions.WrongReason):
        do(referral, reason=wrong, words="Why", by=by, at=LATER)
    with pytest.raises(actions.WrongReason):
        do(referral, reason=Reason.OTHER, words="  ", by=by, at=LATER)

    assert Referral.objects.get(pk=referral.pk).status == Status.SUBMITTED


def test_a_stale_page_is_refused(juno: Programme) -> None:
    referral = referrals.submitted(juno)
    by = accounts.coordinator(referral.provider)

    with pytest.raises(Stale):
        actions.accept(referral, by=by, at=LATER, outside_reason="x", seen=referral.version - 1)


def test_the_buttons_come_from_the_table(juno: Programme) -> None:
    referral = referrals.submitted(juno)
    worker = accounts.coordinator(referral.provider)
    officer = referral.referred_by
    assert officer is not None

    assert [m.verb for m in actions.may_move(worker, referral)] == [
        "accept",
        "decline",
        "withdraw",
        "transfer",
    ]
    assert [m.verb for m in actions.may_move(officer, referral)] == ["withdraw"]
    assert actions.may_move(accounts.commissioner(referral.provider), referral) == []
