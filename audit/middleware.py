"""Notes for each request where it comes from."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from audit.rows import new_id
from audit.where import Where, stand


class WhereMiddleware:
    """Set the address and a request id for the trail, and clear them afterwards.

    Behind a proxy the server itself puts the client's address into REMOTE_ADDR; a header that the
    client can write is never believed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        stand(Where(request.META.get("REMOTE_ADDR") or None, new_id()))
        try:
            return self.get_response(request)
        finally:
            stand(Where())
