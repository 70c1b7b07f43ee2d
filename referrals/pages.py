"""The pages of a referral that is being written, as a table: one row a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programmes.clock import read
from referrals.drafts import Draft
from referrals.forms.about import AboutForm
from referrals.forms.help import HelpForm
from referrals.forms.offence import OffenceForm
from referrals.forms.pages import PageForm, kept, typed
from referrals.forms.reach import ReachForm
from referrals.messages import for_the_officer
from referrals.models import Referral
from referrals.offers import on_offer


@dataclass(frozen=True)
class Page:
    """One page: its key in the draft and in the address, its place among five, its heading."""

    key: str
    number: int
    title: Promise
    form: type[PageForm]


PAGES: tuple[Page, ...] = (
    Page("about", 2, _("About her"), AboutForm),
    Page("reach", 3, _("Reaching her safely"), ReachForm),
    Page("offence", 4, _("The offence and the caution"), OffenceForm),
    Page("help", 5, _("What would help her come?"), HelpForm),
)
COUNT = 5  # with the first, which asks whether she can be referred at all
BY_KEY: dict[str, Page] = {page.key: page for page in PAGES}
CHECK, USE_OFFERED = "check", "use_offered"


def parts_done(draft: Draft) -> int:
    """Return how many of the five parts are answered: a draft exists only after the first."""
    return 1 + len(PAGES) - len(draft.missing)


def form_for(referral: Referral, page: Page, data: Mapping[str, Any] | None, *, today: date) -> PageForm:
    """Return a page's form, filled with what was kept or with what is being sent.

    A press of "Check the dates" is not judged: what was typed is shown again, with what it means.
    """
    draft = Draft.read(referral.draft)
    definition = referral.definition.parsed
    shared = {
        "today": today,
        "definition": definition,
        "draft": draft,
        "version": draft.saved(page.key),
    }
    if data is None:
        initial = kept(page.form, dict(draft.pages.get(page.key, {})))
        return page.form(initial=initial, **shared)
    sent = page.form(data, **shared)
    if data.get("do") not in {CHECK, USE_OFFERED}:
        return sent
    looked_at = page.form(initial=typed(sent), **shared)
    if data["do"] == USE_OFFERED and isinstance(looked_at, OffenceForm):
        offered = looked_at.offered_deadline()
        looked_at.initial.update({"deadline_known": "DATE", "deadline_on": offered} if offered else {})
    return looked_at


def what_fits(referral: Referral, form: PageForm, *, today: date) -> list[str]:
    """Return sentences about the workshops she could do, on the page that asks for the deadline."""
    if not isinstance(form, OffenceForm) or form.case_dates().disposal_on is None:
        return []
    offered = on_offer(referral.programme, today=today)
    return for_the_officer(read(referral.definition.parsed, form.case_dates(), offered, today=today))


def after(referral: Referral, page: Page, *, changing: bool) -> str:
    """Return where "Continue" leads: on, or straight back to the summary it was changed from."""
    number = PAGES.index(page) + 1
    if changing or number == len(PAGES):
        return reverse("referrals:check", args=[referral.pk])
    return reverse(f"referrals:{PAGES[number].key}", args=[referral.pk])


def before(referral: Referral, page: Page, *, changing: bool) -> str:
    """Return where the back link leads; the first page's is nowhere, since it is answered for good."""
    number = PAGES.index(page)
    if changing:
        return reverse("referrals:check", args=[referral.pk])
    if not number:
        return ""
    return reverse(f"referrals:{PAGES[number - 1].key}", args=[referral.pk])
