"""The questions before a register is signed off: about each absence, and each late coming."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from crispy_forms.layout import Layout
from django.utils.translation import gettext_lazy as _

from ui.choices import Choice
from ui.fields import ChoiceField, LongTextField, SelectField
from ui.forms import Form
from ui.layout import Button, Fieldset, Link
from workshops import absences
from workshops.absences import Rung, Said
from workshops.models import Place
from workshops.statuses import Mark


class FinishForm(Form):
    """Three questions for each woman who was not there; one for each who came too late."""

    def __init__(
        self,
        *args: Any,
        absent: Sequence[Place],
        late: Sequence[Place],
        called: Mapping[UUID, str],
        back_url: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.absent, self.late, self.called, self.back_url = absent, late, called, back_url
        for place in absent:
            self._ask_about(place)
        for place in late:
            turned_away = place.mark == Mark.TURNED_AWAY
            self.fields[f"late-{place.pk}"] = LongTextField(
                label=_("Why was she turned away?") if turned_away else _("Why was she let in?"),
                missing=_("Say why, in a few words"),
                max_length=300,
                rows=2,
            )

    def _ask_about(self, place: Place) -> None:
        self.fields[f"told-{place.pk}"] = ChoiceField(
            label=_("Did she tell us before?"),
            missing=_("Choose whether she told us before"),
            choices=[("yes", _("Yes")), ("no", _("No")), ("unknown", _("I do not know"))],
            size="s",
        )
        self.fields[f"reason-{place.pk}"] = SelectField(
            label=_("What got in the way?"),
            missing=_("Choose what got in the way, or “Not known”"),
            choices=[Choice(code, words) for code, words in absences.reasons()],
            size="s",
        )
        self.fields[f"rung-{place.pk}"] = ChoiceField(
            label=_("Was she rung today?"),
            missing=_("Choose whether she was rung"),
            choices=list(Rung.choices),
            size="s",
        )

    def layout(self) -> Layout:
        asked: dict[UUID, list[str]] = {}
        for place in self.absent:
            asked[place.pk] = [f"told-{place.pk}", f"reason-{place.pk}", f"rung-{place.pk}"]
        for place in self.late:
            asked.setdefault(place.pk, []).append(f"late-{place.pk}")
        return Layout(*(Fieldset(self.called[pk], *names) for pk, names in asked.items()))

    def buttons(self) -> list[Button | Link]:
        return [Button(_("Sign off the register")), Link(_("Back to the register"), self.back_url)]

    def said(self) -> dict[UUID, Said]:
        """Return the answers about each absence, once the form is valid."""
        told = {"yes": True, "no": False, "unknown": None}
        data = self.cleaned_data
        return {
            place.pk: Said(
                told[data[f"told-{place.pk}"]], data[f"reason-{place.pk}"], Rung(data[f"rung-{place.pk}"])
            )
            for place in self.absent
        }

    def why_late(self) -> dict[UUID, str]:
        return {place.pk: self.cleaned_data[f"late-{place.pk}"] for place in self.late}
