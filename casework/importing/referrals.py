"""One row of the file is one referral, whatever became of it: all of it comes in, or none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import trail
from casework.actions.releasing import IMPORTED
from casework.importing.cells import Cells, email, phone
from casework.importing.mending import mend_of
from casework.models import Review
from participants import identifiers
from participants.models import Participant
from programmes.models import Programme
from referrals import actions as referrals
from referrals import matching
from referrals.actions import history
from referrals.models import Referral
from referrals.statuses import Ground, Reason, Status
from ui.refusals import Refused
from workshops.actions import Entry, book_run
from workshops.actions.history import record_mark
from workshops.models import Place, Workshop
from workshops.statuses import Mark

STANDINGS = ("NEW", "OPEN", "COMPLETED", "NOT_COMPLETED", "DECLINED", "WITHDRAWN")
ANSWERS = ("YES", "NO", "NOT_ASKED")
SAFE = ("safe_call", "safe_voicemail", "safe_text", "safe_email", "safe_post")
NEEDED = ("source_reference", "standing", "referred_on", "first_names", "last_name", "date_of_birth")
COLUMNS = (
    *NEEDED, "officer_email", "preferred_name", "pnc_id", "phone", "email", "address", "postcode",
    "no_fixed_address", "languages", "interpreter", "reading", "access_needs", "crime_reference",
    "disposal", "disposal_on", "deadline_on", "offence_code", "offence", "offence_on", "summary_only",
    *SAFE, "safe_asked_by", "safe_asked_on", "accepted_on", "cohort", "mark_1", "mark_2", "closed_on",
    "ground", "reason",
)  # fmt: skip


@dataclass(frozen=True)
class Written:
    """What one row says beyond the referral itself."""

    standing: str
    accepted_on: date | None
    closed_on: date | None
    cohort: str
    marks: tuple[str, ...]
    ground: str
    reason: str


def bring_in(cells: Cells, programme: Programme, *, by: User, at: datetime) -> Referral | None:
    """Bring one row in; None when it was there before or has a fault (left in `cells`)."""
    key = cells.text("source_reference", most=60)
    if key and history.is_there(programme.provider_id, key):
        return None
    written = _written(cells)
    past = _past(cells, key, at=at)
    _check(cells, written, past, programme, at=at)
    if cells.faults:
        return None
    try:
        with transaction.atomic():
            return _keep(past, written, programme, by=by, at=at)
    except Refused as refused:
        cells.refuse(_column_of(refused), mend_of(refused))
        return None


def _column_of(refused: Refused) -> str:
    return {"TooYoung": "date_of_birth", "AgeNotKnown": "date_of_birth"}.get(type(refused).__name__, "cohort")


def _written(cells: Cells) -> Written:
    return Written(
        standing=cells.choice("standing", STANDINGS, ""),
        accepted_on=cells.day("accepted_on"),
        closed_on=cells.day("closed_on"),
        cohort=cells.text("cohort", most=80),
        marks=tuple(cells.choice(f"mark_{n}", [m.value for m in Mark], "") for n in (1, 2)),
        ground=cells.choice("ground", [g.value for g in Ground], ""),
        reason=cells.choice("reason", [r.value for r in Reason], ""),
    )


def _past(cells: Cells, key: str, *, at: datetime) -> history.Past:
    referred_on = cells.day("referred_on")
    address = str(cells.read("officer_email", email, empty=""))
    officer = User.objects.filter(email=User.objects.normalise(address)).first() if address else None
    if address and officer is None:
        cells.refuse("officer_email", _("Let this officer sign in once, or leave the cell empty."))
    held = officer.active_memberships() if officer else []
    return history.Past(
        source_reference=key,
        officer=officer,
        team=next((m.team for m in held if m.team), None),
        sent_at=_noon(referred_on) if referred_on else at,
        person=_person(cells, this_year=at.year),
        facts=_facts(cells),
    )


def _person(cells: Cells, *, this_year: int) -> dict[str, object]:
    asked = bool(cells.raw("safe_asked_by") and cells.day("safe_asked_on"))
    safe = {column: cells.choice(column, ANSWERS, "NOT_ASKED") for column in SAFE}
    if not asked:  # nobody can say who asked her, or when: then nobody did
        safe = dict.fromkeys(SAFE, "NOT_ASKED")
    return {
        "first_names": cells.text("first_names", most=100),
        "last_name": cells.text("last_name", most=100),
        "preferred_name": cells.text("preferred_name", most=100),
        "date_of_birth": cells.day("date_of_birth"),
        "pnc_id": cells.checked(
            "pnc_id",
            partial(identifiers.pnc_id, this_year=this_year),
            _("Write the PNC ID like 2019/0500001T."),
        ),
        "phone": cells.checked(
            "phone", phone, _("Write the number with its area code, or leave the cell empty.")
        ),
        "email": str(cells.read("email", email, empty="")),
        "address_lines": cells.text("address", most=300).replace("; ", "\n"),
        "postcode": cells.checked("postcode", identifiers.postcode, _("Write the postcode like SO14 7LY.")),
        "no_fixed_address": cells.flag("no_fixed_address"),
        "languages": cells.text("languages", most=100),
        "interpreter": cells.text("interpreter", most=60),
        "reading": cells.choice("reading", ("YES", "WITH_HELP", "NO", "NOT_ASKED"), "NOT_ASKED"),
        "access_needs": cells.text("access_needs", most=500) or None,
        "crime_reference": cells.text("crime_reference", most=20),
        "asked_alone": asked,
        "call": safe["safe_call"],
        "voicemail": safe["safe_voicemail"],
        "text": safe["safe_text"],
        "email_safe": safe["safe_email"],
        "post": safe["safe_post"],
    }


def _facts(cells: Cells) -> dict[str, object]:
    return {
        "disposal": cells.text("disposal", most=40),
        "disposal_on": cells.day("disposal_on"),
        "deadline_on": cells.day("deadline_on"),
        "offence_code": cells.text("offence_code", most=12),
        "offence_text": cells.text("offence"),
        "offence_on": cells.day("offence_on"),
        "summary_only": cells.choice("summary_only", ("YES", "NO", "UNKNOWN"), "UNKNOWN"),
    }


def _check(cells: Cells, written: Written, past: history.Past, programme: Programme, *, at: datetime) -> None:
    for column in NEEDED:
        # A single name is enough, in either column.
        if not cells.raw(column) and column not in {"first_names", "last_name"}:
            cells.refuse(column, _("Fill this in."))
    if not past.person["first_names"] and not past.person["last_name"]:
        cells.refuse("first_names", _("Write at least one name."))
    if past.sent_at > at:
        cells.refuse("referred_on", _("Write a date that is not in the future."))
    known = {disposal.code for disposal in programme.current.parsed.disposals}
    if past.facts["disposal"] and past.facts["disposal"] not in known:
        cells.refuse("disposal", _g("Write one of: %(codes)s.") % {"codes": ", ".join(sorted(known))})
    _check_ending(cells, written)
    twin = history.same_matter(programme.provider_id, past.person, past.facts["offence_on"])
    if twin:
        cells.refuse(
            "crime_reference",
            _g("The same woman with the same crime number is there as %(twin)s. Take one of the two out.")
            % {"twin": twin},
        )


def _check_ending(cells: Cells, written: Written) -> None:
    if written.standing not in {"", "NEW", "OPEN"} and written.closed_on is None:
        cells.refuse("closed_on", _("Write the day on which it was closed."))
    if written.standing == "NOT_COMPLETED" and not written.ground:
        cells.refuse("ground", _g("Write one of: %(codes)s.") % {"codes": ", ".join(Ground)})
    if written.standing in {"DECLINED", "WITHDRAWN"} and not written.reason:
        cells.refuse("reason", _g("Write one of: %(codes)s.") % {"codes": ", ".join(Reason)})


def _keep(past: history.Past, written: Written, programme: Programme, *, by: User, at: datetime) -> Referral:
    referral = history.bring_in(past, programme, by=by, at=at)
    if written.standing == "NEW":
        return referral
    accepted_at = max(_noon(written.accepted_on), past.sent_at) if written.accepted_on else past.sent_at
    if written.standing != "DECLINED":
        referral = referrals.accept(
            referral,
            participant=_known(past, programme),
            outside_reason=_g("Brought in from the record kept before."),
            by=by,
            at=accepted_at,
        )
        _book(referral, written, by=by, at=accepted_at, now=at)
    if written.standing not in {"OPEN"} and written.closed_on is not None:
        referral = history.record_ending(
            referral,
            Status(written.standing),
            ground=Ground(written.ground) if written.ground else None,
            reason=Reason(written.reason) if written.reason else None,
            by=by,
            at=max(_noon(written.closed_on), accepted_at),
        )
    else:
        Review.objects.create(referral=referral, kind=IMPORTED, raised_at=at)
    trail.record("case.bring_in", referral, by=by, at=at, facts={"standing": written.standing})
    return referral


def _known(past: history.Past, programme: Programme) -> Participant | None:
    """Her record, when she was here before: the same PNC ID, or the same name and date of birth."""
    person = past.person
    if person["pnc_id"]:
        found = Participant.objects.filter(provider=programme.provider, pnc_id=person["pnc_id"]).first()
        if found:
            return found
    name = f"{person['first_names']} {person['last_name']}".strip()
    born_on = person["date_of_birth"]
    return matching.named(programme.provider, name, born_on if isinstance(born_on, date) else None)


class NoSuchCohort(Refused):
    """The group must be there first."""

    sentence = _("Bring this group in first with import_cohorts, or write its name as it is there.")


class NotOnTheGroup(Refused):
    """A mark for a workshop that the group does not have."""

    sentence = _("This mark has no workshop in the group. Check the group, or take the mark out.")


def _book(referral: Referral, written: Written, *, by: User, at: datetime, now: datetime) -> None:
    if not written.cohort:
        if any(written.marks):
            raise NotOnTheGroup
        return
    days = list(
        Workshop.objects.running()
        .filter(cohort__name=written.cohort, programme=referral.programme)
        .order_by("starts_at")
    )
    if not days:
        raise NoSuchCohort
    if len(days) < len([mark for mark in written.marks if mark]):
        raise NotOnTheGroup
    booked_at = min(at, days[0].starts_at - timedelta(hours=1))
    places = book_run(referral, days, by=by, at=booked_at, write=False)
    by_day = {place.workshop_id: place for place in places}
    for day, mark in zip(days, written.marks, strict=False):
        _mark(by_day.get(day.pk), day, mark, by=by, now=now)


def _mark(place: Place | None, day: Workshop, mark: str, *, by: User, now: datetime) -> None:
    if not mark or mark == Mark.NOT_MARKED:
        return
    if place is None:
        raise NotOnTheGroup
    record_mark(place, Entry(Mark(mark)), by=by, at=min(now, day.ends_at))


def _noon(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(12)))
