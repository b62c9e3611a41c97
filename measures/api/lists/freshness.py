"""Whether what a caller holds is still what it would get: one small query, and no row is touched for a 304."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache, wraps
from hashlib import blake2b
from typing import Concatenate, ParamSpec, Protocol, TypeAlias, TypeVar, cast

from django.http import HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import http_date
from rest_framework.request import Request
from rest_framework.response import Response

from measures.api.feed.cursor import cursor_after
from measures.api.kept import AsOf
from measures.api.preconditions import matching_tag
from measures.api.records.resource import FeedHead
from measures.api.renderers import encode
from measures.visibility import visibility_of

# Raise it whenever a release gives any record another shape or wording: it is part of every ETag.
FORMAT_VERSION = 1


@dataclass(frozen=True)
class Freshness:
    """The feed's newest number and its time, the day (timeliness turns at midnight), and who asks for what."""

    as_of: AsOf
    cursor: str
    at: datetime
    digest: str
    private: bool

    @classmethod
    def of(cls, request: Request, address: str, head: FeedHead | None = None, also: str = "") -> "Freshness":
        """The freshness of what this request asks for at its absolute address, as of `head`, else of now, by one query;
        `also` is what else the answer depends on.
        """
        as_of = AsOf(*head, timezone.localdate()) if head else AsOf.now()
        at = as_of.at or timezone.now()
        private = request.auth is not None
        cursor = cursor_after(as_of.sequence or 0, at, visibility_of(request.user))
        identity = f"{FORMAT_VERSION} {cursor} {as_of.day} {address} {request.accepted_renderer.format} {also}".rstrip()
        digest = blake2b(identity.encode(), digest_size=12).hexdigest()
        return cls(as_of, cursor, max(at, midnight_of(as_of.day)), digest, private)

    @property
    def etag(self) -> str:
        """Weak: a list's rows may be newer than the feed's number, which was read before them."""
        return f'W/"{self.digest}"'

    def etag_of_version(self, version: int) -> str:
        """Of a single record: strong, so that it may be sent back as `If-Match`."""
        return f'"{version}-{self.digest}"'

    @property
    def headers(self) -> dict[str, str]:
        """The headers of an answer that is this fresh."""
        return {
            "ETag": self.etag,
            "Last-Modified": http_date(self.at.timestamp()),
            "Cache-Control": "private, no-cache" if self.private else "public, no-cache",
            "Vary": "Accept, Authorization",
            "X-Changes-Cursor": self.cursor,
        }

    def matching_tag_of(self, request: Request) -> str:
        """The tag of this answer that the caller holds already, "" if none."""
        return matching_tag(request.META.get("HTTP_IF_NONE_MATCH", ""), self.digest)


@lru_cache(2)
def midnight_of(day: date) -> datetime:
    """When the day began in the office's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


class ReadView(Protocol):
    """A view that reads; while it answers, it knows the absolute address asked for, and how fresh its answer is."""

    address: str
    freshness: Freshness | None

    @property
    def moves_feed(self) -> bool: ...

    def reads_head_with_rows(self) -> bool:
        """Whether the method finds the feed's number in the statement that reads its rows, and sets `freshness`."""


V = TypeVar("V", bound=ReadView)
P = ParamSpec("P")
ReadMethod: TypeAlias = Callable[Concatenate[V, Request, P], HttpResponseBase]


def revalidated(read: ReadMethod[V, P]) -> ReadMethod[V, P]:
    """A view method that reads: answered by 304 where the caller holds the same already.

    The feed's number is read with the rows where one statement reads both, else before them: what is committed between
    the two makes the answer newer than its ETag says, never older, and comes again with the changes after
    X-Changes-Cursor.
    """

    @wraps(read)
    def answer(view: V, request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not view.moves_feed:
            return revalidated_by_content(request, read(view, request, *args, **kwargs))
        view.address = request.build_absolute_uri()
        if "HTTP_IF_NONE_MATCH" in request.META or not view.reads_head_with_rows():
            view.freshness = Freshness.of(request, view.address)
        if view.freshness and (matching := view.freshness.matching_tag_of(request)):
            response: HttpResponseBase = HttpResponseNotModified(headers={"ETag": matching})
        else:
            response = read(view, request, *args, **kwargs)
            if request.META.get("HTTP_IF_NONE_MATCH", "").strip() == "*":  # any representation matches
                response = Response(status=304, headers=dict(response.headers))
        freshness = cast(Freshness, view.freshness)
        for name, value in freshness.headers.items():
            response.setdefault(name, value)
        vars(response)["as_of"] = freshness.as_of
        return response

    return answer


def revalidated_by_content(request: Request, response: HttpResponseBase) -> HttpResponseBase:
    """Of what is not in the feed: the tag is made of the answer itself, which is read each time. A stream has none."""
    headers = {"Cache-Control": "private, no-cache", "Vary": "Accept, Authorization"}
    if isinstance(response, Response):
        asked = f"{request.build_absolute_uri()} {request.accepted_renderer.format} ".encode()
        digest = blake2b(asked + encode(response.data), digest_size=12).hexdigest()
        headers["ETag"] = f'W/"{digest}"'
        wanted = request.headers.get("If-None-Match", "")
        if wanted.strip() == "*" or matching_tag(wanted, digest):
            return Response(status=304, headers=headers)
    for name, value in headers.items():
        response[name] = value
    return response
