"""Work that is done on a page of its own: one row of Today says how much there is, and leads there.

All kinds are counted in one query, however many there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.urls import reverse
from django.utils.functional import Promise

from casework.queues import READ, Moment, Queue, Row


@dataclass(frozen=True)
class Errand:
    """One kind of work.

    :param slug: of its queue; errands next to each other with one slug are rows of one queue.
    :param words: how much there is; `%(n)s` is the number.
    :param rows: what there is, of anything: a row each.
    :param view: the page it is done on, with `args` in its address.
    :param by_number: the work counts as so many things to do, not as one.
    """

    slug: str
    title: Promise
    words: Promise
    view: str
    action: Promise
    rows: Callable[[Moment], QuerySet[Any]]
    args: tuple[str, ...] = ()
    by_number: bool = False

    def row(self, number: int) -> Row:
        url = reverse(self.view, args=self.args)
        return Row(str(self.words % {"n": number}), url, action_url=url, action=self.action)


def queues_of(errands: Sequence[Errand], moment: Moment) -> list[Queue]:
    """Return a queue for each kind of work, empty where there is none of it; one query."""
    found = _counted(errands, moment)
    drawn = []
    numbered = [(errand, found[number]) for number, errand in enumerate(errands)]
    for (slug, title), several in groupby(numbered, key=lambda pair: (pair[0].slug, pair[0].title)):
        some = [(errand, number) for errand, number in several if number]
        total = sum(number if errand.by_number else 1 for errand, number in some)
        drawn.append(Queue(slug, title, [errand.row(number) for errand, number in some], total))
    return drawn


def _counted(errands: Sequence[Errand], moment: Moment) -> Counter[int]:
    """Return how much there is of each, by its position; beyond `READ` it is only known to be more."""
    kinds = [
        errand.rows(moment)
        .order_by()
        .annotate(errand=Value(str(number), CharField()))
        .values_list("errand")[: READ + 1]
        for number, errand in enumerate(errands)
    ]
    rows: Any = reduce(lambda all_of_them, one: all_of_them.union(one, all=True), kinds[1:], kinds[0])
    return Counter(int(number) for (number,) in rows)
