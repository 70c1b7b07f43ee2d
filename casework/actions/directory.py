"""The directory of services a provider's women may be offered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import memberships
from accounts.models import Organisation, User
from accounts.roles import CASEWORKERS
from audit import trail
from casework.models import ListedService
from referrals.actions import NotYours
from ui.refusals import Refused


class ListedBefore(Refused):
    """Another service of the directory has this name."""

    sentence = _("The directory has a service of this name. Change that one, or use another name.")
    field = "name"


@dataclass(frozen=True)
class ServiceDetails:
    """What is known of a service.

    :param pathways: codes of what it helps with.
    :param areas: postcode areas and districts it serves (`casework.services`); none is everywhere.
    """

    name: str
    pathways: list[str]
    for_whom: str = ""
    areas: list[str] | None = None
    how: str = ""
    phone: str = ""
    website: str = ""

    @property
    def columns(self) -> dict[str, object]:
        return {**vars(self), "areas": self.areas or []}


def list_service(provider: Organisation, details: ServiceDetails, *, by: User, at: datetime) -> ListedService:
    """Put a service into the directory; whoever does has asked it whether all of this holds.

    :raises Refused: NotYours, ListedBefore.
    """
    _check_may(by, provider.pk)
    with transaction.atomic():
        row = ListedService(provider=provider, checked_at=at, checked_by=by.trail_name, **details.columns)
        _save(row)
        trail.record("service.list", row, by=by, at=at)
        return row


def amend_service(
    service: ListedService, details: ServiceDetails, *, by: User, at: datetime, seen: int | None = None
) -> ListedService:
    """Change what is known of a service; saved unchanged, it says that it was asked again.

    :raises Refused: NotYours, ListedBefore. :raises Stale: when somebody saved since the page was opened.
    """
    with transaction.atomic():
        row: ListedService = ListedService.objects.select_for_update().get(pk=service.pk)
        _check_may(by, row.provider_id)
        row.expect(seen)
        changed = [name for name, value in details.columns.items() if getattr(row, name) != value]
        for name, value in details.columns.items():
            setattr(row, name, value)
        row.checked_at, row.checked_by, row.version = at, by.trail_name, row.version + 1
        _save(row)
        trail.record("service.amend", row, by=by, at=at, fields=changed)
        return row


def end_service(service: ListedService, *, by: User, at: datetime) -> ListedService:
    """Take a service out of the directory; what was offered before keeps its name.

    :raises NotYours: for anybody but the provider's caseworkers.
    """
    with transaction.atomic():
        row: ListedService = ListedService.objects.select_for_update().get(pk=service.pk)
        _check_may(by, row.provider_id)
        if row.ended_at is None:
            row.ended_at, row.ended_by = at, by.trail_name
            row.advance("ended_at", "ended_by")
            trail.record("service.end", row, by=by, at=at)
        return row


def _check_may(by: User, provider_id: object) -> None:
    if provider_id not in {held.organisation_id for held in memberships(by, *CASEWORKERS)}:
        raise NotYours


def _save(row: ListedService) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "listed_service_is_named_once_for_a_provider" not in str(error):
            raise
        raise ListedBefore from error
