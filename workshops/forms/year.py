"""Planning a year of groups: what they have in common, then each by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any

from crispy_forms.layout import Layout
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from programmes.models import Programme
from ui.choices import Choice
from ui.fields import DateField, ManyField, NumberField, SelectField, TickField, TimeField
from ui.forms import FilterForm, Form
from ui.layout import Fieldset, Side
from workshops.forms.planning import offer, room_label
from workshops.models import Room


class YearForm(FilterForm):
    """The first day and the rhythm of a year of groups, where they are and who runs them."""

    submit = _("Show every date")
    programme = SelectField(label=_("Programme"), missing=_("Choose a programme"))
    first_on = DateField(
        label=_("First day of the first group"),
        hint=_("For example, 13 1 2027"),
        missing=_("Enter the first day"),
    )
    weekday = SelectField(
        label=_("On which weekday do groups begin?"),
        prompt=_("The weekday of that day"),
        required=False,
    )
    every_weeks = NumberField(
        label=_("A new group every how many weeks?"),
        hint=_("From 2 to 26. The plan covers 52 weeks."),
        missing=_("Enter after how many weeks the next group begins"),
        min_value=2,
        max_value=26,
        width=2,
    )
    starts = TimeField(
        label=_("Starts at"), hint=_("Leave empty for the programme's usual time."), required=False
    )
    room = SelectField(label=_("Room"), missing=_("Choose a room"))
    practitioners = ManyField(label=_("Practitioners"), missing=_("Choose who runs it"), required=False)
    capacity = NumberField(
        label=_("Places on each day"),
        hint=_("Leave empty for the programme's usual number."),
        min_value=1,
        max_value=60,
        width=2,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        programmes: Iterable[Programme],
        rooms: Iterable[Room],
        people: Iterable[User],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "programme", [Choice(p.slug, str(p)) for p in programmes])
        offer(self, "weekday", [Choice(str(number), name) for number, name in WEEKDAYS.items()])
        offer(self, "room", [Choice(str(r.pk), room_label(r)) for r in rooms])
        offer(self, "practitioners", [Choice(str(p.pk), str(p)) for p in people])

    def layout(self) -> Layout:
        return Layout(
            "programme",
            Fieldset(_("When"), "first_on", Side("weekday", "starts"), "every_weeks"),
            Fieldset(_("Where, and by whom"), "room", "practitioners", "capacity"),
        )


class GroupsForm(Form):
    """Every group of the year: each may be changed or left out. Row 1 asks `on-1-1`, `on-1-2`, `out-1`, …

    :param steps: number and name of each workshop of a group, the first first.
    """

    submit = _("Save these groups")

    def __init__(
        self,
        *args: Any,
        first_days: Sequence[date],
        steps: Sequence[tuple[int, str]],
        rooms: Mapping[str, Room],
        people: Mapping[str, User],
        common: Mapping[str, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.steps, self.rooms, self.people = steps, rooms, people
        self.rows = range(1, len(first_days) + 1)
        for row, on in zip(self.rows, first_days, strict=True):
            self._ask_of(row, on, common)

    def _ask_of(self, row: int, on: date, common: Mapping[str, Any]) -> None:
        (first, name), *later = self.steps
        asked: dict[str, Any] = {
            f"on-{row}-{first}": DateField(label=name, missing=_("Enter the first day"), initial=on, size="s")
        }
        for number, name in later:
            asked[f"on-{row}-{number}"] = DateField(
                label=name,
                hint=_("Leave empty and it follows from the day before."),
                required=False,
                size="s",
            )
        asked[f"starts-{row}"] = TimeField(label=_("Starts at"), required=False, initial=common["starts"])
        asked[f"room-{row}"] = SelectField(
            label=_("Room"), missing=_("Choose a room"), initial=common["room"], size="s"
        )
        asked[f"who-{row}"] = ManyField(
            label=_("Practitioners"),
            missing=_("Choose who runs it"),
            required=False,
            initial=common["practitioners"],
            small=True,
            size="s",
        )
        asked[f"out-{row}"] = TickField(label=_("Leave this group out"), required=False)
        self.fields.update(asked)
        offer(self, f"room-{row}", [Choice(key, room_label(r)) for key, r in self.rooms.items()])
        offer(self, f"who-{row}", [Choice(key, str(p)) for key, p in self.people.items()])

    def names_of(self, row: int) -> list[str]:
        days = [f"on-{row}-{number}" for number, _name in self.steps]
        return [*days, f"starts-{row}", f"room-{row}", f"who-{row}", f"out-{row}"]

    def _clean_fields(self) -> None:
        super()._clean_fields()
        for row in self.rows:
            if self.cleaned_data.get(f"out-{row}"):
                for name in self.names_of(row):
                    self._forget_error(name)

    def answer(self, name: str) -> Any:
        """Return what is asked or was answered; None where the answer cannot be read."""
        if self.is_bound:
            return self.cleaned_data.get(name) if self.is_valid() or name not in self.errors else None
        return self.get_initial_for_field(self.fields[name], name)

    def left_out(self, row: int) -> bool:
        return bool(self.answer(f"out-{row}"))

    def readable(self) -> Iterator[int]:
        """Yield the rows that are kept and whose every answer can be read."""
        for row in self.rows:
            wrong = self.is_bound and any(name in self.errors for name in self.names_of(row))
            if not wrong and not self.left_out(row):
                yield row

    def days_of(self, row: int) -> tuple[date, dict[int, date]]:
        """Return the first day of a row, and the later ones that a person chose, by step number."""
        (first, _name), *later = self.steps
        found = {number: self.answer(f"on-{row}-{number}") for number, _name in later}
        return self.answer(f"on-{row}-{first}"), {number: on for number, on in found.items() if on}

    def starts_of(self, row: int) -> time | None:
        given: time | None = self.answer(f"starts-{row}")
        return given

    def room_of(self, row: int) -> Room:
        return self.rooms[self.answer(f"room-{row}")]

    def people_of(self, row: int) -> list[User]:
        return [self.people[key] for key in self.answer(f"who-{row}") or ()]
