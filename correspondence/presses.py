"""The buttons on a message's page: what each does, and which are offered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from correspondence import actions, by_hand
from correspondence.forms import PressForm
from correspondence.instead import send_instead
from correspondence.models import Message
from correspondence.statuses import Channel, MessageStatus


@dataclass(frozen=True)
class Press:
    """One button on a message's page: its words, what it does, and what is said afterwards."""

    words: Promise
    act: Callable[..., Message]
    done: Promise
    kind: str = ""


S = MessageStatus
PRESSES: dict[str, Press] = {
    "hand_out": Press(gettext_lazy("Open this text to send it"), by_hand.hand_out, gettext_lazy("")),
    "mark_sent": Press(gettext_lazy("I have sent it"), by_hand.mark_sent, gettext_lazy("Marked as sent.")),
    "could_not": Press(
        gettext_lazy("I could not send it"),
        by_hand.could_not,
        gettext_lazy("Marked as not sent. It is now in the list “Could not be sent”."),
        "secondary",
    ),
    "say_sent": Press(gettext_lazy("Yes, it was sent"), by_hand.say_sent, gettext_lazy("Marked as sent.")),
    "say_not_sent": Press(
        gettext_lazy("No, send it again"),
        by_hand.say_not_sent,
        gettext_lazy("It will be sent again."),
        "secondary",
    ),
    "send_again": Press(
        gettext_lazy("Send it again"), by_hand.send_again, gettext_lazy("It will be sent again.")
    ),
    "settle": Press(
        gettext_lazy("I have dealt with it"),
        by_hand.settle,
        gettext_lazy("Taken off the list."),
        "secondary",
    ),
    "ring_instead": Press(
        gettext_lazy("Ring her instead"),
        partial(send_instead, channel=Channel.CALL),
        gettext_lazy("It is now a call to make. It is in the list “Ring instead of writing”."),
    ),
    "text_instead": Press(
        gettext_lazy("Text her instead"),
        partial(send_instead, channel=Channel.TEXT),
        gettext_lazy("It is now a text."),
        "secondary",
    ),
    "e-mail_instead": Press(
        gettext_lazy("E-mail her instead"),
        partial(send_instead, channel=Channel.EMAIL),
        gettext_lazy("It is now an e-mail, and goes within a minute."),
        "secondary",
    ),
    "post_instead": Press(
        gettext_lazy("Write her a letter instead"),
        partial(send_instead, channel=Channel.LETTER),
        gettext_lazy("It is now a letter."),
        "secondary",
    ),
    "mark_done": Press(gettext_lazy("I have rung her"), actions.mark_done, gettext_lazy("Marked as done.")),
}
OFFERED: dict[str, tuple[str, ...]] = {
    S.UNSURE: ("say_sent", "say_not_sent"),
    S.FAILED: ("send_again", "settle"),
    S.REFUSED_UNSAFE: ("send_again", "settle"),
    S.TOO_LATE: ("settle",),
}
INSTEAD: dict[Channel, str] = {
    Channel.CALL: "ring_instead",
    Channel.TEXT: "text_instead",
    Channel.EMAIL: "e-mail_instead",
    Channel.LETTER: "post_instead",
}


def offers(found: Message, ways: Iterable[Channel], now: datetime) -> list[tuple[str, PressForm]]:
    """Return the buttons of a message, each with the address it goes to.

    :param ways: the ways to try instead, best first.
    """
    verbs = OFFERED.get(found.status, ())
    due = found.status == S.QUEUED and found.due_at <= now
    if found.channel == Channel.TEXT and due:
        verbs = ("hand_out",)
    elif found.channel == Channel.TEXT and found.status == S.SENDING:
        verbs = ("mark_sent", "could_not")
    elif found.channel == Channel.CALL and due:
        verbs = ("mark_done",)
    other_ways = tuple(INSTEAD[way] for way in ways)
    # Whether it went is asked first; where it did not, the next way stands first.
    verbs = (*verbs, *other_ways) if found.status == S.UNSURE else (*other_ways, *verbs)
    return [
        (
            reverse("correspondence:act", args=[found.pk, verb]),
            PressForm(submit=PRESSES[verb].words, kind="secondary" if number else PRESSES[verb].kind),
        )
        for number, verb in enumerate(verbs)
    ]
