"""Reading the environment. Only `juno/settings.py` imports this."""

import base64
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def required(name: str) -> str:
    """Return the value of an environment variable that has no default.

    :raises ImproperlyConfigured: naming the variable, when it is absent or empty.
    """
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set the environment variable {name}. See docs/deploy.md.")
    return value


def listed(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list without blanks."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def flag(name: str, *, default: bool = False) -> bool:
    """Return a yes/no variable: 1, true, yes and on mean yes."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def database(url: str) -> dict[str, Any]:
    """Return Django's settings for `postgres://user:password@host:port/name?option=value`.

    A host given as a query option (`?host=/run/postgresql`) is a socket directory.

    :raises ImproperlyConfigured: when the address is not PostgreSQL's.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must start with postgres://")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(options.pop("port", parts.port or "")),
        "OPTIONS": {"connect_timeout": 5, **options},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def address(name: str, kept: Path, *, development: bool, otherwise: str = "") -> str:
    """Return a database's address: the variable, else (in development) what the embedded server left.

    :raises ImproperlyConfigured: when there is neither.
    """
    if value := os.environ.get(name, ""):
        return value
    if otherwise and (os.environ.get("DATABASE_URL") or not kept.exists()):
        return otherwise
    if development:
        return kept.read_text().strip() if kept.exists() else "postgres://juno_app@127.0.0.1/juno"
    return required(name)


def master_keys(value: str) -> dict[str, bytes]:
    """Return `{name: 32 bytes}` from `name:base64,name:base64`; the first one wraps new keys.

    :raises ImproperlyConfigured: when a key is not 32 bytes of base64.
    """
    keys: dict[str, bytes] = {}
    for part in value.split(","):
        name, _, encoded = part.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError as error:
            raise ImproperlyConfigured(f"JUNO_MASTER_KEYS: {name} is not base64") from error
        if len(key) != 32:
            raise ImproperlyConfigured(f"JUNO_MASTER_KEYS: {name} must be 32 bytes of base64")
        keys[name] = key
    return keys


def kept_secret(path: Path, make: bytes) -> str:
    """Return the secret kept in a file of this checkout, made the first time (development only).

    The site, the worker and the clock start together: one of them makes it, and no other ever finds it empty.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name) as mine:
            mine.write(base64.b64encode(make))
            mine.flush()
            with suppress(FileExistsError):
                os.link(mine.name, path)
    return path.read_text().strip()
