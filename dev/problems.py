"""What stops a command: one sentence, and the command that mends it."""

import sys
from collections.abc import Callable


class Problem(Exception):
    """Something this machine lacks or refuses.

    `mend` is a command to type, or empty where the sentence alone says what to do.
    """

    def __init__(self, sentence: str, mend: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.sentence}\n  Mend it with:  {self.mend}" if self.mend else self.sentence


def told(command: Callable[[], int]) -> int:
    """Run a command, tell a `Problem` in plain words, and return the exit code."""
    try:
        return command()
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr, flush=True)
        return 130
