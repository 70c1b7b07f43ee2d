"""Programmes as their real definitions have them, with the organisations these name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from factory.base import Factory

from accounts.models import OrganisationKind
from audit import trail
from programmes import actions
from programmes.loader import DEFINITIONS, load_file
from programmes.models import Programme
from tests.factories.accounts import NOW, ForceFactory, OrganisationFactory


class ProgrammeFactory(Factory[Programme]):
    """The programme of that code, with its organisations and the current version of its definition."""

    class Meta:
        model = Programme

    code = "JUNO"

    @classmethod
    def _create(cls, model_class: type[Programme], *, code: str, **_kwargs: Any) -> Programme:
        return loaded_from(DEFINITIONS / f"{code.lower().replace('_', '-')}.toml")


def loaded_from(path: Path) -> Programme:
    """Return the programme of a definition, with the organisations it names."""
    loaded = load_file(path)
    for provider in loaded.definition.providers:
        OrganisationFactory.create(code=provider)
    for commissioner in loaded.definition.commissioners:
        OrganisationFactory.create(code=commissioner, kind=OrganisationKind.COMMISSIONER)
    for force in loaded.definition.forces:
        ForceFactory.create(force_code=force)
    actions.load(loaded, by=trail.SERVICE, at=NOW, on=NOW.date())
    return Programme.objects.by_code(loaded.definition.code)


STEPS = """
[[steps]]
kind = "ONE_TO_ONE"
compulsory = true
length_minutes = 60
label = { en = "First meeting" }

[[steps]]
kind = "GROUP"
compulsory = true
length_minutes = 300
usual_weekday = "WED"
usual_start = 10:00:00
label = { en = "Workshop 1" }
gap = { min = 1, usual = 7, max = 42 }

[[steps]]
kind = "ONE_TO_ONE"
compulsory = true
length_minutes = 45
label = { en = "Meeting between" }
gap = { min = 2, usual = 7, max = 28 }

[[steps]]
kind = "GROUP"
compulsory = true
length_minutes = 300
usual_weekday = "WED"
usual_start = 10:00:00
label = { en = "Workshop 2" }
gap = { min = 5, usual = 14, max = 28, max_after_miss = 84 }

"""


def changed(folder: Path, code: str, base: str = "juno", **parts: str) -> Programme:
    """Return a programme like another, with whole parts of its definition written otherwise.

    :param parts: by the name of a table, what stands instead of it and up to the next empty table line.
    """
    text = (DEFINITIONS / f"{base}.toml").read_text(encoding="utf-8")
    text = text.replace(f'code = "{base.upper()}"', f'code = "{code}"', 1)
    for table, instead in parts.items():
        start = re.search(rf"^\[+{table}\]+$", text, re.M)
        assert start is not None, table
        end = re.compile(rf"^\[(?!\[?{table}\]).*$", re.M).search(text, start.end())
        text = text[: start.start()] + instead + (text[end.start() :] if end else "")
    path = folder / f"{code.lower().replace('_', '-')}.toml"
    path.write_text(text, encoding="utf-8")
    return loaded_from(path)


def mixed(folder: Path) -> Programme:
    """Return a programme of two meetings one to one and two workshops, in turn."""
    return changed(folder, "MIXED", steps=STEPS)


_CATCH_UP = """
[miss]
rule = "{rule}"
label = {{ en = "She comes to another, or sees one of us alone." }}

[miss.catch_up]
length_minutes = 90
label = {{ en = "A catch-up session, one to one, counts as the workshop she missed." }}

"""


def catching_up(folder: Path, *, rule: str = "REBOOK_MISSED") -> Programme:
    """Return a programme of two workshops, one of which may be caught up one to one."""
    return changed(folder, "CATCHES", miss=_CATCH_UP.format(rule=rule))
