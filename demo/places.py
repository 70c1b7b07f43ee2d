"""The organisations, the people who sign in, and the venues of the made-up world."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.management import call_command

from accounts import actions as accounts
from accounts.models import Organisation, OrganisationKind, SignInDomain, Team, User
from accounts.roles import Role
from audit import trail
from programmes.models import Programme
from workshops import actions as workshops
from workshops.models import Room, Venue

PASSWORD = "made-up people only"  # noqa: S105 (printed on the demo's own screen)


@dataclass(frozen=True)
class Staff:
    """One made-up person who signs in."""

    role: Role
    email: str
    name: str
    rank: str = ""


CHARITY = "HAMPTON_TRUST"
PEOPLE = (
    Staff(Role.COORDINATOR, "jo@charity.example", "Jo Bright", "Coordinator"),
    Staff(Role.COORDINATOR, "meera@charity.example", "Meera Lund", "Coordinator"),
    Staff(Role.PRACTITIONER, "dee@charity.example", "Dee Halloran", "Practitioner"),
    Staff(Role.PRACTITIONER, "ros@charity.example", "Ros Tennick", "Practitioner"),
    Staff(Role.MANAGER, "manager@charity.example", "Frances Oyelaran", "Service manager"),
    Staff(Role.DATA_PROTECTION, "privacy@charity.example", "Lin Marchetti", "Data protection lead"),
    Staff(Role.ADMIN, "admin@charity.example", "Sol Pendry", "Administrator"),
)
OFFICERS = (
    ("pc.hale@hampshire.police.example", "Robin Hale", "PC", "24117", "Southampton Central"),
    ("pc.ng@hampshire.police.example", "Casey Ng", "PC", "23880", "Southampton Central"),
    ("ps.ferris@hampshire.police.example", "Morgan Ferris", "Sergeant", "21450", "Portsmouth Central"),
    ("pc.amari@hampshire.police.example", "Jules Amari", "PC", "25566", "Newport"),
)
VENUES = (
    ("Ridgeway Hall", "12 Ridgeway\nSouthampton", "SO14 9ZZ", False, "Bus 7 stops outside."),
    ("The Old Library", "3 Station Walk\nPortsmouth", "PO1 9ZZ", False, "Four minutes from the station."),
    ("Quayside Rooms", "Quay Street\nNewport", "PO30 9ZZ", True, "The ferry bus stops at the quay."),
    ("Meadow Centre", "40 Meadow Lane\nBasingstoke", "RG21 9ZZ", False, "Free parking behind the hall."),
)


@dataclass(frozen=True)
class World:
    """Who and what the stories take place among."""

    juno: Programme
    force: Organisation
    sibling: Programme
    coordinators: list[User]
    practitioners: list[User]
    manager: User
    officers: list[User]
    police_team: User
    sibling_officer: User
    sibling_coordinator: User
    rooms: list[Room]


def build(*, at: datetime) -> World:
    """Make everything that must be there before the first woman is referred."""
    charity = _organisation(
        CHARITY, OrganisationKind.PROVIDER, "Harbour Women's Trust", phone="01632 960 001"
    )
    payer = _organisation(
        "HAMPSHIRE_PCC", OrganisationKind.COMMISSIONER, "Police and Crime Commissioner, Hampshire"
    )
    force = _force("HAMPSHIRE", "44", "Hampshire and Isle of Wight Constabulary", "hampshire.police.example")
    second = _force("NORTHAMPTONSHIRE", "34", "Northamptonshire Police", "northants.police.example")
    _force("NORFOLK", "36", "Norfolk Constabulary", "norfolk.police.example")
    bakery = _organisation(
        "GOOD_LOAF_CENTRE", OrganisationKind.PROVIDER, "The Loaf Rooms", phone="01632 960 040"
    )
    _organisation("WONDER_PARTNERS", OrganisationKind.PROVIDER, "Fenside Partners", phone="01632 960 050")
    _organisation(
        "NORTHANTS_PCC",
        OrganisationKind.COMMISSIONER,
        "Police, Fire and Crime Commissioner, Northamptonshire",
    )
    _organisation("NORFOLK_PCC", OrganisationKind.COMMISSIONER, "Police and Crime Commissioner, Norfolk")
    call_command("load_programmes", verbosity=0, stdout=_Silent())
    staff = [(each, _person(each, charity, at=at)) for each in PEOPLE]
    commissioner = Staff(
        Role.COMMISSIONER, "commissioner@pcc.example", "Harriet Vane-Ellis", "Commissioning officer"
    )
    _person(commissioner, payer, at=at)
    return World(
        juno=Programme.objects.by_code("juno"),
        force=force,
        sibling=Programme.objects.by_code("good-loaf"),
        coordinators=[user for each, user in staff if each.role is Role.COORDINATOR],
        practitioners=[user for each, user in staff if each.role is Role.PRACTITIONER],
        manager=next(user for each, user in staff if each.role is Role.MANAGER),
        officers=[_officer(force, *each, at=at) for each in OFFICERS],
        police_team=_officer(
            force, "oocd@hampshire.police.example", "Pat Winslow", "Case manager", "", "Out-of-court team",
            role=Role.POLICE_TEAM, at=at,
        ),
        sibling_officer=_officer(
            second, "pc.bloom@northants.police.example", "Ash Bloom", "PC", "1180", "Northampton", at=at
        ),
        sibling_coordinator=_person(
            Staff(Role.COORDINATOR, "kit@loafrooms.example", "Kit Sallow", "Coordinator"), bakery, at=at
        ),
        rooms=[_room(charity, *each, at=at) for each in VENUES],
    )  # fmt: skip


class _Silent:
    def write(self, text: str) -> None:
        """The demo prints its own progress."""


def _organisation(code: str, kind: OrganisationKind, name: str, **more: str) -> Organisation:
    given = {"kind": kind, "name": name, **more}
    if kind is OrganisationKind.PROVIDER:
        given["return_address"] = "PO Box 901\nExampletown\nZZ1 1ZZ"
    return Organisation.objects.get_or_create(code=code, defaults=given)[0]


def _force(code: str, number: str, name: str, domain: str) -> Organisation:
    force = _organisation(code, OrganisationKind.POLICE_FORCE, name, force_code=number)
    SignInDomain.objects.get_or_create(domain=domain, defaults={"organisation": force})
    return force


def _person(staff: Staff, organisation: Organisation, *, at: datetime) -> User:
    user = User.objects.create_user(
        staff.email, PASSWORD, name=staff.name, rank=staff.rank, phone="01632 960 001"
    )
    accounts.grant(user, organisation=organisation, role=staff.role, by=trail.SERVICE, at=at)
    return user


def _officer(
    force: Organisation, email: str, name: str, rank: str, collar: str, team: str, *,
    at: datetime, role: Role = Role.REFERRER,
) -> User:  # fmt: skip
    user = User.objects.create_user(email, name=name, rank=rank, collar_number=collar, phone="01632 960 020")
    station, _made = Team.objects.get_or_create(organisation=force, name=team)
    accounts.grant(user, organisation=force, team=station, role=role, by=trail.SERVICE, at=at)
    return user


def _room(
    charity: Organisation, name: str, address: str, postcode: str, island: bool, travel: str, *, at: datetime
) -> Room:
    there = Venue.objects.filter(provider=charity, name=name).first()
    if there is None:
        details = workshops.VenueDetails(
            name=name, address=address, postcode=postcode, island=island, travel_notes=travel,
            access_notes="Level floor, accessible toilet.",
        )  # fmt: skip
        there = workshops.add_venue(
            details, provider=charity, rooms=[("Main room", 20)], by=trail.SERVICE, at=at
        )
    return Room.objects.get(venue=there)
