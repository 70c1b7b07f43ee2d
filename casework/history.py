"""What happened on a case, from the trail: every change, and who last looked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit import sealing
from audit.models import Event
from casework.messages import clock_time
from casework.statuses import CallOutcome
from participants.querysets import about_her
from referrals.models import QuestionKind, Referral

# The words for each change. A verb that is not here (a search, a list, a page looked at) is no change.
CHANGES: dict[str, Promise] = {
    "referral.submit": _("Referral sent"),
    "referral.amend": _("Police changed what they had sent"),
    "case.settle_amendments": _("Settled what police changed"),
    "referral.confirm": _("Confirmed by the officer"),
    "referral.accept": _("Referral accepted"),
    "referral.decline": _("Referral declined"),
    "referral.withdraw": _("Referral withdrawn"),
    "referral.complete": _("Completed"),
    "referral.hand_back": _("Handed back to police"),
    "referral.reopen": _("Reopened"),
    "referral.transfer": _("Passed on"),
    "referral.ask": _("Question to police"),
    "referral.answer": _("Police answered"),
    "referral.chase": _("Police reminded"),
    "referral.set_deadline": _("Deadline stated"),
    "referral.extend_deadline": _("Deadline extended"),
    "referral.book": _("Booked on workshops"),
    "referral.move": _("Moved to other workshops"),
    "notice.write": _("Police told the outcome"),
    "notice.see": _("Police opened the outcome"),
    "notice.acknowledge": _("Police acknowledged the outcome"),
    "notice.record_decision": _("What police decided was recorded"),
    "referral.leave_closed": _("Left closed after police decided"),
    "participant.create": _("Her record was made"),
    "participant.amend": _("Her details were changed"),
    "participant.end_number_checks": _("How her number was checked ended with the number"),
    "participant.end_mailbox_answers": _("Her yes to e-mail ended with the address before"),
    "participant.end_home_answers": _("Her yes to post ended with the address before"),
    "participant.confirm_safe_contact": _("Asked what is safe"),
    "participant.stop_contact": _("Ringing stopped: somebody else answered"),
    "participant.keep_apart": _("Kept apart from somebody"),
    "participant.end_keep_apart": _("No longer kept apart from somebody"),
    "participant.note_known": _("Noted that a practitioner knows her"),
    "participant.end_known": _("No longer noted that a practitioner knows her"),
    "participant.answer_perhaps": _("Answered whether somebody is the person named"),
    "participant.undo_perhaps": _("Took back whether somebody is the person named"),
    "case.call": _("Call"),
    "case.undo_call": _("A call was taken back"),
    "case.lift_stop": _("A safe way to ring her is known again"),
    "case.finish_first_call": _("First call finished"),
    "case.tell": _("Told"),
    "participant.answer_equality": _("She answered questions about herself"),
    "participant.restrict": _("Marked restricted"),
    "participant.lift_restriction": _("No longer marked restricted"),
    "referral.restrict": _("Marked restricted"),
    "referral.lift_restriction": _("No longer marked restricted"),
    "participant.merge": _("Two records were joined"),
    "participant.undo_merge": _("The joining of two records was undone"),
    "case.raise_duplicate": _("She may be known already"),
    "case.settle_duplicate": _("Settled whether she was known already"),
    "case.note": _("Note written"),
    "case.change_note": _("Note changed"),
    "case.correct_note": _("Note corrected"),
    "case.concern": _("Concern recorded at a workshop"),
    "case.take_up_concern": _("Concern taken up"),
    "case.still_safe": _("Asked at a workshop whether what is safe has changed"),
    "case.note_absence": _("Absence noted"),
    "case.decide_absence": _("Absence decided"),
    "case.note_need": _("Need noted"),
    "case.offer_service": _("Offered a service"),
    "case.answer_offer": _("Answer about a service"),
    "case.keep_score": _("Her answer before or afterwards"),
    "case.keep_feedback": _("What she thought of it"),
    "plan.add_step": _("Step added to her plan"),
    "plan.end_step": _("Step of her plan ended"),
    "case.add_arrangement": _("Arrangement added"),
    "case.set_arrangement": _("Arrangement changed"),
    "place.mark": _("Register marked"),
    "register.correct": _("Register corrected"),
    "case.disclose": _("Disclosed to police"),
    "place.release": _("Place given back"),
    "place.decide_left_early": _("Leaving early decided"),
    "message.write": _("Message prepared"),
    "message.mark_sent": _("Message sent"),
    "message.mark_done": _("She was rung or told"),
    "message.post": _("Letter posted"),
    "message.mark_delivered": _("Message delivered"),
    "message.fail": _("Message could not be sent"),
    "message.replace": _("Message replaced by another"),
    "message.withdraw": _("Message taken back"),
    "message.hold": _("Message held back"),
    "message.let_go": _("Held message let go"),
    "reply.take": _("A text came back"),
    "reply.settle": _("A text that came back was dealt with"),
    "page.answer": _("She answered on her own page"),
    "page.undo_answer": _("She took an answer back on her own page"),
    "page.deal_with": _("What she pressed on her own page was dealt with"),
    "case.stop_page": _("The link to her own page was stopped"),
    "case.new_page": _("A new link to her own page was made"),
}
LOOKED = (
    "case.view", "case.contact", "case.notes", "case.letters", "case.history", "case.in_the_room", "case.ring",
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Item:
    """One line of the timeline."""

    title: str | Promise
    when: str
    by: str
    text: str | Promise = ""
    changes: Sequence[Change] = ()


def items(case: Referral, *, limit: int, values: bool = False) -> list[Item]:
    """Return the latest changes, newest first.

    :param values: open the sealed old and new values as well, for the history page.
    """
    events = list(_about(case).filter(verb__in=list(CHANGES)).order_by("-number")[:limit])
    if values:
        sealing.preload({event.seal_key_id for event in events if event.seal_key_id})
    return [_item(event, values=values) for event in events]


def last_looked(case: Referral, *, but: Any) -> str:
    """Return who last looked at the case, other than the person asking, and when."""
    last = (
        _about(case).filter(verb__in=LOOKED).exclude(who_id=but).defer("values").order_by("-number").first()
    )
    return f"{name_only(last.who)}, {moment(last.at)}" if last else ""


def moment(at: datetime) -> str:
    """Return "4 June 2026 at 9:32am"."""
    local = timezone.localtime(at)
    return f"{formats.date_format(local, 'j F Y')}, {clock_time(local)}"


def name_only(who: str) -> str:
    """Return the name of a person kept in the trail as "Name <address>"."""
    return who.split(" <")[0]


def _about(case: Referral) -> QuerySet[Event]:
    about = Q(reference=case.reference) | Q(subject_id=case.pk)
    if case.participant_id:
        about |= about_her(case.participant_id)
    return Event.objects.filter(about)


def _item(event: Event, *, values: bool) -> Item:
    return Item(
        title=CHANGES[event.verb],
        when=moment(event.at),
        by=name_only(event.who),
        text=_text(event.verb, event.facts),
        changes=_changes(event) if values else (),
    )


def _text(verb: str, facts: Mapping[str, Any]) -> str | Promise:
    if verb == "case.call" and facts.get("outcome") in CallOutcome.values:
        return CallOutcome(facts["outcome"]).label
    if verb in {"referral.ask", "referral.answer"} and facts.get("kind") in QuestionKind.values:
        return QuestionKind(facts["kind"]).label
    if verb in {"referral.book", "referral.move"}:
        return ", ".join(str(on) for on in facts.get("workshops", []))
    if verb == "place.mark":
        return str(facts.get("to", "")).replace("_", " ").capitalize()
    if verb in {"referral.set_deadline", "referral.extend_deadline"}:
        return str(facts.get("to", ""))
    return ""


def _changes(event: Event) -> list[Change]:
    if event.verb not in {"participant.amend", "case.change_note"} or not event.values:
        return []
    kept = json.loads(event.values)
    return [
        Change(str(name).replace("_", " ").capitalize(), _plain(pair[0]), _plain(pair[1]))
        for name, pair in kept.items()
        if isinstance(pair, list) and len(pair) == 2
    ]


def _plain(value: Any) -> str:
    return "" if value in (None, "") else str(value)
