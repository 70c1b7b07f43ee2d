"""The service's own Celery, for workers of the tests that make letters nobody booked.

celery -A tests.correspondence.workers worker
"""

import django

django.setup()

from correspondence import registry  # noqa: E402
from juno.celery import app  # noqa: E402

__all__ = ["app"]
registry.register("INVITATION", label="Invitation", still_wanted=lambda _message: True)
