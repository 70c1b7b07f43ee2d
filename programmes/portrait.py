"""A definition in plain words: what the page of a programme shows, as frozen values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.definition import Definition
from programmes.models import ProgrammeVersion
from programmes.portrait_parts import Section, by_when, disposals, finishing, steps, who_it_is_for
from programmes.portrait_people import after, before_and_after, follow_up, group, messages, people, reaching
from programmes.words import STATUS


@dataclass(frozen=True, slots=True)
class ProgrammeCard:
    """One line of the list of programmes."""

    slug: str
    title: str
    summary: str
    status: str
    colour: str
    provider: str
    plan: str
    number: int


@dataclass(frozen=True, slots=True)
class Portrait:
    """A whole programme, section by section."""

    slug: str
    title: str
    summary: str
    status: str
    colour: str
    sections: Sequence[Section]


COLOURS = {"OPEN": "green", "PAUSED": "yellow", "CLOSED": "grey"}


def card_of(version: ProgrammeVersion, language: str) -> ProgrammeCard:
    """Give one line of the list."""
    definition = version.parsed
    return ProgrammeCard(
        slug=version.programme.slug,
        title=definition.label.label(language),
        summary=definition.summary.label(language),
        status=str(STATUS[definition.status]),
        colour=COLOURS[definition.status],
        provider=version.programme.provider.name,
        plan=_plan(definition),
        number=version.number,
    )


def _plan(definition: Definition) -> str:
    count = len(definition.steps)
    if definition.plan == "INDIVIDUAL":
        return _("A plan of her own")
    if definition.completion.rule == "N_OF":
        return _("Any %(needed)s of %(count)s") % {"needed": definition.completion.needed, "count": count}
    return ngettext("%(count)s step", "%(count)s steps", count) % {"count": count}


def portrait_of(version: ProgrammeVersion, language: str) -> Portrait:
    """Give a whole programme in plain words, in `language`."""
    definition = version.parsed
    sections = (
        who_it_is_for(definition, language),
        steps(definition, language),
        finishing(definition, language),
        by_when(definition, language),
        *disposals(definition, language),
        reaching(definition, language),
        messages(definition, language),
        group(definition, language),
        after(definition, language),
        *before_and_after(definition, language),
        follow_up(definition, language),
        people(version, language),
    )
    return Portrait(
        slug=version.programme.slug,
        title=definition.label.label(language),
        summary=definition.summary.label(language),
        status=str(STATUS[definition.status]),
        colour=COLOURS[definition.status],
        sections=sections,
    )
