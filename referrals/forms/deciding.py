"""What a coordinator decides or asks, and what police answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from crispy_forms.layout import Layout
from django.utils.formats import date_format
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from participants.models import Participant
from referrals.messages import OUTSIDE_LABELS
from referrals.models import QuestionKind, Referral, WhichDate
from referrals.rules import Outside
from referrals.statuses import DECLINE_REASONS, REASON_LABELS
from ui.choices import Choice, Divider
from ui.components import InsetText
from ui.fields import ChoiceField, DateField, LongTextField, TickField, YesNoField
from ui.forms import Form
from ui.layout import Button, Link, Show

NEW = "NEW"


class AcceptForm(Form):
    """Whose record it is; why, where a rule is not kept."""

    participant = ChoiceField(
        label=_("Is she one of these women?"),
        hint=_("Her PNC ID, her date of birth with a name that is like hers, or her number is the same."),
        missing=_("Choose her record, or say that she is new"),
    )
    take_details = YesNoField(
        label=_("Which number and address are right?"),
        missing=_("Choose which number and address are right"),
        yes=Choice("yes", _("The ones police sent"), hint=_("They replace what her record has.")),
        no=Choice(
            "no",
            _("The ones in her record"),
            hint=_("What she told police about another number or address then does not count."),
        ),
    )
    outside_reason = LongTextField(
        label=_("Why is it accepted all the same?"),
        missing=_("Say why it is accepted although it is outside the programme's rules"),
        max_length=500,
    )

    def __init__(
        self,
        *args: Any,
        found: Sequence[Participant],
        before: Mapping[UUID, Sequence[tuple[Referral, str]]],
        outside: Sequence[Outside],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.found, self.before, self.outside = found, before, outside
        if found:
            self.fields["participant"].offer(self._records())  # type: ignore[attr-defined]
        else:
            del self.fields["participant"], self.fields["take_details"]
        if not outside:
            del self.fields["outside_reason"]

    def _records(self) -> list[Choice | Divider]:
        records: list[Choice | Divider] = [
            Choice(str(one.pk), one.full_name, hint=self._hint(one)) for one in self.found
        ]
        return [*records, Divider(_("or")), Choice(NEW, _("No, she is new to us"))]

    def _hint(self, participant: Participant) -> str:
        born = participant.date_of_birth
        known = _g("Born %(born)s · %(phone)s · %(pnc)s") % {
            "born": date_format(born, "j F Y") if born else _g("date not known"),
            "phone": participant.phone or _g("no phone"),
            "pnc": participant.pnc_id or _g("no PNC ID"),
        }
        return " · ".join([known, *(words for _row, words in self.before.get(participant.pk, ()))])

    def layout(self) -> Layout:
        rules = [Show(InsetText(content=OUTSIDE_LABELS[rule])) for rule in self.outside]
        return Layout(
            *(["participant", "take_details"] if self.found else []),
            *rules,
            *(["outside_reason"] if rules else []),
        )

    def buttons(self) -> list[Button]:
        return [Button(_("Accept the referral"))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.found and cleaned.get("participant") == NEW and "take_details" in self.errors:
            del self.errors["take_details"]
        return cleaned

    @property
    def record(self) -> Participant | None:
        """The record chosen, None for a new one."""
        chosen = self.cleaned_data.get("participant", NEW)
        return next((one for one in self.found if str(one.pk) == chosen), None)

    @property
    def takes_details(self) -> bool:
        return bool(self.cleaned_data.get("take_details", True))


class DeclineForm(Form):
    submit = _("Decline the referral")
    reason = ChoiceField(
        label=_("Why is it declined?"),
        missing=_("Choose why it is declined"),
        choices=[(reason.value, REASON_LABELS[reason]) for reason in DECLINE_REASONS],
    )
    words = LongTextField(
        label=_("Say more"),
        hint=_("Police will read this. Leave out what she told you in confidence."),
        missing=_("Say why in your own words"),
        max_length=500,
    )

    def buttons(self) -> list[Button]:
        return [Button(self.submit, kind="warning")]


_ASKED_WITH = {QuestionKind.EXTENSION: ("asked_for_on",), QuestionKind.MISSING_DATE: ("which",)}


class AskForm(Form):
    """What to ask police; they read one sentence for each kind, shown before it goes."""

    submit = _("See what police will read")
    kind = ChoiceField(
        label=_("What do you need to know?"),
        missing=_("Choose what you need to know"),
        choices=[
            Choice(
                kind.value,
                kind.label,
                reveals=_ASKED_WITH.get(kind, ()),
            )
            for kind in QuestionKind
        ],
    )
    which = ChoiceField(
        label=_("Which date?"), missing=_("Choose which date it is about"), choices=WhichDate.choices
    )
    asked_for_on = DateField(
        label=_("Until when?"),
        missing=_("Enter the date you ask for"),
        too_early=_("Enter a date in the future"),
    )
    words = LongTextField(
        label=_("Anything to add"),
        hint=_("Police will read this under the sentence. Leave out what she told you in confidence."),
        max_length=500,
        required=False,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asked_for_on"].earliest = today  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == QuestionKind.OTHER and not cleaned.get("words"):
            self.add_error("words", _("Write your question"))
        return cleaned


class AnswerForm(Form):
    """Police answer a question; a new deadline is theirs to state."""

    submit = _("Send the answer")
    words = LongTextField(label=_("Your answer"), missing=_("Write your answer"), max_length=500)
    extended = YesNoField(
        label=_("Is the deadline extended?"),
        missing=_("Say whether the deadline is extended"),
        yes=Choice("yes", _("Yes"), reveals=("new_deadline_on",)),
    )
    new_deadline_on = DateField(
        label=_("New deadline"),
        missing=_("Enter the new deadline"),
        too_early=_("Enter a date in the future"),
    )

    def __init__(self, *args: Any, kind: str, which: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_deadline_on"].earliest = today  # type: ignore[attr-defined]
        asks_deadline = kind == QuestionKind.MISSING_DATE and which == WhichDate.DEADLINE
        if kind != QuestionKind.EXTENSION:
            del self.fields["extended"]
        if asks_deadline:
            self.fields["new_deadline_on"].label = _("The deadline of the condition")
            self.fields["new_deadline_on"].error_messages["required"] = _("Enter the deadline")
        elif kind != QuestionKind.EXTENSION:
            del self.fields["new_deadline_on"]
        self.fields["words"].required = kind != QuestionKind.EXTENSION and not asks_deadline

    def asked(self) -> list[str]:
        order = ["extended", "new_deadline_on", "words"]
        return sorted(super().asked(), key=lambda name: order.index(name) if name in order else -1)


class ConfirmForm(Form):
    submit = _("Confirm the referral")
    right = TickField(
        label=_("I referred this woman, and what is written here is right"),
        missing=_("Tick to say that what is written here is right, or ring us"),
    )


class DiscardForm(Form):
    """The button that throws a draft away."""

    def buttons(self) -> list[Button]:
        return [Button(_("Delete this draft"), kind="warning"), Link(_("Keep it"), "/")]
