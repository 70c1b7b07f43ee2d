"""One woman's story, told by the actions that the pages use, at the moments when they would happen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from casework.actions import absences, calls, closing, telling
from casework.actions.absences import Known
from casework.actions.telling import Said
from casework.models import Absence
from casework.statuses import AbsenceDecision, AbsenceReason, CallOutcome, Told, ToldBy
from demo import helping
from demo.groups import Room
from demo.places import World
from demo.women import Fate, Stop, Woman, about_herself
from programmes.working_days import add_working_days
from referrals import actions as referrals
from referrals.models import OutcomeNotice, QuestionKind, Referral
from referrals.statuses import Ground, Reason
from ui.refusals import Refused
from workshops import actions as workshops
from workshops import offers
from workshops.models import Place, Workshop
from workshops.statuses import Mark


def office_hour(at: datetime, days: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment `days` working days later, at this hour in Europe/London."""
    on = add_working_days(timezone.localdate(at), days, frozenset())
    moment = datetime(on.year, on.month, on.day, hour, minute)  # noqa: DTZ001 (made aware next)
    return timezone.make_aware(moment)


class Tale:
    """What one story needs: the world, the woman, and the referral once it is there."""

    def __init__(self, world: World, room: Room, woman: Woman, number: int) -> None:
        self.world, self.room, self.woman = world, room, woman
        self.officer = world.officers[number % len(world.officers)]
        self.worker = world.coordinators[number % len(world.coordinators)]
        self.chance = woman.chance
        self.referral: Referral | None = None
        self.number = number

    def tell(self) -> Iterator[datetime]:
        """The whole story, until it stops or ends."""
        woman = self.woman
        yield woman.referred_at
        self.send(woman.referred_at)
        if woman.stop is Stop.SENT:
            return
        at = office_hour(woman.referred_at, 1, self.chance.randint(9, 12), self.number % 60)
        yield at
        yield from self.take_on(at)

    @property
    def case(self) -> Referral:
        """The referral as it is now."""
        assert self.referral is not None  # noqa: S101 (nothing before `send` asks)
        return Referral.objects.select_related("programme", "definition", "participant").get(
            pk=self.referral.pk
        )

    def send(self, at: datetime) -> None:
        """The officer answers the pages and sends them."""
        began = at - timedelta(minutes=4)
        draft = referrals.start_draft(self.world.juno, by=self.officer, at=began)
        for page, given in self.woman.pages.items():
            draft = referrals.save_draft(draft, page, given, by=self.officer, at=began)
        self.referral = referrals.submit(draft, by=self.officer, at=at)
        if answers := about_herself(self.number):
            referrals.answer_equality(self.referral, answers, by=self.officer, at=at)

    def take_on(self, at: datetime) -> Iterator[datetime]:
        """The coordinator accepts her, declines, or asks first."""
        if self.woman.stop is Stop.ASKED:
            referrals.ask(
                self.case,
                kind=QuestionKind.MISSING_DATE,
                words="When was the caution given?",
                by=self.worker,
                at=at,
            )
            return
        if self.woman.fate is Fate.DECLINED:
            words = "She lives in another force's area." if self.number % 2 else "Too little time is left."
            reason = Reason.OUT_OF_AREA if self.number % 2 else Reason.NO_TIME
            referrals.decline(self.case, reason=reason, words=words, by=self.worker, at=at)
            yield from self.acknowledge(at)
            return
        referrals.accept(self.case, by=self.worker, at=at, outside_reason="Agreed with the officer by phone.")
        if self.woman.stop is Stop.ACCEPTED:
            return
        yield from self.reach(at)

    def reach(self, at: datetime) -> Iterator[datetime]:
        """Calls, until she answers or everything was tried."""
        tries = 1 if self.chance.random() < 0.5 else self.chance.randint(2, 3)
        if self.woman.fate is Fate.NOT_REACHED:
            tries = 99
        for attempt in range(1, tries + 1):
            hour = (10, 14, 17, 11, 15, 16)[attempt % 6]
            at = office_hour(at, 1 if attempt == 1 else 2, hour, self.number % 50)
            yield at
            spoke = attempt == tries
            kept = calls.log_call(
                self.case, outcome=CallOutcome.SPOKE if spoke else self.miss(attempt), by=self.worker, at=at
            )
            if not spoke and kept.next_due_at is None and attempt >= 3:
                break
        if self.woman.fate is Fate.NOT_REACHED:
            yield from self.give_up(at)
            return
        yield from self.talk(at)

    def miss(self, attempt: int) -> CallOutcome:
        """What came of a call that did not reach her."""
        return CallOutcome.NO_ANSWER if attempt % 3 else CallOutcome.WILL_RING_BACK

    def give_up(self, at: datetime) -> Iterator[datetime]:
        """Police are asked to have her ring; when that brings nothing, she is handed back as not reached."""
        question = referrals.ask(
            self.case, kind=QuestionKind.ASK_HER_TO_RING, words="", by=self.worker, at=at
        )
        at = office_hour(at, 4, 11)
        yield at
        referrals.answer(question, words="No reply at the door. A card was not left.", by=self.officer, at=at)
        at = office_hour(at, 6, 12)
        yield at
        closing.hand_back(self.case, ground=Ground.NOT_REACHED, by=self.worker, at=at)
        yield from self.acknowledge(at)

    def talk(self, at: datetime) -> Iterator[datetime]:
        """The first conversation: what is safe, what she is told, which dates."""
        telling.begin_first_call(self.case, by=self.worker, at=at)
        telling.ask_what_is_safe(self.case, by=self.worker, at=at, answers=self.her_answers())
        said = Said(number_confirmed=True, reading="YES" if self.chance.random() < 0.9 else "WITH_HELP")
        telling.save_first_call(self.case, said, told=[Told.PRIVACY, Told.A_MISS], by=self.worker, at=at)
        telling.finish_first_call(self.case, by=self.worker, at=at)
        helping.at_first(self.case, self.number, by=self.worker, at=at)
        if self.woman.fate is Fate.DECLINES:
            conversation = self.case.attempts.order_by("-made_at").first()
            closing.hand_back(
                self.case, ground=Ground.SHE_DECLINED, conversation=conversation, by=self.worker, at=at
            )
            yield from self.acknowledge(at)
            return
        if self.woman.stop is Stop.REACHED:
            return
        yield from self.book(at)

    def her_answers(self) -> dict[str, object]:
        """What she says is safe, once she is asked herself."""
        yes = {way: "YES" if self.chance.random() < odds else "NO" for way, odds in WAYS.items()}
        # Without a draw of its own, so that the others stay as they were.
        link = yes.get("text") == yes.get("voicemail") == "YES" and self.woman.channels.get("text") != "NO"
        return {
            "page": "YES" if link else "NO",
            **yes, **self.woman.channels, "call": "YES", "number_check": "RANG_IN_HAND", "asked_alone": True,
            "safe_name": "Jo from the course" if self.chance.random() < 0.3 else None,
            "words": "DISCREET" if self.chance.random() < 0.2 else "NORMAL",
            "trusted_contact": "Her sister Pat, 07700 900461" if yes["trusted_person"] == "YES" else None,
        }  # fmt: skip

    def book(self, at: datetime) -> Iterator[datetime]:
        """Book the first dates that fit; tell her them."""
        at += timedelta(minutes=5)
        yield at
        reading = offers.read_case(self.case, at=at)
        if not reading.runs.feasible:
            yield from self.no_dates(at)
            return
        chosen = reading.runs.feasible[0]
        run = list(Workshop.objects.filter(pk__in=[w.key for w in chosen.workshops]).order_by("starts_at"))
        places = workshops.book_run(self.case, run, by=self.worker, at=at)
        telling.tell(self.case, what=Told.DATES, how=ToldBy.CALL, by=self.worker, at=at)
        self.decide_marks(places)
        if self.woman.fate is Fate.WITHDRAWN:
            at = office_hour(at, 3, 15)
            yield at
            words = "Police are dealing with it another way."
            closing.withdraw(self.case, reason=Reason.POLICE_DECISION, words=words, by=self.officer, at=at)
            return
        yield from self.attend(places)

    def no_dates(self, at: datetime) -> Iterator[datetime]:
        """Nothing fits before her deadline: police are asked to extend it, do not, and she is handed back."""
        if self.woman.stop is not Stop.NOWHERE:
            return
        question = referrals.ask(
            self.case,
            kind=QuestionKind.EXTENSION,
            words="",
            asked_for_on=timezone.localdate(at) + timedelta(weeks=8),
            by=self.worker,
            at=at,
        )
        at = office_hour(at, 3, 11)
        yield at
        referrals.answer(question, words="No extension will be given.", by=self.officer, at=at)
        at = office_hour(at, 2, 12)
        yield at
        for absence in self.case.absences.all():
            self.decided(absence, AbsenceDecision.REPORT, at)
        met = self.case.absences.exists()
        ground = Ground.CANNOT_BE_MET if met else Ground.NOT_OFFERED
        closing.hand_back(self.case, ground=ground, by=self.worker, at=at)
        yield from self.acknowledge(at)

    def decide_marks(self, places: list[Place]) -> None:
        """Her story says on which day she will not be there."""
        here = Mark.LATE if self.chance.random() < 0.07 else Mark.HERE
        last = max(place.plan_step.number for place in places)
        for place in places:
            step = place.plan_step.number
            misses = self.woman.fate in {Fate.MISSES_AND_COMES, Fate.MISSES_FOR_GOOD} and step == last
            if place.plan_step.round == 1 and misses and not self.case.absences.exists():
                self.room.marks[(place.referral_id, step)] = Mark.NOT_HERE
            else:
                self.room.marks[(place.referral_id, step)] = here

    def attend(self, places: list[Place]) -> Iterator[datetime]:
        """Wait for the last day, then see what the register says."""
        at = office_hour(max(place.workshop.ends_at for place in places), 1, 10, self.number % 60)
        yield at
        marks = {
            place.plan_step.number: place for place in Place.objects.filter(pk__in=[p.pk for p in places])
        }
        missed = [place for place in marks.values() if place.mark == Mark.NOT_HERE]
        if any(place.mark == Mark.NOT_MARKED for place in marks.values()):
            return
        if missed:
            yield from self.after_a_miss(missed[0], at)
        elif self.woman.stop is not Stop.CAME:
            yield from self.finish(at)

    def finish(self, at: datetime) -> Iterator[datetime]:
        """The rule is met: police are told, and acknowledge it."""
        at = office_hour(at, 1, 12)
        yield at
        hers = Place.objects.held().filter(referral=self.case, workshop__starts_at__lte=at)
        if hers.filter(workshop__finished_at=None).exists():
            return  # somebody forgot to sign the register off
        helping.at_last(self.case, self.number, by=self.worker, at=at)
        closing.complete(self.case, by=self.worker, at=at)
        yield from self.acknowledge(at)

    def after_a_miss(self, place: Place, at: datetime) -> Iterator[datetime]:
        """She is rung and heard; then other dates, or police are told."""
        calls.log_call(self.case, outcome=CallOutcome.SPOKE, by=self.worker, at=at)
        reason = self.chance.choice((AbsenceReason.ILL, AbsenceReason.CHILD, AbsenceReason.TRANSPORT))
        known = Known(told_before=False, reason=reason, asked_her=True)
        absence = absences.note_absence(place, known, by=self.worker, at=at)
        for_good = self.woman.fate is Fate.MISSES_FOR_GOOD
        decision = AbsenceDecision.REPORT if for_good else AbsenceDecision.REBOOK
        self.decided(absence, decision, at)
        if not for_good:
            yield from self.book(at)
            return
        while True:
            at = office_hour(at, 5, 11)
            yield at
            try:
                closing.hand_back(self.case, ground=Ground.CANNOT_BE_MET, by=self.worker, at=at)
            except Refused:
                continue
            yield from self.acknowledge(at)
            return

    def decided(self, absence: Absence, decision: AbsenceDecision, at: datetime) -> None:
        """Keep what follows from an absence."""
        absences.decide_absence(absence, decision=decision, by=self.worker, at=at)

    def acknowledge(self, at: datetime) -> Iterator[datetime]:
        """A named officer acknowledges the notice some days later; one in eight takes a long time."""
        if self.woman.stop is Stop.UNANSWERED:
            return
        at = office_hour(at, self.chance.randint(1, 4) if self.chance.random() < 0.88 else 25, 14)
        yield at
        notice = OutcomeNotice.objects.filter(referral=self.case).order_by("-number").first()
        if notice is not None:
            referrals.see_notice(notice, by=self.officer, at=at)
            referrals.acknowledge(notice, by=self.officer, at=at)


WAYS = {"voicemail": 0.4, "text": 0.85, "email": 0.2, "post": 0.65, "trusted_person": 0.1, "in_person": 0.3}
