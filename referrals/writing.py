"""What the views of the form do with a page that was sent: one act, and where to go next."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import User
from accounts.roles import POLICE
from programmes.models import Programme
from referrals import actions, pages
from referrals.forms.pages import PageForm
from referrals.forms.sending import CheckForm
from referrals.forms.start import EligibleForm
from referrals.models import Referral, Source


def is_entering(user: User) -> bool:
    """Tell whether a person enters referrals for officers, not as one."""
    return not user.has_role(*POLICE)


def begin(form: EligibleForm, programme: Programme, *, by: User, at: datetime) -> str:
    """Begin a draft, or count who cannot be referred; return the next page's address."""
    failed = form.failed
    if failed and not form.goes_on:
        actions.turn_away(programme, failed[0].code, by=by, at=at)
        return reverse("referrals:not_suitable", args=[programme.slug, failed[0].code.lower()])
    officer, source, mail = None, Source.ONLINE, ""
    if form.entering:
        source, mail = Source(form.cleaned_data["source"]), form.cleaned_data["pasted"]
        officer = _officer(form, by=by, at=at)
    referral = actions.start_draft(
        programme,
        by=by,
        at=at,
        source=source,
        officer=officer,
        outside=[one.code for one in failed],
        pasted=mail,
    )
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
    """Keep a page; return the next page's address, or that of the dates to hold where these are asked for."""
    actions.save_draft(referral, page.key, form.answers, by=by, at=at, seen=form.seen_version)
    if form.data.get("do") == pages.HOLD:
        return reverse("workshops:hold", args=[referral.pk])
    return pages.after(referral, page, changing=changing)


def keep(referral: Referral, page: pages.Page, data: QueryDict, *, by: User, at: datetime) -> HTTPStatus:
    """Keep what stands in the boxes of a page that is left; the browser does not read the answer."""
    seen = data.get("version", "")
    try:
        actions.keep_typed(
            referral,
            page.key,
            pages.boxes_of(data),
            by=by,
            at=at,
            seen=int(seen) if seen.isdecimal() else -1,
        )
    except actions.TooMuch:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return HTTPStatus.NO_CONTENT


def send(referral: Referral, form: CheckForm, *, by: User, at: datetime) -> str:
    """Send the referral, or lead to the earlier one; her own answers come next, where she is there."""
    if form.instead is not None:
        actions.say_same(referral, form.said, by=by, at=at)
        return _lead_to(form.instead, by)
    sent = actions.submit(referral, said=form.said, by=by, at=at, seen=form.seen_version)
    page = "sent" if sent.source != Source.ONLINE else "equality"
    return reverse(f"referrals:{page}", args=[sent.pk])


def check(data: Any, referral: Referral, *, by: User, at: datetime) -> CheckForm:
    """Return the button that sends, with what is asked about earlier referrals (rule 14)."""
    found = actions.look_for_earlier(referral, by=by, at=at)
    return CheckForm(data or None, sent_before=found, version=referral.version)


def _lead_to(earlier: Referral, user: User) -> str:
    """Return the page of an earlier referral; a colleague's of another team is only named."""
    if not Referral.objects.visible_to(user).filter(pk=earlier.pk).exists():
        return reverse("referrals:earlier", args=[earlier.reference])
    return reverse("referrals:review" if is_entering(user) else "casework:police_referral", args=[earlier.pk])
