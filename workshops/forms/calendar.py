"""Making the address of one's own calendar, and ending it: a button each."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ui.forms import Form
from ui.layout import Button


class AddressForm(Form):
    """Nothing is asked: the page says what will happen.

    :param has_one: whether there is an address already.
    """

    def __init__(self, *args: Any, has_one: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_one = has_one

    def buttons(self) -> list[Any]:
        if not self.has_one:
            return [Button(_("Make an address"), name="do", value="make")]
        return [
            Button(_("Make a new address"), name="do", value="make"),
            Button(_("Stop this address"), name="do", value="end", kind="secondary"),
        ]
