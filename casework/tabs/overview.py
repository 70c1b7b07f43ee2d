"""The first tab: the matter, and what helps her come."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from casework import notice_view
from casework.case_page import Opened
from casework.history import name_only
from casework.messages import said
from casework.models import (
    Arrangement,
    FirstCall,
)
from casework.notice_view import Notice
from casework.tabs.cards import Card, Fact, day_or_nothing
from programmes import codes
from referrals import history, police_word
from referrals.messages import HELP_LABELS, outside_in_words, reminded
from referrals.models import Chase, OutcomeNotice, PoliceDecision, Referral


def overview_cards(opened: Opened) -> list[Card]:
    """Return the cards of the first tab: the matter, what helps her come, who works on it."""
    case = opened.case
    definition = case.definition.parsed
    disposal = {d.code: said(d.label) for d in definition.disposals}.get(case.disposal)
    offence = codes.offence(case.offence_code)
    matter = [
        Fact(_("Programme"), said(definition.label)),
        Fact(_("Disposal"), disposal or case.disposal),
        Fact(_("Date of the disposal"), day_or_nothing(case.disposal_on)),
        Fact(_("Deadline stated by police"), day_or_nothing(case.deadline_on)),
        Fact(_("Offence"), case.offence_text or (offence.label if offence else "")),
        Fact(_("Sent by"), str(case.referred_by or case.submitted_by.split(" <")[0])),
        Fact(_("Police force"), str(case.referring_organisation or "")),
        Fact(_("Coordinator"), str(case.worker or _("Not assigned"))),
    ]
    told = [told_card(opened)] if opened.facts.notice_sent_at else []
    return [
        *told,
        *_outside_card(case),
        Card(_("The matter"), matter),
        _help_card(opened),
        *_before_card(opened),
    ]


def _before_card(opened: Opened) -> list[Card]:
    """What a returning woman came to before; no card for one who is new."""
    her = opened.case.participant
    before = history.programmes_before([her], but=opened.case).get(her.pk, ()) if her else ()
    facts = [Fact(row.reference, words) for row, words in before]
    return [Card(_("Earlier programmes"), facts)] if facts else []


def _outside_card(case: Referral) -> list[Card]:
    """Say, for as long as the case is kept, which rules she was accepted outside of, why, and by whom."""
    if not case.accepted_outside_rules:
        return []
    rules = outside_in_words(case.outside_at_acceptance, case.outside_answers, case.definition.parsed)
    facts = [
        Fact(_("Which rules"), " ".join(rules)),
        Fact(_("Why she was accepted"), case.accepted_outside_rules),
        Fact(_("Accepted by"), name_only(case.accepted_by)),
    ]
    return [Card(_("Accepted outside the programme's rules"), facts)]


def told_card(opened: Opened) -> Card:
    """Return every version of what police were told, the newest first, and what became of it."""
    rows = list(OutcomeNotice.objects.filter(referral=opened.case).order_by("number"))
    decided = list(PoliceDecision.objects.filter(notice__in=rows).order_by("-decided_at"))
    chased = Chase.objects.filter(notice__in=rows).order_by("number")
    chases = list(chased) if opened.facts.notice_chased else []
    for row in rows:
        row.referral = opened.case
    versions = notice_view.notices(rows, decided)
    facts = [
        Fact(
            _g("Version %(number)s: %(title)s") % {"number": one.number, "title": one.title},
            _became(one, [c for c in chases if c.notice_id == one.id]),
        )
        for one in reversed(versions)
    ]
    return Card(_("What police were told"), facts)


def _became(notice: Notice, chases: Sequence[Chase]) -> str:
    said = [_g("Sent %(when)s") % {"when": notice.sent}]
    said += [reminded(chase.to, timezone.localdate(chase.chased_at)).rstrip(".") for chase in chases]
    if notice.seen:
        said.append(_g("Opened %(when)s") % {"when": notice.seen})
    if notice.acknowledged:
        said.append(_g("Acknowledged %(when)s") % {"when": notice.acknowledged})
    return " · ".join([*said, *notice.decisions])


def _help_card(opened: Opened) -> Card:
    first = FirstCall.objects.filter(referral=opened.case).first()
    log = police_word.log(opened.case, police_word.SAID_OF_HER)
    sent = {
        name: police_word.as_we_have_it(opened.case.person, log, name) for name in police_word.SAID_OF_HER
    }
    wanted = (first.help_wanted if first else None) or sent["help_wanted"] or []
    labels = [str(label) for code, label in HELP_LABELS.items() if str(code) in wanted]
    facts = [
        Fact(_("What would help her come"), ", ".join(labels)),
        Fact(_("What she needs"), (first.needs_words if first else "") or sent["help_words"] or ""),
        Fact(_("Risk to staff"), sent["risk_to_staff"] or _("None that police told us of")),
        Fact(_("Arrangements"), _arrangements_in_words(opened.case)),
    ]
    return Card(_("Coming to the workshops"), facts)


def _arrangements_in_words(case: Referral) -> str:
    rows = Arrangement.objects.filter(referral=case).order_by("made_at")
    return ", ".join(
        _g("%(kind)s: %(state)s") % {"kind": r.get_kind_display(), "state": r.get_state_display()}
        for r in rows
    )
