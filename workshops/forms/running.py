"""Asking for a group that had begun before this service was used: its days as they were."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from ui.fields import TickField
from ui.refusals import Refused
from workshops import refusals as no
from workshops.forms.planning import Days, WhereAndWho

AS_IT_WAS = "as_it_was"


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if AS_IT_WAS in self.data:
            self._ask_whether_so()

    def refuse(self, refused: Refused) -> None:
        """Show why the action said no, and ask whether it was so where only that is in doubt."""
        if isinstance(refused, no.WasItSo):
            self._ask_whether_so()
        super().refuse(refused)

    def _ask_whether_so(self) -> None:
        self.fields[AS_IT_WAS] = TickField(
            label=_("The group did meet on these days"),
            hint=_("Look at the paper register. Days that are still to come keep the programme’s rule."),
            required=False,
        )
        self.order_fields([*self.later, AS_IT_WAS, *self.fields])

    @property
    def as_it_was(self) -> bool:
        """Tell whether the days that have been were so, whatever the programme asks."""
        return bool(self.cleaned_data.get(AS_IT_WAS))
