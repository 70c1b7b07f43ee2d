"""The wiring: settings, addresses, the worker. No rule lives here."""

from juno.celery import app as celery_app

__all__ = ["celery_app"]
