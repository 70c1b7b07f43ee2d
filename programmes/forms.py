"""What is asked on the pages of the programmes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes.actions import NotAhead
from ui.fields import DateField, TextField, TimeField
from ui.forms import Form
from ui.layout import Button, Link


class CloseDayForm(Form):
    """A day on which nobody works, beside weekends and bank holidays."""

    submit = _("Close the day")
    on = DateField(
        label=_("Which day is closed?"),
        hint=_("For example, 27 3 2026. Weekends and bank holidays are closed already."),
        missing=_("Enter the day that is closed"),
        too_early=_("Enter a day that has not passed"),
    )
    label = TextField(
        label=_("Why is it closed?"),
        hint=_("Staff see this."),
        missing=_("Enter why the day is closed"),
        max_length=80,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].earliest = today  # type: ignore[attr-defined]


class HoursForm(Form):
    """When the office is open, and from which day on."""

    submit = _("Set the hours")
    opens = TimeField(
        label=_("When does the office open?"),
        hint=_("For example, 9am or 9:30."),
        missing=_("Enter when the office opens"),
    )
    closes = TimeField(
        label=_("When does it close?"),
        hint=_("For example, 5pm or 17:00."),
        missing=_("Enter when the office closes"),
    )
    from_on = DateField(
        label=_("From which day on?"),
        hint=_("For example, 4 1 2027. Monday to Friday, until you set other hours."),
        missing=_("Enter the first day of these hours"),
        too_early=NotAhead.sentence,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_on"].earliest = today + timedelta(days=1)  # type: ignore[attr-defined]


class ReopenDayForm(Form):
    """Nothing is asked: the page says what will happen."""

    submit = _("Make it a working day again")

    def buttons(self) -> list[Any]:
        return [Button(self.submit), Link(_("Cancel"), reverse("programmes:closed_days"))]
