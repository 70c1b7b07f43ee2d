"""What every question shares."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ui.choices import Text

MISSING = _("Answer this question")


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
