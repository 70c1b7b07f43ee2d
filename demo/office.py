"""What the office does every day: what is due goes out, texts are ticked, letters are printed; and the returns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from correspondence import actions as correspondence
from correspondence import by_hand, outbox, print_files, print_runs
from correspondence.models import Message, PrintRunItem
from demo import voices
from demo.places import World
from demo.story import office_hour
from programmes.models import Agreement
from reports import actions as returns
from reports import funding, writing
from reports.quarters import Quarter, quarter_of
from ui.refusals import Refused


def every_day(world: World, *, first: datetime, last: datetime) -> Iterator[datetime]:
    """Each working day: send, tick, and on Tuesdays and Fridays print. It stops a day before now."""
    clerk = world.coordinators[0]
    at = office_hour(first, 1, 18)
    while at < last - timedelta(days=1):
        yield at
        _send(at)
        _texts(clerk, at)
        _tidy(clerk, at)
        if timezone.localtime(at).weekday() in {1, 4} and at < last - timedelta(days=4):
            _print(world, clerk, at)
        at = office_hour(at, 1, 18)


def _send(at: datetime) -> None:
    while outbox.send_due(clock=lambda: at).counts.get("claimed"):
        continue


def _texts(clerk: User, at: datetime) -> None:
    for message in Message.objects.visible_to(clerk).texts_due(at):
        try:
            handed = by_hand.hand_out(message, by=clerk, at=at)
            if handed.status == "SENDING":
                by_hand.mark_sent(handed, by=clerk, at=at)
        except Refused:
            continue


def _tidy(clerk: User, at: datetime) -> None:
    """What stayed undone for days is dealt with: calls that were owed, messages that could not go."""
    long_ago = at - timedelta(days=4)
    for call in Message.objects.visible_to(clerk).calls_due(long_ago):
        correspondence.mark_done(call, by=clerk, at=at)
    for message in Message.objects.visible_to(clerk).needing_a_person().filter(due_at__lt=long_ago):
        by_hand.settle(message, by=clerk, at=at)


def _print(world: World, clerk: User, at: datetime) -> None:
    letters = Message.objects.visible_to(clerk).letters_to_print()
    try:
        run = print_runs.make_run(world.juno.provider, [m.pk for m in letters], by=clerk, at=at)
    except Refused:
        return
    print_files.make(run.pk, at=at)
    printed = PrintRunItem.objects.filter(run=run).values_list("pk", flat=True)
    print_runs.close_run(run, printed=list(printed), reason="", by=clerk, at=at + timedelta(minutes=10))


def every_quarter(world: World, *, first: datetime, now: datetime) -> Iterator[datetime]:
    """Ten days after each quarter the manager signs its return off, all but the newest one."""
    quarter = quarter_of(first)
    _agree(world, first=quarter.first_on, at=first)
    voices.load_benchmark(world, at=first)
    while True:
        at = office_hour(quarter.ends_at, 8, 15)
        following = quarter_of(quarter.ends_at)
        if office_hour(following.ends_at, 8, 15) > now:
            return
        yield at
        _issue(world, quarter, at)
        quarter = following


def _agree(world: World, *, first: date, at: datetime) -> None:
    """The funding agreement: three years, one funder, two targets."""
    agreement = Agreement(
        programme=world.juno,
        reference="PCC 25/014",
        starts_on=first,
        ends_on=first + timedelta(days=3 * 365),
        yearly_value=Decimal(96_000),
        rated=True,
    )
    targets = {
        "referrals": funding.Target(Decimal(180), Decimal(150), "180 referrals in a year, or not below 150"),
        "activity_told_in_time": funding.Target(
            Decimal(95), Decimal(85), "95 in 100 outcomes told in time, or not below 85"
        ),
    }
    payer = world.juno.commissioners.get()
    funding.save(agreement, shares={payer: Decimal(100)}, targets=targets, by=world.manager, at=at)


def _issue(world: World, quarter: Quarter, at: datetime) -> None:
    manager = world.manager
    words = (
        "More women were reached by the second call this quarter. Women on the island asked for a group "
        "there; one is planned."
    )
    voices.record(world, quarter, at=at)
    writing.write_words(world.juno, quarter, words, by=manager, at=at, seen=None)
    prepared = returns.prepare(
        world.juno, quarter, name=manager.name, reason="Two registers were finished late.", by=manager, at=at
    )
    returns.draw(prepared, at=at)
    returns.sign_off(world.juno, quarter, by=manager, at=at, seen=None)
