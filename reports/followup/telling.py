"""An e-mail a month to the police team: that cases wait for an answer, and a link; nobody is named in it."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from audit.trail import SERVICE
from correspondence import actions as correspondence
from correspondence import registry
from correspondence.models import Message
from programmes.models import ClosedDay
from programmes.working_days import is_working_day
from referrals.models import Referral
from reports.followup.querysets import to_follow_up, without_answer

DUE = "FOLLOW_UP_DUE"


def register() -> None:
    """Make the purpose known; called once, when the service starts."""
    registry.register(
        DUE,
        label=_("A year on: cases to check"),
        still_wanted=_something_waits,
        link=_list,
        says=_(
            "Some referrals of your force wait for an answer about the time since: was another offence recorded? "
            "(%(reference)s)"
        ),
    )


def tell_police(*, at: datetime) -> int:
    """Owe each police team with cases to check an e-mail, once a month on a working day; return how many."""
    today = timezone.localdate(at)
    if not is_working_day(today, ClosedDay.days()):
        return 0
    forces = Organisation.objects.filter(kind=OrganisationKind.POLICE_FORCE).order_by("code")
    owed = 0
    for force in forces:
        to = [one for one in readers(force) if not _told(force, one, today)]
        if to and _waiting(force, today).exists():
            for one in to:
                _tell(force, one, today, at=at)
            owed += len(to)
    return owed


def readers(force: Organisation) -> list[User | str]:
    """Return the people of a force's out-of-court team, or its mailbox where nobody signs in."""
    team = User.objects.filter(
        is_active=True,
        memberships__role=Role.POLICE_TEAM,
        memberships__ended_at__isnull=True,
        memberships__organisation=force,
    )
    people: list[User | str] = list(team.exclude(email="").distinct().order_by("email"))
    if people or not force.email:
        return people
    return [force.email]


def _tell(force: Organisation, to: User | str, today: date, *, at: datetime) -> None:
    month = date_format(today, "F Y")
    correspondence.write_official(
        purpose=DUE,
        to=to,
        about=correspondence.About(id=force.pk, revision=f"{today:%Y-%m}", reference=month),
        provider=_provider(force, today),
        key=_key(force, to, today),
        due_at=at,
        by=SERVICE,
        at=at,
    )


def _provider(force: Organisation, today: date) -> Organisation | None:
    """Return whose caseworkers see to it when an e-mail does not arrive: the provider of the first case."""
    first = _waiting(force, today).select_related("programme__provider").order_by("pk").first()
    return first.programme.provider if first else None


def _told(force: Organisation, to: User | str, today: date) -> bool:
    return Message.objects.filter(key=_key(force, to, today)).exists()


def _key(force: Organisation, to: User | str, today: date) -> str:
    return f"follow_up_due:{force.pk}:{to.pk if isinstance(to, User) else 'mailbox'}:{today:%Y-%m}"


def _waiting(force: Organisation, today: date) -> QuerySet[Referral]:
    return without_answer(to_follow_up(Referral.objects.filter(referring_organisation=force), today=today))


def _something_waits(message: Message) -> bool:
    force = Organisation.objects.get(pk=str(message.about_id))
    return _waiting(force, timezone.localdate()).exists()


def _list(message: Message) -> str:
    return reverse("reports:police_follow_up")
