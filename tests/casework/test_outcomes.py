"""The loop that closes: where each outcome is, reminders of it, what police decided, the deadline."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from audit.models import Event
from casework import notice_view, outcomes
from casework.actions import closing
from casework.models import Case
from casework.outcomes import Outcome
from correspondence import outbox
from correspondence.models import Message
from correspondence.statuses import MessageStatus
from programmes.models import Programme
from referrals import actions
from referrals.actions import Because
from referrals.models import (
    DeadlineChange,
    DecisionKind,
    Evidence,
    OutcomeNotice,
    PoliceDecision,
    Referral,
)
from referrals.statuses import Ground, Reason
from tests.casework.test_pages import client_of, send
from tests.factories import accounts, casework, referrals
from tests.factories.programmes import ProgrammeFactory
from ui.refusals import Refused

pytestmark = pytest.mark.django_db
SENT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)
WORD = {"stated_by": "PC Lee 4411", "evidence": Evidence.PHONE}


@pytest.fixture
def juno() -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def officer(juno: Programme) -> Any:
    force = referrals.force_of(juno)
    team = accounts.TeamFactory.create(organisation=force, email="harbour@force44.police.example")
    return accounts.officer(force, team=team)


def handed_back(juno: Programme, officer: Any, **kw: Any) -> Referral:
    return referrals.handed_back(juno, by=officer, at=SENT - 60 * DAY, **kw)


def newest(referral: Referral) -> OutcomeNotice:
    notice = referral.notices.order_by("-number").first()
    assert notice is not None
    return notice


def mail_went(referral: Referral, status: MessageStatus = MessageStatus.SENT) -> None:
    Message.objects.filter(about_id=referral.pk, purpose="NOTICE").update(status=status)


def lives(juno: Programme, officer: Any) -> dict[str, tuple[Referral, Outcome | None]]:
    """Return a case for each way an outcome can go, with the one list it belongs to (None: it is no end)."""
    worker = accounts.coordinator(juno.provider)
    cases: dict[str, tuple[Referral, Outcome | None]] = {}

    def add(name: str, where: Outcome | None, referral: Referral | None = None) -> Referral:
        case = referral or handed_back(juno, officer)
        cases[name] = (case, where)
        return case

    add("queued", Outcome.NOT_SENT)
    mail_went(add("failed", Outcome.NOT_SENT), MessageStatus.FAILED)
    mail_went(add("gone", Outcome.SENT))
    actions.see_notice(newest(add("opened", Outcome.SENT)), by=officer, at=SENT)
    Message.objects.filter(about_id=add("wants no e-mail", Outcome.SENT).pk).delete()
    actions.acknowledge(newest(add("acknowledged", Outcome.ACKNOWLEDGED)), by=officer, at=SENT)
    nfa = DecisionKind.NO_FURTHER_ACTION
    actions.record_decision(newest(add("decided", Outcome.DECIDED)), kind=nfa, by=officer, at=SENT)
    told = add("decided on their word", Outcome.DECIDED)
    actions.record_decision(newest(told), kind=nfa, by=worker, at=SENT, **WORD)  # type: ignore[arg-type]
    add("declined", Outcome.NOT_SENT, referrals.declined(juno, by=officer))
    add("completed", Outcome.NOT_SENT, referrals.completed(juno, by=officer))
    add("we withdrew", Outcome.NOT_SENT, referrals.withdrawn(juno, by=officer))
    theirs = add("police withdrew", Outcome.DECIDED, referrals.submitted(juno, by=officer))
    actions.withdraw(theirs, reason=Reason.POLICE_DECISION, words="Ours", by=officer, at=SENT)
    back = {"because": Because.CORRECTION, "words": "Wrong", "by": worker, "at": SENT}
    again = add("open again", None)
    actions.reopen(again, **back)  # type: ignore[arg-type]
    twice = add("ended twice", Outcome.NOT_SENT)
    actions.acknowledge(newest(twice), by=officer, at=SENT)
    actions.reopen(twice, **back)  # type: ignore[arg-type]
    actions.hand_back(twice, ground=Ground.NOT_REACHED, attended_on=[], by=worker, at=SENT)
    taken_back = add("open again, then police withdrew", Outcome.DECIDED)
    actions.reopen(taken_back, **back)  # type: ignore[arg-type]
    actions.withdraw(taken_back, reason=Reason.POLICE_DECISION, words="Ours", by=officer, at=SENT)
    nobody = add("nobody to tell", None)
    Referral.objects.filter(pk=nobody.pk).update(reports_to=None)
    brought_in = add("ended in another record", None)
    Message.objects.filter(about_id=brought_in.pk).delete()
    OutcomeNotice.objects.filter(referral=brought_in).delete()
    Referral.objects.filter(pk=brought_in.pk).update(source_reference="OLD-7")
    add("still open", None, referrals.accepted(juno, by=officer))
    return cases


def test_every_ended_case_is_in_exactly_one_of_four_lists(juno: Programme, officer: Any) -> None:
    cases = lives(juno, officer)
    names = {case.pk: name for name, (case, _where) in cases.items()}

    found = {
        place: [names[case.pk] for case in outcomes.in_place(Case.objects.all(), place)] for place in Outcome
    }

    assert len(Outcome) == 4
    assert {place: sorted(inside) for place, inside in found.items()} == {
        place: sorted(name for name, (_case, where) in cases.items() if where is place) for place in Outcome
    }
    everywhere = [name for inside in found.values() for name in inside]
    assert len(everywhere) == len(set(everywhere))
    assert set(everywhere) == {names[case.pk] for case in outcomes.ended(Case.objects.all())}


def test_each_list_is_shown_oldest_first_to_the_provider_and_to_its_own_police(
    juno: Programme, officer: Any
) -> None:
    later = handed_back(juno, officer)
    earlier = referrals.declined(juno, by=officer, at=SENT - 90 * DAY)
    elsewhere = accounts.officer(accounts.ForceFactory.create(force_code="36"))
    for case in (later, earlier):
        mail_went(case)
    worker = accounts.coordinator(juno.provider)
    another = accounts.coordinator(accounts.OrganisationFactory.create())

    shown = {}
    for user, view in ((worker, "outcomes"), (officer, "police_notices"), (elsewhere, "police_notices")):
        shown[user.pk] = client_of(user).get(reverse(f"casework:{view}"), {"state": "sent"}).content.decode()
    theirs = client_of(another).get(reverse("casework:outcomes"), {"state": "sent"}).content.decode()

    for user in (worker, officer):
        page = shown[user.pk]
        assert page.index(earlier.reference) < page.index(later.reference)
    assert later.reference not in shown[elsewhere.pk] + theirs
    assert "Testwell" in shown[worker.pk]
    assert "Testwell" not in shown[officer.pk]
    assert Event.objects.filter(verb="case.list", reference=later.reference).exists()


def test_a_sent_outcome_is_one_whose_mail_the_worker_sent(juno: Programme, officer: Any) -> None:
    case = handed_back(juno, officer)
    before = list(outcomes.in_place(Case.objects.all(), Outcome.NOT_SENT))

    outbox.send_due(clock=lambda: SENT + DAY)

    assert [c.pk for c in before] == [case.pk]
    assert [c.pk for c in outcomes.in_place(Case.objects.all(), Outcome.SENT)] == [case.pk]


def test_an_outcome_nobody_acknowledges_is_chased_once_to_the_officer_and_once_to_the_team(
    juno: Programme, officer: Any
) -> None:
    handed_back(juno, officer)
    notice = OutcomeNotice.objects.get()
    at = notice.sent_at  # a working day

    sent = [actions.chase_police(at=at + days * DAY) for days in (2, 7, 7, 12, 12, 60)]

    assert sent == [0, 1, 0, 1, 0, 0]
    mails = Message.objects.filter(purpose="CHASE_NOTICE").order_by("written_at")
    assert [(m.staff, m.team_address) for m in mails] == [
        (officer, ""),
        (None, "harbour@force44.police.example"),
    ]


def test_what_is_acknowledged_decided_or_open_again_is_not_chased(juno: Programme, officer: Any) -> None:
    worker = accounts.coordinator(juno.provider)
    acknowledged, decided, again = (handed_back(juno, officer) for _ in range(3))
    actions.acknowledge(newest(acknowledged), by=officer, at=SENT)
    other = DecisionKind.OTHER
    actions.record_decision(newest(decided), kind=other, by=worker, at=SENT, **WORD)  # type: ignore[arg-type]
    actions.reopen(again, because=Because.CORRECTION, words="Wrong", by=worker, at=SENT)

    assert actions.chase_police(at=SENT + 90 * DAY) == 0
    assert not Message.objects.filter(purpose="CHASE_NOTICE").exists()


def test_a_coordinator_records_what_police_decided_only_with_who_said_so(
    juno: Programme, officer: Any
) -> None:
    case = handed_back(juno, officer)
    client, url = client_of(case.worker), reverse("casework:decision", args=[case.pk])

    unsaid = send(client, url, kind="PROSECUTION")
    kept = send(client, url, kind="PROSECUTION", stated_by="PC Lee 4411", evidence="PHONE")

    assert "Say which officer told you" in unsaid.content.decode()
    assert kept.status_code == 302
    decision = PoliceDecision.objects.get()
    assert (decision.kind, decision.stated_by) == ("PROSECUTION", "PC Lee 4411")
    assert newest(case).acknowledged_at is None
    page = client_of(officer).get(reverse("casework:police_notice", args=[newest(case).pk])).content.decode()
    assert "as PC Lee 4411 told" in page
    with pytest.raises(actions.SayWhoDecided):
        actions.record_decision(newest(case), kind=DecisionKind.OTHER, by=case.worker, at=SENT)


def test_police_who_record_a_decision_have_acknowledged_the_outcome(juno: Programme, officer: Any) -> None:
    case = handed_back(juno, officer)

    actions.record_decision(newest(case), kind=DecisionKind.PROSECUTION, by=officer, at=SENT)

    assert newest(case).acknowledged_by == officer.trail_name


def test_a_case_that_is_open_again_has_no_end_to_decide_about(juno: Programme, officer: Any) -> None:
    case = handed_back(juno, officer)
    first = newest(case)
    closing.reopen(case, because=Because.CORRECTION, words="Wrong", by=case.worker, at=SENT)

    for notice in (first, newest(case)):
        with pytest.raises(Refused):
            actions.record_decision(notice, kind=DecisionKind.OTHER, by=officer, at=SENT)

    assert not PoliceDecision.objects.exists()


def test_an_accepted_excuse_waits_on_today_until_the_case_is_reopened_or_left_closed(
    juno: Programme, officer: Any
) -> None:
    worker = accounts.coordinator(juno.provider)
    reopened, left = (handed_back(juno, officer, worker=worker) for _ in range(2))
    for case in (reopened, left):
        actions.record_decision(newest(case), kind=DecisionKind.EXCUSE_ACCEPTED, by=officer, at=SENT)
    queue = reverse("casework:queue", args=["tell-police"])

    with time_machine.travel(SENT + DAY, tick=False):
        client = client_of(worker)
        before = client.get(queue).content.decode()
        send(client, reverse("casework:leave_closed", args=[left.pk]))
        send(
            client,
            reverse("casework:reopen", args=[reopened.pk]),
            because="POLICE_DECISION",
            words="They accepted her reason",
        )
        after = client.get(queue).content.decode()

    assert all(case.reference in before for case in (reopened, left))
    assert not any(case.reference in after for case in (reopened, left))
    assert [Referral.objects.get(pk=c.pk).status for c in (reopened, left)] == ["ACCEPTED", "NOT_COMPLETED"]
    assert newest(reopened).changed_because == "POLICE_DECISION"
    assert newest(left).number == 1
    assert Event.objects.filter(verb="referral.leave_closed", reference=left.reference).exists()


def test_a_superseding_notice_says_in_plain_words_what_changed(juno: Programme, officer: Any) -> None:
    case = handed_back(juno, officer, attended_on=(date(2026, 12, 2),))
    worker = case.worker
    assert worker is not None
    actions.reopen(case, because=Because.CORRECTION, words="Wrong", tell=False, by=worker, at=SENT)
    both = [date(2026, 12, 2), date(2026, 12, 30)]
    actions.complete(case, attended_on=both, changed_because=Because.CORRECTION, by=worker, at=SENT)
    first, second = case.notices.order_by("number")

    page = client_of(officer).get(reverse("casework:police_notice", args=[second.pk])).content.decode()
    old = client_of(officer).get(reverse("casework:police_notice", args=[first.pk])).content.decode()

    said = notice_view.what_changed(first, second)
    assert said == (
        "This replaces our notice of Mon 23 November 2026.",
        "Something we had recorded was wrong, and has been corrected.",
        "The earlier notice said: Not completed (We could not reach her). Now: Completed.",
        "The earlier notice said: She attended one workshop, on Wed 2 December 2026.",
        "The register now says: She attended both workshops, on Wed 2 December 2026 and Wed 30 December 2026.",
    )
    assert "Something we had recorded was wrong" in page
    assert "There is a newer notice" in old
    assert "She attended one workshop" in old


def test_a_withdrawal_of_ours_is_told_and_one_of_theirs_is_not(juno: Programme, officer: Any) -> None:
    ours, theirs = referrals.withdrawn(juno, by=officer), referrals.submitted(juno, by=officer)

    actions.withdraw(theirs, reason=Reason.DUPLICATE, words="Twice", by=officer, at=SENT)

    assert newest(ours).outcome == "WITHDRAWN"
    assert not theirs.notices.exists()


def test_a_deadline_extended_is_kept_with_who_why_and_evidence_and_the_queues_follow(
    juno: Programme, officer: Any
) -> None:
    case = casework.reached(programme=juno, by=officer, deadline_on=date(2026, 12, 20))
    url = reverse("casework:deadline", args=[case.pk])
    given = {"until-day": "7", "until-month": "4", "until-year": "2027", "why": "She was in hospital"}
    source = {"stated_by": "Sgt Hill 1290", "evidence": "EMAIL", "evidence_words": "Log 77/26"}

    def at_risk() -> bool:
        found = Case.objects.perhaps_at_risk(SENT.date(), finishes={}).filter(pk=case.pk)
        return bool(found.exists())

    with time_machine.travel(SENT, tick=False):
        client, before = client_of(case.worker), at_risk()
        unsaid = send(client, url, **given)
        kept = send(client, url, **given, **source)
        page = client.get(url).content.decode()
        theirs = client_of(officer).get(reverse("casework:police_referral", args=[case.pk])).content.decode()

    case.refresh_from_db()
    assert "Say which officer told you" in unsaid.content.decode()
    assert kept.status_code == 302
    assert (before, at_risk()) == (True, False)
    assert case.deadline_on == date(2027, 4, 7)
    assert case.plan.get(number=2).latest_on == date(2027, 4, 7)
    change = DeadlineChange.objects.get()
    assert (change.was, change.until, change.stated_by) == (
        date(2026, 12, 20),
        date(2027, 4, 7),
        "Sgt Hill 1290",
    )
    for shown in (page, theirs):
        assert "From Sun 20 December 2026 to Wed 7 April 2027" in shown
        assert "Sgt Hill 1290" in shown
        assert "Log 77/26" in shown


def test_police_extend_the_deadline_on_their_own_page_with_a_reason(juno: Programme, officer: Any) -> None:
    case = referrals.accepted(juno, by=officer)
    url = reverse("casework:police_deadline", args=[case.pk])
    given = {"until-day": "7", "until-month": "4", "until-year": "2027"}
    earlier = {"until-day": "1", "until-month": "1", "until-year": "2027", "why": "Wrong"}

    with time_machine.travel(SENT, tick=False):
        unsaid = send(client_of(officer), url, **given)
        backwards = send(client_of(officer), url, **earlier)
        kept = send(client_of(officer), url, **given, why="Varied by the custody sergeant")

    assert "Say why the deadline changes" in unsaid.content.decode()
    assert "Enter a date after the deadline that stands now" in backwards.content.decode()
    assert kept.status_code == 302
    assert Referral.objects.get(pk=case.pk).deadline_on == date(2027, 4, 7)
    assert DeadlineChange.objects.get().evidence == Evidence.HERE


def test_what_a_coordinator_noted_of_a_decision_is_no_reason_that_police_read(
    juno: Programme, officer: Any
) -> None:
    case = handed_back(juno, officer)

    actions.record_decision(
        newest(case),
        kind=DecisionKind.EXTENDED,
        new_deadline_on=date(2027, 6, 1),
        words="She is at her sister's",
        by=referrals.worker_of(case),
        at=SENT + DAY,
        **WORD,  # type: ignore[arg-type]
    )

    change = DeadlineChange.objects.get(referral=case, until=date(2027, 6, 1))
    assert change.why == str(DecisionKind.EXTENDED.label)
