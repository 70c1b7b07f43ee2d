"""A print run: letters printed together, in order, closed when somebody says which of them printed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from audit import keys, sealing, trail
from correspondence import asking, gate, registry, wake
from correspondence.lateness import is_late
from correspondence.models import Message, PrintRun, PrintRunItem
from correspondence.moves import move
from correspondence.statuses import MessageStatus
from correspondence.writing import wording_holds
from participants.models import Participant
from participants.safe_contact import Allowed, Situation, Way, WhyNot, decide
from programmes.models import ClosedDay
from ui.refusals import Refused

TOO_LATE = "NOT_AFTER"
MOST = 200  # letters in one run: about what a printer's tray holds, and a minute's work to make


class NothingToPrint(Refused):
    sentence = _("None of these letters can be printed now. Each one says why.")


class AlreadyClosed(Refused):
    sentence = _("Somebody has already said which letters of this run printed.")


class NotMadeYet(Refused):
    sentence = _("The letters are still being made. Open them and print them first.")


@dataclass(frozen=True)
class Checked:
    """A letter and whether it may be printed now; `why` is empty when it may."""

    message: Message
    why: str


@dataclass(frozen=True)
class Closed:
    """How a run ended: how many were posted, put back, and which must be pulled out and shredded."""

    posted: int
    put_back: int
    pull_out: tuple[Message, ...]


def check(messages: Iterable[Message], *, at: datetime, wanted: bool = True) -> list[Checked]:
    """Ask the gate about many letters in a fixed number of queries; the participant is loaded with each.

    :param wanted: ask "still wanted?" as well, one by one: before printing and posting, not for a list.
    """
    rows = list(messages)
    women = {row.participant_id: row.participant for row in rows if row.participant is not None}
    situations = gate.situations(women.values(), at, messages=[row.pk for row in rows])
    sealing.preload(row.seal_key_id for row in rows if row.seal_key_id is not None)
    closed = ClosedDay.days()
    return [Checked(row, _why_not(row, situations, at, closed, wanted)) for row in rows]


def _why_not(
    row: Message, situations: dict[UUID, Situation], at: datetime, closed: frozenset[date], wanted: bool
) -> str:
    woman = row.participant
    if woman is None:
        return WhyNot.NO_ADDRESS
    if is_late(row, at, closed):
        return TOO_LATE
    try:
        purpose = registry.purpose(row.purpose)
    except registry.UnknownPurpose:
        return "UNKNOWN_PURPOSE"
    decision = decide(Way.POST, situations[woman.pk], at=at, reminder=purpose.reminder)
    if not isinstance(decision, Allowed):
        return decision.why
    leave = gate.leave(woman, Way.POST, decision)
    if not wording_holds(row, leave):
        return "WORDING"
    if row.sent_to != "\n".join(leave.to):
        return "ADDRESS_CHANGED"
    return _WANTED[asking.is_wanted(row)] if wanted else ""


_WANTED = {True: "", False: "NOT_WANTED", None: "ASKING"}


def make_run(
    provider: Organisation, letters: Collection[UUID], *, by: trail.Person, at: datetime
) -> PrintRun:
    """Put letters into a new run; those that may not go are stopped, and say why.

    Locks the participants, then the messages, each by key.

    :raises NothingToPrint: when none is left.
    """
    with transaction.atomic():
        wanted = Message.objects.letters_to_print().filter(provider=provider, pk__in=letters)
        women = wanted.values("participant_id")
        list(Participant.objects.filter(pk__in=women).order_by("pk").select_for_update())
        rows = list(
            wanted.select_related("participant").order_by("pk").select_for_update(of=("self",))[:MOST]
        )
        good = [row.message for row in check(rows, at=at) if not row.why]
        if not good:
            raise NothingToPrint
        good.sort(key=lambda message: (message.due_at, message.reference))
        run = PrintRun.objects.create(
            provider=provider, seal_key_id=keys.new_key(), made_at=at, made_by=by.trail_name
        )
        for position, message in enumerate(good, start=1):
            move(message, "batch", by=by, at=at)
            PrintRunItem.objects.create(run=run, message=message, position=position)
        trail.record("print_run.make_run", run, by=by, at=at, facts={"letters": len(good)})
        wake.printer(run.pk)
        return run


def close_run(
    run: PrintRun, *, printed: Collection[UUID], reason: str, by: trail.Person, at: datetime
) -> Closed:
    """Say which letters printed: they are posted today; the others wait for the next run.

    The gate is asked once more. A letter that may no longer go is stopped, printed or not, and must
    be pulled out and shredded; so must one that was stopped while it was in the printer. The joined
    files are destroyed: only each woman's own copy stays.

    :param printed: ids of the items that printed.
    :param reason: why the others did not print.
    :raises AlreadyClosed: when somebody was faster.
    :raises NotMadeYet: before the file was made.
    """
    with transaction.atomic():
        locked, items = _locked(run)
        why = {row.message.pk: row.why for row in check([item.message for item in items], at=at)}
        posted = put_back = 0
        pull_out = _leave_out(taken_out(locked))
        for item in items:
            item.printed = item.pk in printed
            item.reprint_reason = "" if item.printed else reason[:200]
            item.save(update_fields=["printed", "reprint_reason"])
            if why[item.message.pk]:
                verb = "expire" if why[item.message.pk] == TOO_LATE else "refuse"
                move(item.message, verb, by=by, at=at, why=why[item.message.pk])
                pull_out.append(item.message)
            elif item.printed:
                move(item.message, "post", by=by, at=at)
                posted += 1
            else:
                move(item.message, "put_back", by=by, at=at, why="NOT_PRINTED")
                put_back += 1
        locked.closed_at, locked.closed_by = at, by.trail_name
        locked.body = locked.labels = None
        locked.save(update_fields=["closed_at", "closed_by", "body", "labels"])
        keys.destroy(locked.seal_key_id, by=by.trail_name[:120], at=at)
        facts = {"posted": posted, "put_back": put_back, "pulled_out": len(pull_out)}
        trail.record("print_run.close_run", locked, by=by, at=at, facts=facts)
        return Closed(posted, put_back, tuple(pull_out))


def items_of(run: PrintRun) -> list[PrintRunItem]:
    """Return the letters of a run that are still in it, or were when it was closed, in print order."""
    items = PrintRunItem.objects.filter(run=run).select_related("message__participant")
    if run.closed_at is None:
        items = items.filter(message__status=MessageStatus.BATCHED)
    return list(items.order_by("position"))


def taken_out(run: PrintRun) -> list[PrintRunItem]:
    """Return the letters of an open run that may not go any more; somebody may have printed them."""
    if run.closed_at is not None:
        return []
    items = PrintRunItem.objects.filter(run=run).select_related("message__participant")
    return list(items.exclude(message__status=MessageStatus.BATCHED).order_by("position"))


def is_stale(run: PrintRun) -> bool:
    """Tell whether the file of an open run holds a letter that was taken out since it was made."""
    if run.closed_at is not None or run.rendered_at is None:
        return False
    in_file = PrintRunItem.objects.filter(run=run, printed__isnull=True)
    return in_file.exclude(message__status=MessageStatus.BATCHED).exists()


def make_anew(run: PrintRun) -> None:
    """Throw away a file that holds what may not go any more; the worker makes it again without."""
    with transaction.atomic():
        locked = PrintRun.objects.select_for_update().get(pk=run.pk)
        if is_stale(locked):
            locked.body = locked.labels = locked.rendered_at = None
            locked.save(update_fields=["body", "labels", "rendered_at"])
            wake.printer(locked.pk)


def _leave_out(items: Iterable[PrintRunItem]) -> list[Message]:
    """Note of letters that they are not posted with this run; return them."""
    found = list(items)
    for item in found:
        if item.printed is None:
            item.printed = False
            item.save(update_fields=["printed"])
    return [item.message for item in found]


def _locked(run: PrintRun) -> tuple[PrintRun, list[PrintRunItem]]:
    """Lock the women, the run and its letters that are still in it."""
    mine = PrintRunItem.objects.filter(run=run)
    women = mine.values("message__participant_id")
    list(Participant.objects.filter(pk__in=women).order_by("pk").select_for_update())
    locked = PrintRun.objects.select_for_update().get(pk=run.pk)
    if locked.closed_at is not None:
        raise AlreadyClosed
    if locked.rendered_at is None:
        raise NotMadeYet
    list(Message.objects.filter(printings__run=run).order_by("pk").select_for_update(of=("self",)))
    return locked, items_of(locked)
