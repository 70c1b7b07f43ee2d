"""No message is sent twice, none is lost, and none goes where it is not safe (design.md §5 rule 6): who and what its tests are about."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.correspondence.smtp_sink import Sink, sink


@pytest.fixture
def post(settings: Settings) -> Iterator[Sink]:
    with sink() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 1
        yield running
