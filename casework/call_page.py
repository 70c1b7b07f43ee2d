"""What the call page shows: her number, the rules above it, what to say, and what else to try."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework import have_told, please_ring, rules, tabs
from casework.case_page import Opened
from casework.facts import Facts
from casework.messages import AFTER_CALL, when
from casework.messages import said as words_of
from casework.models import ContactAttempt
from casework.reach_limits import limits
from casework.statuses import CallOutcome, DayPart
from correspondence import gate, texts
from correspondence.facts import Facts as MessageFacts
from correspondence.facts import short_day
from correspondence.gate import Destination
from correspondence.published import is_published_number
from correspondence.words.spoken import Whose
from participants import safe_times
from participants.messages import WHY_NOT
from participants.models import Participant, SafeContact
from participants.safe_contact import Allowed, Refused, Way, Words, decide
from programmes.models import ClosedDay
from referrals.models import QuestionKind, Referral


@dataclass(frozen=True)
class Rule:
    """One rule to read before ringing; `stop` for what must not be done."""

    text: str | Promise
    stop: bool = False


@dataclass(frozen=True)
class Suggested:
    """Something to try beside another call, and where."""

    text: str | Promise
    url: str


SHARED = Rule(
    _("Another woman has this number too. Be sure whom you speak to before you say anything."), stop=True
)


@dataclass(frozen=True)
class CallPage:
    """Her number, the rules above it, and what to say."""

    number: str
    shut: str | Promise
    rules: Sequence[Rule]
    called: str
    say: str
    if_others: str
    if_asked: str
    voicemail: bool
    voicemail_words: str
    attempt: int
    tried: str
    not_tried: str
    limits: Sequence[Rule]
    suggestions: Sequence[Suggested]
    log: Sequence[tabs.Call]


def page(opened: Opened, *, user: User, now: datetime) -> CallPage:
    """Return the call page. The number is shown only where the gate lets her be rung."""
    her = tabs.woman(opened.case)
    situation = opened.situation or gate.situations([her], now)[her.pk]
    ringing = decide(Way.CALL, situation, at=now)
    row = newest_answers(her.pk)
    number, shut = "", ""
    if isinstance(ringing, Refused):
        shut = str(WHY_NOT[ringing.why])
    else:
        number = gate.leave(her, Way.CALL, ringing).to[0]
    voicemail = decide(Way.VOICEMAIL, situation, at=now)
    safe_name = (row.safe_name if row else "") or user.first_name
    words = ""
    if isinstance(voicemail, Allowed):
        words = voicemail_words(opened.case, her, gate.leave(her, Way.VOICEMAIL, voicemail), safe_name, now)
    may_leave_one = isinstance(voicemail, Allowed) and bool(words)
    post = decide(Way.POST, situation, at=now)
    letter_open = isinstance(post, Allowed) and please_ring.on_its_way(opened.case) is None
    about_her = rules_for(ringing, row, voicemail=may_leave_one)
    if Participant.objects.with_number_of(her).exists():
        about_her.insert(0, SHARED)
    return CallPage(
        number=number,
        shut=shut,
        rules=about_her,
        called=her.called,
        say=_g("Is that %(name)s? It's %(me)s. Are you OK to talk for two minutes?")
        % {"name": her.called, "me": safe_name},
        if_others=_g("Sorry, wrong number."),
        if_asked=_g("It's %(me)s.") % {"me": safe_name} if row and row.safe_name else "",
        voicemail=may_leave_one,
        voicemail_words=words,
        attempt=len(opened.facts.unreached_calls) + 1,
        tried=_tried(opened.facts),
        not_tried=_not_tried(opened.facts, row),
        limits=_limits(opened, now),
        suggestions=_suggestions(opened, letter_open=letter_open, shut=bool(shut), now=now),
        log=tabs.calls(opened.case, now),
    )


def rules_for(ringing: Allowed | Refused, row: SafeContact | None, *, voicemail: bool) -> list[Rule]:
    found = _of_ringing(ringing) if isinstance(ringing, Allowed) else []
    if not voicemail:
        found.append(Rule(_("Leave no voicemail."), stop=True))
    found.append(Rule(_("If anybody else answers, say “Sorry, wrong number” and log it."), stop=True))
    return [*found, *_as_she_said(row)] if row else found


def _of_ringing(ringing: Allowed) -> list[Rule]:
    found = []
    if ringing.wording is Words.NAME_ONLY:
        found.append(Rule(_("Ask for her by her first name only. Never say where you ring from."), stop=True))
    if ringing.withheld_number:
        found.append(Rule(_("Ring from a withheld number: dial 141 first.")))
    return found


def _as_she_said(row: SafeContact) -> list[Rule]:
    found = []
    times = ", ".join(str(label) for label in safe_times.labels(row.safe_times or []))
    if times:
        found.append(Rule(_g("Safe times: %(times)s.") % {"times": times}))
    if row.who_must_not_know:
        found.append(Rule(_g("Must not find out: %(who)s.") % {"who": row.who_must_not_know}, stop=True))
    if row.code_word:
        found.append(Rule(_g("Code word: %(word)s.") % {"word": row.code_word}))
    return found


def newest_answers(participant_id: UUID) -> SafeContact | None:
    """Her own answers; those she gave police until there are any."""
    rows = SafeContact.objects.filter(participant=participant_id)
    return rows.order_by("source", "-confirmed_at").first()


def voicemail_words(case: Referral, her: Participant, leave: Destination, me: str, now: datetime) -> str:
    """Return the words to leave on her voicemail, and no others; empty where there is no safe number to give."""
    phone = (case.worker.phone if case.worker else "") or case.provider.phone
    if not phone or is_published_number(phone):
        return ""
    said = MessageFacts(name=her.called, signed_by=me, phone=phone, written_on="")
    whose = Whose(her.provider_id, case.programme.code, timezone.localdate(now))
    return texts.voicemail(said, leave, language=her.letter_language or "en", whose=whose)


def _tried(facts: Facts) -> str:
    """Return when she was rung since anybody last spoke to her: "Tue morning, Wed afternoon"."""
    calls = [
        _g("%(weekday)s %(part)s")
        % {
            "weekday": WEEKDAYS_ABBR[call.made_at.astimezone(rules.LONDON).weekday()],
            "part": str(DayPart(call.part).label).lower(),
        }
        for call in facts.unreached_calls
    ]
    return ", ".join(calls)


def _not_tried(facts: Facts, row: SafeContact | None) -> str:
    left = rules.untried([call.part for call in facts.unreached_calls], row.safe_times if row else ())
    return ", ".join(str(DayPart(part).label).lower() for part in left) if facts.unreached_calls else ""


def _limits(opened: Opened, now: datetime) -> list[Rule]:
    """Return by when the programme wants her called and reached, as far as that is still to do."""
    today, case = now.astimezone(rules.LONDON).date(), opened.case
    reached = opened.facts.spoke or opened.facts.first_call_done or bool(opened.facts.places)
    to_meet = limits(
        case.definition.parsed, case.dates, called=bool(opened.facts.calls), spoken=reached,
        closed=ClosedDay.days(),
    )  # fmt: skip
    said = {True: _g("%(what)s: %(day)s has passed."), False: _g("%(what)s: by %(day)s.")}
    return [
        Rule(
            said[limit.over(today)] % {"what": words_of(limit.label), "day": short_day(limit.on)},
            stop=limit.over(today),
        )
        for limit in to_meet
    ]


_SUGGESTED: dict[rules.Suggestion, Promise] = {
    rules.Suggestion.LETTER: _(
        "She has not answered several times, and post is open: send the letter that only asks her to ring."
    ),
    rules.Suggestion.TELL_HER: _(
        "She told us herself that somebody may tell her to ring us: the person she trusts, or whoever meets her."
    ),
    rules.Suggestion.ASK_POLICE: _(
        "She has not answered several times. Ask police to ask her to ring us, or for another way to reach her."
    ),
}


def _suggestions(opened: Opened, *, letter_open: bool, shut: bool, now: datetime) -> list[Suggested]:
    contact, asked = opened.case.definition.parsed.contact, opened.facts.question_about_reaching
    known = opened.facts.spoke  # then no letter asks her to ring, and police are asked on their own page
    found = rules.suggestions(
        len(opened.facts.unreached_calls),
        letter_after=contact.letter_after_attempts,
        ask_police_after=contact.ask_police_after_attempts,
        letter_open=letter_open and not known,
        police_asked=asked is not None or known,
        by_mouth=bool(have_told.ways(opened.situation, opened.case, at=now)),
        cannot_ring=shut or opened.facts.cannot_ring,
    )
    urls = {
        rules.Suggestion.LETTER: reverse("casework:discreet_letter", args=[opened.case.pk]),
        rules.Suggestion.TELL_HER: reverse("casework:have_told", args=[opened.case.pk]),
        rules.Suggestion.ASK_POLICE: ask_url(opened.case.pk, QuestionKind.ASK_HER_TO_RING),
    }
    return [Suggested(_SUGGESTED[one], urls[one]) for one in found]


def ask_url(case_id: UUID, kind: QuestionKind) -> str:
    """Return the page that asks police, with what to ask chosen already."""
    return f"{reverse('referrals:ask', args=[case_id])}?{urlencode({'kind': kind})}"


def after(made: ContactAttempt) -> str:
    """Return what to say when a call was logged, and when the next one is."""
    said = str(AFTER_CALL[CallOutcome(made.outcome)])
    if made.next_due_at is None:
        return said
    return _g("%(said)s Next try: %(when)s.") % {"said": said, "when": when(made.next_due_at, made.made_at)}


def next_url(opened: Opened, outcome: CallOutcome) -> str:
    """Return the page that follows a call."""
    if outcome == CallOutcome.SPOKE and not opened.facts.first_call_done:
        return reverse("casework:first_call", args=[opened.case.pk])
    if outcome == CallOutcome.WRONG_NUMBER:
        return ask_url(opened.case.pk, QuestionKind.WRONG_NUMBER)
    return reverse("casework:case_contact", args=[opened.case.pk])
