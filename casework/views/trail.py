"""Who looked at what: for the data protection lead, and itself on the trail."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from accounts.access import SignedInRequest, for_roles
from accounts.roles import Role
from audit import trail as audit
from casework import who_looked
from casework.forms.lists import TrailForm


@for_roles(Role.DATA_PROTECTION)
def trail(request: SignedInRequest) -> HttpResponse:
    """Search the trail by the reference of a referral or by a member of staff."""
    form = TrailForm(request.POST or None)
    found: list[who_looked.Line] = []
    if form.is_bound and form.is_valid():
        reference, person = form.cleaned_data["reference"], form.cleaned_data["person"]
        audit.seen("trail.search", None, by=request.user, reference=reference, person=person)
        found = who_looked.find(request.user, reference=reference, person=person)
    return render(request, "casework/trail.html", {"form": form, "lines": found, "limit": who_looked.LIMIT})
