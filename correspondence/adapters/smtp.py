"""E-mail over the backend in the settings: SMTP in use, files in development."""

from __future__ import annotations

import smtplib
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from correspondence.adapters.base import Content, Doubt, Fate, Rejected, Trace, Trouble
from correspondence.gate import Destination
from correspondence.statuses import Wording
from participants.safe_contact import Way

_NOT_NOW = 400
_FOR_GOOD = 500  # SMTP replies from 500 up will not change by trying again: RFC 5321 §4.2.1


class Mail:
    """Sends one e-mail at a time, so that one bad address holds nobody else up."""

    carrier = "SMTP"
    tells = False

    def send(self, to: Destination, content: Content) -> str:
        """Send once; see `Adapter.send`."""
        if to.way is not Way.EMAIL:
            raise TypeError("An e-mail needs leave to e-mail")
        connection = get_connection(timeout=settings.EMAIL_TIMEOUT)
        _open(connection)
        try:
            _hand_over(connection, _message(to, content, connection))
        finally:
            _close(connection)
        return ""

    def fate(self, trace: Trace) -> Fate | None:
        """SMTP cannot be asked what became of a message."""
        return None


def _open(connection: BaseEmailBackend) -> None:
    """Reach the server before anything is said: whatever fails here, nothing has gone."""
    try:
        connection.open()
    except smtplib.SMTPAuthenticationError as error:
        raise Trouble("AUTHENTICATION") from error
    except (smtplib.SMTPException, OSError) as error:
        raise Trouble("NO_ANSWER") from error


def _hand_over(connection: BaseEmailBackend, message: EmailMessage) -> None:
    try:
        connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _reply in error.recipients.values()]
        raise _refusal(max(codes, default=_FOR_GOOD)) from error
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code) from error
    except (smtplib.SMTPException, OSError) as error:
        # Perhaps before the words were given, perhaps after: nobody can tell.
        raise Doubt("NO_ANSWER") from error


def _refusal(code: int) -> Trouble | Rejected | Doubt:
    if code < _NOT_NOW:  # no answer of SMTP's at all: the words may have been taken
        return Doubt("NONSENSE")
    return Rejected(f"SMTP_{code}") if code >= _FOR_GOOD else Trouble(f"SMTP_{code}")


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (smtplib.SMTPException, OSError):
        return  # the words went, or did not, before this: how the line was closed changes neither


def _message(to: Destination, content: Content, connection: BaseEmailBackend) -> EmailMessage:
    """Return the e-mail. To her it comes from a plain name and address; nothing names the service."""
    official = to.wording is Wording.OFFICIAL
    sender = settings.DEFAULT_FROM_EMAIL if official else settings.JUNO_PLAIN_FROM_EMAIL
    return EmailMessage(
        subject=content.subject,
        body=content.words,
        from_email=sender if official else formataddr(("", sender)),
        to=list(to.to),
        headers={"Message-ID": f"<{content.key}@{sender.rpartition('@')[2].rstrip('>')}>"},
        connection=connection,
    )
