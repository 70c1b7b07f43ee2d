"""The service navigation as a table: page, label, who has it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import CASEWORKERS, POLICE, Role


@dataclass(frozen=True)
class Item:
    """A page in the navigation; `view` is its URL name, `also` where the other pages under it begin."""

    view: str
    label: Promise
    roles: tuple[Role, ...]
    also: tuple[str, ...] = ()


ITEMS: tuple[Item, ...] = (
    Item("casework:police_home", _("Your referrals"), POLICE),
    Item("referrals:start", _("Refer a woman"), POLICE),
    Item("casework:police_notices", _("Outcomes"), POLICE),
    Item("reports:police_follow_up", _("A year on"), POLICE),
    Item("casework:today", _("Today"), CASEWORKERS, ("/answers/",)),
    Item("casework:cases", _("Cases"), CASEWORKERS, ("/services/",)),
    Item("casework:outcomes", _("Outcomes"), CASEWORKERS),
    Item("referrals:start", _("Enter a referral"), (Role.COORDINATOR,)),
    Item(
        "workshops:workshops",
        _("Workshops"),
        CASEWORKERS,
        ("/venues/", "/practitioners/", "/training/", "/calendar/"),
    ),
    Item("correspondence:outbox", _("Letters and texts"), CASEWORKERS),
    Item("workshops:registers", _("Registers"), (Role.PRACTITIONER,)),
    Item("reports:returns", _("Returns"), (Role.COORDINATOR, Role.MANAGER, Role.COMMISSIONER)),
    Item("programmes:programmes", _("Programmes"), (*CASEWORKERS, Role.ADMIN)),
    Item("accounts:people", _("People"), (Role.ADMIN,)),
    Item("casework:trail", _("Who looked at what"), (Role.DATA_PROTECTION,)),
)
