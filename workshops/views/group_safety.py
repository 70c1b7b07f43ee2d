"""Women kept apart who are to meet: one list for everything ahead."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles
from accounts.roles import CASEWORKERS
from audit import trail
from referrals.models import Referral
from workshops import known, messages
from workshops.group_safety import Meeting, meetings
from workshops.models import Place

A_PAGE = 25


@for_roles(*CASEWORKERS)
def group_safety(request: SignedInRequest) -> HttpResponse:
    """List them, the soonest first; what two people agreed to is said, not left out."""
    at = timezone.now()
    page = Paginator(meetings(request.user, at=at), A_PAGE).get_page(request.GET.get("page"))
    places = [place for meeting in page for place in (meeting.one, meeting.other)]
    keys = {place.referral_id for place in places}
    visible = set(Referral.objects.visible_to(request.user).filter(pk__in=keys).values_list("pk", flat=True))
    shown = {place.referral_id: place.referral for place in places if place.referral_id in visible}
    met = known.meetings(request.user, at=at)
    shown |= {one.place.referral_id: one.place.referral for one in met}
    trail.record_many("case.list", shown.values(), by=request.user, at=at, facts={"list": "group-safety"})
    lines = [_line(meeting, visible) for meeting in page]
    return render(
        request,
        "workshops/group_safety.html",
        {"lines": lines, "page": page, "known": [_known(one) for one in met]},
    )


def _line(meeting: Meeting, visible: Collection[UUID]) -> dict[str, Any]:
    workshop = meeting.one.workshop
    return {
        "day": messages.day(timezone.localdate(workshop.starts_at)),
        "venue": workshop.room.venue.name,
        "url": reverse("workshops:workshop", args=[workshop.pk]),
        "women": [_woman(place, visible) for place in (meeting.one, meeting.other)],
        "said": _said(meeting),
        "agreed": meeting.agreed,
        "answer_url": _answer_url(meeting, visible),
    }


def _known(met: known.Met) -> dict[str, str]:
    workshop = met.place.workshop
    return {
        "day": messages.day(timezone.localdate(workshop.starts_at)),
        "venue": workshop.room.venue.name,
        "url": reverse("workshops:workshop", args=[workshop.pk]),
        "name": met.place.participant.full_name,
        "reference": met.place.referral.reference,
        "case_url": reverse("casework:known_by", args=[met.place.referral_id]),
        "practitioner": str(met.row.practitioner),
        "how": met.row.get_how_display(),
        "who_url": reverse("workshops:workshop_practitioners", args=[workshop.pk]),
    }


def _answer_url(meeting: Meeting, visible: Collection[UUID]) -> str:
    """Return where it is answered whether it is she; empty where that is known, or not this reader's to say."""
    if meeting.row is None or not {meeting.one.referral_id, meeting.other.referral_id} <= set(visible):
        return ""
    return reverse("casework:perhaps", args=[meeting.row.pk, meeting.other.participant_id])


def _woman(place: Place, visible: Collection[UUID]) -> dict[str, str]:
    if place.referral_id not in visible:
        return {"name": _("Somebody of another programme"), "reference": "", "url": ""}
    return {
        "name": place.participant.full_name,
        "reference": place.referral.reference,
        "url": reverse("casework:apart", args=[place.referral_id]),
    }


def _said(meeting: Meeting) -> str:
    if meeting.agreed:
        return _("Two people agreed to it.")
    if meeting.perhaps:
        return _("She bears the name of somebody the other must not meet. Find out whether it is she.")
    return _("Nobody has agreed to it: move one of them.")
