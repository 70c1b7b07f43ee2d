"""Who the women are: tables by age, ethnicity, disability, caring and pregnancy, over a rolling year.

Her own answers are sealed; they are opened here, in this process, to be counted and for nothing else.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit import opening
from participants.equality import COUNTED_AS, counted_as
from participants.models import EqualityAnswers
from programmes.codes import ethnicities
from referrals.models import ReferredPerson
from referrals.statuses import Status
from reports.measures.among import Among
from reports.measures.facts import Case
from reports.measures.splits import Option

BANDS = ((18, 24), (25, 34), (35, 44), (45, 54), (55, 64), (65, 150))
UNKNOWN = "UN"
OLD_CHINESE = "O1"  # of 16 + 1: counted as A4
NOT_KNOWN = Option(UNKNOWN, _("Not known"))

COLUMNS = (
    Option("COMPLETED", _("Completed")),
    Option("CAME", _("Came, not completed")),
    Option("NOT_COME", _("Has not come")),
)

DEFINITION = _(
    "Referrals sent in the twelve months that end with the quarter, by what the woman told us about herself, and "
    "how far each has come by the day of counting. A woman referred twice stands in it twice. Whoever was not "
    "asked or did not answer is shown as not known."
)

YES_NO = (
    Option("YES", _("Yes")),
    Option("NO", _("No")),
    Option("NS", _("Prefers not to say")),
    NOT_KNOWN,
)


class Who(NamedTuple):
    """What is known of one woman: codes only, and the column her case stands in."""

    age: str = UNKNOWN
    answers: Mapping[str, str] = MappingProxyType({})
    stage: str = "NOT_COME"


@dataclass(frozen=True)
class Characteristic:
    """One equality table. `groups` fold finer rows into its rows: the finer ones are its atoms."""

    code: str
    label: str | Promise
    rows: tuple[Option, ...]
    atom: Callable[[Who], str]
    groups: Mapping[str, str] | None = None  # atom -> row
    family: str = ""

    def row_of(self, atom: str) -> str:
        return atom if self.groups is None else self.groups.get(atom, UNKNOWN)


def _answer(name: str, known: Iterable[str], **counted: str) -> Callable[[Who], str]:
    """Return what tells the code of an answer; one that is not among the known is not known.

    :param counted: codes that are counted as another.
    """
    codes = {given: counted_as(given) for given in (*known, *COUNTED_AS)}
    codes = {given: code for given, code in codes.items() if code in known} | counted
    return lambda who: codes.get(who.answers.get(name, UNKNOWN), UNKNOWN)


ANSWERS = tuple(option.code for option in YES_NO)
CENSUS = {row.code: row.census_group for row in ethnicities()}
GROUPS = tuple(dict.fromkeys(CENSUS.values()))
_ethnic_code = _answer("ethnicity", CENSUS, **{OLD_CHINESE: "A4"})
ETHNIC_ROWS = tuple(Option(row.code, row.label) for row in ethnicities() if row.code != OLD_CHINESE)

CHARACTERISTICS = (
    Characteristic(
        "equality_age",
        _("Age on the day of the referral"),
        (
            *(Option(f"{low}-{high}", f"{low}–{high}") for low, high in BANDS[:-1]),
            Option("65+", "65+"),
            NOT_KNOWN,
        ),
        lambda who: who.age,
        family="age",
    ),
    Characteristic(
        "equality_ethnicity",
        _("Ethnicity, by the groups of the census"),
        tuple(Option(group, group) for group in GROUPS),
        _ethnic_code,
        groups={code: group for code, group in CENSUS.items() if code != OLD_CHINESE},
        family="ethnicity",
    ),
    Characteristic(
        "equality_disability", _("Disability"), YES_NO, _answer("disability", ANSWERS), family="disability"
    ),
    Characteristic(
        "equality_caring", _("Cares for somebody"), YES_NO, _answer("caring", ANSWERS), family="caring"
    ),
    Characteristic(
        "equality_pregnancy",
        _("Pregnant, or had a baby in the last half year"),
        YES_NO,
        _answer("pregnancy", ANSWERS),
        family="pregnancy",
    ),
)
DETAILED = Characteristic(
    "equality_ethnicity_18_1",
    _("Ethnicity, as she described it herself"),
    ETHNIC_ROWS,
    _ethnic_code,
    family="ethnicity",
)


# Tables of what a woman answered about herself. It is no part of her case, so nobody looks up whose answer it is.
OWN_ANSWERS = frozenset(one.code for one in (*CHARACTERISTICS, DETAILED) if one.code != "equality_age")


@lru_cache(maxsize=256)
def band_of(age: int | None) -> str:
    """Return the age band."""
    if age is None or age < BANDS[0][0]:
        return UNKNOWN
    low, high = next((low, high) for low, high in BANDS if low <= age <= high)
    return "65+" if low == 65 else f"{low}-{high}"


def stage(case: Case) -> str:
    """Return the column a case stands in."""
    if case.status == Status.COMPLETED:
        return "COMPLETED"
    return "CAME" if case.visits else "NOT_COME"


def read(cases: Iterable[Case]) -> dict[str, Who]:
    """Return who stands behind each case by its id: four queries, however many there are."""
    wanted = {case.id: case for case in cases}
    settled = EqualityAnswers.objects.filter(
        Among.of({case.person for case in wanted.values()}).where("participant")
    )
    unsettled = ReferredPerson.objects.filter(Among.of(wanted).where("referral"))
    of_person = opening.words(settled, "answers", of="participant")
    of_case = opening.words(unsettled, "equality", of="referral")
    found = {words: json.loads(words or "{}") for words in {"", *of_person.values(), *of_case.values()}}
    return {
        pk: Who(
            band_of(case.age),
            found[of_case.get(pk, "")] or found[of_person.get(case.person, "")],
            stage(case),
        )
        for pk, case in wanted.items()
    }


def counted(
    characteristic: Characteristic, cases: Iterable[Case], who: Mapping[str, Who]
) -> dict[tuple[str, str], list[str]]:
    """Return the referrals behind each atom (the finest row) and column."""
    cells: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    ids = [case.id for case in cases]
    atom_of = characteristic.atom
    for pk, hers in zip(ids, map(who.__getitem__, ids), strict=True):
        cells[atom_of(hers), hers.stage].append(pk)
    return cells
