"""The answers of a referral that is being written, page by page, as they are kept until it is sent.

A page's answers are a mapping of plain JSON values; dates are ISO text. No Django here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from programmes.rules import CaseDates

PAGES = ("about", "reach", "offence", "help")


@dataclass(frozen=True)
class Draft:
    """What was answered so far. `saves` counts how often each page was saved: its version.

    `typed` is what stood in a page's boxes when it was left without being saved, not judged yet.
    """

    pages: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    saves: Mapping[str, int] = field(default_factory=dict)
    typed: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str | None) -> Draft:
        """Return the draft kept as `text`; nothing kept is an empty draft."""
        kept = json.loads(text) if text else {}
        return cls(kept.get("pages", {}), kept.get("saves", {}), kept.get("typed", {}))

    def written(self) -> str:
        kept = {"pages": self.pages, "saves": self.saves, "typed": self.typed}
        return json.dumps(kept, ensure_ascii=False)

    def with_page(self, page: str, answers: Mapping[str, Any]) -> Draft:
        """Return the draft with one page's answers replaced; what was typed before is done with."""
        return Draft(
            {**self.pages, page: {name: _plain(value) for name, value in answers.items()}},
            {**self.saves, page: self.saved(page) + 1},
            {key: boxes for key, boxes in self.typed.items() if key != page},
        )

    def with_typed(self, page: str, boxes: Mapping[str, Sequence[str]]) -> Draft:
        """Return the draft with what stands in a page's boxes now, beside what was saved."""
        kept = {name: list(values) for name, values in boxes.items()}
        return Draft(self.pages, self.saves, {**self.typed, page: kept})

    def saved(self, page: str) -> int:
        """Return how often a page was saved."""
        return self.saves.get(page, 0)

    @property
    def missing(self) -> tuple[str, ...]:
        """The pages still to be answered, in their order."""
        return tuple(page for page in PAGES if page not in self.pages)

    @property
    def answers(self) -> dict[str, Any]:
        """All answers of all pages together; names are unique across pages."""
        return {name: value for page in PAGES for name, value in self.pages.get(page, {}).items()}

    def text(self, name: str) -> str:
        """Return an answer in words, empty when it was not given."""
        return str(self.answers.get(name) or "")

    @property
    def address_lines(self) -> str:
        """The lines of the address, as they were typed one by one."""
        lines = (self.text(name) for name in ("address_1", "address_2", "town"))
        return "\n".join(line for line in lines if line)

    def day(self, name: str) -> date | None:
        """Return a date that was given, None when it was not."""
        kept = self.answers.get(name)
        return date.fromisoformat(kept) if kept else None

    @property
    def must_not_meet(self) -> str:
        """Who must not be in the same room, as far as police could say: JSON, as it is kept once sent."""
        named = (
            (self.text(f"other_name_{number}"), self.text(f"other_born_on_{number}")) for number in (1, 2)
        )
        reason = self.text("other_reason")
        others = [{"name": name, "born_on": born_on, "reason": reason} for name, born_on in named if name]
        told = {"answer": self.text("must_not_meet"), "others": others}
        return json.dumps(told, ensure_ascii=False)

    def dates(self, *, referred_on: date) -> CaseDates:
        """Return the dates given so far, as the programme's clock takes them."""
        return CaseDates(
            referred_on=referred_on,
            disposal_on=self.day("disposal_on") or self.day("disposal_expected_on"),
            police_deadline_on=self.day("deadline_on"),
            offence_on=self.day("offence_on"),
            arrest_on=self.day("arrested_on"),
            summary_only={"YES": True, "NO": False}.get(self.text("summary_only")),
        )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
