"""What an action raises when it will not do what was asked."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """An action said no, and says in one sentence what the person can do.

    Subclass it beside the action that raises it. `sentence` is shown as it is, in the error
    summary of the form that asked. `field`, where given, names the form field to link to.
    """

    sentence: str | Promise = _("This could not be done. Go back, check the page and try again.")
    field: str | None = None

    def __init__(self, sentence: str | Promise | None = None, *, field: str | None = None) -> None:
        if sentence is not None:
            self.sentence = sentence
        if field is not None:
            self.field = field
        super().__init__(self.sentence)

    def __str__(self) -> str:
        return str(self.sentence)


class Stale(Refused):
    """Somebody changed the record after this page was opened.

    `theirs` gives the values now stored, by form field name, for the page that shows both.
    """

    sentence = _(
        "Somebody else changed this after you opened it. Check both versions and choose which to keep."
    )

    def __init__(
        self, *, theirs: Mapping[str, Any] | None = None, current_version: int | None = None
    ) -> None:
        self.theirs = dict(theirs or {})
        self.current_version = current_version
        super().__init__()
