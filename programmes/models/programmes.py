"""Programmes and the dated versions of their definitions."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.access import memberships
from accounts.models import Organisation
from accounts.roles import PROVIDER, Role
from audit.fields import Access, plain
from audit.rows import Row
from programmes.definition import Definition
from programmes.kinds import Status
from programmes.label import Label
from programmes.parsing import parse

READERS = (*PROVIDER, Role.DATA_PROTECTION)


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, user: Any) -> ProgrammeQuerySet:
        """Give the programmes this person works on, refers to, pays for or sets up."""
        if memberships(user, Role.ADMIN):
            return self
        allowed = models.Q(pk__in=[])
        for held in memberships(user, *Role):
            if held.role in READERS:
                mine = models.Q(provider=held.organisation)
            elif held.role == Role.COMMISSIONER:
                mine = models.Q(commissioners=held.organisation)
            else:
                mine = models.Q(forces=held.organisation)
            if held.programme_code:
                mine &= models.Q(code=held.programme_code)
            allowed |= mine
        return self.filter(pk__in=self.model.objects.filter(allowed).values("pk"))

    def open(self) -> ProgrammeQuerySet:
        """Give those that take referrals now."""
        return self.filter(status=Status.OPEN)

    def by_code(self, code: str) -> Programme:
        """Return the programme of that code, written in any case, with "-" for "_" if need be.

        :raises Programme.DoesNotExist:
        """
        return self.get(code=code.strip().replace("-", "_").upper())


class Programme(Row):
    """A scheme. What it is like stands in its versions; here is what other rows point at."""

    code = plain(models.SlugField(max_length=40, unique=True), access=Access.SYSTEM)
    label = plain(models.JSONField(_("name by language")), access=Access.SYSTEM)
    status = plain(
        models.CharField(max_length=10, choices=[(s.value, s.value) for s in Status]),
        access=Access.SYSTEM,
    )
    provider = plain(
        models.ForeignKey(Organisation, models.PROTECT, related_name="programmes"),
        access=Access.SYSTEM,
    )
    commissioners = plain(
        models.ManyToManyField(Organisation, related_name="commissioned_programmes", blank=True),
        access=Access.SYSTEM,
    )
    forces = plain(
        models.ManyToManyField(Organisation, related_name="programmes_referred_to", blank=True),
        access=Access.SYSTEM,
    )

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return Label(self.label).label(get_language() or "en")

    @property
    def slug(self) -> str:
        """The code as it stands in addresses."""
        return self.code.lower().replace("_", "-")

    @cached_property
    def current(self) -> ProgrammeVersion:
        """The newest version: the one a new referral begins under."""
        return self.versions.latest("number")


class ProgrammeVersionQuerySet(models.QuerySet["ProgrammeVersion"]):
    def visible_to(self, user: Any) -> ProgrammeVersionQuerySet:
        """Give every definition to provider staff and administrators, and to nobody else.

        A definition says nothing about any woman; whoever runs one scheme may see how the
        others are set up. Which programme she may work on: `Programme.objects.visible_to`.
        """
        return self if memberships(user, *READERS, Role.ADMIN) else self.none()

    def current(self) -> ProgrammeVersionQuerySet:
        """Give the newest version of each programme."""
        newest = self.model.objects.filter(programme=models.OuterRef("programme"))
        return self.filter(number=newest.order_by("-number").values("number")[:1])

    def of(self, slug: str) -> ProgrammeVersionQuerySet:
        """Give every version of the programme at an address, newest first."""
        return self.filter(programme__code=slug.replace("-", "_").upper())

    def with_programme(self) -> ProgrammeVersionQuerySet:
        """Read the programme and its organisations in as few queries as may be."""
        people = ("programme__commissioners", "programme__forces")
        return self.select_related("programme__provider").prefetch_related(*people)


class ProgrammeVersion(Row):
    """A definition as it was loaded on a day. Only ever added; a case keeps the one it began under."""

    programme = plain(
        models.ForeignKey(Programme, models.PROTECT, related_name="versions"), access=Access.SYSTEM
    )
    number = plain(models.PositiveIntegerField(), access=Access.SYSTEM)
    definition = plain(models.JSONField(), access=Access.SYSTEM)
    digest = plain(models.CharField(max_length=64), access=Access.SYSTEM)
    from_on = plain(models.DateField(), access=Access.SYSTEM)
    loaded_at = plain(models.DateTimeField(), access=Access.SYSTEM)
    loaded_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    objects = ProgrammeVersionQuerySet.as_manager()

    class Meta:
        ordering = ["programme__code", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"], name="programme_version_number_is_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(number__gt=0), name="programme_version_number_from_one"
            ),
            models.CheckConstraint(condition=~models.Q(loaded_by=""), name="programme_version_has_loaded_by"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.number}"

    @property
    def parsed(self) -> Definition:
        """The definition as values; read once per process."""
        return _parsed(self.digest, self)


class _Stored:
    """Keeps parsed definitions by digest: equal digests mean equal content."""

    kept: ClassVar[dict[str, Definition]] = {}


def _parsed(digest: str, version: ProgrammeVersion) -> Definition:
    if digest not in _Stored.kept:
        _Stored.kept[digest] = parse(version.definition, source=f"{version}")
    return _Stored.kept[digest]
