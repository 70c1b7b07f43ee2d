"""Her own page: who opens it, what it shows, and what pressing does (design.md §5 rules 5 and 7)."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from casework.actions import calls, closing
from casework.statuses import CallOutcome
from correspondence import actions as messages
from correspondence import links
from correspondence.models import Message, PageLink
from referrals.models import Referral
from referrals.statuses import Reason
from tests.factories import casework, referrals
from tests.workshops.her_page.conftest import LATER, Her
from workshops import actions, plain
from workshops.models import HerAnswer, Place
from workshops.statuses import HerWord

pytestmark = pytest.mark.usefixtures("nothing_counted")
AFTER_ALL = datetime.fromisoformat("2026-12-31T09:00+00:00")


def opened(path: str, *, at: datetime = LATER, **headers: Any) -> Any:
    with time_machine.travel(at, tick=False):
        return Client().get(path, **headers)


def pressed(path: str, *, at: datetime = LATER, **data: Any) -> Any:
    with time_machine.travel(at, tick=False):
        return Client(enforce_csrf_checks=True).post(path, data)


def text(answer: Any) -> str:
    body = re.sub(r"<(style|script).*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def neutral(answer: Any) -> bytes:
    """The answer without what is drawn anew each time."""
    body: bytes = re.sub(rb'nonce="[^"]+"', b"", answer.content)
    return body


class TestWhatItShows:
    def test_her_days_with_hours_place_map_and_the_way_there(self, her: Her) -> None:
        venue = her.days[0].room.venue
        venue.map_link = "https://maps.example/quay"
        venue.save()

        page = opened(her.path)

        assert page.status_code == 200
        shown = text(page)
        for said in (
            "Wednesday 2 December 2026", "Wednesday 30 December 2026", "10am to 3pm", venue.name,
            "2 Quay Street, Exampletown, PO1 2AB", "Two minutes from the bus station.", "Jo from the course",
        ):  # fmt: skip
            assert said in shown
        assert 'href="https://maps.example/quay"' in page.content.decode()
        for button in ("I’ll be there", "I can’t make it", "Please call me", "Exit this page"):
            assert button in shown

    def test_what_to_bring_is_said_as_the_definition_says_it(self, her: Her) -> None:
        assert "What to bring" in text(opened(her.path))
        assert "Your glasses" in text(opened(her.path))

    def test_her_name_is_nowhere_on_it(self, booked: Any) -> None:
        her = booked(first_names="Zenobia", last_name="Quillfeather", preferred_name="Zen")

        page = opened(her.path)
        said = page.content.decode() + str(page.headers)

        assert "Wednesday 2 December" in text(page)
        assert [name for name in ("Zen", "Quillfeather", her.referral.reference) if name in said] == []

    def test_it_can_be_read_in_welsh_and_is_for_her_who_reads_welsh(self, her: Her) -> None:
        assert "Byddaf i yno" in text(opened(f"{her.path}?l=cy"))
        assert "Dydd Mercher 2 Rhagfyr 2026" in text(opened(f"{her.path}?l=cy"))
        her.participant.letter_language = "cy"
        her.participant.save()

        assert "Byddaf i yno" in text(opened(her.path))
        assert "I’ll be there" in text(opened(f"{her.path}?l=en"))
        assert "Byddaf i yno" in text(opened(f"{her.path}?l=../../x"))

    def test_a_day_that_is_over_is_not_shown_any_more(self, her: Her) -> None:
        her.says(at=her.days[0].ends_at)

        shown = text(opened(her.path, at=her.days[0].ends_at + timedelta(hours=1)))

        assert "30 December" in shown
        assert "2 December" not in shown

    def test_it_takes_few_queries_and_is_small(self, her: Her) -> None:
        opened(her.path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = opened(her.path)

        assert len(asked) <= 25
        assert len(page.content) <= 50_000


class TestOpeningChangesNothing:
    """A phone looks at links to draw a preview, and so does a mailbox that looks for viruses."""

    def test_looking_however_often_leaves_everything_as_it_was(self, her: Her) -> None:
        def rows() -> list[Any]:
            tables = (Place, HerAnswer, Message, Referral, PageLink)
            return [list(table._base_manager.order_by("pk").values()) for table in tables]

        before = rows()
        for query in ("", "?l=cy", "?t=1", "?do=CANNOT", f"?do=CANNOT&day={her.places[0].pk}"):
            opened(her.path + query)
        with time_machine.travel(LATER, tick=False):
            Client().head(her.path)

        assert rows() == before

    def test_each_look_is_in_the_trail_as_hers_without_where_she_is(self, her: Her) -> None:
        opened(her.path, REMOTE_ADDR="203.0.113.7")

        event = Event.objects.get(verb="page.open")
        assert (event.who, event.role, event.address) == ("Herself, on her own page", "HERSELF", None)
        assert event.subject_id == her.referral.pk


class TestPressing:
    def test_no_cookie_and_no_token_are_needed_and_none_are_set(self, her: Her) -> None:
        answer = pressed(her.path, do="COMING", day=her.places[0].pk)

        assert answer.status_code == 303
        assert answer.headers["Location"] == f"{her.path}?l=en&t=1"
        assert not answer.cookies
        assert not opened(her.path).cookies

    def test_a_day_answered_is_kept_once_as_hers_and_changes_no_booking(self, her: Her) -> None:
        before = list(Place.objects.order_by("pk").values())
        for _again in range(3):
            pressed(her.path, do="CANNOT", day=her.places[0].pk)

        row = HerAnswer.objects.get()
        assert (row.place, row.answer, row.said_by) == (
            her.places[0], HerWord.CANNOT, "Herself, on her own page",
        )  # fmt: skip
        assert Event.objects.filter(verb="page.answer", role="HERSELF").count() == 1
        assert list(Place.objects.order_by("pk").values()) == before
        assert "You told me that you can’t make it." in text(opened(her.path))

    def test_pressing_the_other_undoes_the_first(self, her: Her) -> None:
        for answer in ("CANNOT", "COMING"):
            pressed(her.path, do=answer, day=her.places[0].pk)

        first, second = HerAnswer.objects.order_by("said_at", "pk")
        assert (first.answer, first.undone_by) == ("CANNOT", "Herself, on her own page")
        assert (second.answer, second.undone_at) == ("COMING", None)
        assert Event.objects.filter(verb="page.undo_answer").count() == 1

    def test_each_day_has_an_answer_of_its_own(self, her: Her) -> None:
        pressed(her.path, do="COMING", day=her.places[0].pk)
        pressed(her.path, do="CANNOT", day=her.places[1].pk)

        assert dict(HerAnswer.objects.standing().values_list("place", "answer")) == {
            her.places[0].pk: "COMING", her.places[1].pk: "CANNOT",
        }  # fmt: skip

    def test_a_call_is_asked_for_once_and_taken_back(self, her: Her) -> None:
        pressed(her.path, do="CALL_ME")
        pressed(her.path, do="CALL_ME")
        assert "You asked me to call you." in text(opened(her.path))

        pressed(her.path, do="NO_CALL")

        assert HerAnswer.objects.get().undone_at is not None
        assert "You asked me to call you." not in text(opened(her.path))

    @pytest.mark.parametrize(
        "sent",
        [
            {},
            {"do": "NONSENSE"},
            {"do": "COMING"},
            {"do": "COMING", "day": "x\0y"},
            {"do": "CANNOT", "day": "1" * 5000},
        ],
    )
    def test_nonsense_keeps_nothing_and_shows_the_page(self, sent: dict[str, str], her: Her) -> None:
        answer = pressed(her.path, at=LATER, **sent)

        assert answer.status_code == 303
        assert "t=1" not in answer.headers["Location"]
        assert not HerAnswer.objects.exists()

    def test_another_womans_day_is_not_hers_to_answer(self, her: Her, booked: Any) -> None:
        other = booked(programme=her.days[0].programme, phone="07700 900 321", last_name="Otherwell")

        pressed(her.path, do="CANNOT", day=other.places[0].pk)

        assert not HerAnswer.objects.exists()

    def test_pressing_for_ever_is_stopped(self, her: Her, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(plain, "ALLOWED_PRESSES", 2)
        for answer in ("COMING", "CANNOT", "COMING"):
            pressed(her.path, do=answer, day=her.places[0].pk)

        assert HerAnswer.objects.count() == 2


def stopped(her: Her) -> None:
    messages.stop_page(her.referral.pk, by=referrals.worker_of(her.referral), at=LATER)


def replaced(her: Her) -> None:
    by, until = referrals.worker_of(her.referral), her.days[-1].ends_at.date()
    messages.new_page(her.referral.pk, reference="", until=until, by=by, at=LATER)


def closed(her: Her) -> None:
    closing.withdraw(
        her.referral,
        reason=Reason.POLICE_DECISION,
        words="Police asked.",
        by=referrals.worker_of(her.referral),
        at=LATER,
    )


def taken_back(her: Her) -> None:
    her.says(page="NO")


def text_not_safe(her: Her) -> None:
    Message.objects.filter(channel="TEXT", page=True).update(status="SENT")
    her.says(text="NO")


def somebody_else(her: Her) -> None:
    calls.log_call(
        her.referral, outcome=CallOutcome.SOMEBODY_ELSE, by=referrals.worker_of(her.referral), at=LATER
    )


def days_given_back(her: Her) -> None:
    for place in her.places:
        actions.release(place, why="SHE_ASKED", by=referrals.worker_of(her.referral), at=LATER)  # type: ignore[arg-type]


def past_its_day(her: Her) -> None:
    link = her.link
    assert link is not None
    link.expires_on = LATER.date() - timedelta(days=1)
    link.save()


ENDINGS = [stopped, replaced, closed, taken_back, text_not_safe, somebody_else, days_given_back, past_its_day]


class TestWhoeverFindsItLate:
    @pytest.mark.parametrize("ending", ENDINGS, ids=lambda f: f.__name__)
    def test_an_ended_link_answers_as_one_that_never_was(self, ending: Any, her: Her) -> None:
        path = her.path
        assert opened(path).status_code == 200
        ending(her)
        opened(path)

        with CaptureQueriesContext(connection) as for_hers:
            late = opened(path)
        with CaptureQueriesContext(connection) as for_nobodys:
            never = opened(f"{links.PATH}{'0' * links.LENGTH}")

        assert late.status_code == never.status_code == 404
        assert neutral(late) == neutral(never)
        assert set(late.headers) == set(never.headers)
        assert len(for_hers) == len(for_nobodys), "how long it takes says nothing either"
        assert Event.objects.filter(verb="page.open").count() == 1

    @pytest.mark.parametrize("ending", ENDINGS, ids=lambda f: f.__name__)
    def test_an_ended_link_takes_no_answer(self, ending: Any, her: Her) -> None:
        path, place = her.path, her.places[0].pk
        ending(her)

        assert pressed(path, do="CANNOT", day=place).status_code == 404
        assert pressed(path, do="CALL_ME").status_code == 404
        assert not HerAnswer.objects.exists()

    def test_a_case_that_is_not_open_shows_nothing_whatever_else_stands(self, her: Her) -> None:
        Referral.objects.filter(pk=her.referral.pk).update(status="SUBMITTED")

        assert her.link is not None
        assert opened(her.path).status_code == 404

    def test_after_her_last_day_it_is_empty(self, her: Her) -> None:
        her.says(at=her.days[1].ends_at)

        assert opened(her.path, at=AFTER_ALL).status_code == 404

    def test_once_her_answers_are_too_old_it_is_empty_until_she_is_spoken_to(self, her: Her) -> None:
        old = LATER + timedelta(days=30)
        assert opened(her.path, at=old).status_code == 404

        casework.called(her.referral, CallOutcome.SPOKE, at=old)

        assert opened(her.path, at=old).status_code == 200

    @pytest.mark.parametrize("wrong", ["x", "nothing", "%00", "a" * 3000, "..%2F", "%F0%9F%92%A9"])
    def test_a_wrong_link_is_the_same_empty_page(self, wrong: str, her: Her) -> None:
        assert neutral(opened(f"/w/{wrong}")) == neutral(opened("/w/nothing"))

    def test_a_link_copied_by_hand_is_understood(self, her: Her) -> None:
        link = her.link
        assert link is not None
        token = links.token_of(link).upper().replace("0", "O").replace("1", "l")

        assert opened(f"/w/{token[:8]}-{token[8:]}").status_code == 200

    def test_many_wrong_links_from_one_place_open_nothing_at_all(
        self, her: Her, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(plain, "ALLOWED_MISSES", 3)
        for number in range(3):
            opened(f"/w/{number}", REMOTE_ADDR="203.0.113.7")

        assert opened(her.path, REMOTE_ADDR="203.0.113.7").status_code == 404
        assert opened(her.path, REMOTE_ADDR="203.0.113.8").status_code == 200

    def test_a_fault_of_ours_names_nothing(self, her: Her) -> None:
        with mock.patch("workshops.her_page.find", side_effect=RuntimeError("secret")):
            answer = opened(her.path)

        assert answer.status_code == 500
        assert text(answer).startswith("Try again later")
        assert b"secret" not in answer.content


# Stems, in both languages; those of tests/correspondence/test_words.py beside them.
TELLING = re.compile(
    r"police|policing|caution|offen|crim|arrest|court|prosecut|custod|officer|probation|sentence|referral|referred|juno|justice|"
    r"workshop|programme|scheme|victim|breach|convict|charity|harbour women|heddlu|rhybudd|trosedd|rhaglen|gweithdy|llys|elusen|django",
    re.IGNORECASE,
)


class TestNothingNamesIt:
    """The whole answer is read: address, status line, headers, icon, title, words, style and script."""

    @pytest.fixture
    def answers(self, her: Her) -> dict[str, Any]:
        Message.objects.update(page=False)
        found = {
            "page": opened(her.path),
            "welsh": opened(f"{her.path}?l=cy"),
            "thanked": opened(f"{her.path}?t=1"),
            "pressed": pressed(her.path, do="CANNOT", day=her.places[0].pk),
            "answered": opened(her.path),
            "nothing": opened("/w/nothing"),
            "long": opened(f"/w/{'a' * 3000}"),
            "options": Client().options(her.path),
        }
        with mock.patch("workshops.her_page.find", side_effect=RuntimeError):
            found["fault"] = opened(her.path)
        return found

    def test_no_word_in_any_answer_gives_her_away(self, answers: dict[str, Any], her: Her) -> None:
        her_words = her.days[0].room.venue.name, "Jo from the course"
        for name, answer in answers.items():
            whole = (
                f"{answer.request['PATH_INFO']}\n{answer.reason_phrase}\n{answer.headers}\n{answer.cookies}\n"
            )
            whole += answer.content.decode()
            for known in her_words:
                whole = whole.replace(known, "")
            assert TELLING.findall(whole) == [], name

    def test_nothing_is_kept_indexed_framed_or_told_to_the_next_site(self, answers: dict[str, Any]) -> None:
        for name, answer in answers.items():
            assert answer.headers["Cache-Control"] == "no-store, private", name
            assert answer.headers["Referrer-Policy"] == "no-referrer", name
            assert not answer.cookies, name
            if answer.content:
                assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive", name
                assert "default-src 'none'" in answer.headers["Content-Security-Policy"], name
                assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], name

    def test_nothing_is_fetched_from_anywhere(self, answers: dict[str, Any]) -> None:
        page = answers["page"].content.decode()

        assert re.findall(r'(?:src|srcset|data-[a-z]+|@import|url\()="?([^"]+)', page) == []
        assert re.findall(r'<link[^>]+href="(?!data:)', page) == []

    def test_the_reading_of_answers_would_see_such_a_word(self) -> None:
        assert TELLING.findall("Sign in - JUNO, a Police programme")


class TestThePlainHost:
    """Where her page has a host of its own, nothing else is there."""

    @pytest.fixture(autouse=True)
    def _two_hosts(self, settings: Any) -> None:
        settings.JUNO_PLAIN_URL = "https://dates.example"
        settings.JUNO_PUBLIC_URL = "https://juno.example"
        settings.ALLOWED_HOSTS = ["dates.example", "juno.example"]

    @pytest.mark.parametrize(
        "path",
        ["/", "/sign-in/", "/static/img/icon.svg", "/favicon.ico", "/w", "/today/", "/healthz", "/w/a/b"],
    )
    def test_any_other_address_there_is_the_same_empty_page(self, path: str, her: Her) -> None:
        answer = opened(path, HTTP_HOST="dates.example")

        assert answer.status_code == 404
        assert neutral(answer) == neutral(opened("/w/nothing", HTTP_HOST="dates.example"))

    def test_her_page_is_there_and_the_service_where_it_was(self, her: Her) -> None:
        assert opened(her.path, HTTP_HOST="dates.example").status_code == 200
        assert "/sign-in/" in opened("/", HTTP_HOST="juno.example").headers["Location"]
