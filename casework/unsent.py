"""Two queues of Today: messages that did not reach a woman, and texts that came back from her."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from casework.queues import READ, Moment, Queue, Row
from correspondence.instead import suggestions
from correspondence.messages import advice
from correspondence.models import Message, Reply

REPLY = "reply"


def messages(moment: Moment, shown: int = READ) -> Queue:
    """What did not go, or may not have, the oldest first, each with the way to try next."""
    found = list(
        Message.objects.visible_to(moment.user)
        .needing_a_person()
        .select_related("participant")
        .defer("body", "words", "facts", "subject", "sent_to")
        .order_by("due_at", "pk")[: READ + 1]
    )
    ways = suggestions(found[:shown], at=moment.now)
    rows = [
        Row(
            title=f"{message.get_channel_display()} · {message.reference}",
            url=reverse("correspondence:message", args=[message.pk]),
            facts=[message.get_status_display(), *([advice(ways[message.pk])] if message.pk in ways else [])],
            action_url=reverse("correspondence:message", args=[message.pk]),
            action=_("Look at it"),
            button_hidden=message.reference,
        )
        for message in found[:shown]
    ]
    return Queue("messages", _("Messages that need a person"), rows, len(found))


def to_read(moment: Moment) -> QuerySet[Any, Any]:
    """Return one row for each text that waits to be read, for counting beside others."""
    waiting = Reply.objects.visible_to(moment.user).to_read().order_by().annotate(channel=Value(REPLY))
    rows: QuerySet[Any, Any] = waiting.values_list("channel")[: READ + 1]
    return rows


def replies(number: int) -> Queue:
    """Return one row for all the texts that wait to be read."""
    title = _("Texts that came back")
    if not number:
        return Queue("replies", title, [], 0)
    words = ngettext("%(n)s text to read", "%(n)s texts to read", number)
    url = reverse("correspondence:replies")
    row = Row(words % {"n": number}, url, action_url=url, action=_("Read them"))
    return Queue("replies", title, [row], 1)
