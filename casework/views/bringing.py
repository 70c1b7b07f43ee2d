"""Groups, and the women on them, from a file: looked through first, then all of it or nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles, memberships
from accounts.once import answer, once
from accounts.roles import Role
from audit import trail
from casework.forms.bringing import BringInForm, FileForm
from casework.importing import whole
from casework.importing.whole import Kind
from programmes.models import Programme
from ui.refusals import Refused

PAGE = "casework/bring_in.html"
SHOWN = 100  # rows, and things to mend


@for_roles(Role.MANAGER)
def bring_in(request: SignedInRequest) -> HttpResponse:
    """Show what a file of groups or marks would do; sent again from there, do all of it or nothing."""
    programmes = _programmes(request)
    if "text" in request.POST:
        return _act(request, programmes)
    form = FileForm(request.POST or None, request.FILES or None, programmes=programmes)
    if not (form.is_bound and form.is_valid()):
        return render(request, PAGE, {"form": form})
    data = form.cleaned_data
    programme, kind = _of(programmes, data["programme"]), Kind(data["kind"])
    try:
        text = whole.read(data["file"].read())
        found = whole.look(kind, text, programme, by=request.user, at=timezone.now())
    except Refused as refused:
        form.refuse(refused)
        return render(request, PAGE, {"form": form})
    trail.seen("file.check", None, by=request.user, kind=str(kind), rows=found.rows, programme=programme.code)
    if found.faults:
        form.refuse(whole.RowsNotTaken(found.faults))
        return render(request, PAGE, {"form": form, **_mend(found.faults)})
    confirm = BringInForm(
        initial={"programme": programme.slug, "kind": kind, "text": text}, cancel_url=request.path
    )
    return render(request, "casework/bring_in_check.html", _checked(found, kind, programme, confirm))


def _act(request: SignedInRequest, programmes: QuerySet[Programme]) -> HttpResponse:
    form = BringInForm(request.POST, cancel_url=request.path)
    faults: dict[str, Any] = {}

    def act() -> str:
        data, at = form.cleaned_data, timezone.now()
        programme = _of(programmes, data["programme"])
        try:
            done = whole.bring_in(Kind(data["kind"]), data["text"], programme, by=request.user, at=at)
        except whole.RowsNotTaken as refused:
            faults.update(_mend(refused.faults))
            raise
        words = _("%(new)s rows were brought in; %(there)s were there already. Nothing was sent to anybody.")
        messages.success(request, words % {"new": done.new, "there": done.there})
        return reverse("workshops:workshops")

    result = once(request, form, act) if form.is_valid() else None
    again = {"form": FileForm(programmes=programmes), "sent": form}
    return answer(result, lambda: render(request, PAGE, {**again, **faults}))


def _programmes(request: SignedInRequest) -> QuerySet[Programme]:
    """Return the programmes of the providers this person is a manager of."""
    held = memberships(request.user, Role.MANAGER)
    mine = Programme.objects.visible_to(request.user).open()
    return mine.filter(provider__in={m.organisation_id for m in held})


def _of(programmes: QuerySet[Programme], slug: str) -> Programme:
    return get_object_or_404(programmes, code=slug.upper().replace("-", "_"))


def _mend(faults: Any) -> dict[str, Any]:
    by_row = sorted(faults, key=lambda fault: fault.row)
    return {"faults": by_row[:SHOWN], "more": len(by_row) - SHOWN}


def _checked(found: whole.Outcome, kind: Kind, programme: Programme, form: BringInForm) -> dict[str, Any]:
    columns = [name for name in whole.COLUMNS[kind] if any(line.get(name) for line in found.lines)]
    return {
        "form": form,
        "found": found,
        "programme": programme,
        "columns": columns,
        "lines": [[(name, line.get(name, "")) for name in columns] for line in found.lines[:SHOWN]],
        "more": len(found.lines) - SHOWN,
    }
