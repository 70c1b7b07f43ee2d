"""The page "Was this sent?": what was begun and never finished, the oldest first, with the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import SignedInRequest, for_roles
from accounts.roles import CASEWORKERS
from audit import trail
from correspondence import lateness, pages, presses
from correspondence.forms import PressForm
from correspondence.models import Message
from correspondence.querysets import MessageQuerySet
from correspondence.statuses import Channel
from correspondence.tracing import LOOKED_AT
from ui import keyset

# Who carried it last; empty: a person, from the office phone.
_LOOK: dict[str, Promise] = {
    "": gettext_lazy("Look in the sent texts on the office phone."),
    "SMTP": gettext_lazy("Look in the sent mail, or ask whoever runs your mail server."),
    "NOTIFY": gettext_lazy("Look at GOV.UK Notify, in the messages of that day."),
    "TWILIO": gettext_lazy("Look at Twilio, in the messages of that day."),
}


@dataclass(frozen=True)
class Question:
    """One message that may have gone: initials and reference, where to look, and the answers."""

    row: pages.Row
    begun: str
    look: str | Promise
    late: bool
    answers: Sequence[tuple[str, PressForm]]


@dataclass(frozen=True)
class QuestionPage:
    """Some of the questions, the oldest first, and the way to the others."""

    questions: Sequence[Question]
    previous_url: str
    next_url: str


@for_roles(*CASEWORKERS)
def was_this_sent(request: SignedInRequest) -> HttpResponse:
    """Ask of each message that was begun and never finished whether it went."""
    visible = Message.objects.visible_to(request.user)
    page = questions(visible, at=timezone.now(), query=request.GET.dict())
    trail.seen("message.list_unsure", None, by=request.user, rows=len(page.questions))
    return render(request, "correspondence/was_this_sent.html", {"page": page})


def questions(visible: MessageQuerySet, *, at: datetime, query: Mapping[str, str]) -> QuestionPage:
    """Return a page of them; the hundredth costs what the first does.

    :param query: of the address: `older` or `newer`, a `keyset.Mark`.
    """
    asked = visible.sent_or_not(at=at, begun_by=at - LOOKED_AT)
    page = keyset.page(
        pages.listed(asked),
        column="begun",
        older=query.get("older", ""),
        newer=query.get("newer", ""),
        oldest_first=True,
    )
    return QuestionPage(
        [_question(message, at) for message in page.rows],
        _url("older", page.older),
        _url("newer", page.newer),
    )


def _question(message: Message, at: datetime) -> Question:
    return Question(
        row=pages.row(message),
        begun=pages.moment(message.effect_started_at or message.due_at),
        look=_look(message),
        late=lateness.is_late(message, at),
        answers=presses.answers(message, at, back="asked"),
    )


def _look(message: Message) -> str | Promise:
    if message.carrier == "" and message.channel != Channel.TEXT:
        return _("Look where it would have gone out.")
    return _LOOK.get(message.carrier, _LOOK["SMTP"])


def _url(name: str, mark: keyset.Mark | None) -> str:
    return f"{reverse('correspondence:was_this_sent')}?{urlencode({name: str(mark)})}" if mark else ""
