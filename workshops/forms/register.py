"""The register as one form: a row for each woman."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ui import times
from ui.choices import Choice
from ui.fields import ChoiceField, LongTextField, TimeField
from ui.forms import Form, Problem
from workshops.actions import Entry
from workshops.models import Place
from workshops.statuses import Mark


class RegisterForm(Form):
    """The whole page. Its rows are drawn by the page itself; `entries` reads them."""

    def __init__(self, *args: Any, places: Sequence[Place] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        self.unmarked: dict[str, str] = {}

    def entries(self) -> dict[Place, Entry]:
        """Return what was changed on this page: rows left as they were shown say nothing."""
        found = {}
        for place in self.places:
            entry = entry_of(place, self.data)
            if entry is not None:
                found[place] = entry
        return found

    def ask_for(self, unmarked: Mapping[str, str]) -> None:
        """Say who is not marked, by the key of her place, each with a link to her row."""
        self.unmarked = dict(unmarked)
        self.add_error(None, str(gettext_lazy("Mark everybody before you finish")))

    def problems(self) -> list[Problem]:
        if not self.unmarked:
            return super().problems()
        ask = _("Choose Here, Late or Not here for %(name)s")
        return [Problem(ask % {"name": name}, f"#mark-{key}-1") for key, name in self.unmarked.items()]


def entry_of(place: Place, data: Mapping[str, Any]) -> Entry | None:
    """Return what one row of the page says, None when it is as it was shown."""
    chosen = data.get(f"mark-{place.pk}")
    if chosen not in Mark.values:
        return None  # nobody has answered for her on this page
    arrived = str(data.get(f"arrived-{place.pk}", ""))
    left = str(data.get(f"left-{place.pk}", ""))
    if data.get(f"was-{place.pk}") == f"{chosen} {arrived} {left}".strip():
        return None
    return Entry(Mark(chosen), times.read(arrived), times.read(left))


class CorrectForm(Form):
    """One mark after the sign-off."""

    submit = gettext_lazy("See what follows")
    mark = ChoiceField(
        label=gettext_lazy("What happened?"),
        missing=gettext_lazy("Choose what happened"),
        choices=[
            Choice(Mark.HERE, Mark.HERE.label),
            Choice(Mark.LATE, Mark.LATE.label, reveals=("arrived",)),
            Choice(Mark.TURNED_AWAY, Mark.TURNED_AWAY.label),
            Choice(Mark.LEFT_EARLY, Mark.LEFT_EARLY.label, reveals=("left",)),
            Choice(Mark.NOT_HERE, Mark.NOT_HERE.label),
            Choice(
                Mark.DID_NOT_RUN,
                Mark.DID_NOT_RUN.label,
                hint=gettext_lazy("Our doing: it never counts against her."),
            ),
        ],
    )
    arrived = TimeField(label=gettext_lazy("When did she come?"), required=False)
    left = TimeField(label=gettext_lazy("When did she leave?"), required=False)
    why = LongTextField(
        label=gettext_lazy("Why is the register changed?"),
        missing=gettext_lazy("Say why the register is changed"),
        max_length=500,
    )

    def entry(self) -> Entry:
        """Return the mark as it shall be, once the form is valid."""
        data = self.cleaned_data
        return Entry(Mark(data["mark"]), data["arrived"], data["left"])
