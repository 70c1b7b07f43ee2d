"""Set-up refuses a number, sender or host that is published for a programme (design.md §5 rule 7)."""

from __future__ import annotations

from typing import Any

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
    except DefinitionInvalid:
        return []  # the definitions' own check says what is wrong with them
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
