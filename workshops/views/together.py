"""The second person of a decision, who proves by her own password that she is there."""

from __future__ import annotations

from django.contrib.auth import authenticate
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest
from accounts.models import User
from workshops import actions
from workshops import refusals as no
from workshops.forms.together import TwoPeople


def decided_by_two(request: SignedInRequest, form: TwoPeople) -> actions.Override | None:
    """Return what two people decided; None where the form does not ask for them.

    :raises SecondPersonNeeded: when the address and the password are not those of one person.
    """
    if not form.asks_both:
        return None
    data = form.cleaned_data
    second = authenticate(request, username=data["second_email"], password=data["second_password"])
    if not isinstance(second, User):
        raise no.SecondPersonNeeded(
            _("That email address and password do not belong together. The second person types both."),
            field="second_password",
        )
    return actions.Override(reason=data["reason"], second=second)
