"""What the first call shows, and what is safe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework import tabs
from casework.actions.telling import Said, booked_dates
from casework.case_page import Opened
from casework.forms.calls import FirstCallForm
from casework.messages import days_in_words
from casework.messages import said as words_of
from casework.models import FirstCall, Telling
from casework.statuses import Told
from participants.models import AnswerSource, SafeContact
from referrals.police_word import as_we_have_it, log
from workshops import offers

SAVED = _("Saved. Go on where you were.")


@dataclass(frozen=True)
class FirstCallPage:
    """Beside the checklist: what was told already, the dates, and what to say of a miss."""

    safe_url: str
    safe_asked: bool
    book_url: str
    dates: str
    offered: str
    a_miss: str
    told: Sequence[tabs.Fact]


def first_call(opened: Opened) -> FirstCallPage:
    """Return what stands beside the checklist."""
    case = opened.case
    row = FirstCall.objects.filter(referral=case).first()
    definition = case.definition.parsed
    disposal = {d.code: d for d in definition.disposals}.get(case.disposal)
    dates = booked_dates(case)
    return FirstCallPage(
        safe_url=reverse("casework:safe_contact", args=[case.pk]),
        safe_asked=bool(row and row.safe_contact_asked),
        book_url=reverse("workshops:book", args=[case.pk]),
        dates=days_in_words(dates),
        offered="" if dates else _first_offer(opened),
        a_miss=words_of(disposal.letter_wording) if disposal else "",
        told=tabs.told(case),
    )


def _first_offer(opened: Opened) -> str:
    run = offers.read_case(opened.case, at=timezone.now()).first_run
    return days_in_words([workshop.on for workshop in run.workshops]) if run else ""


def first_call_form(
    opened: Opened, data: Mapping[str, Any] | None, form: type[FirstCallForm]
) -> FirstCallForm:
    """Return the checklist as it was last saved."""
    row = FirstCall.objects.filter(referral=opened.case).first()
    told = list(Telling.objects.filter(referral=opened.case).values_list("what", flat=True))
    her = tabs.woman(opened.case)
    initial: dict[str, Any] = {
        "reading": her.reading,
        "help_wanted": as_we_have_it(opened.case.person, log(opened.case, ["help_wanted"]), "help_wanted"),
        "told_privacy": Told.PRIVACY in told,
        "told_dates": Told.DATES in told,
        "told_a_miss": Told.A_MISS in told,
    }
    if row is not None:
        initial |= {
            "number_confirmed": row.number_confirmed,
            "help_wanted": row.help_wanted or initial["help_wanted"],
            "cannot_come_on": [str(number) for number in row.cannot_come_on],
            "access_needed": row.access_needed,
            "worries": row.worries,
            "needs_words": row.needs_words,
        }
    booked = bool(opened.facts.booked_on)
    version = row.version if row else None
    return form(data, booked=booked, told=told, version=version, initial=initial)


def said(form: FirstCallForm) -> Said:
    """Return what the sent checklist says."""
    given = form.cleaned_data
    return Said(
        number_confirmed=given["number_confirmed"],
        help_wanted=given["help_wanted"],
        cannot_come_on=[int(number) for number in given["cannot_come_on"]],
        access_needed=given["access_needed"],
        reading=given["reading"],
        worries=given["worries"],
        needs_words=given["needs_words"],
    )


def answers_before(opened: Opened) -> dict[str, Any]:
    """Return her own last answers, for asking again; nothing that police heard is filled in."""
    her = tabs.woman(opened.case)
    row = (
        SafeContact.objects.filter(participant=her, source=AnswerSource.HERSELF)
        .order_by("-confirmed_at")
        .first()
    )
    if row is None:
        return {"withheld_number": True, "number_check": "NOT_CHECKED"}
    names = (
        "safe_times", "words", "safe_name", "who_must_not_know", "code_word", "trusted_contact",
        "emergency_contact", "withheld_number",
    )  # fmt: skip
    return {**{name: getattr(row, name) for name in names}, "number_check": row.check_now}


def after_safe_contact(opened: Opened) -> str:
    """Return to the first call while it is under way, else to the Contact tab."""
    unfinished = FirstCall.objects.filter(referral=opened.case, finished_at__isnull=True).exists()
    view = "casework:first_call" if unfinished else "casework:case_contact"
    return reverse(view, args=[opened.case.pk])
