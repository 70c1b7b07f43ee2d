"""Changes to people, organisations and what each may do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, OrganisationKind, SignInDomain, Team, User
from accounts.roles import POLICE, Role
from audit import trail
from audit.trail import Person
from ui.refusals import Refused


class UnknownDomain(Refused):
    """The address is not on a domain of any force or agency."""

    sentence = _("Enter an address on one of the force's own email domains.")


class LastAdministrator(Refused):
    """Nobody could look after accounts any more."""

    sentence = _("Give somebody else the administrator's role first.")


def account_for_code(email: str, *, at: datetime) -> User | None:
    """Return who may sign in by a code sent to `email`, made now on a first visit; None for nobody.

    Only referring people sign in by code: anybody with another role uses a password.
    """
    email = User.objects.normalise(email)
    user = User.objects.filter(email=email).first()
    if user is None:
        try:
            return make_referrer(email, by=trail.SERVICE, at=at)
        except UnknownDomain:
            return None
    held = user.active_memberships()
    return user if user.is_active and held and all(m.role in POLICE for m in held) else None


def make_referrer(email: str, *, by: Person, at: datetime, name: str = "") -> User:
    """Return the account of an officer at `email`, made with the REFERRER role when there is none.

    :raises UnknownDomain: when no force or agency has that e-mail domain.
    """
    email = User.objects.normalise(email)
    domain = SignInDomain.objects.filter(domain=email.rpartition("@")[2]).first()
    if domain is None:
        raise UnknownDomain
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, name=name)
            Membership.objects.create(user=user, organisation=domain.organisation, role=Role.REFERRER)
            trail.record("account.create", user, by=by, at=at, facts={"role": Role.REFERRER})
    except IntegrityError:  # somebody signed in with the same address at the same moment
        user = User.objects.get(email=email)
    return user


def grant(
    user: User,
    *,
    organisation: Organisation,
    role: Role,
    by: Person,
    at: datetime,
    team: Team | None = None,
    programme_code: str = "",
) -> Membership:
    """Give a person a role; a role already held is returned as it is."""
    with transaction.atomic():
        held, made = Membership.objects.get_or_create(
            user=user,
            organisation=organisation,
            team=team,
            programme_code=programme_code,
            role=role,
            ended_at=None,
        )
        if made:
            facts = {"role": role, "organisation": organisation.code, "programme": programme_code}
            trail.record("account.grant", user, by=by, at=at, facts=facts)
        return held


def end_membership(membership: Membership, *, by: Person, at: datetime) -> Membership:
    """Take a role back; what the person did with it stays in the trail.

    :raises LastAdministrator: when it is the only administrator's role left.
    """
    with transaction.atomic():
        # One lock for all administrators' rows, so that two cannot take each other's away at once.
        administrators = list(
            Membership.objects.select_for_update()
            .filter(role=Role.ADMIN, ended_at__isnull=True)
            .order_by("pk")
        )
        locked = Membership.objects.select_for_update().get(pk=membership.pk)
        if locked.ended_at is not None:
            return locked
        if locked.role == Role.ADMIN and len(administrators) == 1:
            raise LastAdministrator
        locked.ended_at, locked.ended_by = at, by.trail_name
        locked.save(update_fields=["ended_at", "ended_by"])
        facts = {"role": locked.role, "organisation": locked.organisation.code}
        trail.record("account.end_role", locked.user, by=by, at=at, facts=facts)
        return locked


class AlreadyHere(Refused):
    """An address is one person's."""

    sentence = _("Somebody already signs in with this address. Find them in the list.")
    field = "email"


def add_person(email: str, *, name: str, by: Person, at: datetime) -> User:
    """Make an account without a password or a role; the person sets a password by a link.

    :raises AlreadyHere: when the address is taken.
    """
    with transaction.atomic():
        if User.objects.filter(email=User.objects.normalise(email)).exists():
            raise AlreadyHere
        user = User.objects.create_user(email, name=name)
        trail.record("account.create", user, by=by, at=at)
        return user


def describe(
    user: User, *, name: str, rank: str, collar_number: str, phone: str, by: Person, at: datetime
) -> User:
    """Keep what somebody says about herself or himself."""
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        locked.name, locked.rank = name, rank
        locked.collar_number, locked.phone = collar_number, phone
        fields = ["name", "rank", "collar_number", "phone"]
        locked.save(update_fields=fields)
        trail.record("account.describe", locked, by=by, at=at, fields=fields)
        return locked


class OrganisationTaken(Refused):
    """Codes, force codes and e-mail domains belong to one organisation each."""

    sentence = _("An organisation with this code, force code or email domain is there already.")


class NeedsAForceCode(Refused):
    """A police force is known by its code."""

    sentence = _("Give the force's code of two digits.")


def add_organisation(
    kind: OrganisationKind,
    *,
    code: str,
    name: str,
    by: Person,
    at: datetime,
    force_code: str = "",
    phone: str = "",
    domains: Sequence[str] = (),
) -> Organisation:
    """Add an organisation, with the e-mail domains whose people may sign in by code.

    :raises NeedsAForceCode: for a police force without one.
    :raises OrganisationTaken: when a code or a domain is another's.
    """
    if kind is OrganisationKind.POLICE_FORCE and not force_code:
        raise NeedsAForceCode
    try:
        with transaction.atomic():
            made = Organisation.objects.create(
                kind=kind, code=code, name=name, force_code=force_code, phone=phone
            )
            for domain in domains:
                SignInDomain.objects.create(organisation=made, domain=domain.lower())
            trail.record("organisation.add", made, by=by, at=at, facts={"code": code, "kind": kind})
    except IntegrityError as error:
        raise OrganisationTaken from error
    return made
