"""What a manager says about a return."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from reports.disclosure import Kind, Rule
from reports.listing import IssuedLine
from reports.models import ConsentGiven, VoiceKind
from reports.sections import SECTIONS
from reports.voices import Doubt
from reports.writing import field_of
from ui.choices import Choice
from ui.fields import ChoiceField, DateField, LongTextField, SelectField, TextField, TickField
from ui.forms import FilterForm, Form
from ui.layout import Button


class WordsForm(Form):
    """The words with the figures."""

    submit = _("Save the words")
    narrative = LongTextField(
        label=_("Words with the figures"),
        hint=_(
            "What went well, what got in the way, what comes next. Leave an empty line between paragraphs. "
            "Name nobody, and give no detail by which somebody could be known."
        ),
        missing=_("Write a few sentences"),
        required=False,
        max_length=4000,
        rows=10,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, section in SECTIONS.items():
            self.fields[field_of(code)] = LongTextField(
                label=_("About “%(section)s”") % {"section": section}, required=False, max_length=1500, rows=3
            )

    @property
    def about(self) -> dict[str, str]:
        """The words about single sections."""
        return {code: self.cleaned_data[field_of(code)] for code in SECTIONS}


class VoiceForm(Form):
    """Words of a woman, and her consent."""

    submit = _("Save")
    kind = ChoiceField(
        label=_("What is it?"),
        missing=_("Say what it is"),
        choices=[
            Choice(VoiceKind.QUOTE, VoiceKind.QUOTE.label, hint=_("Short: at most 600 characters")),
            Choice(
                VoiceKind.STUDY, VoiceKind.STUDY.label, hint=_("At most 3,000 characters, one in a return")
            ),
        ],
    )
    reference = TextField(
        label=_("Whose consent is it?"),
        hint=_("The reference of her case. It is never printed. For example, JUNO-00119"),
        missing=_("Enter the reference of her case"),
        max_length=40,
        width=20,
    )
    words = LongTextField(
        label=_("The words"),
        hint=_("Without quotation marks. Name nobody, and give no detail by which she could be known."),
        missing=_("Enter the words"),
        max_length=3000,
        rows=6,
    )
    consented_on = DateField(label=_("When did she agree?"), missing=_("Enter the day on which she agreed"))
    consent_given = ChoiceField(
        label=_("How did she agree?"), missing=_("Say how she agreed"), choices=ConsentGiven.choices
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(DateField, self.fields["consented_on"]).latest = today


class VoiceWordsForm(Form):
    """Changing the words, and saying why a detail may stay."""

    submit = _("Save")

    def __init__(self, *args: Any, doubts: Sequence[Doubt], longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"] = LongTextField(
            label=_("The words"), missing=_("Enter the words"), max_length=longest, rows=6
        )
        self.keys = {one.field: one.key for one in doubts}
        for name, one in zip(self.keys, doubts, strict=True):
            self.fields[name] = TextField(
                label=_("Why may “%(words)s” stay?") % {"words": one.words},
                hint=_(
                    "%(why)s Change the words instead if you can. The reason is never printed in the return."
                )
                % {"why": one.why},
                required=False,
                initial=one.reason,
                max_length=200,
            )

    @property
    def reasons(self) -> dict[str, str]:
        """Why each detail may stay, where somebody says so."""
        return {key: self.cleaned_data[name] for name, key in self.keys.items()}


class TakeBackForm(Form):
    """She takes her consent back."""

    submit = _("She has taken it back")

    def buttons(self) -> list[Button]:
        return [Button(self.submit, kind="warning")]


class PrepareForm(Form):
    """In whose name it is signed, and why if a check is not met."""

    submit = _("Prepare the return")
    name = TextField(
        label=_("Name and job of whoever signs it off"),
        hint=_("It is printed on the return. For example, Jo Marsh, service manager"),
        missing=_("Enter the name and job of whoever signs it off"),
        max_length=120,
        width=30,
    )
    reason = LongTextField(
        label=_("Why is it signed off although a check is not met?"),
        hint=_("Printed on the return, under data quality."),
        missing=_("Say why it is signed off although a check is not met"),
        max_length=500,
    )

    why_changed = LongTextField(
        label=_("If figures of an earlier return have changed: why?"),
        hint=_("Printed under revisions, with what each was and is. Name nobody."),
        missing=_("Say why figures of an earlier return have changed"),
        required=False,
        max_length=500,
    )
    protection = ChoiceField(
        label=_("How are small numbers protected?"),
        hint=_("In the tables by reason, need and characteristic. Totals are always shown."),
        missing=_("Say how small numbers are protected"),
        choices=[
            Choice(Kind.FEWER_THAN, _("Fewer than 5 is hidden, with what would give it away (usual)")),
            Choice(Kind.ROUND, _("Every number is rounded to 5")),
            Choice(Kind.NONE, _("Nothing is hidden"), reveals=("why_open",)),
        ],
        initial=Kind.FEWER_THAN,
        required=False,
    )
    why_open = LongTextField(
        label=_("Why is nothing hidden?"),
        hint=_("Printed on the return."),
        missing=_("Say why nothing is hidden"),
        max_length=500,
    )

    @property
    def rule(self) -> Rule:
        """The rule that was chosen; the usual one where none was."""
        said = self.cleaned_data
        return Rule(Kind(said.get("protection") or Kind.FEWER_THAN), reason=said.get("why_open") or "")

    def __init__(self, *args: Any, all_checks_met: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if all_checks_met:
            del self.fields["reason"]


class SignOffForm(Form):
    """Signing what was read."""

    submit = _("Sign off and issue")
    read = TickField(
        label=_("I have read the PDF above, from its first page to its last, and it is right"),
        missing=_("Read the PDF, then say that it is right"),
    )


class PickForm(FilterForm):
    """Choosing among the returns that were issued."""

    submit = _("Read it")
    which = SelectField(
        label=_("Choose a quarter"), missing=_("Choose the return you want to read"), choices=[]
    )

    def __init__(self, *args: Any, lines: Sequence[IssuedLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(SelectField, self.fields["which"]).offer([(str(line.pk), line.named) for line in lines])


class WithdrawForm(Form):
    """Taking an issued return from download."""

    submit = _("Withdraw the return")
    reason = LongTextField(
        label=_("Why is it withdrawn?"),
        hint=_("The commissioner sees this. Name nobody."),
        missing=_("Say why it is withdrawn"),
        max_length=500,
    )

    def buttons(self) -> list[Button]:
        return [Button(self.submit, kind="warning")]
