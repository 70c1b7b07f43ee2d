"""Programmes as their real definitions have them, with the organisations these name."""

from __future__ import annotations

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
        loaded = load_file(DEFINITIONS / f"{code.lower().replace('_', '-')}.toml")
        for provider in loaded.definition.providers:
            OrganisationFactory.create(code=provider)
        for commissioner in loaded.definition.commissioners:
            OrganisationFactory.create(code=commissioner, kind=OrganisationKind.COMMISSIONER)
        for force in loaded.definition.forces:
            ForceFactory.create(force_code=force)
        actions.load(loaded, by=trail.SERVICE, at=NOW, on=NOW.date())
        return Programme.objects.by_code(code)
