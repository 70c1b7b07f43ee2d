"""Asking for a group that had begun before this service was used: its days as they were."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from workshops.forms.planning import Days, WhereAndWho


class BegunDays(Days):
    """The first day of a group that has begun."""

    submit = _("Go on")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = self.fields["first_on"]
        first.help_text = _("The day on which its first workshop was. For example, 7 10 2026")
        first.latest = today  # type: ignore[attr-defined]
        first.too_late = _("Enter a day that has been. Plan a group that lies ahead as a new one.")  # type: ignore[attr-defined]


class RunningGroup(WhereAndWho):
    """Its other days, where they are held, by whom, for how many."""

    submit = _("Save this group")
