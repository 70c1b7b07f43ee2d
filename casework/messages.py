"""Words about cases: where they are, what to do next, what police read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from casework.next_step import NextStep, Step
from casework.rules import LONDON
from casework.statuses import CallOutcome
from casework.track import AtRisk
from casework.whereabouts import Where
from participants.safe_contact import Hurdle, Way
from programmes.clock import Deadline
from programmes.label import Label

WHERE: dict[Where, Promise] = {
    Where.NOT_SENT: _("Not sent yet"),
    Where.RECEIVED: _("New"),
    Where.NOT_REACHED: _("Not reached yet"),
    Where.REACHED: _("Reached"),
    Where.BOOKED: _("Booked"),
    Where.CAME: _("Came to a workshop"),
    Where.COMPLETED: _("Completed"),
    Where.NOT_COMPLETED: _("Not completed"),
    Where.CLOSED: _("Closed"),
}


# What must be seen before two people may release a letter.
WHERE_HURDLES: dict[Hurdle, Promise] = {
    Hurdle.CALLS_LEFT: _("Every call the programme asks for was made"),
    Hurdle.POLICE_MAY_ANSWER: _("Police were asked, and have not answered for 3 working days"),
}


WAY_WORDS: dict[Way, Promise] = {
    Way.CALL: _("Ring"),
    Way.VOICEMAIL: _("Voicemail"),
    Way.TEXT: _("Text"),
    Way.EMAIL: _("E-mail"),
    Way.POST: _("Post"),
    Way.TRUSTED_PERSON: _("Through the person she trusts"),
    Way.IN_PERSON: _("In person"),
    Way.PAGE: _("Link to her own page"),
}


def still_safe_words(ways: Collection[Way], *, unsure: bool) -> str:
    """Return the concern a coordinator reads when she said at a workshop that something is not safe any more."""
    if unsure:
        return _g(
            "At the workshop she said that something about reaching her has changed. Nothing is written to "
            "her until you have asked her in full what is safe."
        )
    named = ", ".join(str(words) for way, words in WAY_WORDS.items() if way in ways)
    return _g(
        "At the workshop she said that these are not safe any more: %(ways)s. They are turned to no. Ask her "
        "in full what is safe."
    ) % {"ways": named}


RISKS: dict[AtRisk, Promise] = {
    AtRisk.NAME_UNSETTLED: _("Only a name keeps her off every date that fits"),
    AtRisk.NO_WAY_LEFT: _("No dates left that end in time"),
    AtRisk.LITTLE_TIME: _("Little time, and a step without a day"),
}


# Colour only helps: the words say it.
COLOURS = {
    Where.RECEIVED: "blue",
    Where.NOT_REACHED: "yellow",
    Where.REACHED: "teal",
    Where.BOOKED: "purple",
    Where.CAME: "purple",
    Where.COMPLETED: "",
    Where.NOT_COMPLETED: "grey",
    Where.CLOSED: "grey",
}


@dataclass(frozen=True)
class Doing:
    """How a next step is shown: a title, a sentence, and the button that does it."""

    title: str | Promise
    text: str | Promise
    button: str | Promise = ""
    view: str = ""


DOING: dict[Step, Doing] = {
    Step.NOTHING: Doing(_("Nothing to do"), _("Everything that was owed on this case is done.")),
    Step.ANSWER_REFERRAL: Doing(
        _("Accept, ask or decline"),
        _("Read what police sent. Accept it, ask them a question, or decline it with a reason."),
        _("Read and decide"),
        "referrals:review",
    ),
    Step.CALL: Doing(
        _("Ring her"),
        _("Read the rules above her number first. Log the call straight afterwards."),
        _("Open the call page"),
        "casework:call",
    ),
    Step.FINISH_FIRST_CALL: Doing(
        _("Finish the first call"),
        _("You have spoken to her. Some things she must be asked and told are not ticked yet."),
        _("Go on with the first call"),
        "casework:first_call",
    ),
    Step.FIND_A_WAY: Doing(
        _("Ask police for a way to reach her"),
        _("Ringing cannot reach her now. Police have seen her and may know another number, or can see her."),
        _("Ask police"),
        "referrals:ask",
    ),
    Step.HAND_BACK_NOT_REACHED: Doing(
        _("Decide: hand back, or keep trying"),
        _("Everything the programme asks for has been tried. You may tell police that she was not reached."),
        _("Hand back to police"),
        "casework:hand_back",
    ),
    Step.ASK_DEADLINE: Doing(
        _("Ask police for the deadline"),
        _("She cannot be booked until police have stated by when she must finish."),
        _("Ask police"),
        "referrals:ask",
    ),
    Step.ASK_EXTENSION: Doing(
        _("Ask police to extend the deadline"),
        _("No workshops on offer bring her to the end before her deadline."),
        _("Ask police"),
        "referrals:ask",
    ),
    Step.SETTLE_NAME: Doing(
        _("Settle a name first"),
        _(
            "On every date that fits somebody is booked whom she perhaps must not meet: a name is the same. "
            "The dates say who it is. Once you know that it is not she, she can be booked."
        ),
        _("Say whether it is she"),
        "workshops:book",
    ),
    Step.BOOK: Doing(
        _("Book her workshops"),
        _("Choose dates that finish before her deadline. Her letter and reminders are written with it."),
        _("See the dates"),
        "workshops:book",
    ),
    Step.NOTE_ABSENCE: Doing(
        _("Note why she was not there"),
        _(
            "The register says that she did not come. Ring her where it is safe, and write down what you hear."
        ),
        _("Note the absence"),
        "casework:absence",
    ),
    Step.DECIDE_ABSENCE: Doing(
        _("Decide what follows from the absence"),
        _("What she said is written down. Offer her other dates, or tell police."),
        _("Decide"),
        "casework:absence",
    ),
    Step.JUDGE_LEAVING: Doing(
        _("Decide whether she was there for enough of it"),
        _("She left early. Her programme leaves it to a person to decide whether the day counts."),
        _("Decide"),
        "casework:absence",
    ),
    Step.FINISH_REGISTER: Doing(
        _("Finish the register"),
        _("The workshop is over and she is not marked yet."),
        _("Open the register"),
        "workshops:register",
    ),
    Step.COMPLETE: Doing(
        _("Tell police that she came"),
        _("She has done everything the programme asks for."),
        _("Complete the case"),
        "casework:complete",
    ),
    Step.JUDGE_PLAN: Doing(
        _("Decide whether she is done"),
        _(
            "Nothing is booked for her, and no step of her plan is left to book. Complete the case if she has "
            "followed her plan, or book what is still to come."
        ),
        _("Decide"),
        "casework:complete",
    ),
    Step.HAND_BACK: Doing(
        _("Tell police that she did not complete it"),
        _("It was decided to tell police. Check what they will read before it goes."),
        _("Hand back to police"),
        "casework:hand_back",
    ),
    Step.WAIT_FOR_WORKSHOP: Doing(
        _("Nothing to do until her workshop"), _("Her letter and reminders go by themselves.")
    ),
    Step.WAIT_FOR_POLICE: Doing(
        _("Waiting for police"), _("They have been asked a question. Chase them if the day below passes.")
    ),
    Step.DECIDE_REOPENING: Doing(
        _("Police decided: reopen the case?"),
        _("They accepted an excuse or extended the deadline. Reopen the case, or leave it closed."),
        _("Decide"),
        "casework:reopen",
    ),
    Step.WAIT_FOR_NOTICE: Doing(
        _("Waiting for police to acknowledge"),
        _("They have been told the outcome and have not acknowledged it yet."),
    ),
}


def said(label: Label) -> str:
    """Return a definition's words in the language of the page."""
    return label.label(get_language() or "en")


def step_url(step: NextStep, case_id: UUID) -> str:
    """Return the page that does the next step; empty where there is nothing to press."""
    view = DOING[step.step].view
    if not view:
        return ""
    about = {"casework:absence": step.place, "workshops:register": step.workshop}.get(view, case_id)
    return reverse(view, args=[about])


def day(on: date) -> str:
    """Return "Wed 11 November 2026"."""
    return formats.date_format(on, "D j F Y")


def short_day(on: date) -> str:
    """Return "11 Nov"."""
    return formats.date_format(on, "j M")


def days_in_words(days: Sequence[date], *, short: bool = False) -> str:
    """Return "11 Nov and 9 Dec", or three and more with commas."""
    words = [short_day(on) if short else day(on) for on in days]
    if len(words) < 2:
        return "".join(words)
    return pgettext("a list of days, and the last of them", "%(days)s and %(last)s") % {
        "days": ", ".join(words[:-1]),
        "last": words[-1],
    }


def when(moment: datetime, now: datetime) -> str:
    """Return when something is due, as one would say it: "now", "today 2pm", "Mon 23 November"."""
    local, today = moment.astimezone(LONDON), now.astimezone(LONDON).date()
    if moment <= now:
        late = (today - local.date()).days
        if late < 1:
            return _g("now")
        return _g("since %(day)s") % {"day": formats.date_format(local, "D j F")}
    clock = clock_time(local)
    if local.date() == today:
        return _g("today %(time)s") % {"time": clock}
    if (local.date() - today).days == 1:
        return _g("tomorrow %(time)s") % {"time": clock}
    return _g("%(day)s, %(time)s") % {"day": formats.date_format(local, "D j F"), "time": clock}


def clock_time(local: datetime) -> str:
    """Return "10am" or "9:30am"."""
    half = pgettext("clock", "am") if local.hour < 12 else pgettext("clock", "pm")
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{half}"


def deadline_in_words(deadline: Deadline, today: date) -> str:
    """Return "34 days left", "today", "passed 3 March", or that it is not set."""
    left = deadline.days_left(today)
    if deadline.on is None or left is None:
        return _g("Not set yet")
    if left < 0:
        return _g("passed %(day)s") % {"day": formats.date_format(deadline.on, "j F")}
    if left == 0:
        return _g("today")
    if left == 1:
        return _g("1 day left")
    return _g("%(days)s days left") % {"days": left}


AFTER_CALL: dict[CallOutcome, Promise] = {
    CallOutcome.SPOKE: _("Call logged: you spoke to her."),
    CallOutcome.NO_ANSWER: _("Call logged: no answer."),
    CallOutcome.VOICEMAIL: _("Call logged: a voicemail was left."),
    CallOutcome.SOMEBODY_ELSE: _("Call logged. Nobody rings her until a safe way is known."),
    CallOutcome.WRONG_NUMBER: _("Call logged: the number is wrong or dead. Ask police for another."),
    CallOutcome.WILL_RING_BACK: _("Call logged: she will ring back."),
}
