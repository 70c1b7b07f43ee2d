"""What two people together decide: that women who are kept apart are in one building that day (design rule 3)."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ui.fields import EmailField, LongTextField, PasswordField
from ui.forms import Form
from ui.layout import Fieldset
from ui.refusals import Refused
from workshops import refusals as no

BOTH = ("reason", "second_email", "second_password")


class TwoPeople(Form):
    """Asks for the reason and the second person, once it is known that she would meet somebody.

    A form that knows it before it is made says so with `ask_both`. Another is sent first, is refused, and then
    asks, of whoever may decide: `may_decide`.
    """

    reason = LongTextField(
        label=_("Why is it safe for both to be in the building?"),
        missing=_("Say why it is safe"),
        max_length=500,
    )
    second_email = EmailField(
        label=_("The second person's email address"), missing=_("Enter the second person's email address")
    )
    second_password = PasswordField(
        label=_("The second person's password"),
        hint=_("She or he types it here, now."),
        missing=_("Enter the second person's password"),
    )

    def __init__(self, *args: Any, may_decide: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_decide = may_decide
        self._both = {name: self.fields.pop(name) for name in BOTH}
        self.legend: str | Promise = ""
        if may_decide and BOTH[1] in self.data:
            self.ask_both(_("Decide with a second person"))

    def ask_both(self, legend: str | Promise) -> None:
        """Ask for the reason and the second person, under these words."""
        self.legend = legend
        self.fields.update(self._both)

    @property
    def asks_both(self) -> bool:
        """Tell whether two people are deciding here."""
        return bool(self.legend)

    def together(self) -> list[Fieldset]:
        """Return what is asked of the two, for the layout; nothing where nobody is asked."""
        return [Fieldset(self.legend, *BOTH)] if self.legend else []

    def refuse(self, refused: Refused) -> None:
        """Show why the action said no, and ask for two people where they may decide otherwise."""
        if isinstance(refused, no.KeptApart) and self.may_decide:
            self.ask_both(_("Decide with a second person"))
            refused.field = BOTH[0]
        super().refuse(refused)
