"""Which practitioners know a woman: noted by hand, ended with a reason."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles
from accounts.models import User
from accounts.once import answer, once
from accounts.roles import CASEWORKERS
from audit import sealing
from casework import tabs
from casework.actions.known_by import end_known as end
from casework.actions.known_by import note_known
from casework.forms.known_by import EndKnownForm, KnownByForm
from casework.history import moment, name_only
from casework.models import Case
from casework.views.loading import look
from participants.models import HowKnown, KnownBy
from workshops.known import meetings
from workshops.querysets import practitioners_of


@for_roles(*CASEWORKERS)
def known_by(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show which practitioners know her, and note another."""
    case = get_object_or_404(Case.objects.visible_to(request.user).filter(participant__isnull=False), pk=pk)
    opened = look(request, case.pk, tab="case", verb="case.known_by")
    her = tabs.woman(opened.case)
    people = User.objects.filter(pk__in=practitioners_of({case.provider_id}), is_active=True).order_by("name")
    form = KnownByForm(request.POST or None, people=people)

    def act() -> str:
        said, at = form.cleaned_data, timezone.now()
        chosen = people.get(pk=said["practitioner"])
        how = HowKnown(said["how"])
        note_known(opened.case, chosen, how=how, reason=said["reason"], by=request.user, at=at)
        if any(met.place.participant_id == her.pk for met in meetings(request.user, at=at)):
            messages.warning(request, _("She is booked on a workshop of somebody who knows her."))
            return reverse("workshops:group_safety")
        messages.success(request, _("It is noted. She is not booked on a workshop of that person."))
        return request.path

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    rows = KnownBy.objects.visible_to(request.user).standing().filter(participant=her)
    found = {"head": opened.head, "form": form, "lines": _lines(list(rows.select_related("practitioner")))}
    return answer(result, lambda: render(request, "casework/known_by.html", found))


@for_roles(*CASEWORKERS)
def end_known(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say that it does not matter any more that a practitioner knows her."""
    rows = KnownBy.objects.visible_to(request.user).select_related("practitioner")
    row = get_object_or_404(rows, pk=pk)
    cases = Case.objects.visible_to(request.user).filter(participant=row.participant_id)
    case = get_object_or_404(cases.order_by("-pk")[:1])
    opened = look(request, case.pk, tab="case", verb="case.known_by")
    form = EndKnownForm(request.POST or None)
    back = reverse("casework:known_by", args=[case.pk])

    def act() -> str:
        end(row, case=opened.case, why=form.cleaned_data["why"], by=request.user, at=timezone.now())
        messages.success(request, _("She may be on workshops of that person again."))
        return back

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": opened.head, "form": form, "line": _lines([row])[0], "back": back, "ended": row.ended_at}
    return answer(result, lambda: render(request, "casework/end_known.html", found))


def _lines(rows: list[KnownBy]) -> list[dict[str, str]]:
    sealing.preload({row.seal_key_id for row in rows})
    said = _("Noted %(when)s by %(who)s")
    return [
        {
            "who": str(row.practitioner),
            "how": row.get_how_display(),
            "reason": row.reason,
            "said": said % {"when": moment(row.noted_at), "who": name_only(row.noted_by)},
            "end_url": reverse("casework:end_known", args=[row.pk]),
        }
        for row in rows
    ]
