"""Numbers and addresses that may not reach her: each list, its count, its page, and post that came back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from casework.actions import calls, telling
from casework.models import Case
from casework.reach_lists import BY_SLUG, REACH_LISTS, figures, held_by, to_put_right
from casework.statuses import CallOutcome
from correspondence import gate, returned
from correspondence.models import Message, ReturnedLetter
from correspondence.moves import CannotMove
from correspondence.statuses import CameBack, Channel, MessageStatus
from participants import actions as participants
from participants.models import Participant, SafeContact
from participants.safe_contact import Allowed, Detail, Way, decide
from programmes.models import Programme
from referrals import actions as referrals_actions
from referrals.actions import carrying_over
from referrals.models import Referral, ReferredPerson
from referrals.statuses import Reason
from tests.casework.test_pages import client_of, send
from tests.factories import accounts, casework, referrals
from tests.factories import correspondence as make
from tests.factories.accounts import NOW
from tests.factories.participants import details
from tests.factories.programmes import ProgrammeFactory
from ui import keyset

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def juno() -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def worker(juno: Programme) -> Any:
    return accounts.coordinator(juno.provider)


def her(referral: Referral) -> Participant:
    found: Participant | None = Referral.objects.get(pk=referral.pk).participant
    assert found is not None
    return found


def amended(referral: Referral, **changes: Any) -> None:
    by = referrals.worker_of(referral)
    telling.amend_details(referral, details(**changes), by=by, at=LATER, seen=None)


def on(referral: Referral, user: Any) -> set[str]:
    """Return the lists a case stands on."""
    return {one.slug for one in REACH_LISTS if held_by(one, user).filter(pk=referral.pk).exists()}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, set()),
        ({"number_check": "READ_BACK"}, set()),
        ({"number_check": "NOT_CHECKED"}, {"unchecked"}),
        ({"number_check": "NO_PHONE", "phone": ""}, {"missing"}),
        ({"phone": "01632 960 001"}, {"not-mobile", "unchecked"}),
        ({"address_lines": "12", "postcode": "PO1 1AA"}, {"incomplete"}),
        ({"postcode": "Q1 1AA"}, {"incomplete"}),
        ({"address_lines": "", "postcode": "", "no_fixed_address": True}, {"no-fixed-address"}),
    ],
)
def test_a_case_stands_on_the_list_of_what_is_wrong(
    juno: Programme, worker: Any, changes: dict[str, Any], expected: set[str]
) -> None:
    asked = {k: v for k, v in changes.items() if k == "number_check"}
    referral = referrals.accepted(juno, worker=worker, **asked)
    amended(referral, **{k: v for k, v in changes.items() if k != "number_check"})

    assert on(referral, worker) == expected
    assert (referral.pk in to_put_right(worker).values_list("pk", flat=True)) is bool(
        expected & {"wrong", "missing", "shared", "came-back", "incomplete"}
    )


def test_a_wrong_number_is_on_the_list_until_there_is_another_or_she_answers(
    juno: Programme, worker: Any
) -> None:
    referral = referrals.accepted(juno, worker=worker)
    casework.called(referral, CallOutcome.WRONG_NUMBER, at=NOW + timedelta(hours=1))
    assert on(referral, worker) == {"wrong"}

    amended(referral, phone="07700 900 555")
    assert on(referral, worker) == {"unchecked"}

    amended(referral)
    assert on(referral, worker) == {"wrong", "unchecked"}
    casework.called(referral, CallOutcome.SPOKE, at=NOW + timedelta(hours=4))
    assert on(referral, worker) == {"unchecked"}


def test_a_wrong_number_taken_back_is_no_wrong_number(juno: Programme, worker: Any) -> None:
    referral = referrals.accepted(juno, worker=worker)
    attempt = casework.called(referral, CallOutcome.WRONG_NUMBER, at=NOW + timedelta(hours=1))
    calls.undo_call(attempt, by=worker, at=NOW + timedelta(hours=1, minutes=2))

    assert on(referral, worker) == set()


def test_a_number_of_two_women_is_on_the_list_of_both_and_said_above_the_number(
    juno: Programme, worker: Any
) -> None:
    one = referrals.accepted(juno, worker=worker, first_names="Aisha")
    other = referrals.accepted(juno, worker=worker, first_names="Bea", crime_reference="44260777777")
    alone = referrals.accepted(
        juno, worker=worker, first_names="Cat", crime_reference="44260888888", phone="07700 900 444"
    )

    assert [on(case, worker) for case in (one, other, alone)] == [{"shared"}, {"shared"}, set()]
    client = client_of(worker)
    shown = client.get(reverse("casework:reach_list", args=["shared"])).content.decode()
    assert "Also of Bea" in shown
    assert "Also of Aisha" in shown
    said = "Another woman has this number too."
    assert said in client.get(reverse("casework:call", args=[one.pk])).content.decode()
    assert said not in client.get(reverse("casework:call", args=[alone.pk])).content.decode()


def test_a_number_confirmed_at_the_first_call_needs_no_checking(juno: Programme, worker: Any) -> None:
    referral = referrals.accepted(juno, worker=worker, number_check="NOT_CHECKED")
    assert on(referral, worker) == {"unchecked"}

    said = telling.Said(number_confirmed=True, reading="YES")
    telling.save_first_call(referral, said, told=[], by=worker, at=LATER)
    assert on(referral, worker) == set()


def test_a_number_confirmed_before_it_changed_is_to_be_checked(juno: Programme, worker: Any) -> None:
    referral = referrals.accepted(juno, worker=worker)
    said = telling.Said(number_confirmed=True, reading="YES")
    telling.save_first_call(referral, said, told=[], by=worker, at=LATER - timedelta(minutes=5))

    amended(referral, phone="07700 900 555")
    assert on(referral, worker) == {"unchecked"}

    # asked again on the new one
    answers = {**casework.SAFE, "number_check": "READ_BACK"}
    telling.ask_what_is_safe(referral, answers=answers, by=worker, at=LATER + timedelta(minutes=5))
    assert on(referral, worker) == set()


def test_how_the_number_was_checked_ends_with_the_number_and_stays_to_be_read(
    juno: Programme, worker: Any
) -> None:
    referral = casework.reached(programme=juno, worker=worker)
    assert referral.participant is not None
    amended(referral, phone="+44 7700 900123", preferred_name="Sam")  # the same number, written otherwise
    assert [row.check_now for row in rows_of(referral)] == ["READ_BACK", "RANG_IN_HAND"]

    amended(referral, phone="07700 900 555")

    assert [row.check_now for row in rows_of(referral)] == ["NOT_CHECKED", "NOT_CHECKED"]
    assert [row.number_check for row in rows_of(referral)] == ["READ_BACK", "RANG_IN_HAND"]
    assert {(row.number_changed_at, row.number_changed_by) for row in rows_of(referral)} == {
        (LATER, worker.trail_name)
    }
    assert Event.objects.filter(verb="participant.end_number_checks").count() == 1
    client = client_of(worker)
    tab = client.get(reverse("casework:case_contact", args=[referral.pk])).content.decode()
    assert "Not checked. Before the number was changed (" in tab
    assert "): It was read back to her" in tab
    # what is filled in when she is asked again is not the check of the number before
    form = client.get(reverse("casework:safe_contact", args=[referral.pk])).context["form"]
    assert form["number_check"].value() == "NOT_CHECKED"

    amended(referral, phone="07700 900 123")  # nor does it begin again where the number comes back
    assert [row.check_now for row in rows_of(referral)] == ["NOT_CHECKED", "NOT_CHECKED"]


def test_she_who_had_no_phone_may_be_rung_once_there_is_a_number(juno: Programme, worker: Any) -> None:
    referral = referrals.accepted(juno, worker=worker, number_check="NO_PHONE", phone="")
    assert referral.participant is not None
    assert details_on(referral) is Detail.MISSING

    amended(referral, phone="07700 900 555")

    assert details_on(referral) is Detail.GOOD
    assert on(referral, worker) == {"unchecked"}


def test_a_no_on_one_way_brings_no_ended_check_back(juno: Programme, worker: Any) -> None:
    referral = casework.reached(programme=juno, worker=worker)
    assert referral.participant is not None
    amended(referral, phone="07700 900 555")

    kept = participants.turn_off(referral.participant, [Way.TEXT], by=worker, at=LATER + timedelta(hours=1))

    assert kept.check_now == "NOT_CHECKED"


def test_a_check_of_the_number_before_does_not_go_along_to_another_provider(
    juno: Programme, worker: Any
) -> None:
    before = casework.reached(programme=juno, worker=worker).participant
    cara = ProgrammeFactory.create(code="CARA")
    other = referrals.accepted(cara).participant
    third = referrals.accepted(cara, crime_reference="44260777777", phone="07700 900 555").participant
    assert before is not None
    assert other is not None
    assert third is not None

    for now in (other, third):
        carrying_over.what_is_safe(before, now, by=worker, at=LATER)

    newest = [SafeContact.objects.filter(participant=now, source="HERSELF").get() for now in (other, third)]
    assert [row.check_now for row in newest] == ["READ_BACK", "NOT_CHECKED"]


def rows_of(referral: Referral) -> list[SafeContact]:
    return list(SafeContact.objects.filter(participant=referral.participant).order_by("source"))


def details_on(referral: Referral) -> Detail:
    """What the gate holds of her number."""
    return gate.situations([her(referral)], LATER)[her(referral).pk].details[Way.CALL]


def test_the_lists_say_what_the_gate_says(juno: Programme, worker: Any) -> None:
    """Whoever stands on no list has a number and an address by the gate's own reading, and the reverse."""
    of_gate = {
        Detail.MISSING: "missing",
        Detail.WRONG: "wrong",
        Detail.NOT_A_MOBILE: "not-mobile",
    }
    of_post = {
        Detail.MISSING: "no-address",
        Detail.INCOMPLETE: "incomplete",
        Detail.NO_FIXED_ADDRESS: "no-fixed-address",
    }
    phones = ["", "01632 960 001", "07700 900 777", "07624 400 123", "+33 6 12 34 56 78"]
    places = [
        ("", "", False),
        ("1 Road", "PO1 1AA", False),
        ("x", "", False),
        ("", "ZZ99 3VZ", False),
        ("", "", True),
    ]
    for number, (phone, (lines, postcode, nowhere)) in enumerate(zip(phones, places, strict=True)):
        referral = referrals.accepted(juno, worker=worker, crime_reference=f"4426000{number:04}")
        amended(referral, phone=phone, address_lines=lines, postcode=postcode, no_fixed_address=nowhere)
        found = gate.situations([her(referral)], LATER)[her(referral).pk].details

        expected = {of_gate.get(found[Way.TEXT]), of_post.get(found[Way.POST])} - {None}
        # How a number was checked says nothing to the gate, and ends with every number that is written.
        assert on(referral, worker) - {"unchecked"} == expected, (phone, lines, postcode, nowhere)


def test_a_closed_case_and_another_providers_case_are_nobodys_work_here(juno: Programme, worker: Any) -> None:
    closed = referrals.accepted(juno, worker=worker, number_check="NOT_CHECKED")
    referrals_actions.withdraw(closed, reason=Reason.OTHER, words="Sent twice", by=worker, at=LATER)
    elsewhere = referrals.accepted(juno, worker=worker, number_check="NOT_CHECKED")

    assert on(closed, worker) == set()
    assert "unchecked" in on(elsewhere, worker)
    assert on(elsewhere, make.caseworker()) == set()


def test_the_figures_are_the_lengths_of_the_lists_in_one_query(juno: Programme, worker: Any) -> None:
    for number in range(3):
        referral = referrals.accepted(
            juno, worker=worker, number_check="NOT_CHECKED", crime_reference=f"4426000{number:04}"
        )
        casework.called(referral, CallOutcome.WRONG_NUMBER, at=NOW + timedelta(hours=1))
    referrals.accepted(juno, worker=worker, crime_reference="44260999999", phone="01632 960 001")
    worker.active_memberships()

    with CaptureQueriesContext(connection) as asked:
        found = figures(worker)

    assert dict(found.lists) == {one.slug: held_by(one, worker).count() for one in REACH_LISTS}
    assert found.lists["wrong"] == found.lists["shared"] == found.lists["unchecked"] == 3
    assert found.checks == {"RANG_IN_HAND": 1, "READ_BACK": 0, "NOT_CHECKED": 3, "NO_PHONE": 0}
    assert len([q for q in asked.captured_queries if "referrals_referral" in q["sql"]]) == 1


def many(pattern: Referral, number: int) -> None:
    """Make more cases of one woman without the slow way."""
    from audit.rows import new_id

    person = ReferredPerson.objects.get(referral=pattern)
    row = Case.objects.get(pk=pattern.pk)
    for n in range(number):
        row.pk, row.reference = new_id(), f"MANY-{n:05}"
        row.submitted_at = NOW - timedelta(minutes=(7 * n) % 13)
        row._state.adding = True
        row.save(force_insert=True)
        person.pk, person.referral_id = new_id(), row.pk
        person._state.adding = True
        person.save(force_insert=True)


def test_the_pages_of_a_list_hold_each_case_once_the_oldest_first_there_and_back(
    juno: Programme, worker: Any
) -> None:
    many(referrals.accepted(juno, worker=worker, number_check="NOT_CHECKED"), 2 * keyset.SIZE + 7)
    rows = held_by(BY_SLUG["unchecked"], worker)
    wanted = list(rows.order_by("submitted_at", "pk").values_list("pk", flat=True))

    there = [keyset.page(rows, column="submitted_at", oldest_first=True)]
    while there[-1].newer:
        there.append(keyset.page(rows, column="submitted_at", newer=str(there[-1].newer), oldest_first=True))
    back = [there[-1]]
    while back[-1].older:
        back.append(keyset.page(rows, column="submitted_at", older=str(back[-1].older), oldest_first=True))

    assert [row.pk for page in there for row in page.rows] == wanted
    assert [row.pk for page in back[::-1] for row in page.rows][-len(wanted) :] == wanted
    assert [len(page.rows) for page in there] == [25, 25, 8]
    assert there[0].older is None


@pytest.mark.parametrize("slug", [one.slug for one in REACH_LISTS])
def test_a_list_asks_no_more_of_the_database_for_many_rows(juno: Programme, worker: Any, slug: str) -> None:
    referral = standing_on(slug, juno, worker)
    client = client_of(worker)
    url = reverse("casework:reach_list", args=[slug])

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len([q for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]])

    asked()
    few = asked()
    many(referral, 40)

    assert asked() <= few
    assert few <= 25


def standing_on(slug: str, juno: Programme, worker: Any) -> Referral:
    """Return a case on one of the lists."""
    if slug == "unchecked":
        return referrals.accepted(juno, worker=worker, number_check="NOT_CHECKED")
    referral = referrals.accepted(juno, worker=worker)
    if slug == "wrong":
        casework.called(referral, CallOutcome.WRONG_NUMBER, at=NOW + timedelta(hours=1))
    elif slug == "shared":
        referrals.accepted(juno, worker=worker, crime_reference="44260777777")
    elif slug == "came-back":
        returned.come_back(posted(referral), says=CameBack.GONE_AWAY, by=worker, at=LATER)
    else:
        amended(referral, **WRONG_WITH[slug])
    assert slug in on(referral, worker)
    return referral


WRONG_WITH: dict[str, dict[str, Any]] = {
    "missing": {"phone": ""},
    "incomplete": {"postcode": ""},
    "no-address": {"address_lines": "", "postcode": ""},
    "not-mobile": {"phone": "01632 960 001"},
    "no-fixed-address": {"no_fixed_address": True},
}


@pytest.mark.parametrize("slug", [one.slug for one in REACH_LISTS])
def test_each_list_says_what_to_do_and_leads_to_where_it_is_done(
    juno: Programme, worker: Any, slug: str
) -> None:
    referral = standing_on(slug, juno, worker)
    client = client_of(worker)
    overview = client.get(reverse("casework:reach_lists")).content.decode()
    shown = client.get(reverse("casework:reach_list", args=[slug]))

    assert str(BY_SLUG[slug].title) in overview
    assert str(BY_SLUG[slug].to_do) in shown.content.decode().replace("&#x27;", "'")
    row = next(row for row in shown.context["page"].rows if referral.reference in row.facts)
    assert client.get(row.action_url).status_code == 200
    looked = Event.objects.filter(verb="case.list", subject_id=referral.pk).latest("at")
    assert looked.facts["list"] == f"reach-{slug}"


def test_today_counts_what_is_to_be_put_right_and_leads_there(juno: Programme, worker: Any) -> None:
    referral = referrals.accepted(juno, worker=worker)
    client = client_of(worker)
    with time_machine.travel(LATER, tick=False):
        assert "to put right" not in client.get(reverse("casework:today")).content.decode()
        casework.called(referral, CallOutcome.WRONG_NUMBER, at=LATER)

        shown = client.get(reverse("casework:today")).content.decode()
        of_cases = client.get(reverse("casework:cases")).content.decode()
    assert "1 number or address to put right" in shown
    assert reverse("casework:reach_lists") in shown
    assert reverse("casework:reach_lists") in of_cases


# --- post that came back ---


def posted(referral: Referral) -> Message:
    """Return a letter to her that was posted to the address she has now."""
    woman = her(referral)
    sent_to = "\n".join([woman.full_name, *woman.address_lines.splitlines(), woman.postcode.upper()])
    row = Message(
        key=f"letter:{referral.pk}:{Message.objects.count()}", purpose="INVITATION", channel=Channel.LETTER,
        wording="FULL", provider=woman.provider, participant=woman, seal_key_id=woman.seal_key_id,
        about_id=referral.pk, reference=referral.reference, status=MessageStatus.POSTED, sent_to=sent_to,
        words="{}", due_at=NOW, written_at=NOW, written_by="Jo", ended_at=NOW, ended_by="Jo",
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def may_post(referral: Referral) -> bool:
    woman = her(referral)
    return isinstance(decide(Way.POST, gate.situations([woman], LATER)[woman.pk], at=LATER), Allowed)


def test_after_a_letter_came_back_nothing_is_posted_there_until_the_address_is_another(
    juno: Programme, worker: Any
) -> None:
    referral = casework.reached(programme=juno, worker=worker)
    letter = posted(referral)
    assert may_post(referral)

    client = client_of(worker)
    with time_machine.travel(LATER, tick=False):
        link = reverse("correspondence:came_back", args=[letter.pk])
        assert link in client.get(reverse("correspondence:message", args=[letter.pk])).content.decode()
        answer = send(client, link, says="GONE_AWAY")
        row = ReturnedLetter.objects.get()
        assert answer.url == reverse("correspondence:returned", args=[row.pk])

    letter.refresh_from_db()
    assert (letter.status, letter.why) == (MessageStatus.FAILED, "CAME_BACK")
    assert Message.objects.needing_a_person().filter(pk=letter.pk).exists()
    assert not may_post(referral)
    assert on(referral, worker) == {"came-back"}
    events = Event.objects.filter(subject_id=her(referral).pk, verb="participant.post_came_back")
    assert events.get().facts["says"] == "GONE_AWAY"

    amended(referral, address_lines="2 Other Street\nExampletown")
    assert may_post(referral)
    assert on(referral, worker) == set()
    with time_machine.travel(LATER, tick=False):
        assert "This is settled" in client.get(answer.url).content.decode()


def test_an_address_that_is_right_after_all_is_posted_to_again(juno: Programme, worker: Any) -> None:
    referral = casework.reached(programme=juno, worker=worker)
    row = returned.come_back(posted(referral), says=CameBack.NOT_CALLED_FOR, by=worker, at=LATER)
    assert not may_post(referral)

    client = client_of(worker)
    with time_machine.travel(LATER, tick=False):
        send(client, reverse("correspondence:returned", args=[row.pk]))

    row.refresh_from_db()
    assert row.found_right_by == worker.trail_name
    assert may_post(referral)
    assert Event.objects.filter(verb="participant.address_found_right").count() == 1
    with pytest.raises(returned.NotFromHerAddress):
        returned.find_right(row, by=worker, at=LATER)


def test_only_a_posted_letter_comes_back_and_only_once(juno: Programme, worker: Any) -> None:
    letter = posted(casework.reached(programme=juno, worker=worker))
    returned.come_back(letter, says=CameBack.REFUSED, by=worker, at=LATER)

    with pytest.raises(CannotMove):
        returned.come_back(letter, says=CameBack.REFUSED, by=worker, at=LATER)
    assert ReturnedLetter.objects.count() == 1


def test_an_opened_letter_warns_that_somebody_may_have_read_it(juno: Programme, worker: Any) -> None:
    referral = casework.reached(programme=juno, worker=worker)
    row = returned.come_back(posted(referral), says=CameBack.OPENED, by=worker, at=LATER)

    shown = client_of(worker).get(reverse("correspondence:returned", args=[row.pk])).content.decode()

    assert "Somebody may have read this letter" in shown


def test_nothing_turns_a_no_to_post_into_a_yes(juno: Programme, worker: Any) -> None:
    referral = casework.reached(programme=juno, worker=worker)
    row = returned.come_back(posted(referral), says=CameBack.REFUSED, by=worker, at=LATER)
    telling.ask_what_is_safe(referral, answers={**casework.SAFE, "post": "NO"}, by=worker, at=LATER)

    returned.find_right(row, by=worker, at=LATER)

    assert not may_post(referral)


def test_another_providers_post_is_not_found(juno: Programme, worker: Any) -> None:
    referral = casework.reached(programme=juno, worker=worker)
    letter = posted(referral)
    row = returned.come_back(letter, says=CameBack.REFUSED, by=worker, at=LATER)
    client = client_of(make.caseworker())

    assert client.get(reverse("correspondence:came_back", args=[letter.pk])).status_code == 404
    assert client.get(reverse("correspondence:returned", args=[row.pk])).status_code == 404
