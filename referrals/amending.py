"""What the pages show on which police change what they sent, and what sending them does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from participants.safe_times import labels
from referrals import actions, shown
from referrals.drafts import Draft
from referrals.forms.amending import AmendAboutForm, Amending, AmendNumbersForm, AmendReachForm
from referrals.models import AmendedField, Amendment, Referral, ReferredPerson
from ui.refusals import Stale

Words = str | Promise


@dataclass(frozen=True)
class Part:
    """One page on which something can be changed."""

    key: str
    title: Promise
    form: type[Amending]


PARTS: tuple[Part, ...] = (
    Part("about", _("Change who she is"), AmendAboutForm),
    Part("reach", _("Change how to reach her"), AmendReachForm),
    Part("numbers", _("Change the crime or custody number"), AmendNumbersForm),
)
BY_KEY: dict[str, Part] = {part.key: part for part in PARTS}

LABELS: dict[str, Promise] = {
    "first_names": _("First names"),
    "last_name": _("Last name"),
    "preferred_name": _("Likes to be called"),
    "date_of_birth": _("Date of birth"),
    "pnc_id": _("PNC ID"),
    "no_fixed_address": _("No fixed address"),
    "address_lines": _("Address"),
    "postcode": _("Postcode"),
    "interpreter": _("Interpreter"),
    "reading": _("Reads letters"),
    "access_needs": _("What she needs to take part"),
    "phone": _("Mobile number"),
    "number_check": _("Number checked"),
    "asked_alone": _("Asked alone"),
    "call": _("Safe to ring"),
    "voicemail": _("Safe to leave a voicemail"),
    "text": _("Safe to text"),
    "post": _("Safe to write to this address"),
    "email": _("Email"),
    "email_safe": _("Safe to email"),
    "who_must_not_know": _("Who must not find out"),
    "danger_suggested": _("Somebody could hurt her"),
    "safe_times": _("Best times"),
    "trusted_contact": _("Somebody she trusts"),
    "crime_reference": _("Crime number"),
    "custody_reference": _("Custody number"),
    "cro_number": _("CRO number"),
}


@dataclass(frozen=True)
class Changed:
    """One answer, old and new, in words."""

    label: Words
    old: str
    new: str


@dataclass(frozen=True)
class Act:
    """One line of the change log, as `components/timeline.html` draws it."""

    title: Words
    when: str
    by: str
    text: str
    changes: tuple[Changed, ...]


@dataclass(frozen=True)
class ChangesPage:
    """What was changed since it was sent. Only what police themselves wrote is in it."""

    reference: str
    acts: tuple[Act, ...]
    parts: tuple[tuple[Words, str], ...]


def form_for(referral: Referral, part: Part, data: Mapping[str, Any] | None, *, today: date) -> Amending:
    """Return a page's form, filled with what stands now."""
    person: ReferredPerson = referral.person
    return part.form(
        data or None,
        initial=_initial(referral, person),
        version=person.version,
        today=today,
        definition=referral.definition.parsed,
        draft=Draft(),
    )


def _initial(referral: Referral, person: ReferredPerson) -> dict[str, Any]:
    lines = person.address_lines.splitlines()
    middle = ", ".join(lines[1:-1])
    return {
        **{f.attname: getattr(person, f.attname) for f in person._meta.concrete_fields},
        "address_1": lines[0] if lines else "",
        "address_2": middle,
        "town": lines[-1] if len(lines) > 1 else "",
        "needs_interpreter": bool(person.interpreter),
    }


def save(referral: Referral, part: Part, form: Amending, *, by: User, at: datetime) -> str:
    """Change what was sent; a page that is older than a colleague's change shows both."""
    why = form.cleaned_data["why"]
    try:
        actions.amend(referral, _columns(form.answers), why=why, by=by, at=at, seen=form.seen_version)
    except Stale as stale:
        person = ReferredPerson.objects.get(referral=referral)
        theirs = _initial(referral, person)
        raise Stale(theirs=theirs, current_version=stale.current_version) from stale
    return shown.address("changes", referral)


def _columns(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers of a page by column of `ReferredPerson`."""
    found = {name: value for name, value in answers.items() if name in LABELS}
    if "address_1" in answers:
        lines = (answers.get(name) for name in ("address_1", "address_2", "town"))
        found["address_lines"] = "\n".join(line for line in lines if line)
    for name in {"no_fixed_address", "asked_alone", "danger_suggested"} & set(found):
        found[name] = bool(found[name])
    for name in {"call", "voicemail", "text", "post", "email_safe"} & set(found):
        found[name] = found[name] or "NOT_ASKED"
    return found


def changes_page(referral: Referral, amendments: list[Amendment], *, user: User) -> ChangesPage:
    """Return the change log, newest first, and what may be changed now."""
    may = actions.may_amend(user, referral)
    parts = [(part.title, reverse("referrals:amend", args=[referral.pk, part.key])) for part in PARTS]
    return ChangesPage(
        reference=referral.reference,
        acts=tuple(_act(one) for one in amendments),
        parts=tuple(parts) if may else (),
    )


def _act(amendment: Amendment) -> Act:
    at = timezone.localtime(amendment.amended_at)
    return Act(
        title=_g("Changed by police"),
        when=date_format(at, "j F Y, H:i"),
        by=amendment.amended_by.split(" <")[0],
        text=amendment.why or "",
        changes=tuple(changed(row) for row in amendment.changed.order_by("pk")),
    )


def changed(row: AmendedField) -> Changed:
    """Return one change in words."""
    old, new = (in_words(row.name, json.loads(kept or "null")) for kept in (row.old, row.new))
    return Changed(LABELS.get(row.name, row.name), old, new)


def in_words(name: str, value: Any) -> str:
    """Return the value of a column as a person reads it."""
    if name == "safe_times":
        return ", ".join(str(label) for label in labels(value or []))
    if isinstance(value, bool):
        return _g("Yes") if value else _g("No")
    if name == "date_of_birth" and value:
        return date_format(date.fromisoformat(str(value)), "j F Y")
    column = ReferredPerson._meta.get_field(name)
    choices = dict(getattr(column, "flatchoices", None) or [])
    return str(choices.get(value, value or ""))
