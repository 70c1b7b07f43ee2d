"""What the views of the form do with a page that was sent: one act, and where to go next."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from accounts import actions as accounts
from accounts.models import User
from accounts.roles import POLICE
from programmes.models import Programme
from referrals import actions, matching, pages
from referrals.drafts import Draft
from referrals.forms.pages import PageForm
from referrals.forms.start import EligibleForm
from referrals.models import Referral, ReferredPerson, Source


def is_entering(user: User) -> bool:
    """Tell whether a person enters referrals for officers, not as one."""
    return not user.has_role(*POLICE)


def begin(form: EligibleForm, programme: Programme, *, by: User, at: datetime) -> str:
    """Begin a draft, or count who cannot be referred; return the next page's address."""
    failed = form.failed
    if failed is not None:
        actions.turn_away(programme, failed.code, by=by, at=at)
        return reverse("referrals:not_suitable", args=[programme.slug, failed.code.lower()])
    officer, source = None, Source.ONLINE
    if form.entering:
        source = Source(form.cleaned_data["source"])
        officer = _officer(form, by=by, at=at)
    referral = actions.start_draft(programme, by=by, at=at, source=source, officer=officer)
    return reverse("referrals:about", args=[referral.pk])


def _officer(form: EligibleForm, *, by: User, at: datetime) -> User:
    try:
        return accounts.make_referrer(
            form.cleaned_data["officer_email"], name=form.cleaned_data["officer_name"], by=by, at=at
        )
    except accounts.UnknownDomain as unknown:
        unknown.field = "officer_email"
        raise


def save(
    referral: Referral, page: pages.Page, form: PageForm, *, changing: bool, by: User, at: datetime
) -> str:
    """Keep a page; return the next page's address."""
    actions.save_draft(referral, page.key, form.answers, by=by, at=at, seen=form.seen_version)
    return pages.after(referral, page, changing=changing)


def send(referral: Referral, *, seen: int | None, by: User, at: datetime) -> str:
    """Send the referral; her own answers come next, where she is there to give them."""
    sent = actions.submit(referral, by=by, at=at, seen=seen)
    page = "sent" if sent.source != Source.ONLINE else "equality"
    return reverse(f"referrals:{page}", args=[sent.pk])


def sent_before(referral: Referral) -> list[ReferredPerson]:
    """Return what the officer may be told of: her or his own side's earlier referrals (rule 14)."""
    draft = Draft.read(referral.draft)
    same = matching.same_woman(
        first_names=draft.text("first_names"),
        last_name=draft.text("last_name"),
        born_on=draft.day("date_of_birth"),
        pnc_id=draft.text("pnc_id"),
        phone=draft.text("phone"),
    )
    return list(
        matching.sent_before(
            officer=referral.referred_by,
            team=referral.referring_team,
            organisation=referral.referring_organisation,
            crime_reference=draft.text("crime_reference"),
            same=same,
        )
    )
