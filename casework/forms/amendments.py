"""What police changed: taken over or left, each by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from casework.proposals import Proposal
from ui.choices import Choice
from ui.fields import ChoiceField
from ui.forms import Form

TAKE, LEAVE = "TAKE", "LEAVE"


class AmendmentsForm(Form):
    submit = _("Save")

    def __init__(self, *args: Any, proposals: Sequence[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked_of = {f"p{one.id.hex}": one for one in proposals}
        for name, one in self.asked_of.items():
            self.fields[name] = _take_or_leave(one)

    @property
    def taken(self) -> dict[UUID, bool]:
        """By field, whether it is taken over."""
        return {one.id: self.cleaned_data[name] == TAKE for name, one in self.asked_of.items()}


def _take_or_leave(one: Proposal) -> ChoiceField:
    words = {
        "old": one.old or _g("nothing"),
        "new": one.new or _g("nothing"),
        "ours": one.ours or _g("nothing"),
    }
    told = _g("Police had: %(old)s. Now: %(new)s.") % words
    ours = _g("Our record has: %(ours)s.") % words if one.ours else ""
    hers = _g("She told us this herself, so it stays as she said it. Ask her when you speak.")
    apart = _g("She is kept apart from everybody named, until you answer.")
    leave = Choice(LEAVE, _("Leave it as we have it"), hint=hers if one.hers else "")
    take = Choice(TAKE, _g("Take over: %(new)s") % words)
    return ChoiceField(
        label=one.label,
        hint=" ".join(
            part
            for part in (
                told,
                ours,
                apart if one.name == "must_not_meet" else "",
                _g("%(by)s, %(when)s: “%(why)s”") % vars(one),
            )
            if part
        ),
        missing=_("Say whether you take over each change"),
        choices=[leave] if one.hers else [take, leave],
    )
