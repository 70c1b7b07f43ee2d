"""The pages of funding agreements, for the manager."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, for_roles
from accounts.once import once
from accounts.roles import Role
from casework.importing.cells import Fault
from programmes.models import Agreement, Programme
from reports import benchmark as loading
from reports import funding, reading
from reports.agreement_form import AgreementForm, BenchmarkForm, initial
from reports.models import Benchmark


@for_roles(Role.MANAGER)
@require_safe
def agreements(request: SignedInRequest, programme: str) -> HttpResponse:
    """List the agreements of a programme."""
    found = _programme(request, programme)
    rows = Agreement.objects.visible_to(request.user).filter(programme=found).order_by("-starts_on")[:50]
    shown = {"agreements": rows, "programme": programme, "name": str(found)}
    return render(request, "reports/agreements.html", shown)


@for_roles(Role.MANAGER)
def agreement(request: SignedInRequest, programme: str, pk: UUID | None = None) -> HttpResponseBase:
    """Enter an agreement, or correct one."""
    found = _programme(request, programme)
    mine = Agreement.objects.visible_to(request.user).filter(programme=found, pk=pk)
    row = (mine.first() or reading.missing(request)) if pk else Agreement(programme=found)
    funders = list(found.commissioners.order_by("name"))
    shown = initial(row, funders) if pk else {}
    form = AgreementForm(
        request.POST or None, funders=funders, initial=shown, version=row.version if pk else None
    )

    def act() -> str:
        for name in ("reference", "starts_on", "ends_on", "yearly_value", "rated"):
            setattr(row, name, form.cleaned_data[name])
        by, at = request.user, timezone.now()
        funding.save(row, shares=form.shares, targets=form.targets, by=by, at=at, seen=form.seen_version)
        return reverse("reports:agreements", args=[programme])

    result = once(request, form, act) if request.method == "POST" and form.is_valid() else None
    return result or render(request, "reports/agreement.html", {"form": form, "programme": programme})


@for_roles(Role.MANAGER)
def benchmark(request: SignedInRequest, programme: str) -> HttpResponseBase:
    """Load whom the area is home to, all of a file or none of it."""
    found = _programme(request, programme)
    form = BenchmarkForm(request.POST or None, request.FILES or None)
    faults: list[Fault] = []

    def act() -> str:
        data, source = form.cleaned_data["file"].read(), form.cleaned_data["source"]
        try:
            loading.load(found, data, source=source, by=request.user, at=timezone.now())
        except loading.RowsToMend as refused:
            faults.extend(refused.faults)
            raise
        return reverse("reports:benchmark", args=[programme])

    result = once(request, form, act) if request.method == "POST" and form.is_valid() else None
    kept = Benchmark.objects.visible_to(request.user).filter(programme=found).first()
    shown = {"form": form, "faults": faults[: loading.MOST_SHOWN], "kept": kept, "programme": programme}
    return result or render(request, "reports/benchmark.html", shown)


@for_roles(Role.MANAGER)
@require_safe
def benchmark_file(request: SignedInRequest, programme: str) -> HttpResponse:
    """Give the empty file to fill in."""
    _programme(request, programme)
    headers = {"Content-Disposition": 'attachment; filename="local-benchmark.csv"'}
    return HttpResponse(loading.empty_file(), content_type="text/csv; charset=utf-8", headers=headers)


def _programme(request: SignedInRequest, programme: str) -> Programme:
    code = programme.replace("-", "_").upper()
    return reading.managed_programmes(request).filter(code=code).first() or reading.missing(request)
