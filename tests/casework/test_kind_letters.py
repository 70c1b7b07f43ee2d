"""Well done, and I have tried to ring you: letters to a woman who told us herself that post is safe."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from casework import kind_letters
from casework.actions import calls, closing, correcting, discreet
from casework.statuses import AbsenceDecision, CallOutcome
from correspondence import outbox
from correspondence.letters import letter_html, letter_words
from correspondence.models import Message
from correspondence.statuses import Wording
from correspondence.writing import facts_of
from referrals.actions import Because
from referrals.models import Referral
from referrals.statuses import Ground
from tests.correspondence.outbox.test_by_provider import use
from tests.correspondence.providers import NotifyDesk, provider
from tests.factories import accounts, casework, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.participants import answered_herself
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.pages.asking import sent, signed_in, text
from workshops.actions import Entry
from workshops.models import Place
from workshops.statuses import Mark

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def woman(**answers: Any) -> Referral:
    case = referrals.accepted(ProgrammeFactory.create(code="JUNO"))
    assert case.participant is not None
    answered_herself(case.participant, **answers)
    return case


def came(case: Referral, *marks: Mark, post: str = "YES") -> list[Place]:
    """Two days, at the second of which she was asked again what is safe."""
    places = workshops.booked(case, workshops.pair(case.programme))
    workshops.marked(places, *marks, by=referrals.worker_of(case))
    assert case.participant is not None
    answered_herself(case.participant, at=places[1].workshop.ends_at, post=post)
    return places


def letters(purpose: str) -> list[Message]:
    return list(Message.objects.filter(purpose=purpose, channel="LETTER"))


class TestWellDone:
    def test_she_who_came_to_everything_is_told_so_with_her_days(self) -> None:
        case = woman(post="YES")
        places = came(case, Mark.HERE, Mark.HERE)
        at = places[1].workshop.ends_at + DAY

        closing.complete(case, by=referrals.worker_of(case), at=at)

        [letter] = letters("COMPLETION")
        facts = facts_of(letter)
        assert letter.status == "QUEUED"
        assert facts is not None
        assert [day.when for day in facts.days] == ["Wednesday 2 December 2026", "Wednesday 30 December 2026"]
        assert case.participant is not None
        leave = kind_letters.leave_of(case.participant, at=at)
        assert leave is not None
        assert "You came to both of your days." in letter_html("COMPLETION", facts, leave)

    def test_where_post_is_not_safe_nothing_is_written_and_nobody_has_to_do_anything(self) -> None:
        case = woman(post="NO")
        places = came(case, Mark.HERE, Mark.HERE, post="NO")
        before = Message.objects.needing_a_person().count()

        closing.complete(case, by=referrals.worker_of(case), at=places[1].workshop.ends_at + DAY)

        assert not Message.objects.filter(purpose="COMPLETION").exists()
        assert Message.objects.needing_a_person().count() == before

    def test_nor_before_she_has_told_us_herself(self) -> None:
        case = referrals.accepted(ProgrammeFactory.create(code="JUNO"))
        places = workshops.booked(case, workshops.pair(case.programme))
        workshops.marked(places, Mark.HERE, Mark.HERE, by=referrals.worker_of(case))

        closing.complete(case, by=referrals.worker_of(case), at=places[1].workshop.ends_at + DAY)

        assert letters("COMPLETION") == []

    def test_opened_again_it_is_not_wanted_any_more(self) -> None:
        case = woman(post="YES")
        places = came(case, Mark.HERE, Mark.HERE)
        at, manager = places[1].workshop.ends_at + DAY, accounts.manager(case.provider)
        closed = closing.complete(case, by=referrals.worker_of(case), at=at)
        [letter] = letters("COMPLETION")
        assert kind_letters._completed_still(letter)

        closing.reopen(closed, because=Because.CORRECTION, words="A slip", by=manager, at=at + DAY)

        assert not kind_letters._completed_still(letter)

    def test_a_corrected_mark_that_completes_it_writes_it_too(self) -> None:
        case = woman(post="YES")
        places = came(case, Mark.HERE, Mark.NOT_HERE)
        manager = accounts.manager(case.provider)
        at = places[1].workshop.ends_at + DAY
        casework.noted(places[1], at=at, decision=AbsenceDecision.REPORT)
        closing.hand_back(case, ground=Ground.UNSUITABLE, by=manager, at=at)

        correcting.correct_mark(places[1], Entry(Mark.HERE), why="Wrong row", by=manager, at=at + DAY)

        assert Referral.objects.get(pk=case.pk).status == "COMPLETED"
        assert len(letters("COMPLETION")) == 1


class TestTriedToRing:
    @pytest.fixture(autouse=True)
    def _now(self) -> Any:
        with time_machine.travel(NOW + 3 * DAY, tick=True):
            yield

    def rung(self, case: Referral, outcome: CallOutcome, days: int, *, by: User) -> None:
        calls.log_call(case, outcome=outcome, by=by, at=NOW + timedelta(days=days))

    def test_its_page_shows_the_words_and_writes_it_once(self) -> None:
        case = woman(post="YES")
        worker = referrals.worker_of(case)
        client, address = signed_in(worker), reverse("casework:tried_letter", args=[case.pk])
        self.rung(case, CallOutcome.SPOKE, 1, by=worker)
        first = text(client.get(address))
        self.rung(case, CallOutcome.NO_ANSWER, 2, by=worker)
        shown = text(client.get(address))
        client.post(address, sent())
        after = text(client.get(address))

        assert "Ring her first: the letter says that somebody tried." in first
        assert "I have tried to ring you, and I have not got through." in shown
        assert "1 call did not reach her since somebody last spoke to her." in shown
        assert "This letter was written" in after
        [letter] = letters("COULD_NOT_REACH")
        assert letter.status == "QUEUED"
        with pytest.raises(discreet.OnItsWay):
            discreet.write_tried(case, by=worker, at=NOW + 3 * DAY)

    def test_one_that_notify_carries_is_on_its_way_too(self, settings: Settings) -> None:
        case = woman(post="YES")
        worker, at = referrals.worker_of(case), NOW + 2 * DAY
        self.rung(case, CallOutcome.NO_ANSWER, 1, by=worker)
        discreet.write_tried(case, by=worker, at=at)
        with provider(NotifyDesk) as notify:
            use(settings, notify, JUNO_LETTERS_BY="notify")
            outbox.send_due(clock=lambda: at)
            assert [letter.status for letter in letters("COULD_NOT_REACH")] == ["SENT"]
            with pytest.raises(discreet.OnItsWay):
                discreet.write_tried(case, by=worker, at=at + DAY)

            for days in range(1, 8):  # it does not say what became of it
                outbox.send_due(clock=lambda days=days: at + days * DAY)  # type: ignore[misc]
        assert [letter.status for letter in letters("COULD_NOT_REACH")] == ["UNSURE"]
        with pytest.raises(discreet.OnItsWay):
            discreet.write_tried(case, by=worker, at=at + 8 * DAY)
        assert len(notify.kept) == 1

    def test_once_she_is_spoken_to_it_is_not_wanted(self) -> None:
        case = woman(post="YES")
        worker = referrals.worker_of(case)
        self.rung(case, CallOutcome.NO_ANSWER, 1, by=worker)
        letter = discreet.write_tried(case, by=worker, at=NOW + 2 * DAY)
        assert kind_letters._unreached_still(letter)

        self.rung(case, CallOutcome.SPOKE, 3, by=worker)

        assert not kind_letters._unreached_still(letter)

    def test_it_is_refused_where_post_is_shut_or_nobody_rang(self) -> None:
        shut, open_ = woman(post="NO"), woman(post="YES")

        with pytest.raises(discreet.PostIsShut):
            discreet.write_tried(shut, by=referrals.worker_of(shut), at=NOW + DAY)
        with pytest.raises(discreet.NobodyRang):
            discreet.write_tried(open_, by=referrals.worker_of(open_), at=NOW + DAY)

        page = text(
            signed_in(referrals.worker_of(shut)).get(reverse("casework:tried_letter", args=[shut.pk]))
        )
        assert "She has not told us that post is safe" in page
        assert letters("COULD_NOT_REACH") == []


@pytest.mark.parametrize(("sent_by_police", "named"), [(True, True), (False, False)])
def test_well_done_names_the_police_only_to_her_whom_they_sent(sent_by_police: bool, named: bool) -> None:
    case = woman(post="YES")
    if not sent_by_police:
        Referral.objects.filter(pk=case.pk).update(
            reports_to=None, source="SELF", referring_organisation=None, referred_by=None
        )
        case.refresh_from_db()
    assert case.participant is not None
    said = kind_letters.facts(case, case.participant, at=NOW + DAY)

    words = " ".join(str(word) for word in letter_words(kind_letters.COMPLETION, said, Wording.FULL))

    assert ("told the police" in words) is named
    assert "police" not in words or named
