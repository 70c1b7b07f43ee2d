"""Set-up refuses a provider that is not set up whole, or over a line that anybody can read."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from correspondence.adapters import notify, twilio
from correspondence.messages import why
from tests.correspondence.providers import Provider, settings_for


def found() -> set[str]:
    return {str(check.id) for check in run_checks()} & {f"correspondence.E00{n}" for n in range(4, 8)}


def set_up(settings: Settings, **more: object) -> None:
    for name, value in (settings_for(Provider(port=1)) | more).items():
        setattr(settings, name, value)


@pytest.mark.parametrize(
    ("kind", "by", "missing"),
    [
        ("TEXTS", "notify", "JUNO_NOTIFY_KEY"),
        ("TEXTS", "notify", "JUNO_NOTIFY_CALLBACK_TOKEN"),
        ("TEXTS", "notify", "JUNO_NOTIFY_TEXT_TEMPLATE"),
        ("TEXTS", "twilio", "JUNO_TWILIO_TOKEN"),
        ("TEXTS", "twilio", "JUNO_TWILIO_FROM"),
        ("EMAILS", "notify", "JUNO_NOTIFY_EMAIL_TEMPLATE"),
        ("LETTERS", "notify", "JUNO_NOTIFY_KEY"),
    ],
)
def test_what_a_provider_needs_must_be_set(settings: Settings, kind: str, by: str, missing: str) -> None:
    set_up(settings, **{f"JUNO_{kind}_BY": by})
    assert found() == set()

    setattr(settings, missing, "")

    assert found() == {"correspondence.E005"}


def test_a_provider_nobody_knows_is_refused(settings: Settings) -> None:
    set_up(settings, JUNO_LETTERS_BY="twilio")

    assert found() == {"correspondence.E004"}


def test_in_production_the_line_is_one_nobody_can_read(settings: Settings) -> None:
    set_up(settings, JUNO_TEXTS_BY="twilio", DEVELOPMENT=False)
    assert found() == {"correspondence.E006"}

    settings.JUNO_TWILIO_URL = "https://api.twilio.example"
    assert found() == set()


def test_a_number_published_for_a_programme_sends_no_text(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(settings, JUNO_TEXTS_BY="twilio")
    monkeypatch.setattr("correspondence.checks.is_published_number", lambda n: n == settings.JUNO_TWILIO_FROM)

    assert found() == {"correspondence.E007"}


@pytest.mark.parametrize(
    "code",
    [
        *(notify.failure(name) for name, state in notify.STATES.items() if state == "FAILED"),
        *(twilio.failure(number) for number in (21211, 21610, 21608, 21408, 30003, 1)),
        "PROVIDER_KEY", "PROVIDER_TRIAL", "BUSY", "NONSENSE", "SILENCE", "NOT_KNOWN_THERE", "HTTP_504",
    ],
)  # fmt: skip
def test_every_reason_has_a_sentence(code: str) -> None:
    assert why(code) != code
    assert why(code).endswith(".")
