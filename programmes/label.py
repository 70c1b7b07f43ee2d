"""Words for people, by language. No Django here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Label:
    """Words for people, by language code."""

    texts: Mapping[str, str] = field(default_factory=dict)

    def label(self, language: str = "en") -> str:
        """Give the words in `language`, else in its parent ("cy-gb": "cy"), else in English."""
        for code in (language, language.split("-")[0], "en"):
            if code in self.texts:
                return self.texts[code]
        return next(iter(self.texts.values()), "")

    def __bool__(self) -> bool:
        return any(self.texts.values())


NO_LABEL = Label()
