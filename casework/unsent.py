"""A queue of Today: messages that did not reach a woman."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.queues import READ, Moment, Queue, Row
from correspondence import holding, pages
from correspondence.instead import suggestions
from correspondence.messages import advice
from correspondence.models import Message
from correspondence.statuses import CANNOT_TELL, MessageStatus


def messages(moment: Moment, shown: int = READ) -> Queue:
    """What did not go, or may not have, or is held and soon of no use; the oldest first, with what to try next."""
    visible = Message.objects.visible_to(moment.user)
    found = list(
        (visible.needing_a_person() | holding.near_their_end(visible, moment.now))
        .select_related("participant")
        .defer("body", "words", "facts", "subject", "sent_to", "hold_reason")
        .order_by("due_at", "pk")[: READ + 1]
    )
    ways = suggestions(found[:shown], at=moment.now)
    rows = [
        Row(
            title=f"{message.get_channel_display()} · {message.reference}",
            url=reverse("correspondence:message", args=[message.pk]),
            facts=[pages.where_it_is(message), *([advice(ways[message.pk])] if message.pk in ways else [])],
            action_url=_where(message),
            action=_("Was this sent?") if _is_asked(message) else _("Look at it"),
            button_hidden=message.reference,
        )
        for message in found[:shown]
    ]
    return Queue("messages", _("Messages that need a person"), rows, len(found))


def _is_asked(message: Message) -> bool:
    return message.status == MessageStatus.UNSURE and message.why != CANNOT_TELL


def _where(message: Message) -> str:
    if _is_asked(message):
        return reverse("correspondence:was_this_sent")
    return reverse("correspondence:message", args=[message.pk])
