"""Two people at once, on real connections: one wins, the other is told why."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from audit.models import Event
from correspondence.models import Message
from participants.models import Participant
from referrals import actions
from referrals.models import Chase, QuestionKind, Referral, ReferredPerson
from referrals.statuses import Reason
from tests.conftest import Clone
from tests.factories import accounts, referrals
from tests.factories.accounts import NOW
from ui.refusals import Refused

pytestmark = pytest.mark.servers


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts together, each on a connection of its own; return results and refusals in order."""
    start, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        start.wait()
        try:
            results[number] = act()
        except Refused as refused:
            results[number] = refused  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=600)
    return results


def test_two_accepts_at_once_make_one_record(committed_db: Clone) -> None:
    referral = referrals.submitted()
    workers = [accounts.coordinator(referral.provider) for _ in range(2)]

    results = at_once(*(lambda by=by: actions.accept(referral, by=by, at=NOW) for by in workers))

    won = [r for r in results if isinstance(r, Referral)]
    lost = [r for r in results if isinstance(r, actions.CannotMove)]
    assert (len(won), len(lost)) == (1, 1)
    assert "already “Open”" in str(lost[0])
    assert Participant.objects.count() == 1
    assert Referral.objects.get().plan.count() == 2


def test_accepting_and_declining_at_once_does_one_of_the_two(committed_db: Clone) -> None:
    referral = referrals.submitted()
    by = accounts.coordinator(referral.provider)

    results = at_once(
        lambda: actions.accept(referral, by=by, at=NOW),
        lambda: actions.decline(referral, reason=Reason.OTHER, words="No", by=by, at=NOW),
    )

    assert sorted(type(r).__name__ for r in results) == ["CannotMove", "Referral"]
    kept = Referral.objects.get()
    assert (kept.status == "ACCEPTED") == (kept.participant is not None) == (not kept.notices.exists())


def test_the_send_button_pressed_twice_makes_one_referral(committed_db: Clone) -> None:
    draft = referrals.draft()
    officer = draft.owner
    assert officer is not None
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    sent = {"submission": uuid4(), "version": draft.version}
    url = f"/referrals/{draft.pk}/check/"

    answers = at_once(*(lambda c=client: c.post(url, sent)["Location"] for client in clients))

    assert Referral.objects.get().status == "SUBMITTED"
    assert Event.objects.filter(verb="referral.submit").count() == 1
    assert ReferredPerson.objects.count() == 1
    equality, seen = f"/referrals/{draft.pk}/equality/", f"/referrals/{draft.pk}/sent/"
    assert set(answers) <= {equality, seen}
    assert equality in answers


def test_two_of_a_team_who_send_the_same_woman_at_once_make_one_referral_and_one_question(
    committed_db: Clone,
) -> None:
    force = accounts.ForceFactory.create()
    team = accounts.TeamFactory.create(organisation=force)
    officers = [accounts.officer(force, team=team) for _ in range(2)]
    drafts = [referrals.draft(by=by) for by in officers]

    def press(officer: User, draft: Referral) -> Any:
        client = Client()
        client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
        return client.post(f"/referrals/{draft.pk}/check/", {"submission": uuid4(), "version": draft.version})

    answers = at_once(*(lambda o=o, d=d: press(o, d) for o, d in zip(officers, drafts, strict=True)))

    assert sorted(answer.status_code for answer in answers) == [200, 302]
    assert sorted(Referral.objects.values_list("status", flat=True)) == ["DRAFT", "SUBMITTED"]
    sent = Referral.objects.get(status="SUBMITTED")
    (asked,) = [answer.content.decode() for answer in answers if answer.status_code == 200]
    assert f"Is this the same woman as {sent.reference}" in asked
    assert ReferredPerson.objects.count() == 1


def test_two_who_send_at_once_get_two_references(committed_db: Clone) -> None:
    drafts = [referrals.draft() for _ in range(4)]

    results = at_once(*(lambda d=d: actions.submit(d, by=d.owner, at=NOW) for d in drafts))

    assert len({r.reference for r in results}) == 4


def test_two_workers_at_once_send_police_one_reminder(committed_db: Clone) -> None:
    referral = referrals.submitted()
    by, later = accounts.coordinator(referral.provider), NOW + timedelta(days=5)
    actions.ask(referral, kind=QuestionKind.SEE_HER, by=by, at=NOW)

    sent = at_once(*(lambda: actions.chase_police(at=later) for _ in range(4)))

    assert sum(sent) == 1
    assert Chase.objects.count() == Message.objects.filter(purpose="CHASE_QUESTION").count() == 1
