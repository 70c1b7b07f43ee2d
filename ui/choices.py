"""What a person can choose from, with what each choice means and opens."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Choice:
    """One answer.

    :param hint: a line under it.
    :param reveals: names of the form fields that are asked only when this is chosen.
    :param alone: a checkbox that clears the others ("None of these").
    """

    value: str
    label: Text
    hint: Text = ""
    reveals: tuple[str, ...] = ()
    alone: bool = False
    disabled: bool = False


@dataclass(frozen=True)
class Divider:
    """A word between two answers, usually "or"."""

    label: Text


Answers = Sequence[Choice | Divider]


def answers(given: Iterable[Choice | Divider | tuple[str, Text]]) -> list[Choice | Divider]:
    """Return the answers, with plain pairs (such as `TextChoices.choices`) made into `Choice`."""
    return [a if isinstance(a, Choice | Divider) else Choice(str(a[0]), a[1]) for a in given]


def pairs(given: Answers) -> list[tuple[str, Text]]:
    """Return (value, label) pairs, as Django's own fields want them."""
    return [(a.value, a.label) for a in given if isinstance(a, Choice)]
