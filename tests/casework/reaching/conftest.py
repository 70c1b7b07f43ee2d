"""What the tests of reaching share."""

from tests.correspondence.outbox.conftest import post

__all__ = ["post"]
