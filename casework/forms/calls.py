"""Logging a call, the first call, and what is safe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from casework.statuses import CallOutcome, Told
from participants.models import Answer, NumberCheck, Reading, WordsLevel
from participants.safe_times import SAFE_TIME_LABELS
from referrals.messages import HELP_LABELS
from ui.choices import Choice
from ui.fields import ChoiceField, LongTextField, ManyField, TextField, TickField
from ui.forms import Form
from ui.layout import Button, Fieldset, Layout
from workshops.statuses import AccessFact

_HINTS = {
    CallOutcome.SPOKE: _("Next: the first-call list, if it is not done"),
    CallOutcome.NO_ANSWER: _("The next try is set for another part of the day"),
    CallOutcome.SOMEBODY_ELSE: _("Nobody rings her again until a safe way is known"),
    CallOutcome.WRONG_NUMBER: _("Next: ask police for another number"),
}


class CallForm(Form):
    """What came of a call; a voicemail is offered only where it is safe."""

    hints: ClassVar[Mapping[CallOutcome, Any]] = _HINTS
    submit = _("Log the call")
    outcome = ChoiceField(label=_("What happened?"), missing=_("Choose what happened"), choices=[])
    words = LongTextField(
        label=_("Anything to remember"),
        hint=_("Only what the next person needs. Police never see this."),
        required=False,
        rows=3,
        max_length=300,
    )

    def __init__(self, *args: Any, voicemail: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes = [o for o in CallOutcome if voicemail or o != CallOutcome.VOICEMAIL]
        self.fields["outcome"].offer(  # type: ignore[attr-defined]
            [Choice(o.value, o.label, hint=self.hints.get(o, "")) for o in outcomes]
        )


class RoomCallForm(CallForm):
    """A call from the room: what follows from it is the coordinator's."""

    hints = {CallOutcome.SOMEBODY_ELSE: _HINTS[CallOutcome.SOMEBODY_ELSE]}


WEEKDAYS = (_("Mondays"), _("Tuesdays"), _("Wednesdays"), _("Thursdays"), _("Fridays"))


class FirstCallForm(Form):
    """The first conversation, in the order it usually goes; saved as often as one likes."""

    submit = _("Save")
    number_confirmed = TickField(
        label=_("This is her own number, and it is safe to ring her on it"), required=False, missing=""
    )
    told_privacy = TickField(
        label=_("I told her what we keep about her and who sees it"), required=False, missing=""
    )
    told_dates = TickField(label=_("I told her her dates"), required=False, missing="")
    told_a_miss = TickField(
        label=_("I told her what a missed workshop means"),
        required=False,
        missing="",
    )
    reading = ChoiceField(
        label=_("Can she read letters and texts?"), missing=_("Choose an answer"), choices=Reading.choices
    )
    help_wanted = ManyField(
        label=_("What would help her come?"),
        required=False,
        missing="",
        choices=[(str(code), label) for code, label in HELP_LABELS.items()],
    )
    cannot_come_on = ManyField(
        label=_("Days she can never come"),
        required=False,
        missing="",
        choices=[(str(number), label) for number, label in enumerate(WEEKDAYS)],
    )
    access_needed = ManyField(
        label=_("What must the building have for her?"),
        hint=_("She is booked only where the building is not known to be without it."),
        required=False,
        missing="",
        choices=AccessFact.choices,
    )
    needs_words = LongTextField(
        label=_("What she needs"),
        hint=_("Food, access, medicine, somebody to bring. The practitioner sees needs, never the offence."),
        required=False,
        max_length=500,
    )
    worries = LongTextField(label=_("What worries her about coming"), required=False, max_length=500)

    def __init__(self, *args: Any, booked: bool, told: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not booked:
            del self.fields["told_dates"]
        self.told_before = set(told)

    def layout(self) -> Layout:
        told = [name for name in ("told_privacy", "told_dates", "told_a_miss") if name in self.fields]
        return Layout(
            Fieldset(_("Her number"), "number_confirmed"),
            Fieldset(_("What she must hear"), *told, hint=_("Tick each when you have said it.")),
            Fieldset(
                _("Coming to the workshops"), "reading", "help_wanted", "cannot_come_on", "access_needed"
            ),
            Fieldset(_("In her own words"), "needs_words", "worries"),
        )

    def buttons(self) -> list[Button]:
        return [
            Button(_("Save and finish the first call"), name="do", value="finish"),
            Button(_("Save"), kind="secondary", name="do", value="save"),
        ]

    @property
    def newly_told(self) -> list[Told]:
        """What is ticked now and was not before."""
        ticks = {Told.PRIVACY: "told_privacy", Told.DATES: "told_dates", Told.A_MISS: "told_a_miss"}
        return [
            what
            for what, name in ticks.items()
            if self.cleaned_data.get(name) and what not in self.told_before
        ]


_ANSWERS = [
    Choice(Answer.YES, Answer.YES.label),
    Choice(Answer.NO, Answer.NO.label),
    Choice(Answer.NOT_ASKED, _("I did not ask")),
]


def _way(label: Any, hint: Any = "") -> ChoiceField:
    return ChoiceField(
        label=label, hint=hint, missing=_("Choose yes, no, or that you did not ask"), choices=_ANSWERS
    )


class SafeContactForm(Form):
    """What she says herself about each way of reaching her."""

    submit = _("Save what she said")
    call = _way(_("Is it safe to ring her?"))
    voicemail = _way(_("Is it safe to leave a voicemail?"))
    text = _way(_("Is it safe to text?"))
    email = _way(_("Is it safe to e-mail?"))
    post = _way(_("Is it safe to post letters to her address?"))
    in_person = _way(
        _("May we tell her something in person?"),
        _("One of us, when we meet her and nobody else can hear."),
    )
    page = _way(
        _("May we send her a link to a page with her dates?"),
        _(
            "It shows days, times and the place, and lets her tell us that she is coming or cannot. It has no "
            "name on it and says nothing of why. Anybody who picks up her phone could open it."
        ),
    )
    number_check = ChoiceField(
        label=_("How was the number checked?"),
        missing=_("Choose how the number was checked"),
        choices=NumberCheck.choices,
    )
    safe_times = ManyField(
        label=_("When is it safe to ring?"),
        hint=_("Leave empty if any time will do."),
        required=False,
        missing="",
        choices=[(str(code), label) for code, label in SAFE_TIME_LABELS.items()],
    )
    words = ChoiceField(
        label=_("How plainly may we write?"),
        missing=_("Choose how plainly we may write"),
        choices=[
            Choice(WordsLevel.NORMAL, _("Plainly"), hint=_("Letters may name the workshops")),
            Choice(WordsLevel.DISCREET, _("Discreetly"), hint=_("Nothing that says what it is about")),
        ],
    )
    safe_name = TextField(
        label=_("What we should call ourselves"),
        hint=_("For example, Jo from the course"),
        required=False,
        max_length=60,
    )
    who_must_not_know = TextField(label=_("Who must not find out"), required=False, max_length=200)
    code_word = TextField(label=_("A word that tells her it is us"), required=False, max_length=40)
    trusted_contact = TextField(
        label=_("Somebody she trusts, and how to reach them"), required=False, max_length=200
    )
    trusted_person = _way(
        _("May we ask that person to tell her that she should ring us?"),
        _("We say who rings and that she should ring back, and nothing else."),
    )
    emergency_contact = TextField(
        label=_("Whom may we ring if she is taken ill at a workshop?"),
        hint=_("A name and a number. The practitioner sees it on the day, and rings only in an emergency."),
        required=False,
        max_length=200,
    )
    withheld_number = TickField(label=_("Ring from a withheld number"), required=False, missing="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.JUNO_PLAIN_URL:
            del self.fields["page"]

    def layout(self) -> Layout:
        page = ["page"] if "page" in self.fields else []
        return Layout(
            Fieldset(
                _("Ask her each of these"), "call", "voicemail", "text", "email", "post", "in_person", *page
            ),
            Fieldset(_("Her number"), "number_check", "withheld_number", "safe_times"),
            Fieldset(_("What we write and say"), "words", "safe_name", "code_word"),
            Fieldset(
                _("Other people"),
                "who_must_not_know",
                "trusted_contact",
                "trusted_person",
                "emergency_contact",
            ),
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("trusted_person") == Answer.YES and not given.get("trusted_contact"):
            self.add_error("trusted_contact", _("Enter whom she trusts, and how to reach them"))
        return given

    @property
    def answers(self) -> dict[str, Any]:
        """The answers as the record keeps them."""
        given = {name: self.cleaned_data[name] for name in self.cleaned_data}
        for name in ("version", "submission"):
            given.pop(name, None)
        sealed = ("safe_name", "who_must_not_know", "code_word", "trusted_contact", "emergency_contact")
        return {name: (value or None) if name in sealed else value for name, value in given.items()}


class LiftStopForm(Form):
    """Ringing may begin again."""

    submit = _("Ringing her is safe again")
    words = TextField(
        label=_("How do you know?"),
        missing=_("Say how you know that ringing her is safe now"),
        max_length=200,
    )


class UndoForm(Form):
    """One button: take back the call just logged."""

    submit = _("Undo this call")

    def buttons(self) -> list[Button]:
        return [Button(self.submit, kind="secondary")]


class TellForm(Form):
    """What she was told of her dates and of a miss, and how she heard it."""

    submit = _("Save")
    what = ManyField(
        label=_("What did you tell her?"),
        missing=_("Choose what you told her"),
        choices=[
            (Told.DATES, _("Her dates")),
            (Told.A_MISS, _("What a missed workshop means")),
            (Told.PRIVACY, _("What we keep about her and who sees it")),
        ],
    )
    how = ChoiceField(
        label=_("How did she hear it?"),
        missing=_("Choose how she heard it"),
        choices=[Choice("CALL", _("On the phone")), Choice("IN_PERSON", _("In person"))],
    )
