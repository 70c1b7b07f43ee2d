"""What every page may say about the service itself."""

from django.conf import settings
from django.http import HttpRequest


def identity(request: HttpRequest) -> dict[str, object]:
    """Return whose service this is, how to ring it, and whether its people are made up."""
    return {
        "service_name": settings.JUNO_SERVICE_NAME,
        "charity_name": settings.JUNO_CHARITY_NAME,
        "service_phone": settings.JUNO_SERVICE_PHONE,
        "demo": settings.DEMO,
        "development": settings.DEVELOPMENT,
    }
