"""Organisations, teams, the people who sign in, and what each may do."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.names import first_name
from accounts.roles import Role
from audit.fields import Access, plain
from audit.rows import Row, at_iff_by


class OrganisationKind(models.TextChoices):
    POLICE_FORCE = "POLICE_FORCE", _("Police force")
    REFERRING_AGENCY = "REFERRING_AGENCY", _("Referring agency")
    PROVIDER = "PROVIDER", _("Provider")
    COMMISSIONER = "COMMISSIONER", _("Commissioner")


class Organisation(Row):
    """A police force, an agency that refers, the charity that provides, or who pays."""

    kind = plain(models.CharField(max_length=20, choices=OrganisationKind.choices), access=Access.SYSTEM)
    code = plain(models.SlugField(max_length=40, unique=True), access=Access.SYSTEM)
    name = plain(models.CharField(max_length=120), access=Access.SYSTEM)
    force_code = plain(models.CharField(max_length=2, blank=True), access=Access.SYSTEM)
    phone = plain(models.CharField(max_length=30, blank=True), access=Access.SYSTEM)
    email = plain(models.EmailField(blank=True), access=Access.SYSTEM)
    return_address = plain(models.TextField(blank=True), access=Access.SYSTEM)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind=OrganisationKind.POLICE_FORCE) | ~models.Q(force_code=""),
                name="organisation_police_force_has_a_force_code",
            ),
            models.UniqueConstraint(
                fields=["force_code"],
                condition=~models.Q(force_code=""),
                name="organisation_force_code_is_unique",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SignInDomain(Row):
    """An e-mail domain whose people may sign in by code: the first time makes a REFERRER."""

    organisation = plain(
        models.ForeignKey(Organisation, models.CASCADE, related_name="domains"),
        access=Access.SYSTEM,
    )
    domain = plain(models.CharField(max_length=120, unique=True), access=Access.SYSTEM)

    def __str__(self) -> str:
        return self.domain


class Team(Row):
    """A team or a station."""

    organisation = plain(
        models.ForeignKey(Organisation, models.CASCADE, related_name="teams"), access=Access.SYSTEM
    )
    name = plain(models.CharField(max_length=120), access=Access.SYSTEM)
    email = plain(models.EmailField(blank=True), access=Access.SYSTEM)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="team_name_is_unique_in_organisation"
            )
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Accounts are found by e-mail address, in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalise(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    @staticmethod
    def normalise(email: str) -> str:
        """Return the address as it is kept: trimmed, lower case, the retired `.pnn.` dropped."""
        local, _at, domain = email.strip().lower().rpartition("@")
        return f"{local}@{domain.replace('.pnn.police.uk', '.police.uk')}"

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=self.normalise(username or ""))


class User(AbstractBaseUser):
    """Somebody who signs in. What she or he may do lies in memberships."""

    id = plain(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False), access=Access.SYSTEM)
    email = plain(models.EmailField(_("email address"), unique=True), access=Access.STAFF)
    password = plain(models.CharField(max_length=128), access=Access.SYSTEM)
    last_login = plain(models.DateTimeField(null=True, blank=True), access=Access.STAFF)
    name = plain(models.CharField(_("name"), max_length=100, blank=True), access=Access.STAFF)
    rank = plain(models.CharField(_("rank or job"), max_length=60, blank=True), access=Access.STAFF)
    collar_number = plain(
        models.CharField(_("collar number"), max_length=20, blank=True), access=Access.STAFF
    )
    phone = plain(models.CharField(_("phone"), max_length=30, blank=True), access=Access.STAFF)
    is_active = plain(models.BooleanField(default=True), access=Access.STAFF)
    created_at = plain(models.DateTimeField(auto_now_add=True), access=Access.SYSTEM)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    is_staff = False  # there is no admin site
    is_superuser = False

    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name or self.email

    @property
    def first_name(self) -> str:
        """What a woman may know of who writes to her or rings her."""
        return first_name(self.name)

    @property
    def trail_name(self) -> str:
        return f"{self.name} <{self.email}>" if self.name else self.email

    @property
    def trail_role(self) -> str:
        return ",".join(sorted({m.role for m in self.active_memberships()}))

    def active_memberships(self) -> list[Membership]:
        """Return what this person may do now, read once per object."""
        if not hasattr(self, "_memberships"):
            self._memberships = list(
                self.memberships.filter(ended_at__isnull=True).select_related("organisation", "team")
            )
        return self._memberships

    def has_role(self, *roles: Role) -> bool:
        """Tell whether any active membership has one of the roles."""
        return any(m.role in roles for m in self.active_memberships())


class Membership(Row):
    """A role that a person holds in an organisation, for one programme or (blank) for all."""

    user = plain(models.ForeignKey(User, models.CASCADE, related_name="memberships"), access=Access.STAFF)
    organisation = plain(
        models.ForeignKey(Organisation, models.PROTECT, related_name="memberships"),
        access=Access.STAFF,
    )
    team = plain(
        models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="memberships"),
        access=Access.STAFF,
    )
    programme_code = plain(
        models.SlugField(_("programme, blank for all"), max_length=40, blank=True),
        access=Access.STAFF,
    )
    role = plain(
        models.CharField(max_length=20, choices=[(r.value, r.label) for r in Role]),
        access=Access.STAFF,
    )
    started_at = plain(models.DateTimeField(auto_now_add=True), access=Access.SYSTEM)
    ended_at = plain(models.DateTimeField(null=True, blank=True), access=Access.SYSTEM)
    ended_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "team", "programme_code", "role"],
                condition=models.Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="membership_is_held_once",
            ),
            at_iff_by("ended", name="membership_ended_at_iff_ended_by"),
        ]


class Submission(models.Model):
    """A form that was sent: a second press of the button lands on the first one's result."""

    id = plain(models.UUIDField(primary_key=True), access=Access.SYSTEM)
    by = plain(models.ForeignKey(User, models.CASCADE), access=Access.SYSTEM)
    at = plain(models.DateTimeField(), access=Access.SYSTEM)
    path = plain(models.CharField(max_length=300), access=Access.SYSTEM)
    result_url = plain(models.CharField(max_length=300, blank=True), access=Access.SYSTEM)

    class Meta:
        indexes = [models.Index(fields=["at"], name="submission_by_time")]

    def __str__(self) -> str:
        return f"{self.path} {self.id}"
