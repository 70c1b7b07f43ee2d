"""Taking a woman on: age, rules, her record, what police heard from her, her plan."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from audit.models import Event, SubjectKey
from participants.models import EqualityAnswers, KeepApart, Participant, SafeContact
from programmes.models import Programme
from referrals import actions, matching
from referrals.models import Referral
from tests.factories import accounts, referrals
from tests.factories.accounts import NOW
from tests.factories.participants import ParticipantFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def juno() -> Programme:
    return ProgrammeFactory.create(code="JUNO")


def accept(referral: Referral, **kw: Any) -> Referral:
    by = kw.pop("by", None) or accounts.coordinator(referral.provider)
    return actions.accept(referral, by=by, at=LATER, **kw)


def test_nobody_sends_a_woman_who_would_be_seventeen_on_the_day(juno: Programme) -> None:
    born = date(2008, 11, 11)  # eighteen the day after the caution of 10 November 2026
    draft = referrals.draft(juno, date_of_birth=born)
    assert draft.owner is not None

    with pytest.raises(actions.TooYoung):
        actions.submit(draft, by=draft.owner, at=NOW)

    assert Referral.objects.get(pk=draft.pk).status == "DRAFT"


@pytest.mark.parametrize("role", ["coordinator", "manager"])
def test_nobody_accepts_a_woman_under_age_whatever_reason_is_given(juno: Programme, role: str) -> None:
    referral = referrals.submitted(juno)
    type(referral.person).objects.filter(referral=referral).update(date_of_birth=date(2008, 11, 11))
    by = getattr(accounts, role)(referral.provider)

    with pytest.raises(actions.TooYoung):
        accept(referral, by=by, outside_reason="She is nearly eighteen")

    assert not Participant.objects.exists()


def test_her_eighteenth_birthday_counts(juno: Programme) -> None:
    referral = referrals.submitted(juno, date_of_birth=date(2008, 11, 10))

    assert accept(referral).status == "ACCEPTED"


def test_the_expected_date_counts_while_the_caution_is_not_given(juno: Programme) -> None:
    expected: dict[str, Any] = {"disposal_on": None, "disposal_expected_on": date(2026, 12, 1)}
    referral = referrals.submitted(juno, date_of_birth=date(2008, 12, 1), **expected)

    assert accept(referral).status == "ACCEPTED"


def test_a_referral_outside_another_rule_needs_a_reason_that_is_kept(juno: Programme) -> None:
    referral = referrals.submitted(juno, agreed_to_contact=False)

    with pytest.raises(actions.SayWhy):
        accept(referral)
    taken = accept(referral, outside_reason="She told me herself that she agrees")

    assert taken.accepted_outside_rules == "She told me herself that she agrees"
    assert Event.objects.get(verb="referral.accept").facts["outside"] == ["NOT_AGREED"]


def test_what_police_sent_becomes_her_record_and_stays_as_they_sent_it(juno: Programme) -> None:
    referral = referrals.submitted(
        juno, first_names="Ŵenna", last_name="O'Dea", pnc_id="2019/0500001T", access_needs="Step-free"
    )

    her = accept(referral).participant

    assert her is not None
    assert (her.first_names, her.last_name, her.pnc_id) == ("Ŵenna", "O'Dea", "2019/0500001T")
    assert (her.address_lines, her.postcode) == ("1 Example Road\nExampletown", "PO1 1AA")
    assert (her.search_name, her.access_needs) == ("wenna odea", "Step-free")
    assert her.provider == juno.provider
    assert her.seal_key_id != referral.seal_key_id


def test_what_she_told_police_is_kept_with_who_heard_it(juno: Programme) -> None:
    referral = referrals.submitted(juno, voicemail="NO", post="YES", who_must_not_know="Her brother")

    her = accept(referral).participant

    said = SafeContact.objects.get(participant=her)
    assert said.source == "POLICE"
    assert (said.call, said.voicemail, said.text, said.post) == ("YES", "NO", "YES", "YES")
    assert said.who_must_not_know == "Her brother"
    assert said.confirmed_at == referral.submitted_at
    assert said.confirmed_by == referral.submitted_by


def test_a_yes_counts_only_for_the_number_it_was_given_for(juno: Programme) -> None:
    known = ParticipantFactory.create(provider=juno.provider, phone="07700 900 999")
    referral = referrals.submitted(juno, voicemail="NO")

    accept(referral, participant=known, take_details=False)

    said = SafeContact.objects.get(participant=known)
    assert (said.call, said.text, said.voicemail) == ("NOT_ASKED", "NOT_ASKED", "NO")
    assert Participant.objects.get(pk=known.pk).phone == "07700 900 999"


def test_a_returning_woman_keeps_one_record_and_takes_the_new_number(juno: Programme) -> None:
    known = ParticipantFactory.create(provider=juno.provider, phone="07700 900 999", pnc_id="2019/0500001T")

    taken = accept(referrals.submitted(juno), participant=known, take_details=True)

    kept = Participant.objects.get()
    assert taken.participant == kept == known
    assert (kept.phone, kept.pnc_id) == ("07700 900 123", "2019/0500001T")


def test_a_record_of_another_provider_is_refused(juno: Programme) -> None:
    stranger = ParticipantFactory.create()

    with pytest.raises(actions.NotTheSameProvider):
        accept(referrals.submitted(juno), participant=stranger)


def test_her_plan_has_the_days_between_which_each_workshop_can_fall(juno: Programme) -> None:
    referral = accept(referrals.submitted(juno, deadline_on=date(2027, 3, 2)))

    first, second = referral.plan.all()
    assert (first.number, second.number) == (1, 2)
    assert (first.earliest_on, first.latest_on) == (date(2026, 11, 20), date(2027, 2, 2))
    assert (second.earliest_on, second.latest_on) == (date(2026, 12, 18), date(2027, 3, 2))


def test_a_later_deadline_moves_her_last_days(juno: Programme) -> None:
    referral = accept(referrals.submitted(juno, deadline_on=date(2027, 3, 2)))
    officer = referral.referred_by
    assert officer is not None

    actions.extend_deadline(
        referral, until=date(2027, 3, 16), basis=actions.Basis(why="Illness"), by=officer, at=LATER
    )

    assert [step.latest_on for step in referral.plan.all()] == [date(2027, 2, 16), date(2027, 3, 16)]


def test_an_individual_plan_begins_with_its_first_meeting() -> None:
    wonder = ProgrammeFactory.create(code="WONDER")

    referral = accept(referrals.submitted(wonder, postcode="NR1 1AA"))

    assert [step.kind for step in referral.plan.all()] == ["ONE_TO_ONE"]


def test_ten_weekly_sessions_are_ten_steps() -> None:
    programme = ProgrammeFactory.create(code="GOOD_LOAF")
    disposal = programme.current.parsed.disposals[0].code

    referral = accept(referrals.submitted(programme, disposal=disposal, postcode=""))

    assert referral.plan.count() == 10


def test_her_own_answers_move_to_where_they_stay(juno: Programme) -> None:
    referral = referrals.submitted(juno)
    by = referral.referred_by
    assert by is not None
    actions.answer_equality(referral, {"ethnicity": "W1", "sex": ""}, by=by, at=NOW)

    her = accept(referral).participant

    assert EqualityAnswers.objects.get(participant=her).answers == '{"ethnicity": "W1"}'
    referral.person.refresh_from_db()
    assert referral.person.equality is None


def test_whom_she_must_not_meet_is_kept_and_recognised_later(juno: Programme) -> None:
    other: dict[str, Any] = {
        "must_not_meet": "YES",
        "other_name_1": "Zoë Elsewhere",
        "other_born_on_1": date(1985, 5, 5),
        "other_reason": "Her cousin",
    }
    her = accept(referrals.submitted(juno, **other)).participant

    row = KeepApart.objects.get(participant=her)
    assert (row.other, row.other_name, row.reason) == (None, "Zoë Elsewhere", "Her cousin")
    zoe = accept(
        referrals.submitted(juno, first_names="Zoe", last_name="Elsewhere", date_of_birth=date(1985, 5, 5))
    ).participant
    row.refresh_from_db()
    assert row.other == zoe


def test_somebody_with_the_same_birthday_alone_is_not_taken_for_her(juno: Programme) -> None:
    other: dict[str, Any] = {
        "must_not_meet": "YES",
        "other_name_1": "Zoe Elsewhere",
        "other_born_on_1": date(1985, 5, 5),
    }
    accept(referrals.submitted(juno, **other))

    accept(referrals.submitted(juno, first_names="Ann", last_name="Other", date_of_birth=date(1985, 5, 5)))

    assert KeepApart.objects.get().other is None


@pytest.mark.parametrize(
    ("record", "sent"),
    [
        ({"pnc_id": "2019/0500001T", "phone": ""}, {"pnc_id": "2019/0500001T", "phone": ""}),
        ({"phone": "+44 7700 900123"}, {"phone": "07700900123"}),
        (
            {"first_names": "Sam", "last_name": "Maiden", "date_of_birth": date(1990, 3, 14)},
            {"first_names": "Sam", "last_name": "Married", "phone": ""},
        ),
    ],
)
def test_a_record_that_may_be_hers_is_offered(
    juno: Programme, record: dict[str, Any], sent: dict[str, Any]
) -> None:
    known = ParticipantFactory.create(provider=juno.provider, **record)
    ParticipantFactory.create(provider=juno.provider, phone="07700 900 555", date_of_birth=date(1970, 1, 1))
    referral = referrals.submitted(juno, **sent)
    worker = accounts.coordinator(juno.provider)

    found = matching.candidates(referral.person, Participant.objects.visible_to(worker))

    assert found == [known]


def test_a_twin_is_offered_and_never_joined_by_itself(juno: Programme) -> None:
    twin = ParticipantFactory.create(
        provider=juno.provider, first_names="Ann", last_name="Testwell", date_of_birth=date(1990, 3, 14)
    )
    referral = referrals.submitted(juno, phone="")

    her = accept(referral).participant

    assert matching.candidates(referral.person, Participant.objects.filter(pk=twin.pk)) == [twin]
    assert her is not None
    assert her != twin


def test_a_draft_thrown_away_takes_its_key_with_it(juno: Programme) -> None:
    draft = referrals.draft(juno)
    key, by = draft.seal_key_id, draft.owner
    assert by is not None

    actions.discard_draft(draft, by=by, at=NOW)

    assert not Referral.objects.filter(pk=draft.pk).exists()
    assert SubjectKey.objects.get(pk=key).wrapped is None
    assert Event.objects.filter(verb="referral.discard_draft", subject_id=draft.pk).exists()
