"""Made-up women. Numbers are from Ofcom's drama range."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from factory.base import Factory
from factory.declarations import LazyFunction, Sequence

from accounts.models import Organisation
from audit import trail
from participants import actions
from participants.actions import Details
from participants.models import Participant
from tests.factories.accounts import NOW, OrganisationFactory


def details(**kwargs: Any) -> Details:
    """Return who a made-up woman is and where she lives."""
    return Details(
        **{
            "first_names": "Sam",
            "last_name": "Testwell",
            "date_of_birth": date(1990, 3, 14),
            "phone": "07700 900 123",
            "address_lines": "1 Example Road\nExampletown",
            "postcode": "PO1 1AA",
            "reading": "YES",
            **kwargs,
        }
    )


class ParticipantFactory(Factory[Participant]):
    """A woman on a provider's books, made by the action itself; `details` fields may be named."""

    class Meta:
        model = Participant

    first_names = "Sam"
    last_name = Sequence(lambda n: f"Testwell{n}")
    phone = Sequence(lambda n: f"07700 900 {n % 1000:03}")
    provider = LazyFunction(OrganisationFactory.create)
    at = NOW

    @classmethod
    def _create(
        cls,
        model_class: type[Participant],
        *,
        provider: Organisation,
        at: datetime,
        worker: Any = None,
        **kwargs: Any,
    ) -> Participant:
        return actions.create(details(**kwargs), provider=provider, by=trail.SERVICE, at=at, worker=worker)


def answered_herself(participant: Participant, *, at: datetime = NOW, **answers: Any) -> None:
    """Let her have told a worker that every way is safe, but for what `answers` says."""
    ways = ("call", "voicemail", "text", "email", "post")
    actions.confirm_safe_contact(
        participant,
        by=trail.SERVICE,
        at=at,
        source="HERSELF",
        **{"asked_alone": True, **dict.fromkeys(ways, "YES"), **answers},
    )
