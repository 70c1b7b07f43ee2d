"""Planning workshop days, and looking after buildings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from crispy_forms.layout import Layout
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from programmes.models import Programme
from ui.choices import Choice, Divider
from ui.fields import (
    ChoiceField,
    DateField,
    LongTextField,
    ManyField,
    NumberField,
    SelectField,
    TextField,
    TickField,
    TimeField,
)
from ui.forms import FilterForm, Form
from ui.layout import Fieldset, Side
from workshops.models import Room, Venue
from workshops.statuses import AccessFact

NOTHING = "NOTHING"


class Days(FilterForm):
    """A first day, for which the page shows the dates before anything is saved."""

    submit = _("Show the dates")
    programme = SelectField(label=_("Programme"), missing=_("Choose a programme"))
    first_on = DateField(
        label=_("First day"),
        hint=_("For example, 13 1 2027. The other days follow from the programme."),
        missing=_("Enter the first day"),
    )
    starts = TimeField(
        label=_("Starts at"),
        hint=_("Leave empty for the programme's usual time."),
        required=False,
    )

    def __init__(self, *args: Any, programmes: Iterable[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "programme", [Choice(p.slug, str(p)) for p in programmes])

    def layout(self) -> Layout:
        return Layout("programme", Side("first_on", "starts"))


class WhereAndWho(Form):
    """Where the days shown are held, by whom, for how many."""

    submit = _("Save these days")
    room = SelectField(label=_("Room"), missing=_("Choose a room"))
    practitioners = ManyField(label=_("Practitioners"), missing=_("Choose who runs it"), required=False)
    capacity = NumberField(
        label=_("Places on each day"),
        missing=_("Enter how many places there are"),
        min_value=1,
        max_value=60,
        width=2,
    )
    name = TextField(
        label=_("Name of the group"),
        hint=_("Staff see it, women do not. Leave empty for the place and the first day."),
        max_length=80,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        rooms: Iterable[Room],
        people: Iterable[User],
        later: Sequence[tuple[int, str, date]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.later = {f"on-{number}": number for number, _name, _on in later}
        for number, name, on in later:
            self.fields[f"on-{number}"] = DateField(
                label=_("Day of %(step)s") % {"step": name},
                hint=_("Leave empty and it follows from the day before."),
                required=False,
                initial=on,
                size="s",
            )
        self.order_fields([*self.later, *self.fields])
        offer(self, "room", [Choice(str(r.pk), room_label(r)) for r in rooms])
        offer(self, "practitioners", [Choice(str(p.pk), str(p)) for p in people])

    @property
    def chosen(self) -> dict[int, date]:
        """Return the later days as they were answered, by step number, once the form is valid."""
        return {number: on for name, number in self.later.items() if (on := self.cleaned_data[name])}


class AddWorkshop(WhereAndWho):
    """One workshop by itself: a session of a rolling group, or another day for one step."""

    submit = _("Add the workshop")
    step = ChoiceField(
        label=_("Which one is it?"), missing=_("Choose which workshop of the programme it is"), choices=[]
    )
    on = DateField(label=_("Day"), hint=_("For example, 13 1 2027"), missing=_("Enter the day"))
    starts = TimeField(label=_("Starts at"), missing=_("Enter when it starts, like 10am"))

    def __init__(self, *args: Any, steps: Iterable[tuple[str, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["name"]
        self.fields["on"].earliest = today  # type: ignore[attr-defined]
        self.fields["on"].too_early = _("Enter a day from today on")  # type: ignore[attr-defined]
        offer(self, "step", steps)

    def layout(self) -> Layout:
        return Layout("step", Side("on", "starts"), "room", "practitioners", "capacity")


class VenueForm(Form):
    """A building."""

    submit = _("Save the venue")
    name = TextField(
        label=_("Name of the building"),
        hint=_("It stands in letters: it must not give the programme away."),
        missing=_("Enter the name of the building"),
        max_length=100,
    )
    address = LongTextField(label=_("Address"), rows=3, missing=_("Enter the address"), max_length=300)
    postcode = TextField(label=_("Postcode"), missing=_("Enter the postcode"), max_length=8, width=10)
    island = TickField(label=_("It is on the Isle of Wight"), required=False)
    travel_notes = LongTextField(
        label=_("How to get there"), hint=_("Printed in letters."), max_length=300, required=False
    )
    map_link = TextField(
        label=_("Link to a map"),
        hint=_("For example, https://www.openstreetmap.org/…"),
        max_length=300,
        required=False,
        validators=[
            URLValidator(
                schemes=["https"], message=_("Enter the whole address of the map, beginning with https://")
            )
        ],
    )
    access_facts = ManyField(
        label=_("What does the building offer?"),
        hint=_("A woman who needs what it does not offer is not booked there. Leave all empty if not known."),
        missing=_("Choose what the building offers"),
        choices=[
            *(Choice(code.value, code.label) for code in AccessFact),
            Divider(_("or")),
            Choice(NOTHING, _("None of these"), alone=True),
        ],
        required=False,
    )
    access_notes = LongTextField(label=_("More about access"), max_length=300, required=False)
    room_name = TextField(label=_("Name of the room"), missing=_("Enter the name of a room"), max_length=60)
    people = NumberField(
        label=_("How many people it holds"),
        missing=_("Enter how many people the room holds"),
        min_value=1,
        max_value=200,
        width=3,
    )

    def __init__(self, *args: Any, venue: Venue | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.venue = venue
        if venue is not None:
            self.fields["room_name"].label = _("Another room")
            for name in ("room_name", "people"):
                self.fields[name].required = False

    def layout(self) -> Layout:
        rooms = Fieldset(_("A room"), Side("room_name", "people"))
        return Layout(
            "name",
            "address",
            "postcode",
            "island",
            "travel_notes",
            "map_link",
            "access_facts",
            "access_notes",
            rooms,
        )

    @property
    def access(self) -> list[str] | None:
        """Return what it offers, once the form is valid; None where nothing was answered."""
        chosen: list[str] = self.cleaned_data["access_facts"]
        return [code for code in chosen if code != NOTHING] if chosen else None

    @staticmethod
    def first(venue: Venue) -> dict[str, Any]:
        """Return what the page shows of a building before anything is changed."""
        return {**vars(venue), "access_facts": [NOTHING] if venue.access_facts == [] else venue.access_facts}


class RaiseForm(Form):
    """More places on one workshop."""

    submit = _("Add the places")
    capacity = NumberField(
        label=_("How many places shall it have?"),
        missing=_("Enter how many places it shall have"),
        min_value=1,
        width=2,
    )


def offer(form: Any, field: str, choices: Iterable[Any]) -> None:
    """Set the answers that are known only when a form is shown."""
    form.fields[field].offer(list(choices))


def room_label(room: Room) -> str:
    return f"{room.venue.name}, {room.name} ({room.capacity})"
