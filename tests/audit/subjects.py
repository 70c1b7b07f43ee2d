"""A woman to write about."""

from datetime import UTC, datetime

from accounts.models import Organisation
from audit import trail
from participants.actions import Details, create
from participants.models import Participant


def subject(name: str = "Sam") -> Participant:
    """Make one participant with a sealing key."""
    provider, _ = Organisation.objects.get_or_create(
        code="charity", defaults={"kind": "PROVIDER", "name": "Charity"}
    )
    at = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
    return create(Details(first_names=name), provider=provider, by=trail.SERVICE, at=at)
