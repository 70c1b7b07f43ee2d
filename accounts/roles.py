"""The eight roles of a membership."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """What somebody does here; design.md §1 says who may never see what."""

    REFERRER = "REFERRER"
    POLICE_TEAM = "POLICE_TEAM"
    COORDINATOR = "COORDINATOR"
    PRACTITIONER = "PRACTITIONER"
    MANAGER = "MANAGER"
    COMMISSIONER = "COMMISSIONER"
    DATA_PROTECTION = "DATA_PROTECTION"
    ADMIN = "ADMIN"

    @property
    def label(self) -> str | Promise:
        return LABELS[self]


LABELS: dict[Role, Promise] = {
    Role.REFERRER: _("Police officer"),
    Role.POLICE_TEAM: _("Police out-of-court team"),
    Role.COORDINATOR: _("Coordinator"),
    Role.PRACTITIONER: _("Practitioner"),
    Role.MANAGER: _("Service manager"),
    Role.COMMISSIONER: _("Commissioner"),
    Role.DATA_PROTECTION: _("Data protection lead"),
    Role.ADMIN: _("Administrator"),
}

POLICE = (Role.REFERRER, Role.POLICE_TEAM)
CASEWORKERS = (Role.COORDINATOR, Role.MANAGER)
PROVIDER = (Role.COORDINATOR, Role.PRACTITIONER, Role.MANAGER)
EVERYBODY = tuple(Role)
