"""What an officer chose to get by e-mail holds for whatever has not gone; a digest goes once a morning."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from correspondence import choosing, digest, outbox, registry
from correspondence.models import MailChoice, Message
from correspondence.statuses import MailTiming
from programmes.models import ClosedDay
from referrals import actions
from referrals.models import QuestionKind, Referral
from tests.casework.test_pages import client_of
from tests.factories import accounts, referrals
from tests.factories.accounts import NOW

pytestmark = pytest.mark.django_db
USUAL = ("BOOKED_NEWS", "NOTICE", "QUESTION")
MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)  # NOW is the Friday before
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def referral() -> Referral:
    return referrals.accepted()


@pytest.fixture
def officer(referral: Referral) -> User:
    sender: User | None = referral.referred_by
    assert sender is not None
    return sender


def ask(referral: Referral, kind: QuestionKind = QuestionKind.OTHER, *, at: datetime = LATER) -> Message:
    by = referrals.worker_of(referral)
    question = actions.ask(referral, kind=kind, words="Which station?", by=by, at=at)
    return Message.objects.get(purpose="QUESTION", about_revision=str(question.pk))


def booked(referral: Referral, revision: str = "1", *, at: datetime = LATER) -> Message:
    by = referrals.worker_of(referral)
    made = actions.tell_officer(referral, actions.BOOKED, revision=revision, by=by, at=at)
    assert made is not None
    return made


def choose(
    officer: User, *purposes: str, timing: MailTiming = MailTiming.EACH, at: datetime = LATER
) -> MailChoice:
    return choosing.choose_mail(officer, timing=timing, purposes=purposes, by=officer, at=at)


def run(at: datetime = LATER) -> dict[str, int]:
    return outbox.send_due(clock=lambda: at).counts


def now(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def test_who_chose_nothing_gets_question_booked_and_outcome_each_as_it_happens(
    referral: Referral, officer: User
) -> None:
    messages = [ask(referral), booked(referral)]

    run()

    assert [now(message).status for message in messages] == ["SENT", "SENT"]
    assert {message.code for message in registry.choosable() if message.usual} == set(USUAL)
    for sent in mail.outbox:
        assert sent.subject == f"{referral.reference}: there is something for you to read"
        assert "Sam" not in str(sent.body)
        assert sent.to == [officer.email]


def test_less_holds_for_an_e_mail_that_was_written_before_it_was_chosen(
    referral: Referral, officer: User
) -> None:
    question, news = ask(referral), booked(referral)

    choose(officer, "QUESTION")
    run()

    assert now(question).status == "SENT"
    assert (now(news).status, now(news).why) == ("WITHDRAWN", "NOT_CHOSEN")
    assert len(mail.outbox) == 1


def test_more_is_sent_only_to_who_asked_for_it(officer: User, referral: Referral) -> None:
    colleague = accounts.officer(referral.referring_organisation)
    choose(officer, *USUAL, "ACCEPTED_NEWS")

    referrals.accepted(referral.programme, by=officer, at=LATER)
    referrals.accepted(referral.programme, by=colleague, at=LATER)

    assert [m.staff for m in Message.objects.filter(purpose="ACCEPTED_NEWS")] == [officer]
    run(LATER + timedelta(hours=2))
    assert [sent.to for sent in mail.outbox] == [[officer.email]]


def test_what_must_go_at_once_is_nobody_s_to_choose(referral: Referral, officer: User) -> None:
    with pytest.raises(choosing.NotAChoice):
        choose(officer, "CONFIRM_REFERRAL")
    choose(officer, timing=MailTiming.DAILY)
    by = referrals.worker_of(referral)

    actions.tell_officer(referral, actions.CONFIRM, revision="1", by=by, at=LATER)
    Referral.objects.filter(pk=referral.pk).update(confirmed_at=None, confirmed_by="")
    run()

    assert Message.objects.get(purpose="CONFIRM_REFERRAL").status == "SENT"
    assert not Message.objects.digests().exists()


def test_a_digest_goes_once_on_the_next_working_morning_with_references_and_links_only(
    referral: Referral, officer: User
) -> None:
    other = referrals.accepted(referral.programme, by=officer, first_names="Ann")
    choose(officer, *USUAL, timing=MailTiming.DAILY)
    items = [ask(referral), booked(referral), booked(other)]

    run()
    assert mail.outbox == []
    run(MONDAY - timedelta(minutes=1))
    assert mail.outbox == []
    run(MONDAY)
    run(MONDAY + timedelta(hours=1))

    assert len(mail.outbox) == 1
    made = Message.objects.digests().get()
    assert (made.status, made.due_at) == ("SENT", MONDAY)
    assert {(now(i).status, now(i).replaced_by_id, now(i).why) for i in items} == {
        ("REPLACED", made.pk, "DIGEST")
    }
    sent = mail.outbox[0]
    assert sent.subject == "Your referrals: there is something for you to read"
    body = str(sent.body)
    assert body.count(f"{referral.reference}: http") == 2
    assert body.count(f"{other.reference}: http") == 1
    assert f"/questions/{items[0].about_revision}/answer/" in body
    for word in ("Sam", "Ann", "Testwell", "station", "booked", "caution"):
        assert word not in body


def test_a_digest_leaves_out_what_was_settled_or_unchosen_and_is_not_sent_for_nothing(
    referral: Referral, officer: User
) -> None:
    choose(officer, *USUAL, timing=MailTiming.DAILY)
    question, _news = ask(referral), booked(referral)
    run()

    choose(officer, "QUESTION", timing=MailTiming.DAILY)
    asked = referral.questions.get(pk=question.about_revision)
    actions.answer(asked, words="Here", by=officer, at=LATER)
    run(MONDAY)

    assert mail.outbox == []
    made = Message.objects.digests().get()
    assert (made.status, made.why) == ("WITHDRAWN", "NOT_WANTED")


def test_who_goes_back_to_each_gets_what_waits_at_once(referral: Referral, officer: User) -> None:
    choose(officer, *USUAL, timing=MailTiming.DAILY)
    ask(referral)
    run()

    choose(officer, *USUAL, timing=MailTiming.EACH, at=LATER + timedelta(minutes=5))
    run(LATER + timedelta(minutes=5))

    assert len(mail.outbox) == 1
    assert Message.objects.digests().get().status == "SENT"


def test_news_that_comes_while_a_digest_is_being_sent_waits_for_the_next_morning(
    referral: Referral, officer: User
) -> None:
    choose(officer, *USUAL, timing=MailTiming.DAILY)
    booked(referral)
    run()
    first = Message.objects.digests().get()
    Message.objects.filter(pk=first.pk).update(status="SENDING", lease_until=MONDAY + timedelta(minutes=5))

    joined = digest.join(ask(referral), at=LATER)

    assert joined.pk != first.pk
    assert joined.due_at == MONDAY + timedelta(days=1)


def test_a_morning_has_one_digest_for_a_person(referral: Referral, officer: User) -> None:
    choose(officer, *USUAL, timing=MailTiming.DAILY)
    booked(referral)
    run()
    made = Message.objects.digests().get()

    assert made.key == f"digest:{officer.pk}:2026-11-23"
    made.pk = uuid4()
    made._state.adding = True
    with pytest.raises(IntegrityError):
        made.save(force_insert=True)


@pytest.mark.parametrize(
    ("after", "morning"),
    [
        ("2026-11-20 10:00", "2026-11-23 07:30"),  # Friday: Monday
        ("2026-11-23 07:29", "2026-11-23 07:30"),
        ("2026-11-23 07:30", "2026-11-24 07:30"),
        ("2026-12-24 12:00", "2026-12-29 07:30"),  # Christmas, and Boxing Day on the Monday after
        ("2026-06-01 12:00", "2026-06-02 06:30"),  # summer time
        ("2026-10-23 12:00", "2026-10-26 07:30"),  # the clocks go back in between
        ("2027-03-26 06:00", "2027-03-30 06:30"),  # Good Friday to Easter Monday, clocks forward
    ],
)
def test_the_next_morning_is_half_past_seven_in_london_on_a_working_day(after: str, morning: str) -> None:
    given = datetime.fromisoformat(after).replace(tzinfo=UTC)

    assert digest.next_morning(given) == datetime.fromisoformat(morning).replace(tzinfo=UTC)


def test_a_day_we_are_closed_has_no_digest() -> None:
    ClosedDay.objects.create(on=date(2026, 11, 23), label="Made up", added_at=NOW, added_by="x")

    assert digest.next_morning(NOW) == MONDAY + timedelta(days=1)


def test_an_officer_chooses_on_a_page_and_it_is_recorded(officer: User) -> None:
    client = client_of(officer)
    url = reverse("correspondence:mail_choice")

    before = client.get(url).content.decode()
    done = client.post(
        url, {"submission": uuid4(), "purposes": ["QUESTION", "NOTICE"], "timing": "DAILY"}, follow=True
    )

    assert before.count("checked") == 4  # the three usual kinds, each as it happens
    assert "It holds for every e-mail that has not gone yet" in done.content.decode()
    kept = MailChoice.objects.get(person=officer)
    assert (kept.timing, kept.purposes) == ("DAILY", ["NOTICE", "QUESTION"])
    facts = Event.objects.get(verb="mail.choose", subject_id=officer.pk).facts
    assert facts == {"timing": "DAILY", "purposes": ["NOTICE", "QUESTION"]}


def test_no_e_mails_at_all_is_a_choice(officer: User, referral: Referral) -> None:
    client_of(officer).post(reverse("correspondence:mail_choice"), {"submission": uuid4(), "timing": "EACH"})

    assert MailChoice.objects.get(person=officer).purposes == []
    ask(referral)
    run()
    assert mail.outbox == []
