"""Set-up refuses a number, sender or host that is published for a programme (design.md §5 rule 7)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from correspondence.published import is_published_number, is_telling_host
from programmes.reading import DefinitionInvalid


@register()
def nothing_outside_a_letter_names_a_programme(**_kwargs: Any) -> list[CheckMessage]:
    """Compare what she would see as the sender with what the definitions say is published."""
    found: list[CheckMessage] = _card_name()
    try:
        if is_published_number(settings.JUNO_SERVICE_PHONE):
            found.append(
                Error(
                    "JUNO_SERVICE_PHONE is published for a programme: whoever looks it up learns what she attends.",
                    hint="Set JUNO_SERVICE_PHONE to a number of the office that is published for nothing.",
                    id="correspondence.E001",
                )
            )
        if is_telling_host(settings.JUNO_PLAIN_FROM_EMAIL.rpartition("@")[2].rstrip(">")):
            found.append(
                Error(
                    "JUNO_PLAIN_FROM_EMAIL names a programme or its provider's site.",
                    hint="Set it to an address whose host says nothing, such as office@harbour.example.",
                    id="correspondence.E002",
                )
            )
        if settings.JUNO_PLAIN_URL and is_telling_host(urlsplit(settings.JUNO_PLAIN_URL).hostname or ""):
            found.append(
                Error(
                    "JUNO_PLAIN_URL, where her own page lies, names a programme or its provider's site.",
                    hint="Set it to an address whose host says nothing, such as https://dates.example, or to "
                    "nothing: then no links are sent.",
                    id="correspondence.E004",
                )
            )
    except DefinitionInvalid:
        return []  # the definitions' own check says what is wrong with them
    return found


_NEEDED = {
    ("TEXTS", "notify"): ("JUNO_NOTIFY_KEY", "JUNO_NOTIFY_TEXT_TEMPLATE", "JUNO_NOTIFY_CALLBACK_TOKEN"),
    ("TEXTS", "twilio"): ("JUNO_TWILIO_ACCOUNT", "JUNO_TWILIO_TOKEN", "JUNO_TWILIO_FROM"),
    ("EMAILS", "notify"): ("JUNO_NOTIFY_KEY", "JUNO_NOTIFY_EMAIL_TEMPLATE", "JUNO_NOTIFY_CALLBACK_TOKEN"),
    ("LETTERS", "notify"): ("JUNO_NOTIFY_KEY",),
}


@register()
def whoever_carries_messages_is_set_up_whole(**_kwargs: Any) -> list[CheckMessage]:
    """A provider that is chosen has all it needs, over a line nobody can read."""
    found: list[CheckMessage] = []
    for kind in ("TEXTS", "EMAILS", "LETTERS"):
        chosen = getattr(settings, f"JUNO_{kind}_BY")
        if chosen:
            found += _set_up(kind, chosen)
    return found


def _set_up(kind: str, chosen: str) -> list[CheckMessage]:
    needed = _NEEDED.get((kind, chosen))
    if needed is None:
        offered = ", ".join(by for what, by in _NEEDED if what == kind)
        return [
            Error(
                f"JUNO_{kind}_BY is “{chosen}”, which is nobody we know.",
                hint=f"Leave it empty, or set it to one of: {offered}.",
                id="correspondence.E004",
            )
        ]
    missing = [name for name in needed if not getattr(settings, name)]
    if missing:
        hint = f"Set {', '.join(missing)}. See docs/providers.md."
        return [
            Error(
                f"JUNO_{kind}_BY is “{chosen}”, and not all it needs is set.",
                hint=hint,
                id="correspondence.E005",
            )
        ]
    return _safe_line(chosen)


def _safe_line(chosen: str) -> list[CheckMessage]:
    name = f"JUNO_{chosen.upper()}_URL"
    found: list[CheckMessage] = []
    if not settings.DEVELOPMENT and not getattr(settings, name).startswith("https://"):
        found.append(Error(f"{name} must begin with https://", id="correspondence.E006"))
    if chosen == "twilio" and is_published_number(settings.JUNO_TWILIO_FROM):
        found.append(
            Error(
                "JUNO_TWILIO_FROM is published for a programme: whoever looks it up learns what she attends.",
                hint="Send from a number that is published for nothing.",
                id="correspondence.E007",
            )
        )
    return found


def _card_name() -> list[CheckMessage]:
    """The card bears one first name: neither the service's nor the charity's."""
    name = settings.JUNO_CARD_NAME
    telling = (
        f"{settings.JUNO_SERVICE_NAME} {settings.JUNO_CHARITY_NAME}".casefold().replace("'", " ").split()
    )
    if name.isalpha() and name.casefold() not in telling:
        return []
    return [
        Error(
            "JUNO_CARD_NAME is not one first name, or names the service.",
            hint="Set it to one word that is nobody's own name at the office, such as Alex.",
            id="correspondence.E003",
        )
    ]
