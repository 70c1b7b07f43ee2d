"""Asking which woman was on a group that had begun, and what she came to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from crispy_forms.layout import Layout
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import ConfirmForm
from casework.actions.day_one import PastMark
from casework.statuses import AbsenceReason
from ui.choices import Choice
from ui.fields import SelectField, TextField
from workshops import messages
from workshops import refusals as no
from workshops.forms.together import BOTH, TwoPeople
from workshops.models import Workshop
from workshops.statuses import ABSENT, MARKED, Mark


class WomanForm(TwoPeople):
    """One woman, and a mark for each day of the group that has been."""

    submit = _("Put her on this group")
    reference = TextField(
        label=_("Reference of her case"),
        hint=_("For example, R-00119. Take her case on first, or bring it in."),
        missing=_("Enter the reference of her case"),
        max_length=60,
        width=10,
    )

    def __init__(self, *args: Any, past: Sequence[Workshop], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.past = past
        marks = [Choice(m.value, m.label) for m in Mark if m in MARKED]
        reasons = [Choice(r.value, r.label) for r in AbsenceReason]
        for day in past:
            on = messages.day(timezone.localdate(day.starts_at))
            self.fields[f"mark_{day.step_number}"] = SelectField(
                label=_("What she came to on %(day)s") % {"day": on},
                missing=_("Choose what the register of %(day)s says") % {"day": on},
                choices=marks,
            )
            self.fields[f"reason_{day.step_number}"] = SelectField(
                label=_("If she was not there on %(day)s: why?") % {"day": on},
                choices=reasons,
                required=False,
            )

    def layout(self) -> Layout:
        return Layout(*(name for name in self.asked() if name not in BOTH), *self.together())

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where there is an absence, and nowhere else."""
        data: dict[str, Any] = self.cleaned_data
        for day in self.past:
            mark, reason = data.get(f"mark_{day.step_number}"), data.get(f"reason_{day.step_number}")
            if mark in ABSENT and not reason:
                self.add_error(f"reason_{day.step_number}", no.WhyAbsent.sentence)
            elif mark and mark not in ABSENT and reason:
                self.add_error(f"reason_{day.step_number}", no.OnlyAbsences.sentence)
        return data

    @property
    def marks(self) -> dict[UUID, PastMark]:
        """Her marks by workshop, once the form is valid."""
        found = {}
        for day in self.past:
            reason = self.cleaned_data[f"reason_{day.step_number}"]
            mark = Mark(self.cleaned_data[f"mark_{day.step_number}"])
            found[day.pk] = PastMark(mark, AbsenceReason(reason) if reason else None)
        return found


class SignOffForm(ConfirmForm):
    """Everybody is entered."""

    submit = _("Everybody is entered: sign off the days that are over")
