"""Queues of Today: what is to be told a woman by word of mouth."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.messages import when
from casework.queues import READ, Moment, Queue, Row
from correspondence import registry
from correspondence.models import Message
from correspondence.statuses import Channel

TELL: dict[Channel, tuple[str, Promise]] = {
    Channel.TRUSTED_PERSON: ("tell-through", _("Tell her through the person she trusts")),
    Channel.IN_PERSON: ("tell-in-person", _("Tell her when you see her")),
}


def queues(moment: Moment, shown: int = READ) -> list[Queue]:
    """Return a queue for each way of telling her, the oldest first, in one query."""
    waiting = Message.objects.visible_to(moment.user).to_tell(moment.now).select_related("participant")
    found = list(
        waiting.defer("body", "words", "facts", "subject", "sent_to").order_by("due_at", "pk")[: READ + 1]
    )
    return [
        _queue(channel, [message for message in found if message.channel == channel], moment, shown)
        for channel in TELL
    ]


def _queue(channel: Channel, found: list[Message], moment: Moment, shown: int) -> Queue:
    slug, title = TELL[channel]
    rows = [
        Row(
            title=f"{message.participant.initials} · {message.reference}" if message.participant else "",
            url=reverse("correspondence:message", args=[message.pk]),
            facts=[registry.label(message.purpose), when(message.due_at, moment.now)],
            action_url=reverse("correspondence:tell", args=[message.pk]),
            action=_("Tell her"),
            button_hidden=message.reference,
        )
        for message in found[:shown]
    ]
    return Queue(slug, title, rows, len(found))


def _one(channel: Channel, moment: Moment) -> Queue:
    return next(queue for queue in queues(moment) if queue.slug == TELL[channel][0])


LISTS: dict[str, Callable[[Moment], Queue]] = {
    slug: partial(_one, channel) for channel, (slug, _title) in TELL.items()
}
