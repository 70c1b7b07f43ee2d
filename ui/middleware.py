"""Two things that hold for every answer: which methods there are, and that nothing is kept."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

METHODS = ["GET", "HEAD", "POST", "OPTIONS"]


class PlainMethodsMiddleware:
    """Refuse TRACE, PUT and the rest: a plain function view would answer them with 200."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        return self.get_response(request)


class PrivatePagesMiddleware:
    """Pages are about people: no browser, proxy or shared police computer may keep one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Cache-Control"] = "no-store, private"
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response
