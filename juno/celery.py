"""The worker. Rows in PostgreSQL are the truth; a task only wakes somebody up."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "juno.settings")

app = Celery("juno")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
