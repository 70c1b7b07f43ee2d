"""Set-up refuses a number, sender or host that is published for a programme (design.md §5 rule 7)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from programmes import loader
from programmes.reading import DefinitionInvalid


@register()
def nothing_outside_a_letter_names_a_programme(**_kwargs: Any) -> list[CheckMessage]:
    """Compare what she would see as the sender with what the definitions say is published."""
    try:
        published = [loaded.definition for loaded in loader.load_all()]
    except DefinitionInvalid:
        return []  # the definitions' own check says what is wrong with them
    phones = {_digits(phone) for d in published for phone in d.published.phones}
    hosts = {host.lower() for d in published for host in d.published.hosts}
    codes = {d.code.lower().replace("_", "") for d in published}
    found: list[CheckMessage] = []
    if _digits(settings.JUNO_SERVICE_PHONE) in phones:
        found.append(
            Error(
                "JUNO_SERVICE_PHONE is published for a programme: whoever looks it up learns what she attends.",
                hint="Set JUNO_SERVICE_PHONE to a number of the office that is published for nothing.",
                id="correspondence.E001",
            )
        )
    host = settings.JUNO_PLAIN_FROM_EMAIL.rpartition("@")[2].rstrip(">").lower()
    if host in hosts or any(code in host for code in codes):
        found.append(
            Error(
                "JUNO_PLAIN_FROM_EMAIL names a programme or its provider's site.",
                hint="Set JUNO_PLAIN_FROM_EMAIL to an address whose host says nothing, such as office@harbour.example.",
                id="correspondence.E002",
            )
        )
    return found


def _digits(phone: str) -> str:
    return "".join(char for char in phone if char.isdigit())
