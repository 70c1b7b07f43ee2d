"""The question when: a date the person knows."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ui import dates
from ui.choices import Text
from ui.fields.base import Asked
from ui.widgets import DateParts, Typed

TOO_EARLY = _("Check the date: it is too early")
TOO_LATE = _("Check the date: it is too late")


class DateMistake(ValidationError):
    """A date that cannot be read; `parts` are the boxes to mark and link to."""

    def __init__(self, message: Any, parts: tuple[str, ...]) -> None:
        self.parts = parts
        super().__init__(message, code="date")


class DateField(Asked, forms.Field):
    """A date the person knows, in three boxes: month names and stray spaces are forgiven.

    Set `earliest` and `latest` on the form's own field where a limit depends on today; `too_early`
    and `too_late` say what to do.
    """

    def __init__(
        self,
        *,
        earliest: date | None = None,
        latest: date | None = None,
        too_early: Text = TOO_EARLY,
        too_late: Text = TOO_LATE,
        **kwargs: Any,
    ) -> None:
        self.earliest, self.latest = earliest, latest
        self.too_early, self.too_late = too_early, too_late
        super().__init__(**{"widget": DateParts, **kwargs})

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        return self._read(value)

    def _read(self, typed: Typed) -> date:
        try:
            return dates.read(*typed)
        except dates.Misread as misread:
            raise DateMistake(_mend(misread, typed), misread.parts) from None

    def validate(self, value: Any) -> None:
        super().validate(value)
        every = ("day", "month", "year")
        if value and self.earliest and value < self.earliest:
            raise DateMistake(self.too_early, every)
        if value and self.latest and value > self.latest:
            raise DateMistake(self.too_late, every)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(initial != self.to_python(data))
        except ValidationError:
            return True


def _mend(misread: dates.Misread, typed: Typed) -> Any:
    if misread.why == "YEAR":
        return _("Enter the year with four digits, like 1987")
    if misread.why == "UNREAL":
        shown = {"day": typed[0], "month": typed[1], "year": typed[2]}
        return _("Enter a real date. %(day)s %(month)s %(year)s does not exist.") % shown
    return {
        ("day",): _("Enter the day as well"),
        ("month",): _("Enter the month as well"),
        ("year",): _("Enter the year as well"),
        ("day", "month"): _("Enter the day and the month as well"),
        ("day", "year"): _("Enter the day and the year as well"),
        ("month", "year"): _("Enter the month and the year as well"),
    }[misread.parts]
