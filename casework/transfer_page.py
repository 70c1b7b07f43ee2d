"""What the page of passing on offers, and what it says will go and what will stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _g

from accounts.models import Organisation, OrganisationKind
from casework.forms.passing_on import SAME, TransferForm
from casework.messages import days_in_words
from casework.models import Case, ContactAttempt, Note
from programmes.models import Programme
from referrals.matching import apart_but_not_sent
from referrals.models import Referral
from referrals.statuses import Status
from ui.choices import Choice
from workshops import offers, standing


@dataclass(frozen=True)
class Passing:
    """What is said before it is done."""

    to: str
    goes: Sequence[str]
    stays: Sequence[str]
    told: Sequence[str]
    back: str


@dataclass(frozen=True)
class Chosen:
    """Where it goes; None for what stays as it is."""

    programme: Programme | None
    force: Organisation | None


def back_of(referral: Referral) -> str:
    page = "casework:case" if referral.status == Status.ACCEPTED else "referrals:review"
    return reverse(page, args=[referral.pk])


def form_for(referral: Referral, data: Mapping[str, Any] | None) -> TransferForm:
    """Return the form: every other open programme, and every other force that refers to one of them."""
    programmes = Programme.objects.open().exclude(pk=referral.programme_id).select_related("provider")
    forces = Organisation.objects.filter(kind=OrganisationKind.POLICE_FORCE).order_by("name")
    here, mine = str(referral.programme), str(referral.referring_organisation or "")
    return TransferForm(
        data,
        version=referral.version,
        back=back_of(referral),
        initial={"programme": SAME, "force": SAME},
        programmes=[
            Choice(SAME, _g("%(name)s, as now") % {"name": here}),
            *(Choice(str(one.pk), str(one), hint=str(one.provider)) for one in programmes),
        ],
        forces=[
            Choice(SAME, _g("%(name)s, as now") % {"name": mine or _g("Nobody")}),
            *(
                Choice(str(one.pk), one.name)
                for one in forces
                if one.pk != referral.referring_organisation_id
            ),
        ],
    )


def chosen(form: TransferForm) -> Chosen:
    """Return where the answers lead."""
    programme, force = form.cleaned_data["programme"], form.cleaned_data["force"]
    return Chosen(
        None if programme == SAME else Programme.objects.open().get(pk=programme),
        None if force == SAME else Organisation.objects.get(pk=force),
    )


def passing(case: Case, to: Chosen) -> Passing:
    """Return what goes, what stays and who is told, in sentences."""
    programme = to.programme or case.programme
    force = to.force or case.referring_organisation
    return Passing(
        to=_g("%(programme)s, with %(force)s") % {"programme": programme, "force": force or _g("no police")},
        goes=_goes(case),
        stays=_stays(case, programme),
        told=_told(case, to),
        back=reverse("casework:transfer", args=[case.pk]),
    )


def _goes(case: Case) -> list[str]:
    counts = {
        "calls": ContactAttempt.objects.filter(referral=case.pk).count(),
        "notes": Note.objects.filter(referral=case.pk).count(),
        "questions": case.questions.count(),
        "notices": case.notices.count(),
    }
    said = [
        _g("What police sent, and the deadline they stated."),
        _g("Questions to police, with their answers: %(questions)s. Outcomes: %(notices)s.") % counts,
        _g("Calls about this referral: %(calls)s. Notes: %(notes)s.") % counts,
    ]
    came = standing.attended_on(case) if case.participant_id else []
    if came:
        said.append(_g("That she came on %(days)s.") % {"days": days_in_words(came)})
    return said


def _stays(case: Case, programme: Programme) -> list[str]:
    said = []
    if case.participant_id:
        kept = {"provider": case.provider}
        if programme.provider_id == case.provider_id:
            said.append(_g("Her record stays with %(provider)s, to be found when it is accepted.") % kept)
        else:
            said.append(
                _g(
                    "Her record stays with %(provider)s. What she said is safe, and where she can be reached, "
                    "is copied when it is accepted there."
                )
                % kept
            )
            if apart_but_not_sent(case.participant, case.person):
                said.append(
                    _g(
                        "She is kept apart here from somebody police did not name. Who it is stays with "
                        "%(provider)s, because it is about another person; whoever takes her on is told to "
                        "ring and ask before she is booked."
                    )
                    % kept
                )
        ahead = [
            timezone.localdate(one.workshop.starts_at) for one in offers.held_ahead(case, at=timezone.now())
        ]
        if ahead:
            said.append(_g("Her places on %(days)s are given back.") % {"days": days_in_words(ahead)})
    said.append(_g("Letters and texts that have not gone are taken back."))
    return said


def _told(case: Case, to: Chosen) -> list[str]:
    if case.reports_to_id is None and to.force is None:
        return [_g("Nobody: no police hear of this referral.")]
    if to.force is None:
        return [_g("The officer, by an e-mail with the reference and a link.")]
    said = [_g("%(force)s, by an e-mail with the reference and a link.") % {"force": to.force}]
    if case.referring_organisation is not None:
        said.append(
            _g("%(force)s, that it went to another force. They no longer see it.")
            % {"force": case.referring_organisation}
        )
    return said
