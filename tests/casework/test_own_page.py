"""What a caseworker does with a woman's own page: sees what she pressed, stops the link, makes another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import Organisation, User
from audit.models import Event
from casework.actions import calls, closing, in_the_room, own_page
from casework.invariants import endings
from casework.messages import day
from casework.models import Note
from casework.statuses import CallOutcome
from correspondence import by_hand, links, returned
from correspondence.gate import NotSafe
from correspondence.models import Message, PageLink
from correspondence.statuses import CameBack
from participants.safe_contact import Way
from referrals.statuses import Reason
from tests.factories import accounts, casework, referrals
from tests.workshops.her_page.conftest import LATER, Her, booked, her  # noqa: F401  (fixtures)
from workshops import actions
from workshops.actions.answering import answer_for
from workshops.models import HerAnswer, Place
from workshops.statuses import HerWord

pytestmark = pytest.mark.django_db


@pytest.fixture
def jo(her: Her) -> User:  # noqa: F811
    return referrals.worker_of(her.referral)


def seen(user: User, path: str, *, at: Any = LATER) -> str:
    client = Client()
    with time_machine.travel(at, tick=False):
        client.force_login(user)
        answer = client.get(path, follow=True)
    assert answer.status_code == 200, path
    return " ".join(answer.content.decode().split())


def sent(user: User, path: str, *, at: Any = LATER, **data: str) -> Any:
    client = Client()
    with time_machine.travel(at, tick=False):
        client.force_login(user)
        form = client.get(path).context["form"]
        hidden = {name: form[name].value() or form[name].initial or "" for name in ("version", "submission")}
        return client.post(path, {**hidden, **data})


def says(her: Her, word: HerWord, place: Place | None = None, *, at: Any = LATER) -> HerAnswer:  # noqa: F811
    row = answer_for(her.referral, word, place_id=place.pk if place else None, at=at)
    assert row is not None
    return row


class TestWhatShePressedIsWork:
    def test_today_counts_it_and_the_queue_says_what_and_what_to_do(self, her: Her, jo: User) -> None:  # noqa: F811
        assert "own-pages" not in seen(jo, "/today/")
        row = says(her, HerWord.CANNOT, her.places[0])
        says(her, HerWord.CALL_ME)

        assert "2 answers to take up" in seen(jo, "/today/")
        queue = seen(jo, "/today/own-pages/")
        assert "She says she can’t make it: Wed 2 December 2026" in queue
        assert "She asks us to ring her" in queue
        assert f"/answers/{row.pk}/" in queue
        page = seen(jo, f"/answers/{row.pk}/")
        assert "Her booking stands until you change it." in page
        assert f"/cases/{her.referral.pk}/book/" in page
        assert "She says she can’t make it" in seen(jo, f"/cases/{her.referral.pk}/")

    def test_that_she_is_coming_is_no_work_and_shows_on_her_days(self, her: Her, jo: User) -> None:  # noqa: F811
        says(her, HerWord.COMING, her.places[0])

        assert "own-pages" not in seen(jo, "/today/")
        assert "She says she will be there" in seen(jo, f"/cases/{her.referral.pk}/workshops/")
        assert "She says she will be there" in seen(jo, f"/workshops/{her.days[0].pk}/register/")

    def test_the_register_says_that_she_cannot_come_until_she_is_marked(self, her: Her, jo: User) -> None:  # noqa: F811
        says(her, HerWord.CANNOT, her.places[0])
        start = her.days[0].starts_at
        assert "She says she can’t make it" in seen(jo, f"/workshops/{her.days[0].pk}/register/", at=start)

        actions.mark(her.places[0], actions.Entry("HERE"), by=jo, at=start)  # type: ignore[arg-type]

        assert "She says she can’t make it" not in seen(
            jo, f"/workshops/{her.days[0].pk}/register/", at=start
        )

    def test_taken_up_with_a_note_it_is_off_today_and_her_day_is_as_it_was(self, her: Her, jo: User) -> None:  # noqa: F811
        row = says(her, HerWord.CANNOT, her.places[0])

        sent(jo, f"/answers/{row.pk}/", done="Rang her: childcare found, she is coming.")

        row.refresh_from_db()
        assert row.dealt_with_by == jo.trail_name
        assert Note.objects.get(referral=her.referral).words == "Rang her: childcare found, she is coming."
        assert "own-pages" not in seen(jo, "/today/")
        assert Event.objects.filter(verb="page.deal_with", who_id=jo.pk).count() == 1
        assert Place.objects.held().filter(pk=her.places[0].pk).exists()
        with pytest.raises(own_page.DealtWithBefore):
            own_page.take_up_answer(row, done="Again", by=jo, at=LATER)

    def test_that_she_is_coming_is_not_to_be_taken_up(self, her: Her, jo: User) -> None:  # noqa: F811
        row = says(her, HerWord.COMING, her.places[0])

        assert "Nothing needs doing." in seen(jo, f"/answers/{row.pk}/")
        assert "take it off Today" not in seen(jo, f"/answers/{row.pk}/")
        with pytest.raises(own_page.DealtWithBefore):
            own_page.take_up_answer(row, done="Nothing", by=jo, at=LATER)

    def test_moving_her_is_the_end_of_it(self, her: Her, jo: User) -> None:  # noqa: F811
        says(her, HerWord.CANNOT, her.places[0])

        actions.release(her.places[0], why="SHE_ASKED", by=jo, at=LATER)  # type: ignore[arg-type]

        assert "own-pages" not in seen(jo, "/today/")

    def test_a_call_she_asked_for_is_done_when_she_was_spoken_to_and_owed_again_when_that_is_undone(
        self,
        her: Her,  # noqa: F811
        jo: User,
    ) -> None:
        says(her, HerWord.CALL_ME)
        calls.log_call(her.referral, outcome=CallOutcome.NO_ANSWER, by=jo, at=LATER)
        assert "1 answer to take up" in seen(jo, "/today/")

        spoke = casework.called(her.referral, CallOutcome.SPOKE, at=LATER + timedelta(minutes=5))
        assert not HerAnswer.objects.to_deal_with(LATER).exists()

        calls.undo_call(spoke, by=jo, at=LATER + timedelta(minutes=6))
        assert HerAnswer.objects.to_deal_with(LATER).get().answer == "CALL_ME"

    def test_she_may_ask_for_another_call_after_the_first(self, her: Her, jo: User) -> None:  # noqa: F811
        says(her, HerWord.CALL_ME)
        spoke = casework.called(her.referral, CallOutcome.SPOKE, at=LATER)
        again = says(her, HerWord.CALL_ME, at=LATER + timedelta(minutes=2))

        calls.undo_call(spoke, by=jo, at=LATER + timedelta(minutes=3))

        assert list(HerAnswer.objects.to_deal_with(LATER)) == [again]

    def test_another_providers_caseworker_does_not_see_it(self, her: Her) -> None:  # noqa: F811
        row = says(her, HerWord.CANNOT, her.places[0])
        stranger = accounts.coordinator(
            Organisation.objects.create(kind="PROVIDER", code="ELSEWHERE", name="Elsewhere")
        )
        client = Client()
        client.force_login(stranger)

        assert client.get(f"/answers/{row.pk}/").status_code == 404
        assert client.get(f"/cases/{her.referral.pk}/own-page/").status_code == 404


class TestTheLink:
    def test_the_contact_tab_says_whether_she_may_have_one_and_when_it_was_opened(
        self,
        her: Her,  # noqa: F811
        jo: User,
    ) -> None:
        before = seen(jo, f"/cases/{her.referral.pk}/contact/")
        assert "Works until the end of Wed 30 December 2026." in before
        assert "Not yet" in before
        with time_machine.travel(LATER, tick=False):
            Client().get(her.path)

        after = seen(jo, f"/cases/{her.referral.pk}/own-page/")

        assert day(timezone.localdate(LATER)) in after
        assert links.token_of(her.link) not in before + after  # type: ignore[arg-type]

    def test_it_is_stopped_by_a_press_and_no_message_makes_another(self, her: Her, jo: User) -> None:  # noqa: F811
        path, page = her.path, f"/cases/{her.referral.pk}/own-page/"

        sent(jo, page, do="stop")

        assert Client().get(path).status_code == 404
        assert "Stopped on" in seen(jo, page)
        actions.release(her.places[0], why="SHE_ASKED", by=jo, at=LATER)  # type: ignore[arg-type]
        assert not PageLink.objects.in_use().exists()
        assert not Message.objects.filter(written_at=LATER, page=True).exists()

    def test_a_new_link_goes_by_text_and_the_old_one_is_empty(self, her: Her, jo: User) -> None:  # noqa: F811
        old = her.path

        sent(jo, f"/cases/{her.referral.pk}/own-page/", do="new")

        message = Message.objects.get(purpose="OWN_PAGE")
        assert (message.channel, message.page) == ("TEXT", True)
        monday = message.due_at  # it is a Saturday: nobody is disturbed before Monday
        assert monday - LATER > timedelta(days=1)
        by_hand.hand_out(message, by=jo, at=monday)
        shown = seen(jo, f"/messages/{message.pk}/")
        assert her.path != old
        assert f"http://localhost:8000{her.path}" in shown
        with time_machine.travel(monday, tick=False):
            assert Client().get(old).status_code == 404
            assert Client().get(her.path).status_code == 200

    def test_closing_ends_it_for_good_and_a_link_left_over_is_found(self, her: Her, jo: User) -> None:  # noqa: F811
        closing.withdraw(her.referral, reason=Reason.POLICE_DECISION, words="Police asked.", by=jo, at=LATER)
        assert links.last(her.referral.pk).why_ended == "CLOSED"  # type: ignore[union-attr]
        assert endings.no_link_to_her_page_works_for_a_case_that_is_not_open() == []

        links.make(her.referral.pk, reference=her.referral.reference, until=LATER.date(), by=jo, at=LATER)

        assert endings.no_link_to_her_page_works_for_a_case_that_is_not_open() == [her.referral.reference]

    def test_a_letter_with_the_link_that_came_back_ends_it(self, her: Her, jo: User) -> None:  # noqa: F811
        letter = Message.objects.filter(about_id=her.referral.pk, channel="LETTER", page=True).earliest(
            "due_at"
        )
        Message.objects.filter(pk=letter.pk).update(status="POSTED", ended_at=LATER, ended_by="Jo")

        returned.come_back(letter, says=CameBack.OPENED, by=jo, at=LATER)

        assert links.last(her.referral.pk).why_ended == "NOT_SAFE"  # type: ignore[union-attr]

    def test_no_link_is_made_for_her_who_has_not_allowed_it(self, booked: Any) -> None:  # noqa: F811
        hers = booked(page="NO")
        by = referrals.worker_of(hers.referral)

        with pytest.raises(NotSafe):
            own_page.new_page(hers.referral, by=by, at=LATER)

        assert not PageLink.objects.exists()
        assert "She said no to this." in seen(by, f"/cases/{hers.referral.pk}/own-page/")

    def test_no_link_is_made_while_she_has_no_days(self, her: Her, jo: User) -> None:  # noqa: F811
        for place in her.places:
            actions.release(place, why="SHE_ASKED", by=jo, at=LATER)  # type: ignore[arg-type]

        with pytest.raises(own_page.NoDaysAhead):
            own_page.new_page(her.referral, by=jo, at=LATER)

    def test_a_way_that_is_not_safe_any_more_shuts_her_page_as_well(self, her: Her, jo: User) -> None:  # noqa: F811
        start = her.days[0].starts_at
        her.says(at=start - timedelta(days=1))

        in_the_room.still_safe(her.places[0], no_longer={Way.VOICEMAIL}, by=jo, at=start)

        newest = her.participant.safe_contacts.latest("confirmed_at")
        assert (newest.voicemail, newest.page, newest.text) == ("NO", "NO", "YES")
        assert her.link is None

    def test_a_wrong_number_ends_a_link_that_went_there(self, her: Her, jo: User) -> None:  # noqa: F811
        Message.objects.filter(channel="TEXT", page=True).update(status="SENT")

        calls.log_call(her.referral, outcome=CallOutcome.WRONG_NUMBER, by=jo, at=LATER)

        assert her.link is None
        assert links.last(her.referral.pk).why_ended == "NOT_SAFE"  # type: ignore[union-attr]
