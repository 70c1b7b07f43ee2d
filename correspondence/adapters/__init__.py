"""Ways out of the building, by channel, as the settings say."""

from __future__ import annotations

from django.conf import settings

from correspondence.adapters.base import Adapter
from correspondence.adapters.notify import NotifyLetters, NotifyMail, NotifyTexts
from correspondence.adapters.smtp import Mail
from correspondence.adapters.twilio import TwilioTexts
from correspondence.statuses import Channel

# A channel without one is done by a person: texts from the office phone, letters by a print run, calls.
KNOWN: dict[Channel, dict[str, Adapter]] = {
    Channel.TEXT: {"notify": NotifyTexts(), "twilio": TwilioTexts()},
    Channel.EMAIL: {"": Mail(), "notify": NotifyMail()},
    Channel.LETTER: {"notify": NotifyLetters()},
}

# Those who say later what became of a message.
TELLING = sorted({a.carrier for known in KNOWN.values() for a in known.values() if a.tells})


def adapters() -> dict[Channel, Adapter]:
    """Return the adapter of each channel that has one."""
    chosen = {
        Channel.TEXT: settings.JUNO_TEXTS_BY,
        Channel.EMAIL: settings.JUNO_EMAILS_BY,
        Channel.LETTER: settings.JUNO_LETTERS_BY,
    }
    return {channel: known[chosen[channel]] for channel, known in KNOWN.items() if chosen[channel] in known}


def carrier(channel: Channel, code: str) -> Adapter | None:
    """Return the adapter that carried a message, even if another is set by now; None for a person."""
    return next((adapter for adapter in KNOWN.get(channel, {}).values() if adapter.carrier == code), None)
