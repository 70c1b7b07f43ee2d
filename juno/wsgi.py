"""The door for granian or gunicorn: `juno.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "juno.settings")

application = get_wsgi_application()
