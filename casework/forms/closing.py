"""Absences and endings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.statuses import AbsenceDecision, AbsenceReason
from referrals.actions import Because
from referrals.statuses import GROUND_LABELS, REASON_LABELS, WITHDRAW_REASONS, Ground
from ui.choices import Choice
from ui.fields import ChoiceField, LongTextField, TickField
from ui.forms import Form
from ui.layout import Button, Link


class AbsenceForm(Form):
    """What is known of an absence, and what follows from it."""

    submit = _("Save")
    told_before = ChoiceField(
        label=_("Did she tell us before?"),
        missing=_("Choose whether she told us before"),
        choices=[Choice("YES", _("Yes")), Choice("NO", _("No")), Choice("UNKNOWN", _("Not known"))],
    )
    reason = ChoiceField(
        label=_("What was the reason?"), missing=_("Choose the reason"), choices=AbsenceReason.choices
    )
    words = LongTextField(
        label=_("What she said"),
        hint=_("Police never see this."),
        required=False,
        max_length=500,
    )
    asked_her = TickField(
        label=_("We tried, safely, to hear her reason"),
        hint=_("A call that was answered or not, or a talk at the next workshop."),
        required=False,
        missing="",
    )
    decision = ChoiceField(
        label=_("What follows?"),
        required=False,
        missing="",
        choices=[
            Choice("", _("Not decided yet")),
            Choice(AbsenceDecision.REBOOK, _("Offer her other dates")),
            Choice(
                AbsenceDecision.REPORT,
                _("Tell police that she did not complete it"),
                hint=_("Only when she knew her dates and what a miss means, and was heard"),
            ),
        ],
    )


class LeftEarlyForm(Form):
    """Whether leaving early was enough."""

    submit = _("Save")
    counts = ChoiceField(
        label=_("Was she there for enough of it?"),
        missing=_("Choose whether the day counts"),
        choices=[Choice("YES", _("Yes, the day counts")), Choice("NO", _("No, it does not count"))],
    )


class CompleteForm(Form):
    """Nothing is asked where the marks say it all; where the worker judges, her answer."""

    submit = _("Complete and tell police")
    judged = TickField(
        label=_("In my judgement she has done what the programme asks"),
        missing=_("Tick this if she has done what the programme asks"),
    )

    def __init__(self, *args: Any, judges: bool, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.back = back
        if not judges:
            del self.fields["judged"]

    def buttons(self) -> list[Button]:
        return [Button(self.submit), Link(_("Cancel"), self.back)]


class HandBackForm(Form):
    """On which ground a case is handed back."""

    submit = _("Check what police will read")
    ground = ChoiceField(label=_("Why is it not completed?"), missing=_("Choose the ground"), choices=[])
    conversation = ChoiceField(
        label=_("At which call did she say so?"), missing=_("Choose the call"), choices=[]
    )

    def __init__(self, *args: Any, grounds: Iterable[Ground], calls: Iterable[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        made = list(calls)
        self.fields["conversation"].offer(made or [Choice("", _("No call with her is logged"))])  # type: ignore[attr-defined]
        self.fields["ground"].offer([_ground(ground) for ground in grounds])  # type: ignore[attr-defined]


def _ground(ground: Ground) -> Choice:
    reveals = ("conversation",) if ground is Ground.SHE_DECLINED else ()
    return Choice(ground, GROUND_LABELS[ground], hint=_GROUND_HINTS.get(ground, ""), reveals=reveals)


_GROUND_HINTS = {
    Ground.CANNOT_BE_MET: _("She missed a workshop or gave her dates up, and no dates are left in time"),
    Ground.NOT_REACHED: _("Everything the programme asks for was tried"),
    Ground.NOT_OFFERED: _("This says that we had no dates for her: ours, not hers"),
    Ground.UNSUITABLE: _("Only the service manager may say so"),
}


class WithdrawForm(Form):
    """Why a referral is taken back."""

    submit = _("Withdraw the referral")
    reason = ChoiceField(
        label=_("Why is it withdrawn?"),
        missing=_("Choose why it is withdrawn"),
        choices=[(reason, REASON_LABELS[reason]) for reason in WITHDRAW_REASONS],
    )
    words = LongTextField(
        label=_("Say more"),
        hint=_("Kept with the case."),
        missing=_("Say why it is withdrawn"),
        max_length=500,
    )

    def buttons(self) -> list[Button]:
        return [Button(self.submit, kind="warning")]


class LeaveClosedForm(Form):
    """One button."""

    submit = _("Leave the case closed")


class ReopenForm(Form):
    """Why a closed case is open again."""

    submit = _("Reopen the case")
    because = ChoiceField(
        label=_("Why is it reopened?"),
        missing=_("Choose why it is reopened"),
        choices=[
            Choice(Because.POLICE_DECISION, _("Police decided so, for example extended the deadline")),
            Choice(Because.CORRECTION, _("Something recorded here was wrong")),
        ],
    )
    words = LongTextField(
        label=_("Say more"), missing=_("Say what police decided, or what was wrong"), max_length=500
    )
