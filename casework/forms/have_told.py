"""By which mouth she is told that she should ring us."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from casework.by_word import TELL
from correspondence.statuses import Channel
from ui.fields import ChoiceField
from ui.forms import Form


class HaveToldForm(Form):
    """:param ways: those the gate leaves open, and on which nothing waits."""

    submit = _("Put it on Today")
    way = ChoiceField(
        label=_("Who tells her?"), missing=_("Choose who tells her"), size="m", choices=Channel.choices
    )

    def __init__(self, *args: Any, ways: Sequence[Channel] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(ChoiceField, self.fields["way"]).offer([(way.value, TELL[way][1]) for way in ways])
