"""Questions answered in words and numbers."""

from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ui import times
from ui.fields.base import Asked, Boxed
from ui.widgets import Password


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
        messages = {"invalid": invalid, **_too_long(320)}
        super().__init__(error_messages=messages, inputmode="email", **kwargs)


class PhoneField(Boxed, forms.CharField):
    """A telephone number, kept exactly as given: any spacing, with words such as "ask for Jo"."""

    def __init__(self, **kwargs: Any) -> None:
        settings = {"max_length": 60, "width": 20, "inputmode": "tel", **kwargs}
        super().__init__(error_messages=_too_long(60), **settings)

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


class FileField(Asked, forms.FileField):
    """One file. `accept` is what the browser offers first, such as ".csv"; the server looks for itself."""

    widget = forms.FileInput

    def __init__(self, *, accept: str = "", empty: Any = None, **kwargs: Any) -> None:
        self.accept = accept
        messages = {
            "empty": empty or _("This file is empty. Choose another."),
            **kwargs.pop("error_messages", {}),
        }
        super().__init__(error_messages=messages, **kwargs)
