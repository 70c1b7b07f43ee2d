"""Sealing: AES-256-GCM under a key per woman, itself wrapped by a master key from the environment.

What is sealed is bound to its model, column and row id, so a value copied into another row does not
open. Destroying her key makes every word about her unreadable, in backups too.
"""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db.models import TextField
from django.db.models.functions import Cast

from audit import many

NONCE = 12  # bytes, drawn afresh for every value: NIST SP 800-38D
_KEPT_SECONDS = 5.0  # an opened key outlives its destruction elsewhere by no more than this
_KEPT_KEYS = 2_000
_opened = threading.local()


class CannotOpen(Exception):
    """The sealed bytes belong to another row, or were changed, or the master key is not here."""


@dataclass(frozen=True)
class Sealed:
    """Bytes as they lie in the database: nonce, then ciphertext with its tag."""

    data: bytes


@dataclass(frozen=True)
class Wrapped:
    """Her key as it lies in the database, and the name of the master key that wraps it."""

    master: str
    data: bytes


def new_wrapped_key(key_id: uuid.UUID) -> Wrapped:
    """Return a fresh 32-byte key wrapped by the current master key."""
    return _wrap(AESGCM.generate_key(256), key_id)


def rewrap(wrapped: Wrapped, key_id: uuid.UUID) -> Wrapped:
    """Return the same key under the current master key."""
    return _wrap(_unwrap(wrapped, key_id), key_id)


def seal(data: bytes, *, key_id: uuid.UUID, bound_to: str) -> Sealed:
    """Return `data` sealed under the key `key_id`, bound to `model.column:row`.

    :raises CannotOpen: when that key was destroyed.
    """
    key = _key(key_id)
    if key is None:
        raise CannotOpen("Her key was destroyed: nothing more can be written about her")
    nonce = os.urandom(NONCE)
    return Sealed(nonce + AESGCM(key).encrypt(nonce, data, bound_to.encode()))


def unseal(sealed: Sealed, *, key_id: uuid.UUID, bound_to: str) -> bytes | None:
    """Return what was sealed, or None when her key was destroyed.

    :raises CannotOpen: when it was sealed for another row or has been changed.
    """
    key = _key(key_id)
    if key is None:
        return None
    nonce, body = sealed.data[:NONCE], sealed.data[NONCE:]
    try:
        return AESGCM(key).decrypt(nonce, body, bound_to.encode())
    except InvalidTag as error:
        raise CannotOpen(f"What is sealed in {bound_to} does not belong there") from error


def preload(key_ids: Iterable[uuid.UUID]) -> None:
    """Fetch many women's keys in one query: a list calls this before it opens its rows."""
    from audit.models import SubjectKey  # the key is a row; the models import this module

    wanted = set(key_ids)
    rows = SubjectKey.objects.filter(pk__in=wanted).values_list("pk", "master", "wrapped")
    found = {
        pk: _unwrap(Wrapped(master, bytes(wrapped)), pk)
        for pk, master, wrapped in rows
        if wrapped is not None
    }
    until = time.monotonic() + _KEPT_SECONDS
    for key_id in wanted:
        _kept().pop(key_id, None)
        _kept()[key_id] = (until, found.get(key_id))
    while len(_kept()) > _KEPT_KEYS:
        _kept().pop(next(iter(_kept())))


def ready(key_ids: Iterable[uuid.UUID]) -> None:
    """Fetch those of many women's keys that are not kept still; no query where all are."""
    now = time.monotonic()
    missing = {key_id for key_id in key_ids if _kept().get(key_id, (0.0, None))[0] < now}
    if missing:
        preload(missing)


def keys(key_ids: Iterable[str]) -> dict[str, bytes]:
    """Return many women's keys by their ids as text, without those destroyed: one query, and none is kept."""
    from audit.models import SubjectKey

    wanted = set(key_ids)
    if not wanted:
        return {}
    rows = SubjectKey.objects.filter(many.is_among("pk", many.literal(wanted)), wrapped__isnull=False)
    named = rows.values_list(Cast("pk", TextField()), "master", "wrapped")
    return {
        key_id: _unwrapped(master, wrapped, bytes.fromhex(key_id.replace("-", "")))
        for key_id, master, wrapped in named
    }


def forget(key_id: uuid.UUID) -> None:
    """Drop an opened key from this process: called when it is destroyed."""
    _kept().pop(key_id, None)


def _key(key_id: uuid.UUID) -> bytes | None:
    until, key = _kept().get(key_id, (0.0, None))
    if until < time.monotonic():
        preload([key_id])
        key = _kept()[key_id][1]
    return key


def _kept() -> dict[uuid.UUID, tuple[float, bytes | None]]:
    if not hasattr(_opened, "keys"):
        _opened.keys = {}
    kept: dict[uuid.UUID, tuple[float, bytes | None]] = _opened.keys
    return kept


def _wrap(key: bytes, key_id: uuid.UUID) -> Wrapped:
    master = next(iter(settings.JUNO_MASTER_KEYS))
    nonce = os.urandom(NONCE)
    body = AESGCM(settings.JUNO_MASTER_KEYS[master]).encrypt(nonce, key, key_id.bytes)
    return Wrapped(master, nonce + body)


def _unwrap(wrapped: Wrapped, key_id: uuid.UUID) -> bytes:
    return _unwrapped(wrapped.master, wrapped.data, key_id.bytes)


def _unwrapped(name: str, data: bytes, key_id: bytes) -> bytes:
    master = settings.JUNO_MASTER_KEYS.get(name)
    if master is None:
        raise CannotOpen(f"The master key {name} is not in JUNO_MASTER_KEYS")
    try:
        return _cipher(master).decrypt(data[:NONCE], data[NONCE:], key_id)
    except InvalidTag as error:
        raise CannotOpen(f"The master key {name} is not the one that was used") from error


@lru_cache(maxsize=4)
def _cipher(master: bytes) -> AESGCM:
    return AESGCM(master)


def seal_briefly(data: bytes, *, purpose: str) -> bytes:
    """Seal something kept for minutes that belongs to no woman's row, under the current master key."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(_current_master()).encrypt(nonce, data, purpose.encode())


def open_briefly(data: bytes, *, purpose: str) -> bytes | None:
    """Return what `seal_briefly` sealed for the same purpose, or None when it does not open."""
    try:
        return AESGCM(_current_master()).decrypt(data[:NONCE], data[NONCE:], purpose.encode())
    except InvalidTag:
        return None


def _current_master() -> bytes:
    key: bytes = next(iter(settings.JUNO_MASTER_KEYS.values()))
    return key
