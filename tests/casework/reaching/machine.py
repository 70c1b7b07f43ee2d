"""What she says, what is booked, and what the worker and the office send, in every order, by the real actions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta
from email import message_from_bytes
from typing import Any, ClassVar
from uuid import uuid4

from django.db import transaction
from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from casework.actions import calls, closing, telling
from casework.statuses import CallOutcome
from correspondence import actions as correspondence
from correspondence import by_hand, instead, outbox, print_files, print_runs, registry, replies
from correspondence import telling as word_of_mouth
from correspondence.models import Message, PrintRun, PrintRunItem
from correspondence.statuses import KEEPS_HOURS, NEEDS_A_PERSON, Channel, MessageStatus, WhyNotTold, Wording
from participants import actions as participants
from participants.actions import Details
from participants.models import Participant, SafeContact
from programmes.models import ClosedDay
from programmes.sending_times import may_disturb, may_disturb_from
from referrals.models import Referral
from referrals.statuses import Reason
from tests.casework.invariants.world import STARTS, World
from tests.casework.reaching.diary import DISCREET, FULL, PLEASE_RING, Diary
from tests.correspondence.smtp_sink import Sink
from tests.factories import correspondence as letters
from ui.refusals import Refused
from workshops import actions as workshops
from workshops.actions import Change
from workshops.models import Place
from workshops.statuses import ReleaseReason

WAYS = ("call", "voicemail", "text", "email", "post", "trusted_person", "in_person")
WAY_OF = {
    Channel.TEXT: "text",
    Channel.EMAIL: "email",
    Channel.LETTER: "post",
    Channel.TRUSTED_PERSON: "trusted_person",
    Channel.IN_PERSON: "in_person",
}
SAID = {
    Wording.FULL: FULL,
    Wording.DISCREET: DISCREET,
    Wording.PLEASE_RING: PLEASE_RING,
}
PHONES = ("07700 900 123", "07700 900 456", "01632 960 111", "")
MAILBOXES = ("her@post.example", "other@post.example", "")
HOMES = (("1 Example Road\nExampletown", "PO1 1AA"), ("2 Other Road\nExampletown", "PO1 1AB"), ("", ""))
# Purposes that have words; whether they are still wanted is another rule's matter.
PURPOSES = {
    Channel.EMAIL: "REMINDER_DAY",
    Channel.TEXT: "REMINDER_DAY",
    Channel.LETTER: "INVITATION",
    Channel.TRUSTED_PERSON: "REMINDER_DAY",
    Channel.IN_PERSON: "REMINDER_DAY",
}

women = st.integers(0, 2)
answers = st.fixed_dictionaries({way: st.sampled_from(["YES", "YES", "NO", "NOT_ASKED"]) for way in WAYS})
which = st.integers(0, 20)


class EveryHistory(RuleBasedStateMachine):
    """Each example lives within a savepoint of the test's transaction and is rolled back."""

    world: ClassVar[World]
    post: ClassVar[Sink]
    left: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.now = STARTS
        self.kept = transaction.atomic()
        self.kept.__enter__()
        self.read = len(self.post.mails)
        for n in range(3):
            mailbox = replace(_details(self.her(n)), email=f"{n}{MAILBOXES[0]}")
            participants.amend(self.her(n), mailbox, by=self.world.worker, at=self.now)
        # One whom no worker has asked yet: only what police heard of her counts.
        SafeContact.objects.filter(participant=self.her(2), source="HERSELF").delete()
        # One who would be told by somebody she trusts, or by whoever meets her.
        by_mouth = SafeContact.objects.filter(participant=self.her(0), source="HERSELF")
        by_mouth.update(trusted_person="YES", in_person="YES")
        self.diaries = [self._diary(n) for n in range(3)]
        for purpose, reminder in (("REMINDER_DAY", True), ("INVITATION", False)):
            registry.register(purpose, label=purpose, still_wanted=lambda _message: True, reminder=reminder)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.kept.__exit__(None, None, None)

    def _diary(self, who: int) -> Diary:
        """Begin with what is on her record."""
        her = self.her(who)
        diary = Diary(number="".join(her.phone.split()))
        for kept in her.safe_contacts.order_by("confirmed_at"):
            for way in WAYS:
                if (answer := getattr(kept, way)) == "NOT_ASKED":
                    continue
                if kept.source == "HERSELF":
                    diary.asked_herself = True
                    diary.says(way, yes=answer == "YES", at=kept.confirmed_at)
                else:
                    diary.told_police(way, yes=answer == "YES", alone=kept.asked_alone, at=kept.confirmed_at)
        self._note_details(diary, her)
        return diary

    def _note_details(self, diary: Diary, her: Participant) -> None:
        number = "".join(her.phone.split())
        if number != diary.number:
            diary.another_number(number)
        diary.number_is_a_mobile = number.startswith("07")
        diary.another_mailbox(her.email)
        lines = [line for line in her.address_lines.splitlines() if line]
        diary.another_home(her.full_name, lines, her.postcode)
        diary.reads_alone = her.reading not in {"NO", "WITH_HELP"}

    def her(self, who: int) -> Participant:
        return Participant.objects.get(referrals=self.world.women[who].pk)

    def case(self, who: int) -> Referral:
        return self.world.woman(who)

    def attempt(self, name: str, act: Callable[[], Any]) -> bool:
        """Do it a minute later; tell whether it was done or refused."""
        self.now += timedelta(minutes=1)
        try:
            with transaction.atomic():
                act()
        except Refused as refused:
            event(f"{name}: {type(refused).__name__}")
            return False
        event(f"{name}: done")
        return True

    # --- what is asked of all that leaves ---

    def leaves(self, message: Message) -> None:
        """Ask the diary of her whom it goes to; words she may not get, or another place, fail."""
        if message.participant_id is None:
            return
        who = self._whose(message)
        diary, way = self.diaries[who], WAY_OF[Channel(message.channel)]
        reminder = registry.purpose(message.purpose).reminder
        most = diary.most(way, self.now, reminder=reminder)
        about = f"{message.purpose} by {way} ({message.wording}) at {self.now}: {diary}"
        assert SAID[Wording(message.wording)] <= most, f"said more than was safe: {about}"
        sent_to = tuple("".join(part.split()) for part in (message.sent_to or "").splitlines())
        assert sent_to == tuple("".join(part.split()) for part in diary.where(way)), (
            f"went elsewhere: {about}"
        )
        by_day = may_disturb(self.now, ClosedDay.days())
        assert message.channel not in KEEPS_HOURS or by_day, f"disturbed at such an hour: {about}"
        self.left[f"{way} {message.wording}"] += 1

    # --- what she, police and those at her home do ---

    @rule(who=women, said=answers, discreet=st.booleans())
    def she_tells_a_worker(self, who: int, said: dict[str, str], discreet: bool) -> None:
        words = "DISCREET" if discreet else "NORMAL"
        told = {**said, "words": words}

        def act() -> None:
            telling.ask_what_is_safe(self.case(who), by=self.world.worker, at=self.now, answers=told)

        if self.attempt("she tells", act):
            diary = self.diaries[who]
            diary.wants_discreet = discreet
            diary.asked_herself = diary.asked_herself or set(said.values()) != {"NOT_ASKED"}
            for way, answer in said.items():
                if answer != "NOT_ASKED":
                    diary.says(way, yes=answer == "YES", at=self.now)
            if said["call"] == "YES":
                diary.somebody_else_answered = False

    @rule(who=women, said=answers, alone=st.booleans())
    def police_tell(self, who: int, said: dict[str, Any], alone: bool) -> None:
        def act() -> None:
            participants.confirm_safe_contact(
                self.her(who), by=self.world.officer, at=self.now, source="POLICE", asked_alone=alone, **said
            )
            correspondence.withdraw_unsafe(self.her(who), by=self.world.officer, at=self.now)

        if self.attempt("police tell", act):
            for way, answer in said.items():
                if answer != "NOT_ASKED":
                    self.diaries[who].told_police(way, yes=answer == "YES", alone=alone, at=self.now)

    @rule(who=women)
    def she_texts_stop(self, who: int) -> None:
        came = replies.Came(ref=str(uuid4()), number=self.her(who).phone_digits, words="STOP")
        if came.number and self.attempt("stop", lambda: replies.take(came, carrier="TWILIO", at=self.now)):
            for other, diary in enumerate(self.diaries):
                if self.her(other).phone_digits == came.number:
                    diary.says("text", yes=False, at=self.now)
                    diary.asked_herself = True

    @rule(
        who=women,
        outcome=st.sampled_from(
            [CallOutcome.SPOKE, CallOutcome.NO_ANSWER, CallOutcome.SOMEBODY_ELSE, CallOutcome.WRONG_NUMBER]
        ),
    )
    def she_is_rung(self, who: int, outcome: CallOutcome) -> None:
        by = self.world.worker
        if not self.attempt(
            f"ring {outcome}", lambda: calls.log_call(self.case(who), outcome=outcome, by=by, at=self.now)
        ):
            return
        diary = self.diaries[who]
        if outcome == CallOutcome.SOMEBODY_ELSE:
            diary.somebody_else_answered = True
        elif outcome == CallOutcome.WRONG_NUMBER:
            diary.number_is_wrong = True
        elif outcome == CallOutcome.SPOKE:
            diary.number_is_wrong = False
            if diary.asked_herself:
                diary.spoken_at = self.now

    @rule(who=women)
    def a_safe_route_is_known(self, who: int) -> None:
        by = self.world.worker
        if self.attempt(
            "lift", lambda: calls.lift_stop(self.case(who), words="Her sister", by=by, at=self.now)
        ):
            self.diaries[who].somebody_else_answered = False

    @rule(
        who=women,
        phone=st.sampled_from([None, None, None, *PHONES]),
        mailbox=st.sampled_from(MAILBOXES),
        home=st.sampled_from(HOMES),
        reading=st.sampled_from(["YES", "YES", "WITH_HELP"]),
    )
    def her_details_change(
        self, who: int, phone: str | None, mailbox: str, home: tuple[str, str], reading: str
    ) -> None:
        details = replace(
            _details(self.her(who)),
            phone=self.her(who).phone if phone is None else phone and f"{phone[:-1]}{who}",
            email=mailbox and f"{who}{mailbox}",
            address_lines=home[0],
            postcode=home[1],
            reading=reading,
        )
        by = self.world.worker
        if self.attempt(
            "details",
            lambda: telling.amend_details(self.case(who), details, by=by, at=self.now, seen=None),
        ):
            self._note_details(self.diaries[who], self.her(who))

    # --- what is booked and ended ---

    @initialize(booked=st.lists(women, max_size=3))
    def some_are_booked(self, booked: list[int]) -> None:
        for who in booked:
            self.she_is_booked(who, who)

    @rule(who=women, pair=st.integers(0, 3))
    def she_is_booked(self, who: int, pair: int) -> None:
        chosen = [self.world.workshop(pair), self.world.workshop(pair + 4)]
        case, by = self.case(who), self.world.worker
        self.attempt("book", lambda: workshops.book_run(case, chosen, by=by, at=self.now))

    @rule(who=women, pair=st.integers(0, 3))
    def she_is_moved(self, who: int, pair: int) -> None:
        chosen = [self.world.workshop(pair), self.world.workshop(pair + 4)]
        case, by, why = self.case(who), self.world.worker, ReleaseReason.SHE_ASKED
        self.attempt("move", lambda: workshops.move_run(case, chosen, why=why, by=by, at=self.now))

    @rule(index=which)
    def a_place_is_given_back(self, index: int) -> None:
        held = list(Place.objects.held().order_by("booked_at", "seat", "pk"))
        if held:
            place, by, why = held[index % len(held)], self.world.worker, ReleaseReason.MISTAKE
            self.attempt("give back", lambda: workshops.release(place, why=why, by=by, at=self.now))

    @rule(day=st.integers(0, 7), days=st.sampled_from([1, 7]))
    def a_workshop_moves(self, day: int, days: int) -> None:
        workshop, by = self.world.workshop(day), self.world.manager
        on = workshop.starts_at.date() + timedelta(days=days)
        change = Change(on, workshop.starts_at.time(), workshop.room, later_too=False)
        self.attempt(
            "move workshop",
            lambda: workshops.move_workshop(workshop, change, why="Flood", by=by, at=self.now),
        )

    @rule(who=women)
    def police_take_her_back(self, who: int) -> None:
        case, by = self.case(who), self.world.worker
        self.attempt(
            "withdraw",
            lambda: closing.withdraw(
                case, reason=Reason.POLICE_DECISION, words="Police asked.", by=by, at=self.now
            ),
        )

    # --- what is written, and what the worker and the office do ---

    @rule(
        who=women,
        channel=st.sampled_from([Channel.EMAIL, Channel.TEXT, Channel.LETTER]),
        days=st.sampled_from([0, 0, 1, 6, 30]),
    )
    def something_is_written(self, who: int, channel: Channel, days: int) -> None:
        case = self.case(who)

        def act() -> None:
            correspondence.write(
                purpose=PURPOSES[channel],
                channel=channel,
                to=self.her(who),
                about=correspondence.About(case.pk, "", case.reference),
                facts=letters.facts(),
                key=f"machine:{uuid4()}",
                due_at=self.now + timedelta(days=days),
                by=self.world.worker,
                at=self.now,
            )

        self.attempt(f"write {channel}", act)

    @rule(who=women, index=which, posted=st.booleans())
    def a_morning_at_the_office(self, who: int, index: int, posted: bool) -> None:
        """She is written to every way on a working morning; the worker and the office send what they can."""
        self.now = may_disturb_from(self.now)
        for channel in PURPOSES:
            self.something_is_written(who, channel, 0)
        self.the_worker_sweeps()
        self.a_text_is_sent_from_the_office_phone(index, "tick")
        for _ in range(2):
            self.somebody_tells_her(index, done=True)
        self.letters_are_put_in_a_run()
        if posted:
            self.the_run_is_posted()

    @rule()
    def the_worker_sweeps(self) -> None:
        before = set(Message.objects.filter(status=MessageStatus.SENT).values_list("pk", flat=True))
        self.now += timedelta(minutes=1)
        outbox.send_due(clock=lambda: self.now)
        sent = Message.objects.filter(status=MessageStatus.SENT, channel=Channel.EMAIL).exclude(pk__in=before)
        hers = [message for message in sent if message.participant_id]
        came = [message_from_bytes(raw) for raw in self.post.mails[self.read :]]
        self.read = len(self.post.mails)
        reached = Counter(mail["To"] for mail in came if mail["To"].endswith("@post.example"))
        assert reached == Counter(message.sent_to for message in hers), "more went than is known of"
        for message in hers:
            self.leaves(message)

    @rule(index=which, end=st.sampled_from(["tick", "could not", "leave"]))
    def a_text_is_sent_from_the_office_phone(self, index: int, end: str) -> None:
        due = Message.objects.filter(channel=Channel.TEXT, status=MessageStatus.QUEUED, due_at__lte=self.now)
        texts = list(due.order_by("due_at", "written_at", "pk"))
        if not texts:
            return
        text, by = texts[index % len(texts)], self.world.worker
        if not self.attempt("hand out", lambda: by_hand.hand_out(text, by=by, at=self.now)):
            return
        opened = Message.objects.get(pk=text.pk)
        if opened.status != MessageStatus.SENDING:
            event(f"hand out: {opened.status} {opened.why}")
            return
        self.leaves(opened)
        if end == "tick":
            self.attempt("tick", lambda: by_hand.mark_sent(opened, by=by, at=self.now))
        elif end == "could not":
            self.attempt("could not", lambda: by_hand.could_not(opened, by=by, at=self.now))

    @rule(index=which, done=st.booleans())
    def somebody_tells_her(self, index: int, done: bool) -> None:
        waiting = list(Message.objects.to_tell(self.now).order_by("due_at", "written_at", "pk"))
        if not waiting:
            return
        message, by = waiting[index % len(waiting)], self.world.worker
        shown = word_of_mouth.to_say(message, at=self.now + timedelta(minutes=1))
        if not done:
            why = WhyNotTold.NOBODY_THERE
            self.attempt("not told", lambda: word_of_mouth.not_told(message, why=why, by=by, at=self.now))
            return
        self.attempt("told", lambda: word_of_mouth.told(message, by=by, at=self.now))
        ended = Message.objects.get(pk=message.pk)
        assert (ended.status == MessageStatus.SENT) is not bool(shown.shut), f"{ended.status} {shown.shut}"
        if ended.status == MessageStatus.SENT:
            self.leaves(ended)
            if ended.channel == Channel.IN_PERSON and self.diaries[self._whose(ended)].asked_herself:
                self.diaries[self._whose(ended)].spoken_at = self.now

    def _whose(self, message: Message) -> int:
        return next(n for n in range(3) if self.her(n).pk == message.participant_id)

    @rule()
    def letters_are_put_in_a_run(self) -> None:
        ready = list(Message.objects.letters_to_print().values_list("pk", flat=True))
        provider, by = self.world.programme.provider, self.world.worker
        self.attempt("run", lambda: print_runs.make_run(provider, ready, by=by, at=self.now))

    @rule()
    def the_run_is_posted(self) -> None:
        for run in PrintRun.objects.open():
            print_files.make(run.pk, at=self.now)
            printed = [item.pk for item in print_runs.items_of(run)]

            def close(run: PrintRun = run, printed: list[Any] = printed) -> None:
                print_runs.close_run(run, printed=printed, reason="", by=self.world.worker, at=self.now)

            if self.attempt("close run", close):
                for item in PrintRunItem.objects.filter(run=run, message__status=MessageStatus.POSTED):
                    self.leaves(item.message)

    @rule(index=which)
    def what_failed_is_sent_again_or_another_way(self, index: int) -> None:
        stuck = list(
            Message.objects.filter(status__in=NEEDS_A_PERSON, participant__isnull=False).order_by(
                "due_at", "written_at", "pk"
            )
        )
        if not stuck:
            return
        message, by = stuck[index % len(stuck)], self.world.worker
        ways = [*instead.suggestions([message], at=self.now).get(message.pk, []), Channel.EMAIL]
        if index % 2:
            way = ways[index % len(ways)]
            self.attempt("instead", lambda: instead.send_instead(message, channel=way, by=by, at=self.now))
        else:
            self.attempt("again", lambda: by_hand.send_again(message, by=by, at=self.now))

    @rule(hours=st.sampled_from([1, 4, 24, 24, 72, 24 * 12, 24 * 30]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)


def _details(her: Participant) -> Details:
    return Details(**{field.name: getattr(her, field.name) for field in fields(Details)})
