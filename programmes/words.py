"""The words for the codes of a definition."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programmes.kinds import (
    Audience,
    Channel,
    IndexEvent,
    LeftEarly,
    Mark,
    MissRule,
    OutcomeRecorded,
    Route,
    StartEvent,
    Status,
    StepKind,
)

STATUS: dict[Status, Promise] = {
    Status.OPEN: _("Open"),
    Status.PAUSED: _("Paused"),
    Status.CLOSED: _("Closed"),
}
AUDIENCE: dict[Audience, Promise] = {
    Audience.WOMEN: _("Women"),
    Audience.MEN: _("Men"),
    Audience.ANYONE: _("Anyone"),
}
INDEX_EVENT: dict[IndexEvent, Promise] = {
    IndexEvent.COMPLETION: _("Completion of the programme"),
    IndexEvent.CAUTION: _("Caution or other disposal"),
    IndexEvent.REFERRAL: _("Referral"),
}
ROUTE: dict[Route, Promise] = {
    Route.POLICE: _("Police"),
    Route.PARTNER: _("A partner agency"),
    Route.SELF: _("She herself"),
}
STEP_KIND: dict[StepKind, Promise] = {
    StepKind.GROUP: _("In a group"),
    StepKind.ONE_TO_ONE: _("One to one"),
}
MARK: dict[Mark, Promise] = {
    Mark.NOT_MARKED: _("Not marked"),
    Mark.HERE: _("Here"),
    Mark.LATE: _("Late"),
    Mark.TURNED_AWAY: _("Turned away"),
    Mark.LEFT_EARLY: _("Left early"),
    Mark.NOT_HERE: _("Not here"),
    Mark.DID_NOT_RUN: _("Did not run"),
}
LEFT_EARLY: dict[LeftEarly, Promise] = {
    LeftEarly.COUNTS: _("It counts."),
    LeftEarly.DOES_NOT_COUNT: _("It does not count."),
    LeftEarly.DECIDE: _("A person decides whether it counts."),
}
MISS_RULE: dict[MissRule, Promise] = {
    MissRule.REBOOK_MISSED: _("She is booked again on what she missed."),
    MissRule.REPEAT_ALL: _("Everything is done again from the start."),
    MissRule.DECIDE: _("A person decides each time."),
}
RECORDED: dict[OutcomeRecorded, Promise] = {
    OutcomeRecorded.AT_ISSUE: _("when it is given"),
    OutcomeRecorded.AT_COMPLETION: _("when she has finished"),
}
CHANNEL: dict[Channel, Promise] = {
    Channel.CALL: _("Call"),
    Channel.TEXT: _("Text"),
    Channel.EMAIL: _("E-mail"),
    Channel.POST: _("Letter"),
}
START: dict[StartEvent, Promise] = {
    StartEvent.REFERRAL: _("the day of the referral"),
    StartEvent.ARREST: _("the day of the arrest"),
    StartEvent.DISPOSAL: _("the day police gave the caution or other disposal"),
    StartEvent.OFFENCE: _("the day of the offence"),
}
LANGUAGE: dict[str, Promise] = {"en": _("English"), "cy": _("Welsh")}
WEEKDAY: tuple[Promise, ...] = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
