"""Filling the pages of the form from the mail a referral is entered from: each value beside its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from programmes.definition import Definition
from programmes.kinds import QuestionKind
from referrals import pasted
from referrals.forms.pages import typed
from referrals.forms.start import READ_MAIL, EligibleForm
from referrals.models import Referral, Source
from referrals.pasted import Found, Mail
from referrals.pasted.labels import START, plain


@dataclass(frozen=True)
class Rest:
    """The lines of the mail that gave no answer, as they stand."""

    text: str
    count: int


def mail_of(referral: Referral, *, today: date) -> Mail:
    """Return what the mail seems to say that a referral is entered from; nothing where there is none."""
    return pasted.read(referral.pasted or "", today=today)


def mail_to_start(text: str, definition: Definition, *, today: date) -> Mail:
    """Return what a mail seems to say, the programme's own yes/no questions among it."""
    asked = [one for one in definition.eligibility if one.kind is QuestionKind.YES_NO]
    questions = {plain(one.question.label("en")): one.code.lower() for one in asked}
    questions |= {plain(one.code): one.code.lower() for one in asked}
    return pasted.read(text, today=today, questions=questions)


def show_beside(form: forms.Form, found: Mapping[str, Found]) -> None:
    """Put the line of the mail under each question that it seems to answer."""
    for name, one in found.items():
        if name not in form.fields:
            continue
        field = form.fields[name]
        line = _("Line %(number)s of the mail: “%(text)s”") % {
            "number": one.line.number,
            "text": one.line.text.strip(),
        }
        field.help_text = f"{field.help_text} {line}".strip()


def rest_of(mail: Mail) -> Rest | None:
    """Return the lines that gave no answer, or nothing where every line gave one."""
    if not mail.rest:
        return None
    return Rest("\n".join(line.text for line in mail.rest), len(mail.rest))


def start_form(
    definition: Definition, data: Mapping[str, Any] | None, *, entering: bool, today: date
) -> EligibleForm:
    """Return the first page's form. A press of "Fill in from the mail" is not judged, only filled in.

    What was typed by hand stays as it was typed.
    """
    sent = EligibleForm(data, definition=definition, entering=entering)
    if not entering or data is None:
        return sent
    mail = mail_to_start(str(data.get("pasted") or ""), definition, today=today)
    if data.get("do") == READ_MAIL:
        by_hand = {name: value for name, value in typed(sent).items() if value}
        initial = {"source": Source.SECURE_MAIL, **mail.values(START), **by_hand}
        sent = EligibleForm(initial=initial, definition=definition, entering=entering)
    show_beside(sent, mail.of(START))
    return sent
