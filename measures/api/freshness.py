"""Whether what a caller holds is still what it would get: one small query, and no row is touched for a 304."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from functools import wraps
from hashlib import blake2b
from typing import Any

from django.utils import timezone
from django.utils.http import http_date
from rest_framework.request import Request
from rest_framework.response import Response

from measures.models import Change
from measures.prepared import Prepared

# Raise it whenever a release gives any record another shape or wording: it is part of every ETag.
SHAPE = 1

NEWEST = Prepared(lambda: Change.objects.order_by("-pk").values_list("pk", "at")[:1])


@dataclass(frozen=True)
class Freshness:
    """The feed's newest number and its time, the day (timeliness turns at midnight), and who asks for what."""

    head: int
    at: datetime
    etag: str
    private: bool

    @classmethod
    def of(cls, request: Request) -> "Freshness":
        head, at = next(iter(NEWEST()), (0, timezone.now()))
        today = timezone.localdate()
        midnight = timezone.make_aware(datetime.combine(today, time.min))
        private = request.auth is not None
        sight = sorted(Change.objects.in_full(request.user)) if private else ()
        told = f"{SHAPE} {head} {today} {sight} {request.build_absolute_uri()} {request.accepted_renderer.format}"
        return cls(head, max(at, midnight), f'W/"{blake2b(told.encode(), digest_size=12).hexdigest()}"', private)

    @property
    def headers(self) -> dict[str, str]:
        return {
            "ETag": self.etag,
            "Last-Modified": http_date(self.at.timestamp()),
            "Cache-Control": "private, no-cache" if self.private else "public, no-cache",
            "Vary": "Accept, Authorization",
            "X-Changes-Cursor": str(self.head),
        }

    def known_to(self, request: Request) -> bool:
        """If-None-Match compares weakly (RFC 9110, 13.1.2)."""
        return self.etag.removeprefix("W/") in request.headers.get("If-None-Match", "")


def revalidated(read: Callable[..., Any]) -> Callable[..., Any]:
    """A view method that reads: answered by 304 where the caller holds the same already.

    The feed's number is taken before the rows: what is committed between the two makes the answer newer than its ETag
    says, never older, and comes again with the changes after X-Changes-Cursor.
    """

    @wraps(read)
    def answer(view: Any, request: Request, *args: Any, **kwargs: Any) -> Any:
        freshness = Freshness.of(request)
        if freshness.known_to(request):
            return Response(status=304, headers=freshness.headers)
        response = read(view, request, *args, **kwargs)
        if request.headers.get("If-None-Match", "").strip() == "*":  # whatever there is, is held
            return Response(status=304, headers=freshness.headers)
        for name, value in freshness.headers.items():
            response.setdefault(name, value)
        return response

    return answer
