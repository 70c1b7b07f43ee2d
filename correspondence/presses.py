"""The buttons on a message's page: what each does, and which are offered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from correspondence import actions, by_hand, holding, telling
from correspondence.forms import PressForm
from correspondence.in_hand import is_in_hand
from correspondence.instead import send_instead
from correspondence.lateness import is_late
from correspondence.models import Message
from correspondence.statuses import CANNOT_TELL, SPOKEN, Channel, MessageStatus
from correspondence.telling import is_to_tell


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
        gettext_lazy("It is sent again, if it is not too late for it."),
        "secondary",
    ),
    "cannot_tell": Press(
        gettext_lazy("I cannot tell"),
        by_hand.cannot_tell,
        gettext_lazy("Nothing is sent again. It is in the list “Nobody can tell whether these went”."),
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
    "let_go": Press(
        gettext_lazy("Let it go"),
        holding.let_go,
        gettext_lazy("It goes when it is due, if it may."),
    ),
    "tell_through_instead": Press(
        gettext_lazy("Tell her through the person she trusts"),
        partial(send_instead, channel=Channel.TRUSTED_PERSON),
        gettext_lazy("It is now to be told. It is in the list “To tell her by word of mouth”."),
        "secondary",
    ),
    "tell_instead": Press(
        gettext_lazy("Tell her when you see her"),
        partial(send_instead, channel=Channel.IN_PERSON),
        gettext_lazy("It is now to be told. It is in the list “To tell her by word of mouth”."),
        "secondary",
    ),
    "turn_back": Press(gettext_lazy("Find another way"), telling.turn_back, gettext_lazy("")),
    "mark_done": Press(gettext_lazy("I have rung her"), actions.mark_done, gettext_lazy("Marked as done.")),
}
ANSWERS = ("say_sent", "say_not_sent", "cannot_tell")  # to "was this sent?"
OFFERED: dict[str, tuple[str, ...]] = {
    S.UNSURE: ANSWERS,
    S.FAILED: ("send_again", "settle"),
    S.REFUSED_UNSAFE: ("send_again", "settle"),
    S.TOO_LATE: ("settle",),
}
NOT_AGAIN = gettext_lazy("No, it did not go")  # the words of `say_not_sent` where it is too late to send it
SAY_AGAIN = gettext_lazy("Try it again")  # the words of `send_again` for what is said
SENT_ALREADY = gettext_lazy("I had sent it already")  # the words of `mark_sent` where it may not go any more
# Where a press leads afterwards, where it was made on a list and not on the message's own page.
BACK = {"asked": "correspondence:was_this_sent"}
INSTEAD: dict[Channel, str] = {
    Channel.CALL: "ring_instead",
    Channel.TEXT: "text_instead",
    Channel.EMAIL: "e-mail_instead",
    Channel.LETTER: "post_instead",
    Channel.TRUSTED_PERSON: "tell_through_instead",
    Channel.IN_PERSON: "tell_instead",
}


def offers(
    found: Message, ways: Iterable[Channel], now: datetime, *, shut: bool = False
) -> list[tuple[str, PressForm]]:
    """Return the buttons of a message, each with the address it goes to.

    :param ways: the ways to try instead, best first.
    :param shut: a text in hand may not be sent any more.
    """
    verbs = OFFERED.get(found.status, ())
    asked = found.status == S.UNSURE
    if asked and found.why == CANNOT_TELL:
        verbs, asked = ("say_sent", "say_not_sent", "settle"), False
    due = found.status == S.QUEUED and found.due_at <= now
    if holding.is_held(found):
        verbs = ("let_go",)
    elif found.channel == Channel.TEXT and due:
        verbs = ("hand_out",)
    elif is_in_hand(found):
        verbs = ("could_not", "mark_sent") if shut else ("mark_sent", "could_not")
    elif found.channel == Channel.CALL and due:
        verbs = ("mark_done",)
    elif is_to_tell(found, at=now) and shut:
        verbs = ("turn_back",)
    other_ways = tuple(INSTEAD[way] for way in ways)
    # Whether it went is asked first; where it did not, the next way stands first.
    verbs = (*verbs, *other_ways) if asked else (*other_ways, *verbs)
    return _forms(found, verbs, now, shut=shut)


def answers(found: Message, now: datetime, *, back: str) -> list[tuple[str, PressForm]]:
    """Return the answers to "was this sent?", each with the address it goes to.

    :param back: the name of the page in `BACK` to come back to.
    """
    return [(f"{action}?back={back}", form) for action, form in _forms(found, ANSWERS, now)]


def _forms(
    found: Message, verbs: Iterable[str], now: datetime, *, shut: bool = False
) -> list[tuple[str, PressForm]]:
    return [
        (
            reverse("correspondence:act", args=[found.pk, verb]),
            PressForm(
                submit=_words(found, verb, now, shut=shut), kind="secondary" if number else PRESSES[verb].kind
            ),
        )
        for number, verb in enumerate(verbs)
    ]


def _words(found: Message, verb: str, now: datetime, *, shut: bool) -> Promise:
    if shut and verb == "mark_sent":
        return SENT_ALREADY
    if verb == "send_again" and found.channel in SPOKEN:
        return SAY_AGAIN
    return NOT_AGAIN if verb == "say_not_sent" and is_late(found, now) else PRESSES[verb].words
