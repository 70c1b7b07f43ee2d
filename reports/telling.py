"""E-mails to the commissioner's people: that a return was issued or taken back, and a link; no figure."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from audit.trail import Person
from correspondence import actions as correspondence
from correspondence import registry
from correspondence.models import Message
from programmes.models import Programme
from reports.models import IssuedReturn
from reports.querysets import IssuedReturnQuerySet

ISSUED = "RETURN_ISSUED"
WITHDRAWN = "RETURN_WITHDRAWN"
_LONGEST = 40  # of a message's reference


def register() -> None:
    """Make the purposes known; called once, when the service starts."""
    registry.register(
        ISSUED,
        label=_("A return was issued"),
        still_wanted=_may_read,
        link=_page,
        says=_("The return %(reference)s was issued. Its figures and the PDF are ready."),
    )
    registry.register(
        WITHDRAWN,
        label=_("A return was withdrawn"),
        still_wanted=_was_withdrawn,
        link=_page,
        says=_("The return %(reference)s was withdrawn. Please do not use the copies you have."),
    )


def tell_readers(issued: IssuedReturn, purpose: str, *, by: Person, at: datetime) -> list[Message]:
    """Owe everybody who may read a return an e-mail about it, once each; return the messages.

    :param purpose: ISSUED or WITHDRAWN.
    """
    about = correspondence.About(id=issued.pk, revision=str(issued.number), reference=_reference(issued))
    return [
        correspondence.write_official(
            purpose=purpose,
            to=reader,
            about=about,
            provider=issued.programme.provider,
            key=f"{purpose.lower()}:{issued.pk}:{reader.pk}",
            due_at=at,
            by=by,
            at=at,
        )
        for reader in readers(issued.programme)
    ]


def readers(programme: Programme) -> list[User]:
    """Return the commissioners' people who may read the returns of a programme."""
    hers = Q(memberships__programme_code="") | Q(memberships__programme_code=programme.code)
    held = User.objects.filter(
        hers,
        is_active=True,
        memberships__role=Role.COMMISSIONER,
        memberships__ended_at__isnull=True,
        memberships__organisation__in=programme.commissioners.all(),
    )
    return list(held.exclude(email="").distinct().order_by("email"))


def _reference(issued: IssuedReturn) -> str:
    version = f" ({issued.number})" if issued.number > 1 else ""
    quarter = f" {issued.when}{version}"
    return str(issued.programme)[: _LONGEST - len(quarter)] + quarter


def _may_read(message: Message) -> bool:
    return _seen_by(message).downloadable().exists()


def _was_withdrawn(message: Message) -> bool:
    return _seen_by(message).filter(withdrawal__isnull=False).exists()


def _seen_by(message: Message) -> IssuedReturnQuerySet:
    return IssuedReturn.objects.visible_to(message.staff).filter(pk=str(message.about_id))


def _page(message: Message) -> str:
    return reverse("reports:issued", args=[message.about_id])
