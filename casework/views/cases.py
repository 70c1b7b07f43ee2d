"""The list of cases: tabs, search, filters."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import SignedInRequest, for_roles
from accounts.roles import CASEWORKERS
from audit import trail
from casework import case_list, searching
from casework.forms.lists import SearchForm


@for_roles(*CASEWORKERS)
def cases(request: SignedInRequest) -> HttpResponse:
    """Show one tab of the list, filtered, or what a search found."""
    now = timezone.now()
    term = case_list.term_of(request.session, request.GET.get("q", ""))
    page = case_list.listed(request.user, request.GET, term=term, now=now)
    trail.record_many("case.list", page.subjects, by=request.user, at=now, facts={"list": page.tab})
    found = {"page": page, "search": SearchForm(initial={"q": term}), "filter": page.filter}
    return render(request, "casework/cases.html", found)


@for_roles(*CASEWORKERS)
@require_POST
def search(request: SignedInRequest) -> HttpResponse:
    """Keep what is searched for on the server, and show what it finds under a name of its own."""
    form = SearchForm(request.POST)
    if not form.is_valid():
        return redirect("casework:cases")
    wanted = searching.read(form.cleaned_data["q"])
    trail.seen("case.search", None, by=request.user, kinds=wanted.kinds)
    token = case_list.keep(request.session, form.cleaned_data["q"])
    return redirect(case_list.found_url(token))
