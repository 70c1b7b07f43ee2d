"""What a person is asked about letters and texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from correspondence.print_rows import LetterRow
from correspondence.statuses import CameBack, Channel, MailTiming, WhyNotTold
from correspondence.words.checks import faults
from correspondence.words.slots import Slot
from ui.choices import Choice
from ui.fields import ChoiceField, DateField, LongTextField, ManyField, TextField
from ui.forms import Form
from ui.layout import Button


class PressForm(Form):
    """A form of one button."""

    def __init__(self, *args: Any, submit: str | Promise = "", kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words, self.kind = submit, kind

    def buttons(self) -> list[Button]:
        """Return the one button."""
        return [Button(self.words, kind=self.kind)]


class HoldForm(Form):
    """Why a message is not to go for now."""

    submit = _("Hold it back")
    reason = LongTextField(
        label=_("Why should it wait?"),
        hint=_("Colleagues read it. For example: her partner is at home until Friday, I ring her then."),
        missing=_("Write why it should wait"),
        max_length=300,
        rows=3,
    )


class ToldForm(Form):
    """What came of telling her by word of mouth."""

    submit = _("Save")
    outcome = ChoiceField(
        label=_("What came of it?"),
        missing=_("Choose what came of it"),
        size="m",
        choices=[
            Choice("TOLD", _("She has been told")),
            Choice("NOT_TOLD", _("It could not be done"), reveals=("why",)),
        ],
    )
    why = ChoiceField(
        label=_("Why not?"), missing=_("Choose why it could not be done"), choices=WhyNotTold.choices
    )

    def __init__(self, *args: Any, channel: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if channel == Channel.IN_PERSON:  # nobody else has a part in it
            offered = [Choice(why.value, why.label) for why in WhyNotTold if why != WhyNotTold.WOULD_NOT]
            cast(ChoiceField, self.fields["why"]).offer(offered)

    @property
    def why_not(self) -> WhyNotTold | None:
        """Why she could not be told; None where she was."""
        given = self.cleaned_data
        return WhyNotTold(given["why"]) if given["outcome"] == "NOT_TOLD" else None


class CameBackForm(Form):
    """A posted letter is back on the desk."""

    submit = _("Log that it came back")
    says = ChoiceField(
        label=_("What does the envelope say?"),
        missing=_("Choose what the envelope says"),
        size="m",
        choices=CameBack.choices,
    )


class FoundRightForm(Form):
    """Nothing is asked: the page says what follows."""

    submit = _("The address is right: letters may go there")

    def buttons(self) -> list[Button]:
        return [Button(self.submit, kind="secondary")]


class RunForm(Form):
    """Which letters to print now: all that may go, unless somebody takes one out."""

    letters = ManyField(
        label=_("Letters to print"),
        missing=_("Choose at least one letter"),
        small=True,
        size="m",
    )

    def __init__(self, *args: Any, rows: Sequence[LetterRow] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        question = cast(ManyField, self.fields["letters"])
        question.offer([Choice(row.id, f"{row.reference} {row.who}", hint=_describe(row)) for row in rows])
        question.initial = [row.id for row in rows]
        self.submit = _("Make the letters (PDF)")  # type: ignore[misc]


class CloseForm(Form):
    """Whether the letters of a run printed."""

    submit = _("Save")
    outcome = ChoiceField(
        label=_("Did they all print?"),
        missing=_("Choose whether they all printed"),
        size="m",
        choices=[
            Choice("ALL", _("Yes, mark them as posted today")),
            Choice("SOME", _("Some did not"), reveals=("spoilt", "reason")),
        ],
    )
    spoilt = ManyField(label=_("Which did not print?"), missing=_("Choose the letters that did not print"))
    reason = TextField(
        label=_("What happened?"), missing=_("Write what happened, such as “paper jam”"), max_length=120
    )

    def __init__(self, *args: Any, rows: Sequence[LetterRow] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        question = cast(ManyField, self.fields["spoilt"])
        question.offer([Choice(row.id, f"{row.made}: {row.reference}") for row in rows])
        self.ids = [row.id for row in rows]

    @property
    def printed(self) -> list[str]:
        """The ids of the letters that printed, once the form is valid."""
        spoilt = set(self.cleaned_data["spoilt"])
        return [id_ for id_ in self.ids if id_ not in spoilt]


def _describe(row: LetterRow) -> str:
    return gettext("%(what)s. Wording: %(wording)s. Address complete.") % {
        "what": row.what,
        "wording": row.wording,
    }


class MailForm(Form):
    """Which e-mails somebody of police gets, and when."""

    purposes = ManyField(
        label=_("What do you want an e-mail about?"),
        hint=_("Each has the reference and a link, and nothing about her."),
        required=False,
    )
    timing = ChoiceField(label=_("When?"), missing=_("Choose when you want them"), choices=MailTiming.choices)

    def __init__(self, *args: Any, offered: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["purposes"]).offer([Choice(code, words) for code, words in offered])

    def buttons(self) -> list[Button]:
        return [Button(_("Save"))]


class WordsForm(Form):
    """Own words for one letter or text, and from which day on they hold."""

    submit = _("Save these words")
    text = LongTextField(label=_("The words"), missing=_("Enter the words"), rows=18, max_length=4000)
    programme = ChoiceField(
        label=_("For which programme?"), missing=_("Choose for which programme"), choices=[]
    )
    language = ChoiceField(
        label=_("In which language are they written?"),
        missing=_("Choose the language they are written in"),
        choices=[("en", _("English")), ("cy", _("Welsh"))],
    )
    from_on = DateField(
        label=_("From which day on?"),
        hint=_("Today or later. What went out before stays as it was."),
        missing=_("Enter the day from which these words hold"),
        too_early=_("Enter today or a later day"),
    )

    def __init__(
        self, *args: Any, slot: Slot, programmes: Sequence[tuple[str, str]], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.slot = slot
        self.fields["programme"].offer([Choice(code, label) for code, label in programmes])  # type: ignore[attr-defined]
        self.fields["from_on"].earliest = today  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        text, language = given.get("text"), given.get("language")
        if text and language:
            for fault in faults(self.slot, text.replace("\r\n", "\n").strip(), language=language):
                self.add_error("text", fault)
        return given

    def buttons(self) -> list[Button]:
        return [
            Button(self.submit),
            Button(_("Preview"), kind="secondary", name="do", value="preview"),
            Button(_("Send it to me as a test"), kind="secondary", name="do", value="test"),
        ]
