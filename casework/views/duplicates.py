"""Women who may be known already: one woman or two."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import SignedInRequest, for_roles
from accounts.once import answer, landed, once
from accounts.roles import CASEWORKERS
from audit import trail
from casework import duplicates_page
from casework.actions import duplicates as actions
from casework.forms.duplicates import ACCEPT, ACCEPT_OTHER, ALREADY, JOIN, TWO, DuplicateForm
from casework.models import Review
from participants.models import Merge

SHOWN = 100
LATELY = 10


@for_roles(*CASEWORKERS)
def duplicates(request: SignedInRequest) -> HttpResponse:
    """List the women who may be known already, the longest waiting first."""
    waiting = Review.objects.visible_to(request.user).two_of_one()
    rows = list(waiting.select_related("referral__person").order_by("raised_at", "pk")[:SHOWN])
    subjects = [row.referral for row in rows]
    now = timezone.now()
    trail.record_many("case.list", subjects, by=request.user, at=now, facts={"list": "duplicates"})
    joined = Merge.objects.visible_to(request.user).lately()
    found = {"rows": duplicates_page.waiting(rows), "joined": list(joined[:LATELY]), "most": SHOWN}
    return render(request, "casework/duplicates.html", found)


@for_roles(*CASEWORKERS)
def duplicate(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Compare the two, and say whether it is one woman."""
    if again := landed(request):
        return again
    related = ("referral__person", "referral__participant", "referral__referring_organisation")
    review = get_object_or_404(
        Review.objects.visible_to(request.user).two_of_one().select_related(*related), pk=pk
    )
    page = duplicates_page.compare(review)
    may_say_so = actions.may_say_so(review)
    form = DuplicateForm(request.POST or None, offered=list(page.offered), may_say_so=may_say_so)
    trail.seen("case.compare", review.referral, by=request.user, about=str(review.about_id))
    result = once(request, form, lambda: _settled(request, review, page, form)) if form.is_valid() else None
    found = {"page": page, "form": form}
    return answer(result, lambda: render(request, "casework/duplicate.html", found))


def _settled(
    request: SignedInRequest, review: Review, page: duplicates_page.Compared, form: DuplicateForm
) -> str:
    said, now = form.cleaned_data["answer"], timezone.now()
    if said == ACCEPT:
        return reverse("referrals:accept", args=[review.referral_id])
    if said == ACCEPT_OTHER:
        return reverse("referrals:accept", args=[page.other_referral])
    if said == JOIN and page.woman and review.referral.participant_id:
        return duplicates_page.join_url(page.woman, review.referral.participant_id)
    if said == ALREADY:
        actions.settle_already_sent(review, words=form.cleaned_data["words"], by=request.user, at=now)
        messages.success(request, _("The referral goes back to police. The earlier one goes on."))
    if said == TWO:
        actions.settle_different(review, by=request.user, at=now)
        messages.success(request, _("They are kept as two women."))
    return reverse("casework:duplicates")
