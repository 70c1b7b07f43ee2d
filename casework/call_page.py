"""What the call page and the first call show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework import rules, tabs
from casework.actions.telling import Said, booked_dates
from casework.case_page import Opened
from casework.facts import Facts
from casework.forms.calls import FirstCallForm
from casework.messages import AFTER_CALL, days_in_words, when
from casework.messages import said as words_of
from casework.models import ContactAttempt, FirstCall, Telling
from casework.statuses import CallOutcome, Told
from correspondence import gate
from participants import safe_times
from participants.messages import WHY_NOT
from participants.models import AnswerSource, Participant, SafeContact
from participants.safe_contact import Allowed, Refused, Way, Words, decide
from programmes.definition import Definition
from referrals.police_word import as_we_have_it, log
from workshops import offers

SAVED = _("Saved. Go on where you were.")


@dataclass(frozen=True)
class Rule:
    """One rule to read before ringing; `stop` for what must not be done."""

    text: str | Promise
    stop: bool = False


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
    voicemail: bool
    attempt: int
    suggestion: str | Promise
    suggestion_url: str
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
    voicemail = isinstance(decide(Way.VOICEMAIL, situation, at=now), Allowed)
    suggestion, url = _suggestion(opened.facts, opened.case.definition.parsed, opened.case.pk)
    safe_name = (row.safe_name if row else "") or user.get_full_name().split(" ")[0]
    about_her = rules_for(ringing, row, voicemail=voicemail)
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
        voicemail=voicemail,
        attempt=len(opened.facts.unreached_calls) + 1,
        suggestion=suggestion,
        suggestion_url=url,
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


def _suggestion(facts: Facts, definition: Definition, case_id: UUID) -> tuple[str | Promise, str]:
    contact = definition.contact
    found = rules.suggestion(
        len(facts.unreached_calls),
        letter_after=contact.letter_after_attempts,
        ask_police_after=contact.ask_police_after_attempts,
    )
    if facts.spoke or found is rules.Suggestion.NOTHING:
        return "", ""
    if found is rules.Suggestion.LETTER:
        return _(
            "She has not answered several times. Where post is safe, a letter that asks her to ring may help."
        ), reverse("casework:case_contact", args=[case_id])
    return _("She has not answered several times. Ask police whether they know another way to reach her."), (
        reverse("referrals:ask", args=[case_id])
    )


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
        return reverse("referrals:ask", args=[opened.case.pk])
    return reverse("casework:case_contact", args=[opened.case.pk])


@dataclass(frozen=True)
class FirstCallPage:
    """Beside the checklist: what was told already, the dates, and what to say of a miss."""

    safe_url: str
    safe_asked: bool
    book_url: str
    dates: str
    offered: str
    a_miss: str
    told: Sequence[tabs.Fact]


def first_call(opened: Opened) -> FirstCallPage:
    """Return what stands beside the checklist."""
    case = opened.case
    row = FirstCall.objects.filter(referral=case).first()
    definition = case.definition.parsed
    disposal = {d.code: d for d in definition.disposals}.get(case.disposal)
    dates = booked_dates(case)
    return FirstCallPage(
        safe_url=reverse("casework:safe_contact", args=[case.pk]),
        safe_asked=bool(row and row.safe_contact_asked),
        book_url=reverse("workshops:book", args=[case.pk]),
        dates=days_in_words(dates),
        offered="" if dates else _first_offer(opened),
        a_miss=words_of(disposal.letter_wording) if disposal else "",
        told=tabs.told(case),
    )


def _first_offer(opened: Opened) -> str:
    run = offers.read_case(opened.case, at=timezone.now()).first_run
    return days_in_words([workshop.on for workshop in run.workshops]) if run else ""


def first_call_form(
    opened: Opened, data: Mapping[str, Any] | None, form: type[FirstCallForm]
) -> FirstCallForm:
    """Return the checklist as it was last saved."""
    row = FirstCall.objects.filter(referral=opened.case).first()
    told = list(Telling.objects.filter(referral=opened.case).values_list("what", flat=True))
    her = tabs.woman(opened.case)
    initial: dict[str, Any] = {
        "reading": her.reading,
        "help_wanted": as_we_have_it(opened.case.person, log(opened.case, ["help_wanted"]), "help_wanted"),
        "told_privacy": Told.PRIVACY in told,
        "told_dates": Told.DATES in told,
        "told_a_miss": Told.A_MISS in told,
    }
    if row is not None:
        initial |= {
            "number_confirmed": row.number_confirmed,
            "help_wanted": row.help_wanted or initial["help_wanted"],
            "cannot_come_on": [str(number) for number in row.cannot_come_on],
            "access_needed": row.access_needed,
            "worries": row.worries,
            "needs_words": row.needs_words,
        }
    booked = bool(opened.facts.booked_on)
    version = row.version if row else None
    return form(data, booked=booked, told=told, version=version, initial=initial)


def said(form: FirstCallForm) -> Said:
    """Return what the sent checklist says."""
    given = form.cleaned_data
    return Said(
        number_confirmed=given["number_confirmed"],
        help_wanted=given["help_wanted"],
        cannot_come_on=[int(number) for number in given["cannot_come_on"]],
        access_needed=given["access_needed"],
        reading=given["reading"],
        worries=given["worries"],
        needs_words=given["needs_words"],
    )


def answers_before(opened: Opened) -> dict[str, Any]:
    """Return her own last answers, for asking again; nothing that police heard is filled in."""
    her = tabs.woman(opened.case)
    row = (
        SafeContact.objects.filter(participant=her, source=AnswerSource.HERSELF)
        .order_by("-confirmed_at")
        .first()
    )
    if row is None:
        return {"withheld_number": True, "number_check": "NOT_CHECKED"}
    names = (
        "safe_times", "words", "safe_name", "who_must_not_know", "code_word", "trusted_contact",
        "emergency_contact", "withheld_number", "number_check",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}


def after_safe_contact(opened: Opened) -> str:
    """Return to the first call while it is under way, else to the Contact tab."""
    unfinished = FirstCall.objects.filter(referral=opened.case, finished_at__isnull=True).exists()
    view = "casework:first_call" if unfinished else "casework:case_contact"
    return reverse(view, args=[opened.case.pk])
