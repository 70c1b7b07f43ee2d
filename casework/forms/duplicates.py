"""Is it one woman or are they two?"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ui.choices import Choice, Divider
from ui.fields import ChoiceField, LongTextField
from ui.forms import Form

ACCEPT, ACCEPT_OTHER, JOIN, ALREADY, TWO = "ACCEPT", "ACCEPT_OTHER", "JOIN", "ALREADY", "TWO"

CHOICES: dict[str, Choice] = {
    ACCEPT: Choice(
        ACCEPT,
        _("One woman, a new matter"),
        hint=_("Next: accept the new referral on the record she has."),
    ),
    ACCEPT_OTHER: Choice(
        ACCEPT_OTHER,
        _("One woman"),
        hint=_("Next: accept the other referral first, on the record she has."),
    ),
    JOIN: Choice(
        JOIN,
        _("One woman with two records"),
        hint=_("Next: see what joining the two records would change."),
    ),
    ALREADY: Choice(
        ALREADY,
        _("One woman, and this matter was sent already"),
        hint=_("The new referral goes back to police, with what you write."),
        reveals=("words",),
    ),
    TWO: Choice(TWO, _("Two women"), hint=_("You will not be asked about these two again.")),
}


class DuplicateForm(Form):
    answer = ChoiceField(label=_("One woman or two?"), missing=_("Say whether it is one woman or two"))
    words = LongTextField(
        label=_("What do you tell police?"), missing=_("Write what police should know"), max_length=500
    )

    def __init__(self, *args: Any, offered: list[str], may_say_so: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given: list[Choice | Divider] = [CHOICES[code] for code in offered]
        self.fields["answer"].offer([*given, Divider(_("or")), CHOICES[TWO]])  # type: ignore[attr-defined]
        if ALREADY not in offered:
            del self.fields["words"]
            return
        self.fields["words"].help_text = (
            _("They sent the earlier referral as well, so you may name it.")
            if may_say_so
            else _(
                "They did not send the earlier referral. Write nothing that shows that she is known: "
                "ask them to ring you."
            )
        )
