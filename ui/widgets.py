"""How an answer is read from what the browser sends. `ui.drawing` draws them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

DATE_PARTS = ("day", "month", "year")
Typed = tuple[str, str, str]


class DateParts(forms.Widget):
    """Three boxes: day, month, year, sent as `name-day`, `name-month`, `name-year`."""

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> Typed | None:
        if f"{name}-day" not in data and isinstance(data.get(name), date):
            return as_typed(data[name])
        day, month, year = (str(data.get(f"{name}-{part}") or "").strip() for part in DATE_PARTS)
        return (day, month, year) if day or month or year else None

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> bool:
        return not any(f"{name}-{part}" in data for part in DATE_PARTS)


def as_typed(value: Any) -> Typed:
    """Return the three strings to show for a date, for what was typed, or for nothing."""
    if isinstance(value, date):
        return str(value.day), str(value.month), str(value.year)
    if isinstance(value, tuple | list) and len(value) == 3:
        return str(value[0]), str(value[1]), str(value[2])
    return "", "", ""


class Password(forms.PasswordInput):
    """A password box that can show what was typed."""


class Tick(forms.CheckboxInput):
    """One checkbox that stands alone."""
