"""What an editor sees while somebody else writes for longer than LOCK_WAIT_SECONDS: nothing typed is lost."""

from collections.abc import Callable

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from measures.edits import BusyError
from measures.posted import posted_fields


class BusyMiddleware:
    """Answers a BusyError with a page that has what was posted and posts it again at a click."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Django's hook: the page with what was posted, as a 503, or None for any other error."""
        if not isinstance(error, BusyError):
            return None
        title = _("Somebody else is saving")
        context = admin.site.each_context(request) | {"title": title, "posted": posted_fields(request)}
        response = render(request, "admin/measures/busy.html", context, status=503)
        response["Retry-After"] = str(BusyError.retry_after)
        return response
