"""Questions about returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

from accounts.access import memberships
from accounts.roles import Role
from programmes.models import Programme
from reports.quarters import Quarter

if TYPE_CHECKING:
    from reports.models import Benchmark, IssuedReturn, PreparedReturn, Voice  # noqa: F401  named in the base classes

BYTES = ("pdf", "charts", "figures", "definitions", "narrative")


class IssuedReturnQuerySet(models.QuerySet["IssuedReturn"]):
    """The doorway to issued returns: the provider's managers, and the programme's commissioners."""

    def visible_to(self, user: Any) -> IssuedReturnQuerySet:
        seen = managed(user)
        for held in memberships(user, Role.COMMISSIONER):
            seen |= _of(held.programme_code) & models.Q(commissioners=held.organisation_id)
        return self.filter(programme__in=Programme.objects.filter(seen).values("pk"))

    def managed_by(self, user: Any) -> IssuedReturnQuerySet:
        """Those of the programmes this person manages: withdrawn ones may be read by nobody else."""
        return self.filter(programme__in=Programme.objects.filter(managed(user)).values("pk"))

    def downloadable(self) -> IssuedReturnQuerySet:
        """Issued returns that were not withdrawn since."""
        withdrawn = apps.get_model("reports.ReturnWithdrawal").objects.filter(issued=models.OuterRef("pk"))
        return self.filter(~models.Exists(withdrawn))

    def headings(self) -> IssuedReturnQuerySet:
        """Newest first, for a list: without the bytes and the words."""
        newest = self.select_related("programme", "withdrawal").defer(*BYTES)
        return newest.order_by("-year", "-quarter", "programme__code", "-number")


class PreparedReturnQuerySet(models.QuerySet["PreparedReturn"]):
    """The doorway to prepared returns: the provider's managers, nobody else."""

    def visible_to(self, user: Any) -> PreparedReturnQuerySet:
        return self.filter(programme__in=Programme.objects.filter(managed(user)).values("pk"))

    def of(self, programme: Programme, quarter: Quarter) -> PreparedReturnQuerySet:
        """The one of a programme and a quarter, if there is one."""
        return self.filter(programme=programme, year=quarter.year, quarter=quarter.number)


class BenchmarkQuerySet(models.QuerySet["Benchmark"]):
    """The doorway to local benchmarks: the provider's managers."""

    def visible_to(self, user: Any) -> BenchmarkQuerySet:
        return self.filter(programme__in=Programme.objects.filter(managed(user)).values("pk"))


class VoiceQuerySet(models.QuerySet["Voice"]):
    """The doorway to quotations and case studies before they are issued: the provider's managers."""

    def visible_to(self, user: Any) -> VoiceQuerySet:
        return self.filter(programme__in=Programme.objects.filter(managed(user)).values("pk"))

    def of(self, programme: Programme, quarter: Quarter) -> VoiceQuerySet:
        """Those for the return of a programme and a quarter, in the order they were recorded."""
        found = self.filter(programme=programme, year=quarter.year, quarter=quarter.number)
        return found.order_by("recorded_at", "pk")

    def consented(self) -> VoiceQuerySet:
        """Those whose woman has not taken her consent back, and is not erased."""
        return self.filter(withdrawn_at__isnull=True, referral__participant__erased_at__isnull=True)


def managed(user: Any) -> models.Q:
    """Return the condition under which a person manages a programme."""
    return run_by(user, Role.MANAGER)


def run_by(user: Any, *roles: Role) -> models.Q:
    """Return the condition under which a programme's provider has a person in one of these roles."""
    mine = models.Q(pk__in=[])
    for held in memberships(user, *roles):
        mine |= _of(held.programme_code) & models.Q(provider=held.organisation_id)
    return mine


def _of(programme_code: str) -> models.Q:
    return models.Q(code=programme_code) if programme_code else models.Q()
