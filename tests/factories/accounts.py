"""Made-up forces, charities and the people who sign in. Every address is reserved."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from factory.declarations import LazyAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from accounts.models import Membership, Organisation, OrganisationKind, SignInDomain, Team, User
from accounts.roles import Role

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)  # a Friday: what "now" is where a test names none
PASSWORD = "a made-up password"


class OrganisationFactory(DjangoModelFactory[Organisation]):
    """A provider unless told otherwise; the same code gives the same row."""

    class Meta:
        model = Organisation
        django_get_or_create = ("code",)

    code: Any = Sequence(lambda n: f"PROVIDER_{n}")
    kind = OrganisationKind.PROVIDER
    name = LazyAttribute(lambda made: made.code.replace("_", " ").title())
    phone = "01632 960 001"


class ForceFactory(OrganisationFactory):
    """A police force; Hampshire unless told otherwise."""

    force_code = "44"
    code: Any = LazyAttribute(lambda made: f"FORCE_{made.force_code}")
    kind = OrganisationKind.POLICE_FORCE
    name = LazyAttribute(lambda made: f"Made-up Constabulary {made.force_code}")

    @classmethod
    def _create(cls, model_class: type[Organisation], *args: Any, **kwargs: Any) -> Organisation:
        there = Organisation.objects.filter(force_code=kwargs["force_code"]).first()
        force = there or Organisation.objects.create(**kwargs)
        domain = f"force{force.force_code}.police.example"
        SignInDomain.objects.get_or_create(domain=domain, defaults={"organisation": force})
        return force


class TeamFactory(DjangoModelFactory[Team]):
    class Meta:
        model = Team

    organisation = SubFactory(ForceFactory)
    name = Sequence(lambda n: f"Station {n}")


class UserFactory(DjangoModelFactory[User]):
    """Somebody with an account and no role yet."""

    class Meta:
        model = User

    name = Sequence(lambda n: f"Alex Tester {n}")
    email = Sequence(lambda n: f"alex.tester.{n}@staff.example")

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        return User.objects.create_user(**kwargs)


def person(role: Role, organisation: Organisation, **kwargs: Any) -> User:
    """Return an account with one role in one organisation.

    :param kwargs: `team`, `programme_code`; anything else is for the account (`password`, `name`).
    """
    held = {name: kwargs.pop(name) for name in ("team", "programme_code") if name in kwargs}
    user = UserFactory.create(**kwargs)
    Membership.objects.create(user=user, organisation=organisation, role=role, **held)
    return user


def officer(force: Organisation | None = None, **kwargs: Any) -> User:
    """Return a police officer with an address on the force's own domain."""
    force = force or ForceFactory.create()
    domain = SignInDomain.objects.filter(organisation=force).first()
    number = User.objects.count()
    if domain is not None:
        kwargs.setdefault("email", f"officer.{number}@{domain.domain}")
    return person(Role.REFERRER, force, **kwargs)


def police_team(force: Organisation | None = None, **kwargs: Any) -> User:
    return person(Role.POLICE_TEAM, force or ForceFactory.create(), **kwargs)


def coordinator(provider: Organisation, **kwargs: Any) -> User:
    return person(Role.COORDINATOR, provider, **kwargs)


def manager(provider: Organisation, **kwargs: Any) -> User:
    return person(Role.MANAGER, provider, **kwargs)


def practitioner(provider: Organisation, **kwargs: Any) -> User:
    return person(Role.PRACTITIONER, provider, **kwargs)


def commissioner(organisation: Organisation, **kwargs: Any) -> User:
    return person(Role.COMMISSIONER, organisation, **kwargs)


def data_protection(provider: Organisation, **kwargs: Any) -> User:
    return person(Role.DATA_PROTECTION, provider, **kwargs)


def administrator(provider: Organisation, **kwargs: Any) -> User:
    return person(Role.ADMIN, provider, **kwargs)
