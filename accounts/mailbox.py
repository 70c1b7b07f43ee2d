"""The mail that development wrote to files instead of sending, newest first."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from pathlib import Path

_MARK = "-" * 79


@dataclass(frozen=True)
class Mail:
    """One mail as it would have arrived."""

    to: str
    subject: str
    sent: str
    words: str


def newest(folder: Path, most: int = 30) -> list[Mail]:
    """Return the newest mails of the folder, at most `most`; an empty list where there is none."""
    if not folder.is_dir():
        return []
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    mails: list[Mail] = []
    for path in files[:most]:
        mails += [_read(part) for part in reversed(path.read_text().split(_MARK)) if part.strip()]
    return mails[:most]


def _read(text: str) -> Mail:
    message = email.message_from_string(text.lstrip(), policy=email.policy.default)
    body = message.get_body(("plain",))
    return Mail(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        sent=str(message["Date"]),
        words=body.get_content().strip() if body else "",
    )
