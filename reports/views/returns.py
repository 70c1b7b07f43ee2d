"""The pages of returns: thin doors. Whoever may not pass is refused and the attempt recorded."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, for_roles
from accounts.once import once
from accounts.roles import CASEWORKERS, Role
from audit import trail
from referrals.models import Referral
from reports import actions, freezing, listing, quality, reading, writing
from reports import trends as trending
from reports.cells import ALL, Cell
from reports.exports import MEDIA_TYPES
from reports.forms import PickForm, PrepareForm, SignOffForm, WithdrawForm, WordsForm
from reports.models import IssuedReturn, PreparedReturn

READERS = (Role.MANAGER, Role.COMMISSIONER)
LISTED = (Role.COORDINATOR, *READERS)


@for_roles(*LISTED)
@require_safe
def returns(request: SignedInRequest) -> HttpResponse:
    """List the manager's quarters, the figures a coordinator may look behind, or what was issued."""
    visible = IssuedReturn.objects.visible_to(request.user)
    manages = reading.managed_programmes(request).select_related("provider")
    headings = list(visible.headings()[:100])
    shown = {
        "trends": listing.trend_links(headings),
        "worked": listing.figure_lists(reading.worked_on(request), at=timezone.now()),
        "lists": listing.manager_lists(manages, at=timezone.now()),
        "issued": listing.issued_lines(visible.exclude(programme__in=manages).headings()[:100]),
        "commissions": request.user.has_role(Role.COMMISSIONER),
    }
    return render(request, "reports/returns.html", shown)


@for_roles(*READERS)
@require_safe
def pick(request: SignedInRequest) -> HttpResponse:
    """Lead from the quarter that was chosen to its issued return."""
    lines = listing.issued_lines(IssuedReturn.objects.visible_to(request.user).headings()[:100])
    form = PickForm(request.GET or None, lines=lines)
    if form.is_valid():
        return redirect("reports:issued", form.cleaned_data["which"])
    return render(request, "reports/pick.html", {"form": form, "lines": lines})


@for_roles(Role.MANAGER)
def return_(request: SignedInRequest, programme: str, quarter: str) -> HttpResponseBase:
    """Show a quarter as it stands now, with the manager's words."""
    draft = reading.draft(*reading.find(request, programme, quarter), at=timezone.now())
    here = reverse("reports:return", args=[programme, quarter])
    form = WordsForm(request.POST or None, version=draft.version, initial=draft.words)

    def act() -> str:
        words, at, seen = form.cleaned_data["narrative"], timezone.now(), form.seen_version
        said: dict[str, Any] = {"by": request.user, "at": at, "seen": seen, "about": form.about}
        writing.write_words(draft.programme, draft.quarter, words, **said)
        return f"{here}#words"

    result = once(request, form, act) if request.method == "POST" and form.is_valid() else None
    if not result:
        trail.seen("return.view", None, by=request.user, quarter=str(draft.quarter), programme=programme)
    return result or render(request, "reports/return.html", {"draft": draft.page(), "form": form})


@for_roles(*CASEWORKERS)
@require_safe
def cases(request: SignedInRequest, programme: str, quarter: str, measure: str) -> HttpResponse:
    """List the cases behind one figure."""
    found, when = reading.find(request, programme, quarter, CASEWORKERS)
    behind = reading.behind(found, when, measure, at=timezone.now(), page=request.GET.get("page", "1"))
    if behind is None:
        raise Http404(_("No such figure"))
    back = reverse("reports:figures", args=[programme, quarter])
    return _cases(request, behind, back, facts={"measure": measure})


@for_roles(*CASEWORKERS)
@require_safe
def table_cases(request: SignedInRequest, programme: str, quarter: str, table: str) -> HttpResponse:
    """List the cases behind one count of a table."""
    found, when = reading.find(request, programme, quarter, CASEWORKERS)
    asked = Cell(table, request.GET.get("row", ALL), request.GET.get("column", ALL))
    page = request.GET.get("page", "1")
    behind = reading.behind_cell(found, when, asked, at=timezone.now(), page=page)
    if behind is None:
        raise Http404(_("No such figure"))
    back = reverse("reports:tables", args=[programme, quarter])
    return _cases(request, behind, back, facts={"table": table})


@for_roles(*CASEWORKERS)
@require_safe
def figures(request: SignedInRequest, programme: str, quarter: str) -> HttpResponse:
    """Show a quarter's figures as they stand; each leads to the cases behind it."""
    found, when = reading.find(request, programme, quarter, CASEWORKERS)
    draft = reading.draft(found, when, at=timezone.now())
    trail.seen("return.view", None, by=request.user, quarter=str(when), programme=programme)
    return render(request, "reports/figures.html", {"draft": draft.page()})


@for_roles(*CASEWORKERS)
@require_safe
def data_quality(request: SignedInRequest, programme: str, quarter: str) -> HttpResponse:
    """Show what is missing in a quarter's cases and what contradicts itself."""
    found, when = reading.find(request, programme, quarter, CASEWORKERS)
    looked_at = quality.look(reading.quality_cases(found, when, at=timezone.now()))
    trail.seen("return.quality", None, by=request.user, quarter=str(when), programme=programme)
    shown = {"quality": looked_at, "programme": programme, "quarter": when}
    return render(request, "reports/quality.html", shown)


@for_roles(*CASEWORKERS)
@require_safe
def to_mend(request: SignedInRequest, programme: str, quarter: str, fault: str) -> HttpResponse:
    """List the cases that have one fault."""
    found, when = reading.find(request, programme, quarter, CASEWORKERS)
    behind = reading.to_mend(found, when, fault, at=timezone.now(), page=request.GET.get("page", "1"))
    if behind is None:
        raise Http404(_("No such question about the data"))
    back = reverse("reports:quality", args=[programme, quarter])
    return _cases(request, behind, back, facts={"fault": fault})


@for_roles(*CASEWORKERS)
@require_safe
def tables(request: SignedInRequest, programme: str, quarter: str) -> HttpResponse:
    """Show the tables that split women, as they would be issued now."""
    found, when = reading.find(request, programme, quarter, CASEWORKERS)
    trail.seen("return.view", None, by=request.user, quarter=str(when), programme=programme)
    shown = {"draft": reading.draft_tables(found, when, at=timezone.now())}
    return render(request, "reports/tables.html", shown)


@for_roles(Role.MANAGER)
def prepare(request: SignedInRequest, programme: str, quarter: str) -> HttpResponseBase:
    """Show the checks, ask for the name, freeze the figures and have the PDF made."""
    draft = reading.draft(*reading.find(request, programme, quarter), at=timezone.now())
    form = PrepareForm(
        request.POST or None, all_checks_met=draft.all_checks_met, initial={"name": str(request.user)}
    )

    def act() -> str:
        name, reason = form.cleaned_data["name"], form.cleaned_data.get("reason", "")
        changed = form.cleaned_data["why_changed"]
        said = {"name": name, "reason": reason, "rule": form.rule, "why_changed": changed}
        actions.prepare(draft.programme, draft.quarter, by=request.user, at=timezone.now(), **said)
        return reverse("reports:sign_off", args=[programme, quarter])

    result = once(request, form, act) if request.method == "POST" and form.is_valid() else None
    shown = {"draft": draft.page(with_quality=True), "form": form}
    return result or render(request, "reports/prepare.html", shown)


@for_roles(Role.MANAGER)
def sign_off(request: SignedInRequest, programme: str, quarter: str) -> HttpResponseBase:
    """Show the PDF when it is made, then issue it."""
    found, when = reading.find(request, programme, quarter)
    prepared = PreparedReturn.objects.visible_to(request.user).of(found, when).first()
    if prepared is None and request.method != "POST":
        return redirect("reports:prepare", programme, quarter)
    form = SignOffForm(request.POST or None, version=prepared.version if prepared else None)

    def act() -> str:
        issued = actions.sign_off(found, when, by=request.user, at=timezone.now(), seen=form.seen_version)
        return reverse("reports:issued", args=[issued.pk])

    result = once(request, form, act) if request.method == "POST" and form.is_valid() else None
    if result is None and form.is_bound and prepared:
        form.renew(version=prepared.version)
    shown = {"proof": reading.proof(prepared), "form": form, "programme": programme, "quarter": when}
    return result or render(request, "reports/sign_off.html", shown)


@for_roles(Role.MANAGER)
@require_safe
def proof(request: SignedInRequest, programme: str, quarter: str) -> HttpResponse:
    """Give the PDF of a prepared return, to be read before it is signed."""
    found, when = reading.find(request, programme, quarter)
    prepared = PreparedReturn.objects.visible_to(request.user).of(found, when).first()
    if prepared is None or prepared.pdf is None:
        raise Http404(_("There is no PDF yet"))
    trail.seen("return.proof", prepared, by=request.user, sha256=prepared.pdf_sha256)
    return _file(bytes(prepared.pdf), "application/pdf", f"{programme}-{when.slug}-not-issued.pdf")


@for_roles(*READERS)
@require_safe
def issued(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show an issued return as it was frozen."""
    row = _issued(request, pk)
    trail.seen("return.read", row, by=request.user)
    return render(request, "reports/issued.html", {"issued": _frozen(request, row)})


@for_roles(*READERS)
@require_safe
def what_counts(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show what each figure of an issued return means."""
    return render(request, "reports/what_counts.html", {"issued": _frozen(request, _issued(request, pk))})


@for_roles(*READERS)
@require_safe
def download(request: SignedInRequest, pk: UUID, form: str) -> HttpResponse:
    """Give an issued return in one of its forms: the bytes of its signing."""
    row = _issued(request, pk)
    if reading.is_withdrawn(row) and not _manages(request, row):
        return redirect("reports:issued", pk)
    data, sha256 = freezing.served(row, form)
    trail.seen("return.download", row, by=request.user, form=form, sha256=sha256)
    name = f"{row.programme.slug}-{row.when.slug}-v{row.number}.{form}"
    return _file(data, MEDIA_TYPES[form], name)


@for_roles(*READERS)
@require_safe
def chart(request: SignedInRequest, pk: UUID, code: str) -> HttpResponse:
    """Give one chart of an issued return: the bytes that are in its PDF."""
    row = _issued(request, pk)
    found = next((one for one in row.charts if one["code"] == code), None)
    if found is None or (reading.is_withdrawn(row) and not _manages(request, row)):
        raise Http404(_("There is no such chart"))
    return HttpResponse(found["svg"], content_type="image/svg+xml; charset=utf-8")


@for_roles(*READERS)
@require_safe
def trends(request: SignedInRequest, programme: str) -> HttpResponse:
    """Show each figure from issued return to issued return."""
    code = programme.replace("-", "_").upper()
    visible = IssuedReturn.objects.visible_to(request.user).downloadable().filter(programme__code=code)
    found = trending.over(visible.select_related("programme").defer("pdf", "charts", "narrative"))
    if found is None:
        reading.missing(request)
    trail.seen("return.trends", None, by=request.user, programme=programme)
    return render(request, "reports/trends.html", {"trends": found})


@for_roles(Role.MANAGER)
def withdraw(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    """Take an issued return from download."""
    row = _issued(request, pk)
    form = WithdrawForm(request.POST or None)

    def act() -> str:
        reason = form.cleaned_data["reason"]
        actions.withdraw(row, reason=reason, by=request.user, at=timezone.now())
        return reverse("reports:issued", args=[pk])

    if not _manages(request, row):
        reading.missing(request)
    result = once(request, form, act) if request.method == "POST" and form.is_valid() else None
    shown = {"issued": _frozen(request, row), "form": form}
    return result or render(request, "reports/withdraw.html", shown)


def _cases(
    request: SignedInRequest, behind: reading.Behind, back: str, *, facts: dict[str, str]
) -> HttpResponse:
    visible = Referral.objects.visible_to(request.user).filter(pk__in=behind.ids)
    rows = list(visible.order_by("submitted_at", "pk"))
    trail.record_many("return.cases", rows, by=request.user, at=timezone.now(), facts=facts)
    shown = {"behind": behind, "cases": reading.case_lines(rows), "back": back}
    return render(request, "reports/cases.html", shown)


def _issued(request: SignedInRequest, pk: UUID) -> IssuedReturn:
    visible = IssuedReturn.objects.visible_to(request.user).select_related("programme", "withdrawal")
    return visible.filter(pk=pk).first() or reading.missing(request)


def _frozen(request: SignedInRequest, row: IssuedReturn) -> reading.Issued:
    return reading.issued(row, managed_by_reader=_manages(request, row))


def _manages(request: SignedInRequest, row: IssuedReturn) -> bool:
    return IssuedReturn.objects.visible_to(request.user).managed_by(request.user).filter(pk=row.pk).exists()


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        data, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
