"""What is to be told a woman by word of mouth: an errand of Today, and its list."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import QuerySet
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


def to_tell(channel: Channel) -> Callable[[Moment], QuerySet[Any]]:
    """Return the question what is to be told by now that way."""
    return lambda at: Message.objects.visible_to(at.user).to_tell(at.now).filter(channel=channel)


def _queue(channel: Channel, moment: Moment) -> Queue:
    """Return the whole queue of one way, the oldest first."""
    slug, title = TELL[channel]
    waiting = to_tell(channel)(moment).select_related("participant")
    found = list(
        waiting.defer("body", "words", "facts", "subject", "sent_to").order_by("due_at", "pk")[: READ + 1]
    )
    rows = [
        Row(
            title=f"{message.participant.initials} · {message.reference}",
            url=reverse("correspondence:message", args=[message.pk]),
            facts=[registry.label(message.purpose), when(message.due_at, moment.now)],
            action_url=reverse("correspondence:tell", args=[message.pk]),
            action=_("Tell her"),
            button_hidden=message.reference,
        )
        for message in found[:READ]
    ]
    return Queue(slug, title, rows, len(found))


LISTS: dict[str, Callable[[Moment], Queue]] = {
    slug: partial(_queue, channel) for channel, (slug, _title) in TELL.items()
}
