"""What the pages show on which police change what they sent, and what sending them does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from participants.safe_times import labels
from programmes import codes
from referrals import actions, shown
from referrals.drafts import Draft
from referrals.forms.amending import (
    AmendAboutForm,
    AmendApartForm,
    AmendHelpForm,
    Amending,
    AmendMatterForm,
    AmendNumbersForm,
    AmendReachForm,
)
from referrals.messages import HELP_LABELS
from referrals.models import AmendedField, Amendment, Referral, ReferredPerson
from referrals.police_word import MATTER, as_police_have_it, others, value
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
    Part("matter", _("Change the offence or its dates"), AmendMatterForm),
    Part("apart", _("Change whom she must not meet"), AmendApartForm),
    Part("help", _("Change what would help her come, or a risk to staff"), AmendHelpForm),
    Part("numbers", _("Change the crime number or another police number"), AmendNumbersForm),
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
    "arrest_number": _("Arrest or summons number"),
    "case_urn": _("Case URN"),
    "offence_code": _("Offence"),
    "offence_text": _("Offence in their own words"),
    "offence_on": _("Date of the offence"),
    "summary_only": _("Summary-only offence"),
    "arrested_on": _("Date she was arrested"),
    "disposal": _("How it is dealt with"),
    "disposal_on": _("Date of the disposal"),
    "disposal_expected_on": _("Date the disposal is expected"),
    "other_conditions": _("Other conditions"),
    "must_not_meet": _("Whom she must not meet"),
    "help_wanted": _("What would help her come"),
    "help_words": _("Anything else that would help"),
    "risk_to_staff": _("Risk to staff"),
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
    """Return a page's form, filled with what police say now."""
    person, theirs = referral.person, as_police_have_it(referral)
    return part.form(
        data or None,
        initial=_initial(theirs, person),
        version=person.version,
        today=today,
        definition=referral.definition.parsed,
        draft=shown.draft_of(theirs, person),
        force=referral.referring_organisation.force_code if referral.referring_organisation else "",
    )


def _initial(theirs: Referral, person: ReferredPerson) -> dict[str, Any]:
    lines = person.address_lines.splitlines()
    middle = ", ".join(lines[1:-1])
    return {
        **{f.attname: getattr(person, f.attname) for f in person._meta.concrete_fields},
        **{name: getattr(theirs, name) for name in MATTER},
        "disposal_given": theirs.disposal_on is not None,
        "staff_risk": bool(person.risk_to_staff),
        **_people(person),
        "address_1": lines[0] if lines else "",
        "address_2": middle,
        "town": lines[-1] if len(lines) > 1 else "",
        "needs_interpreter": bool(person.interpreter),
    }


def _people(person: ReferredPerson) -> dict[str, Any]:
    told = shown.others_told(person)
    born = {name: date.fromisoformat(v) for name, v in told.items() if name.startswith("other_born") and v}
    return {**told, **born}


def save(referral: Referral, part: Part, form: Amending, *, by: User, at: datetime) -> str:
    """Change what was sent; a page that is older than a colleague's change shows both."""
    why = form.cleaned_data["why"]
    try:
        actions.amend(referral, _columns(form.answers), why=why, by=by, at=at, seen=form.seen_version)
    except Stale as stale:
        person = ReferredPerson.objects.get(referral=referral)
        theirs = _initial(as_police_have_it(referral), person)
        raise Stale(theirs=theirs, current_version=stale.current_version) from stale
    return shown.address("changes", referral)


def _columns(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers of a page by the columns they are kept in."""
    found = {name: value for name, value in answers.items() if name in LABELS}
    if "address_1" in answers:
        lines = (answers.get(name) for name in ("address_1", "address_2", "town"))
        found["address_lines"] = "\n".join(line for line in lines if line)
    if "must_not_meet" in answers:
        found["must_not_meet"] = Draft().with_page("offence", answers).must_not_meet
    for name in {"no_fixed_address", "asked_alone", "danger_suggested"} & set(found):
        found[name] = bool(found[name])
    for name in {"call", "voicemail", "text", "post", "email_safe"} & set(found):
        found[name] = found[name] or "NOT_ASKED"
    return found


def changes_page(referral: Referral, amendments: list[Amendment], *, user: User) -> ChangesPage:
    """Return the change log, newest first, and what may be changed now."""
    may = actions.may_amend(user, referral)
    parts = [(part.title, reverse("referrals:amend", args=[referral.pk, part.key])) for part in PARTS]
    parts.append((_("State a new deadline"), reverse("casework:police_deadline", args=[referral.pk])))
    return ChangesPage(
        reference=referral.reference,
        acts=acts(referral, amendments),
        parts=tuple(parts) if may else (),
    )


def acts(referral: Referral, amendments: Iterable[Amendment]) -> tuple[Act, ...]:
    """Return what police changed, act by act, in words."""
    return tuple(_act(referral, one) for one in amendments)


def _act(referral: Referral, amendment: Amendment) -> Act:
    at = timezone.localtime(amendment.amended_at)
    return Act(
        title=_g("Changed by police"),
        when=date_format(at, "j F Y, H:i"),
        by=amendment.amended_by.split(" <")[0],
        text=amendment.why or "",
        changes=tuple(
            changed(row, referral) for row in sorted(amendment.changed.all(), key=lambda row: row.pk)
        ),
    )


def changed(row: AmendedField, referral: Referral) -> Changed:
    """Return one change in words."""
    old, new = (in_words(row.name, value(row.name, kept), referral) for kept in (row.old, row.new))
    return Changed(LABELS.get(row.name, row.name), old, new)


def in_words(name: str, kept: Any, referral: Referral) -> str:
    """Return the value of a column as a person reads it."""
    if isinstance(kept, bool):
        return _g("Yes") if kept else _g("No")
    if isinstance(kept, date):
        return date_format(kept, "j F Y")
    if name in _WORDS:
        return _WORDS[name](kept or "", referral)
    column = (Referral if name in MATTER else ReferredPerson)._meta.get_field(name)
    choices = dict(getattr(column, "flatchoices", None) or [])
    return str(choices.get(kept, kept or ""))


def _must_not_meet(told: str, _referral: Referral) -> str:
    answer = json.loads(told or "{}").get("answer", "")
    people = [_person(one) for one in others(told)]
    return "; ".join(people) or {"NO": _g("Nobody"), "UNKNOWN": _g("Not known")}.get(answer, "")


def _person(other: Mapping[str, str]) -> str:
    born = other.get("born_on")
    when = _g("born %(day)s") % {"day": date_format(date.fromisoformat(born), "j F Y")} if born else ""
    return ", ".join(part for part in (other["name"], when, other.get("reason")) if part)


def _offence(code: str, _referral: Referral) -> str:
    known = codes.offence(code)
    return known.label if known else code


def _disposal(code: str, referral: Referral) -> str:
    language = get_language() or "en"
    found = [one.label for one in referral.definition.parsed.disposals if one.code == code]
    return str(found[0].label(language)) if found else code


def _help(wanted: Any, _referral: Referral) -> str:
    return ", ".join(str(words) for code, words in HELP_LABELS.items() if code in wanted)


def _times(chosen: Any, _referral: Referral) -> str:
    return ", ".join(str(label) for label in labels(chosen or []))


_WORDS: dict[str, Callable[[Any, Referral], str]] = {
    "must_not_meet": _must_not_meet,
    "offence_code": _offence,
    "disposal": _disposal,
    "help_wanted": _help,
    "safe_times": _times,
}
