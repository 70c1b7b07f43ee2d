"""Mails that somebody waits for in front of a page: sign-in codes and new passwords.

The page never waits for the mail server. Such a mail is worthless minutes later, so it is no row for the
worker: it is sent beside the request, tried again for a quarter of a minute, and otherwise asked for anew.
"""

from __future__ import annotations

import logging
import threading
from time import sleep

from django.conf import settings
from django.core.mail import EmailMessage

logger = logging.getLogger(__name__)
OVER_THE_NETWORK = frozenset({"django.core.mail.backends.smtp.EmailBackend"})
WAITS = (0.0, 3.0, 10.0)  # seconds before each try
THREAD = "sign-in mail"


def post(mail: EmailMessage) -> None:
    """Send a mail without making its page wait; one that only writes a file is written at once."""
    if settings.EMAIL_BACKEND in OVER_THE_NETWORK:
        # No daemon: a server that is told to stop finishes what it has begun.
        threading.Thread(target=_send, args=(mail,), name=THREAD).start()
    else:
        mail.send()


def _send(mail: EmailMessage) -> None:
    for wait in WAITS:
        sleep(wait)
        try:
            mail.send()
        except OSError as error:  # smtplib's are OSErrors, and so are time-outs and lost connections
            logger.warning("A sign-in mail was not taken: %s", type(error).__name__)
        else:
            return
    logger.error("A sign-in mail could not be sent. Whoever waits for it can ask for another.")
