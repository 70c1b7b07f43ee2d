"""Made-up referrals in every state, each taken there by the real actions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import Organisation, User
from participants.models import Participant
from programmes.models import Programme
from referrals import actions
from referrals.models import Referral, Source
from referrals.statuses import Ground, Reason
from tests.factories import accounts
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory

ANSWERS: dict[str, dict[str, Any]] = {
    "about": {
        "first_names": "Sam",
        "last_name": "Testwell",
        "preferred_name": "",
        "date_of_birth": date(1990, 3, 14),
        "pnc_id": "",
        "no_fixed_address": False,
        "address_lines": "1 Example Road\nExampletown",
        "postcode": "PO1 1AA",
        "languages": "English",
        "interpreter": "",
        "reading": "YES",
        "access_needs": "",
    },
    "reach": {
        "phone": "07700 900 123",
        "number_check": "RANG_IN_HAND",
        "asked_alone": True,
        "call": "YES",
        "voicemail": "NO",
        "text": "YES",
        "post": "YES",
        "email_safe": "NOT_ASKED",
        "email": "",
        "who_must_not_know": "",
        "safe_times": ["WEEKDAY_MORNING"],
        "trusted_contact": "",
        "danger_suggested": False,
    },
    "offence": {
        "offence_code": "TH68010",
        "offence_text": "",
        "offence_on": date(2026, 11, 1),
        "arrested_on": None,
        "crime_reference": "44260123456",
        "custody_reference": "",
        "disposal": "CONDITIONAL_CAUTION",
        "disposal_on": date(2026, 11, 10),
        "disposal_expected_on": None,
        "deadline_on": date(2027, 3, 2),
        "summary_only": "NO",
        "other_conditions": "",
        "other_name_1": "",
        "other_name_2": "",
    },
    "help": {
        "help_wanted": ["TRAVEL"],
        "help_words": "",
        "risk_to_staff": "",
        "agreed_to_contact": True,
    },
}


def answers(**changed: Any) -> dict[str, dict[str, Any]]:
    """Return a full set of answers, page by page, with the named ones changed wherever they stand.

    Another crime number is another woman: she lives somewhere else, unless the address is given.
    """
    if "crime_reference" in changed:
        elsewhere = f"{changed['crime_reference'][-6:]} Example Road\nExampletown"
        changed.setdefault("address_lines", elsewhere)
    return {
        page: {name: changed.get(name, value) for name, value in asked.items()}
        | ({k: v for k, v in changed.items() if k.startswith("other_") and page == "offence"})
        for page, asked in ANSWERS.items()
    }


def draft(
    programme: Programme | None = None,
    *,
    by: User | None = None,
    at: datetime = NOW,
    source: Source = Source.ONLINE,
    officer: User | None = None,
    pages: Mapping[str, Mapping[str, Any]] | None = None,
    **changed: Any,
) -> Referral:
    """Return a referral being written, all its pages answered unless `pages` gives them."""
    programme = programme or ProgrammeFactory.create(code="JUNO")
    by = by or accounts.officer(force_of(programme))
    referral = actions.start_draft(programme, by=by, at=at, source=source, officer=officer)
    for page, given in (answers(**changed) if pages is None else pages).items():
        referral = actions.save_draft(referral, page, given, by=by, at=at)
    return referral


def submitted(
    programme: Programme | None = None, *, by: User | None = None, at: datetime = NOW, **kw: Any
) -> Referral:
    """Return a referral that police have sent."""
    programme = programme or ProgrammeFactory.create(code="JUNO")
    by = by or accounts.officer(force_of(programme))
    return actions.submit(draft(programme, by=by, at=at, **kw), by=by, at=at)


def accepted(
    programme: Programme | None = None,
    *,
    worker: User | None = None,
    participant: Participant | None = None,
    at: datetime = NOW,
    **kw: Any,
) -> Referral:
    """Return a referral that was taken on by `worker`, with her record and her plan."""
    referral = submitted(programme, at=at, **kw)
    worker = worker or accounts.coordinator(referral.provider)
    return actions.accept(referral, by=worker, at=at + timedelta(hours=1), participant=participant)


def declined(programme: Programme | None = None, *, at: datetime = NOW, **kw: Any) -> Referral:
    referral = submitted(programme, at=at, **kw)
    by = accounts.coordinator(referral.provider)
    return actions.decline(
        referral, reason=Reason.OUT_OF_AREA, words="She has moved away", by=by, at=at + timedelta(hours=1)
    )


def withdrawn(programme: Programme | None = None, *, at: datetime = NOW, **kw: Any) -> Referral:
    referral = accepted(programme, at=at, **kw)
    return actions.withdraw(
        referral,
        reason=Reason.POLICE_DECISION,
        words="Dealt with another way",
        by=worker_of(referral),
        at=at + timedelta(hours=2),
    )


def completed(
    programme: Programme | None = None, *, attended_on: tuple[date, ...] = (), at: datetime = NOW, **kw: Any
) -> Referral:
    referral = accepted(programme, at=at, **kw)
    return actions.complete(
        referral, attended_on=attended_on, by=worker_of(referral), at=at + timedelta(days=60)
    )


def handed_back(
    programme: Programme | None = None,
    *,
    ground: Ground = Ground.NOT_REACHED,
    attended_on: tuple[date, ...] = (),
    at: datetime = NOW,
    **kw: Any,
) -> Referral:
    referral = accepted(programme, at=at, **kw)
    return actions.hand_back(
        referral,
        ground=ground,
        attended_on=attended_on,
        by=worker_of(referral),
        at=at + timedelta(days=60),
    )


def worker_of(referral: Referral) -> User:
    """Return the coordinator who works on a referral."""
    worker: User | None = referral.worker
    assert worker is not None
    return worker


def force_of(programme: Programme) -> Organisation:
    """Return the first force that refers to a programme."""
    force = programme.forces.order_by("force_code").first()
    assert force is not None
    accounts.ForceFactory.create(force_code=force.force_code)  # gives it a sign-in domain
    return force
