"""Questions a form can ask. Every one says, in `missing`, what to do when it is left empty.

`size` is the size of the label or legend (`s`, `m`, `l`, `xl`); with `heading=True` it is also the
page's one `h1`. `width` is a width of the box: 2, 3, 4, 5, 10, 20 or 30 characters.
"""

from collections.abc import Iterable
from datetime import date, time
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ui import dates, times
from ui.choices import Choice, Divider, Text, answers, pairs
from ui.widgets import DateParts, Password, Tick, Typed

MISSING = _("Answer this question")
CHOOSE_ONE = _("Choose one")
YES, NO = _("Yes"), _("No")
TOO_EARLY = _("Check the date: it is too early")
TOO_LATE = _("Check the date: it is too late")


class Asked:
    """What all our questions share beyond Django's own."""

    heading: bool
    size: str
    autocomplete: str

    def __init__(
        self,
        *args: Any,
        label: Text,
        missing: Text | None = None,
        hint: Text = "",
        heading: bool = False,
        size: str = "",
        autocomplete: str = "off",
        **kwargs: Any,
    ) -> None:
        self.heading, self.size, self.autocomplete = heading, size, autocomplete
        messages = {"required": missing or MISSING, **kwargs.pop("error_messages", {})}
        super().__init__(
            *args,
            **{"label": label, "help_text": hint, "error_messages": messages, **kwargs},
        )


class Boxed(Asked):
    """A question answered in one box."""

    width: int | None
    prefix: Text
    suffix: Text
    inputmode: str

    def __init__(
        self,
        *args: Any,
        width: int | None = None,
        prefix: Text = "",
        suffix: Text = "",
        inputmode: str = "",
        **kwargs: Any,
    ) -> None:
        self.width, self.prefix, self.suffix, self.inputmode = width, prefix, suffix, inputmode
        super().__init__(*args, **kwargs)


def _too_long(limit: int | None) -> dict[str, Any]:
    if limit is None:
        return {}
    return {"max_length": _("Shorten this to %(limit_value)d characters. It has %(show_value)d.")}


class TextField(Boxed, forms.CharField):
    """One line of text."""

    def __init__(self, *, max_length: int | None = 200, **kwargs: Any) -> None:
        messages = {**_too_long(max_length), **kwargs.pop("error_messages", {})}
        super().__init__(max_length=max_length, error_messages=messages, **kwargs)


class LongTextField(Asked, forms.CharField):
    """Several lines; with `max_length` the page counts what is left."""

    def __init__(self, *, rows: int = 4, max_length: int | None = 500, **kwargs: Any) -> None:
        self.rows = rows
        messages = {**_too_long(max_length), **kwargs.pop("error_messages", {})}
        super().__init__(max_length=max_length, widget=forms.Textarea, error_messages=messages, **kwargs)


class EmailField(Boxed, forms.EmailField):
    """An e-mail address."""

    def __init__(self, **kwargs: Any) -> None:
        invalid = _("Enter an email address in the right form, like name@example.com")
        super().__init__(error_messages={"invalid": invalid}, inputmode="email", **kwargs)


class PhoneField(Boxed, forms.CharField):
    """A telephone number, kept exactly as given: any spacing, with words such as "ask for Jo"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 60, "width": 20, "inputmode": "tel", **kwargs})

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        digits = sum(c.isdecimal() for c in typed)
        if typed and not 6 <= digits <= 15:
            raise ValidationError(
                _("Enter a telephone number with its area code, like 01632 960 001"), code="invalid"
            )
        return typed


class NumberField(Boxed, forms.IntegerField):
    """A whole number; spaces and commas in it are forgiven."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {
            "invalid": _("Enter a whole number in digits, like 12"),
            "min_value": _("Enter a number that is %(limit_value)s or more"),
            "max_value": _("Enter a number that is %(limit_value)s or less"),
            **kwargs.pop("error_messages", {}),
        }
        settings = {"width": 5, "inputmode": "numeric", "widget": forms.TextInput, **kwargs}
        super().__init__(error_messages=messages, **settings)

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = value.replace(" ", "").replace(",", "")
        return super().to_python(value)


class TimeField(Boxed, forms.CharField):
    """A time of day, as people write it: "10am", "10.30", "2:15 pm". Gives a `time`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 12, "width": 5, "empty_value": None, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%H:%M") if isinstance(value, time) else value

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        read = times.read(str(typed))
        if read is None:
            raise ValidationError(_("Enter a time, like 10:15 or 10.15am"), code="invalid")
        return read


class PasswordField(Asked, forms.CharField):
    """A password, which may be pasted, and shown while it is typed."""

    def __init__(self, **kwargs: Any) -> None:
        settings = {"strip": False, "widget": Password, "autocomplete": "current-password"}
        super().__init__(**{**settings, **kwargs})


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


class DateMistake(ValidationError):
    """A date that cannot be read; `parts` are the boxes to mark and link to."""

    def __init__(self, message: Any, parts: tuple[str, ...]) -> None:
        self.parts = parts
        super().__init__(message, code="date")


class DateField(Asked, forms.Field):
    """A date the person knows, in three boxes: month names and stray spaces are forgiven.

    Set `earliest` and `latest` on the form's own field where a limit depends on today; `too_early`
    and `too_late` say what to do.
    """

    def __init__(
        self,
        *,
        earliest: date | None = None,
        latest: date | None = None,
        too_early: Text = TOO_EARLY,
        too_late: Text = TOO_LATE,
        **kwargs: Any,
    ) -> None:
        self.earliest, self.latest = earliest, latest
        self.too_early, self.too_late = too_early, too_late
        super().__init__(**{"widget": DateParts, **kwargs})

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        return self._read(value)

    def _read(self, typed: Typed) -> date:
        try:
            return dates.read(*typed)
        except dates.Misread as misread:
            raise DateMistake(_mend(misread, typed), misread.parts) from None

    def validate(self, value: Any) -> None:
        super().validate(value)
        every = ("day", "month", "year")
        if value and self.earliest and value < self.earliest:
            raise DateMistake(self.too_early, every)
        if value and self.latest and value > self.latest:
            raise DateMistake(self.too_late, every)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(initial != self.to_python(data))
        except ValidationError:
            return True


def _mend(misread: dates.Misread, typed: Typed) -> Any:
    if misread.why == "YEAR":
        return _("Enter the year with four digits, like 1987")
    if misread.why == "UNREAL":
        shown = {"day": typed[0], "month": typed[1], "year": typed[2]}
        return _("Enter a real date. %(day)s %(month)s %(year)s does not exist.") % shown
    return {
        ("day",): _("Enter the day as well"),
        ("month",): _("Enter the month as well"),
        ("year",): _("Enter the year as well"),
        ("day", "month"): _("Enter the day and the month as well"),
        ("day", "year"): _("Enter the day and the year as well"),
        ("month", "year"): _("Enter the month and the year as well"),
    }[misread.parts]
