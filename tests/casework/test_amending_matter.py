"""Police amend the offence, its dates, whom she must not meet, the help she wants and a risk to staff."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from accounts.models import User
from casework import proposals
from casework.actions.amendments import HersStands
from casework.models import FirstCall
from participants.models import KeepApart
from programmes.models import Programme
from referrals import actions
from referrals.models import AmendedField, Amendment, PlanStep, Referral, ReferredPerson, Taken
from referrals.police_word import as_police_have_it
from tests.casework.test_amending import LATER, change, client_of, her, settle, waiting
from tests.factories import accounts, referrals
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from tests.referrals import walking
from tests.referrals.writing.pages import text_of
from workshops import clashes

AS_SENT = {
    "offence_code": "TH68010",
    **walking._day("offence_on", date(2026, 11, 1)),
    "summary_only": "NO",
    "disposal_given": "yes",
    **walking._day("disposal_on", date(2026, 11, 10)),
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def juno(db: None) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def officer(juno: Programme) -> User:
    return accounts.officer(referrals.force_of(juno))


@pytest.fixture
def new(juno: Programme, officer: User) -> Referral:
    return referrals.submitted(juno, by=officer)


@pytest.fixture
def case(juno: Programme, officer: User) -> Referral:
    return referrals.accepted(juno, by=officer)


def not_to_meet(*named: tuple[str, str], answer: str = "YES") -> str:
    people = [{"name": name, "born_on": born, "reason": "Victim"} for name, born in named]
    return json.dumps({"answer": answer, "others": people})


def apart(referral: Referral) -> list[str | None]:
    return [row.other_name for row in KeepApart.objects.filter(participant=her(referral), ended_at=None)]


def now(referral: Referral) -> Referral:
    return Referral.objects.get(pk=referral.pk)


class TestMatter:
    def test_before_she_is_accepted_the_dates_stand_at_once(self, new: Referral, officer: User) -> None:
        change(new, officer, offence_on=date(2026, 10, 30), disposal_on=date(2026, 11, 12))

        assert (now(new).offence_on, now(new).disposal_on) == (date(2026, 10, 30), date(2026, 11, 12))
        assert now(new).version == new.version + 1
        assert set(AmendedField.objects.values_list("taken", flat=True)) == {Taken.AS_SENT}

    def test_afterwards_they_wait_and_police_read_their_own_word(self, case: Referral, officer: User) -> None:
        change(case, officer, offence_on=date(2026, 10, 30))

        assert now(case).offence_on == date(2026, 11, 1)
        assert as_police_have_it(now(case)).offence_on == date(2026, 10, 30)
        assert set(waiting(case)) == {"offence_on"}

    def test_dates_taken_over_are_what_the_clock_reads(self, case: Referral, officer: User) -> None:
        change(case, officer, offence_on=date(2026, 6, 1), summary_only="YES", arrested_on=date(2026, 6, 2))

        settle(case, take=("offence_on", "summary_only", "arrested_on"))

        dates = now(case).dates
        assert (dates.offence_on, dates.summary_only, dates.arrest_on) == (
            date(2026, 6, 1),
            True,
            date(2026, 6, 2),
        )
        assert now(case).version == case.version + 1

    def test_a_window_that_counts_from_the_disposal_moves_her_plan_with_it(
        self, case: Referral, officer: User
    ) -> None:
        PlanStep.objects.filter(referral=case).update(latest_on=None)
        change(case, officer, disposal_on=date(2026, 11, 3))

        settle(case, take=("disposal_on",))

        assert None not in PlanStep.objects.filter(referral=case).values_list("latest_on", flat=True)

    def test_what_is_left_changes_nothing_of_ours_and_police_do_not_learn_of_it(
        self, case: Referral, officer: User
    ) -> None:
        change(case, officer, offence_text="Criminal damage", disposal_on=date(2026, 11, 12))
        settle(case, leave=("offence_text", "disposal_on"))

        pages = (f"/police/referrals/{case.pk}/", f"/referrals/{case.pk}/changes/")
        shown = [text_of(client_of(officer).get(url)) for url in pages]

        assert (now(case).offence_text, now(case).disposal_on) == ("", date(2026, 11, 10))
        assert "Criminal damage" in shown[0]
        assert "Thu 12 November 2026" in shown[0]
        assert not any("as we have it" in page for page in shown)

    def test_dates_that_cannot_be_are_refused_with_what_to_do(self, new: Referral, officer: User) -> None:
        with pytest.raises(actions.NotInThatOrder):
            change(new, officer, disposal_on=date(2026, 10, 1))
        with pytest.raises(actions.BeforeTheDisposal):
            change(new, officer, disposal_on=date(2027, 3, 3))

        assert not Amendment.objects.exists()

    def test_a_deadline_that_moved_meanwhile_is_looked_at_when_it_is_taken(
        self, case: Referral, officer: User
    ) -> None:
        change(case, officer, disposal_on=date(2026, 11, 20))
        Referral.objects.filter(pk=case.pk).update(deadline_on=date(2026, 11, 18))

        with pytest.raises(actions.BeforeTheDisposal):
            settle(case, take=("disposal_on",))

        assert now(case).disposal_on == date(2026, 11, 10)

    def test_a_disposal_date_that_makes_her_too_young_is_refused(
        self, juno: Programme, officer: User
    ) -> None:
        young = referrals.submitted(juno, by=officer, date_of_birth=date(2008, 11, 9))

        with pytest.raises(actions.TooYoung):
            change(young, officer, disposal_on=date(2026, 11, 8))


class TestNotToMeet:
    def test_somebody_they_name_is_kept_apart_at_once(
        self, juno: Programme, case: Referral, officer: User
    ) -> None:
        kim = referrals.accepted(
            juno, first_names="Kim", last_name="Other", date_of_birth=date(1985, 5, 5), phone="07700 900 456",
            crime_reference="44260999999",
        )  # fmt: skip
        assert her(kim).pk not in clashes.kept_apart_from(her(case).pk)

        change(case, officer, must_not_meet=not_to_meet(("Kim Other", "1985-05-05")))

        assert her(kim).pk in clashes.kept_apart_from(her(case).pk)
        assert set(waiting(case)) == {"must_not_meet"}

    def test_nobody_is_let_near_before_a_coordinator_takes_it_over(
        self, juno: Programme, officer: User
    ) -> None:
        case = referrals.accepted(juno, by=officer, must_not_meet="YES", other_name_1="Kim Other")

        change(case, officer, must_not_meet=not_to_meet(("Pat Else", "")))
        assert sorted(map(str, apart(case))) == ["Kim Other", "Pat Else"]
        settle(case, take=("must_not_meet",))

        assert apart(case) == ["Pat Else"]

    def test_what_is_left_stands_as_it_was(self, juno: Programme, officer: User) -> None:
        case = referrals.accepted(juno, by=officer, must_not_meet="YES", other_name_1="Kim Other")
        change(case, officer, must_not_meet=not_to_meet(answer="NO"))
        change(case, officer, must_not_meet=not_to_meet(("Pat Else", "")))

        settle(case, leave=("must_not_meet",))

        assert apart(case) == ["Kim Other"]

    def test_she_whom_another_referral_keeps_apart_stays_so(self, case: Referral, officer: User) -> None:
        mine = KeepApart.objects.create(
            participant=her(case),
            seal_key_id=her(case).seal_key_id,
            other_name="Ours",
            made_at=NOW,
            made_by="W",
        )
        change(case, officer, must_not_meet=not_to_meet(("Pat Else", "")))
        change(case, officer, must_not_meet=not_to_meet(answer="NO"))

        settle(case, take=("must_not_meet",))

        assert apart(case) == ["Ours"]
        mine.refresh_from_db()
        assert mine.ended_at is None


class TestHelpAndRisk:
    def test_the_case_shows_them_once_they_are_taken_over(self, case: Referral, officer: User) -> None:
        client, url = client_of(referrals.worker_of(case)), f"/cases/{case.pk}/"
        change(case, officer, risk_to_staff="Nobody alone with her", help_words="A quiet room")
        before = text_of(client.get(url))

        settle(case, take=("risk_to_staff",), leave=("help_words",))
        after = text_of(client.get(url))

        assert "Nobody alone with her" not in before
        assert "Nobody alone with her" in after
        assert "A quiet room" not in after

    def test_what_she_said_on_the_first_call_stays(self, case: Referral, officer: User) -> None:
        FirstCall.objects.create(
            referral=case, seal_key_id=case.seal_key_id, help_wanted=["WORK"], started_at=NOW, started_by="W"
        )
        change(case, officer, help_wanted=["CHILDCARE"])

        with pytest.raises(HersStands):
            settle(case, take=("help_wanted",))

        assert proposals.proposals(now(case), her(case))[0].hers


class TestPages:
    @pytest.mark.parametrize(
        ("part", "answers", "read"),
        [
            ("matter", {"offence_text": "Criminal damage", "offence_code": ""}, "Criminal damage"),
            ("apart", {"must_not_meet": "YES", "other_name_1": "Kim Other"}, "Kim Other"),
            (
                "help",
                {"staff_risk": "yes", "risk_to_staff": "A dog", "help_wanted": ["WORK"]},
                "Time off work",
            ),
            ("numbers", {"crime_reference": "44260123457", "case_urn": "44SC0012325"}, "44SC0012325"),
        ],
    )
    def test_the_officer_changes_one_page_and_reads_it_in_the_log(
        self, new: Referral, officer: User, part: str, answers: dict[str, Any], read: str
    ) -> None:
        client, url = client_of(officer), f"/referrals/{new.pk}/amend/{part}/"
        kept = AS_SENT if part == "matter" else {}

        unsaid = walking.send(client, url, {**kept, **answers}, version=1)
        sent = walking.send(client, url, {**kept, **answers, "why": "I mistyped it"}, version=1)

        assert "Say why you are changing this" in text_of(unsaid)
        assert sent.status_code == 302, text_of(sent)
        log = text_of(client.get(sent["Location"]))
        assert read in log
        assert "I mistyped it" in log
        assert "State a new deadline" in log
        assert Amendment.objects.count() == 1

    @pytest.mark.parametrize(
        ("part", "answers"),
        [
            ("apart", {"must_not_meet": "NO"}),
            ("help", {"staff_risk": "no", "help_wanted": ["TRAVEL"]}),
            ("matter", AS_SENT),
        ],
    )
    def test_an_untouched_page_changes_nothing(
        self, new: Referral, officer: User, part: str, answers: dict[str, Any]
    ) -> None:
        change(new, officer, must_not_meet=not_to_meet(answer="NO"))
        client, url = client_of(officer), f"/referrals/{new.pk}/amend/{part}/"

        sent = walking.send(client, url, {**answers, "why": "Nothing"}, version=2)

        assert "Nothing is different" in text_of(sent)
        assert Amendment.objects.count() == 1

    def test_a_date_after_the_deadline_is_sent_to_the_page_of_deadlines(
        self, new: Referral, officer: User
    ) -> None:
        Referral.objects.filter(pk=new.pk).update(deadline_on=date(2026, 11, 9))
        client, url = client_of(officer), f"/referrals/{new.pk}/amend/matter/"

        sent = walking.send(client, url, {**AS_SENT, "why": "x"}, version=1)

        assert "state the new deadline first" in text_of(sent)
        assert not Amendment.objects.exists()

    def test_whoever_decides_reads_what_changed_since_it_was_sent(self, new: Referral, officer: User) -> None:
        client, url = client_of(accounts.coordinator(new.provider)), f"/referrals/{new.pk}/review/"
        plain = text_of(client.get(url))
        change(new, officer, why="She corrected me", offence_on=date(2026, 10, 30), phone="07700 900 555")

        page = text_of(client.get(url))

        assert "Changed since it was sent" not in plain
        for words in ("Changed since it was sent", "She corrected me", "07700 900 123", "07700 900 555",
                      "1 November 2026", "30 October 2026"):  # fmt: skip
            assert words in page

    def test_the_coordinator_takes_each_by_itself(self, case: Referral, officer: User) -> None:
        change(case, officer, offence_text="Criminal damage", risk_to_staff="A dog",
               must_not_meet=not_to_meet(("Pat Else", "")))  # fmt: skip
        client, url = client_of(referrals.worker_of(case)), f"/cases/{case.pk}/amendments/"
        page, rows = text_of(client.get(url)), waiting(case)
        answers = {f"p{rows['offence_text'].hex}": "TAKE", f"p{rows['risk_to_staff'].hex}": "LEAVE",
                   f"p{rows['must_not_meet'].hex}": "TAKE"}  # fmt: skip

        sent = walking.send(client, url, answers)

        assert "Pat Else" in page
        assert "until you answer" in page
        assert sent.status_code == 302
        assert now(case).offence_text == "Criminal damage"
        assert ReferredPerson.objects.get().risk_to_staff == "A dog"
        assert not waiting(case)


def test_two_waiting_changes_of_one_answer_leave_one_to_take(case: Referral, officer: User) -> None:
    change(case, officer, offence_on=date(2026, 10, 30))
    actions.amend(case, {"offence_on": date(2026, 10, 29)}, why="Again", by=officer, at=LATER)

    settle(case, take=("offence_on",))

    assert now(case).offence_on == date(2026, 10, 29)
    assert sorted(AmendedField.objects.values_list("taken", flat=True)) == ["REPLACED", "TAKEN"]
