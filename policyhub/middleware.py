"""The language of a request, what of an answer is compressed, and how long a request holds the database."""

from collections.abc import Callable

from django.conf import settings
from django.db import connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class ChosenLanguageMiddleware(LocaleMiddleware):
    """Take the language from the person's own choice (the cookie that `set_language` writes).

    A browser's Accept-Language says what its maker thought, not what the office reads; only the API, whose clients
    set that header on purpose, follows it.
    """

    def process_request(self, request: HttpRequest) -> None:
        if request.path_info.startswith("/api/") and "Accept-Language" in request.headers:
            super().process_request(request)
            return
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()


class CompressedAPIMiddleware(GZipMiddleware):
    """gzip for the API alone: a page of the admin holds secrets that its compressed length would betray (BREACH).

    What the API answers holds no secret, so that no random bytes need to hide its length. The same answer gives the
    same bytes, and a strong ETag stays strong: marked as that of the compressed answer, not weakened as Django does it.
    """

    max_random_bytes = 0

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not request.path_info.startswith("/api/"):
            return response
        etag = response.headers.get("ETag", "")
        compressed = super().process_response(request, response)
        if etag.startswith('"') and compressed.headers.get("Content-Encoding") == "gzip":
            compressed.headers["ETag"] = f'{etag[:-1]}-gzip"'
        return compressed


class FreeConnectionMiddleware:
    """Give the database connection back once the answer is made, not when a slow client has read it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for connection in connections.all(initialized_only=True):
            if "SHARED_CONNECTIONS" in connection.settings_dict and not connection.in_atomic_block:
                connection.close()
        return response
