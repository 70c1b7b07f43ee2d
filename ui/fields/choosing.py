"""Questions answered by choosing."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.choices import Choice, Divider, Text, answers, pairs
from ui.fields.base import MISSING, Asked
from ui.widgets import Tick

CHOOSE_ONE = _("Choose one")
YES, NO = _("Yes"), _("No")


class Chosen(Asked):
    """A question answered by choosing."""

    answers: list[Choice | Divider]
    inline: bool
    small: bool
    cards: bool

    def __init__(
        self,
        *,
        choices: Iterable[Choice | Divider | tuple[str, Text]] = (),
        inline: bool = False,
        small: bool = False,
        cards: bool = False,
        **kwargs: Any,
    ) -> None:
        self.inline, self.small, self.cards = inline, small, cards
        self.answers = answers(choices)
        missing = kwargs.get("missing") or MISSING
        messages = {"invalid_choice": missing, **kwargs.pop("error_messages", {})}
        super().__init__(choices=pairs(self.answers), error_messages=messages, **kwargs)

    def offer(self, choices: Iterable[Choice | Divider | tuple[str, Text]]) -> None:
        """Set the answers of this one form, where they are known only when it is shown."""
        self.answers = answers(choices)
        cast(forms.ChoiceField, self).choices = pairs(self.answers)

    def reveals(self, value: Any) -> set[str]:
        """Return the names of the fields asked because of `value`."""
        chosen = set(value) if isinstance(value, list | tuple | set) else {str(value)}
        return {
            name
            for answer in self.answers
            if isinstance(answer, Choice) and answer.value in chosen
            for name in answer.reveals
        }

    def revealable(self) -> set[str]:
        """Return the names of all the fields some answer reveals."""
        return {n for a in self.answers if isinstance(a, Choice) for n in a.reveals}


class ChoiceField(Chosen, forms.ChoiceField):
    """One answer of several, as radios. Gives its value."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.RadioSelect, **kwargs})


class SelectField(Chosen, forms.ChoiceField):
    """One answer of a long list. Prefer radios for seven or fewer."""

    def __init__(self, *, prompt: Text = CHOOSE_ONE, **kwargs: Any) -> None:
        self.prompt = prompt
        super().__init__(**{"widget": forms.Select, **kwargs})


class ManyField(Chosen, forms.MultipleChoiceField):
    """Any number of answers, as checkboxes. Gives a list of values."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.CheckboxSelectMultiple, **kwargs})


class YesNoField(Chosen, forms.TypedChoiceField):
    """Yes or no, asked so that neither is assumed. Gives True or False, or None when not asked."""

    def __init__(
        self,
        *,
        yes: Choice | Text = YES,
        no: Choice | Text = NO,
        **kwargs: Any,
    ) -> None:
        both = [
            yes if isinstance(yes, Choice) else Choice("yes", yes),
            no if isinstance(no, Choice) else Choice("no", no),
        ]
        super().__init__(
            **{
                "choices": both,
                "coerce": lambda value: value == "yes",
                "empty_value": None,
                "widget": forms.RadioSelect,
                "inline": not any(c.hint or c.reveals for c in both),
                **kwargs,
            }
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value

    def reveals(self, value: Any) -> set[str]:
        return super().reveals(self.prepare_value(value))


class TickField(Asked, forms.BooleanField):
    """One checkbox: a statement the person makes. Gives True or False."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": Tick, **kwargs})
