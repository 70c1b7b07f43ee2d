"""The pages of a referral that is being written, as a table: one row a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programmes.clock import read
from referrals import from_mail, keeping
from referrals.drafts import Draft
from referrals.forms.about import AboutForm
from referrals.forms.help import HelpForm
from referrals.forms.offence import OffenceForm
from referrals.forms.pages import PageForm, kept, typed
from referrals.forms.reach import ReachForm
from referrals.messages import for_the_officer, held_in_words, too_near
from referrals.models import Referral
from referrals.offers import on_offer


@dataclass(frozen=True)
class Page:
    """One page: its key in the draft and in the address, its place among five, its heading."""

    key: str
    number: int
    title: Promise
    form: type[PageForm]


@dataclass(frozen=True)
class Fits:
    """What the page that asks for the deadline says of the workshops she could do.

    :param offer: the words on the button that fills in the usual deadline; empty where there is none.
    :param held: what is held for her already.
    """

    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    offer: str = ""
    can_hold: bool = False
    held: str = ""


PAGES: tuple[Page, ...] = (
    Page("about", 2, _("About her"), AboutForm),
    Page("reach", 3, _("Reaching her safely"), ReachForm),
    Page("offence", 4, _("The offence and the caution"), OffenceForm),
    Page("help", 5, _("What would help her come?"), HelpForm),
)
COUNT = 5  # with the first, which asks whether she can be referred at all
BY_KEY: dict[str, Page] = {page.key: page for page in PAGES}
CHECK, USE_OFFERED, HOLD, KEEP = "check", "use_offered", "hold", "keep"
NOT_TYPED = {"csrfmiddlewaretoken", "submission", "version", "do"}


def parts_done(draft: Draft) -> int:
    """Return how many of the five parts are answered: a draft exists only after the first."""
    return 1 + len(PAGES) - len(draft.missing)


def form_for(referral: Referral, page: Page, data: Mapping[str, Any] | None, *, today: date) -> PageForm:
    """Return a page's form, filled with what was kept or with what is being sent.

    A press of "Check the dates" is not judged: what was typed is shown again, with what it means.
    """
    form = _form_for(referral, page, data, today=today)
    from_mail.show_beside(form, from_mail.mail_of(referral, today=today).of(page.key))
    return form


def _form_for(referral: Referral, page: Page, data: Mapping[str, Any] | None, *, today: date) -> PageForm:
    draft = Draft.read(referral.draft)
    definition = referral.definition.parsed
    shared = {
        "today": today,
        "definition": definition,
        "draft": draft,
        "version": draft.saved(page.key),
        "force": referral.referring_organisation.force_code if referral.referring_organisation else "",
    }
    if data is None:
        if page.key in draft.typed:
            boxes = page.form(_sent_again(draft.typed[page.key]), **shared)
            return page.form(initial=typed(boxes), **shared)
        read = from_mail.mail_of(referral, today=today).values(page.key)
        initial = kept(page.form, dict(draft.pages.get(page.key, read)))
        return page.form(initial=initial, **shared)
    sent = page.form(data, **shared)
    if data.get("do") not in {CHECK, USE_OFFERED}:
        return sent
    looked_at = page.form(initial=typed(sent), **shared)
    if data["do"] == USE_OFFERED and isinstance(looked_at, OffenceForm):
        offered = looked_at.offered_deadline()
        looked_at.initial.update({"deadline_known": "DATE", "deadline_on": offered} if offered else {})
    return looked_at


def boxes_of(data: QueryDict) -> dict[str, list[str]]:
    """Return what stands in the boxes of a page as it is left, without the page's own fields."""
    return {name: [str(v) for v in values] for name, values in data.lists() if name not in NOT_TYPED}


def _sent_again(boxes: Mapping[str, Sequence[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in boxes.items():
        data.setlist(name, list(values))
    return data


def what_fits(referral: Referral, form: PageForm, *, at: datetime) -> Fits | None:
    """Return what the clock says of the dates on the page that asks for the deadline."""
    if not isinstance(form, OffenceForm):
        return None
    today = timezone.localtime(at).date()
    dates = form.case_dates()
    kept = keeping.kept(referral, at=at)
    held = held_in_words(kept) if kept else ""
    if dates.disposal_on is None and dates.police_deadline_on is None:
        return Fits(held=held)
    reading = read(referral.definition.parsed, dates, on_offer(referral.programme, today=today), today=today)
    return Fits(
        notes=tuple(for_the_officer(reading)),
        warnings=tuple(too_near(reading)),
        offer=form.offer_in_words(),
        can_hold=reading.first_run is not None,
        held=held,
    )


def after(referral: Referral, page: Page, *, changing: bool) -> str:
    """Return where "Continue" leads: on, or straight back to the summary it was changed from."""
    number = PAGES.index(page) + 1
    if changing or number == len(PAGES):
        return reverse("referrals:check", args=[referral.pk])
    return reverse(f"referrals:{PAGES[number].key}", args=[referral.pk])


def next_to_answer(referral: Referral) -> str:
    """Return the page a draft goes on with: the first that is missing, else the one that sends it."""
    missing = Draft.read(referral.draft).missing
    return reverse(f"referrals:{missing[0] if missing else 'check'}", args=[referral.pk])


def sent_url(referral: Referral) -> str:
    """Return the page that says that it was sent."""
    return reverse("referrals:sent", args=[referral.pk])


def before(referral: Referral, page: Page, *, changing: bool) -> str:
    """Return where the back link leads; the first page's is nowhere, since it is answered for good."""
    number = PAGES.index(page)
    if changing:
        return reverse("referrals:check", args=[referral.pk])
    if not number:
        return ""
    return reverse(f"referrals:{PAGES[number - 1].key}", args=[referral.pk])
