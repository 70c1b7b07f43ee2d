"""The trail: every action, view, search, print and export that touches a woman leaves an event."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from django.db import models
from django.utils import timezone

from audit.models import Event
from audit.rows import new_id
from audit.where import here


class Person(Protocol):
    """Whoever did it: an account, or the service itself."""

    @property
    def pk(self) -> Any: ...

    @property
    def trail_name(self) -> str: ...

    @property
    def trail_role(self) -> str: ...


class _Service:
    """The service acting by itself: a periodic task, a command."""

    pk = None
    trail_name = "JUNO"
    trail_role = "SERVICE"


SERVICE: Person = _Service()


def record(
    verb: str,
    subject: models.Model | None,
    *,
    by: Person,
    at: datetime,
    fields: Iterable[str] = (),
    facts: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
) -> Event:
    """Add one event, in the transaction of the act itself.

    :param verb: `app.verb`, the word of the URL and the action, e.g. "referral.accept".
    :param subject: the row acted on; its `trail_reference` (never a name) is kept beside its id.
    :param fields: the names of the fields seen or changed.
    :param facts: codes, dates, counts: nothing personal.
    :param values: personal values, old and new; sealed under the subject's own key.
    """
    event = _event(verb, subject, by=by, at=at, fields=fields, facts=facts, values=values)
    event.save(force_insert=True)
    return event


def record_many(
    verb: str, subjects: Iterable[models.Model], *, by: Person, at: datetime, **kept: Any
) -> None:
    """Add one event for each subject in one statement: a list, a print run, an export."""
    Event.objects.bulk_create(_event(verb, subject, by=by, at=at, **kept) for subject in subjects)


def seen(verb: str, subject: models.Model | None, *, by: Person, **facts: Any) -> Event:
    """Add an event for something looked at now; `at` is this moment, since looking is not an act."""
    return record(verb, subject, by=by, at=timezone.now(), facts=facts)


def _event(
    verb: str,
    subject: models.Model | None,
    *,
    by: Person,
    at: datetime,
    fields: Iterable[str] = (),
    facts: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
) -> Event:
    where = here()
    key: uuid.UUID | None = getattr(subject, "seal_key_id", None)
    if values and key is None:
        raise ValueError(f"{verb}: personal values need a subject with a sealing key")
    return Event(
        row=new_id(),
        at=at,
        who=by.trail_name,
        who_id=by.pk,
        role=by.trail_role,
        verb=verb,
        subject_type="" if subject is None else (subject._meta.concrete_model or type(subject))._meta.label,
        subject_id=None if subject is None else subject.pk,
        reference=str(getattr(subject, "trail_reference", "")),
        fields=list(fields),
        facts=dict(facts or {}),
        address=where.address,
        request_id=where.request_id,
        seal_key_id=key,
        values=None if not values else json.dumps(dict(values), default=str, ensure_ascii=False),
    )
