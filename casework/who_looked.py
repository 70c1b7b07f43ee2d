"""Reading the trail: who saw and who changed what. Sealed values are never opened here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import memberships
from accounts.roles import Role
from audit.models import Event
from casework.history import CHANGES, moment, name_only
from participants.querysets import about_her
from referrals.models import Referral

LIMIT = 500

LOOKS: dict[str, Promise] = {
    "case.view": _("Looked at the case"),
    "case.contact": _("Looked at how to reach her"),
    "case.notes": _("Looked at the notes"),
    "case.letters": _("Looked at letters and texts"),
    "case.history": _("Looked at the history"),
    "case.in_the_room": _("Looked at what she needs at a workshop"),
    "case.ring": _("Opened the page to ring her from a workshop"),
    "page.open": _("Her own page was opened"),
    "case.apart": _("Looked at whom she is kept apart from"),
    "case.list": _("Saw the case in a list"),
    "case.search": _("Searched for a case"),
    "case.search_same": _("Looked for another record of hers"),
    "police.view": _("Police looked at the referral"),
    "police.list": _("Police saw the referral in their list"),
    "police.notice": _("Police opened the outcome"),
    "trail.search": _("Searched this trail"),
    "access.refused": _("Was refused a page"),
}


@dataclass(frozen=True)
class Line:
    """One event: when, who, what, about which reference, from where."""

    when: str
    who: str
    role: str
    what: str | Promise
    reference: str
    fields: str
    address: str


def find(user: Any, *, reference: str, person: str) -> list[Line]:
    """Return the latest events about one referral of the lead's provider, or by one person.

    :param person: the start of a name, or an e-mail address, as the trail keeps it.
    """
    events = Event.objects.defer("values").order_by("-number")
    if reference:
        events = events.filter(_about(user, reference))
    if person:
        events = events.filter(who__icontains=person)
    if not reference and not person:
        return []
    return [_line(event) for event in events[:LIMIT]]


def _about(user: Any, reference: str) -> Q:
    providers = {m.organisation_id for m in memberships(user, Role.DATA_PROTECTION)}
    rows = Referral.objects.filter(provider__in=providers, reference__iexact=reference.strip())
    found = rows.values_list("pk", "participant_id", "reference").first()
    if found is None:
        return Q(pk__in=[])
    pk, participant, written = found
    about = Q(reference=written) | Q(subject_id=pk)
    if participant:
        about |= about_her(participant)
    return about


def _line(event: Event) -> Line:
    return Line(
        when=moment(event.at),
        who=name_only(event.who),
        role=event.role,
        what=CHANGES.get(event.verb) or LOOKS.get(event.verb) or event.verb,
        reference=event.reference,
        fields=", ".join(event.fields),
        address=event.address or "",
    )
