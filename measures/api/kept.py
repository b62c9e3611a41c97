"""Answers that a process keeps: who asks the same again is given the same bytes while the change feed stands still.

As a cache between would do it (RFC 9111), but one that asks the feed before each answer. Only what callers without a
token are answered is kept: what anybody sees.
"""

from collections import OrderedDict
from datetime import date, datetime
from functools import cache
from threading import Lock
from typing import NamedTuple, TypeAlias

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from measures.api.records.resource import FeedHead
from measures.api.throttling import caller, count

# What an answer depends on, beside its language.
WORDS = (
    *("wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "SCRIPT_NAME"),
    *("PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH"),
)
SMALL = 1024  # bytes that an answer takes beside its body and what was asked, at least

Asked: TypeAlias = tuple[str, ...]


class AsOf(NamedTuple):
    """What an answer tells of: the feed's newest number and its time, and the day (timeliness turns at midnight)."""

    sequence: int | None
    at: datetime | None
    day: date

    @classmethod
    def now(cls) -> "AsOf":
        """By one query, which all who ask at once share."""
        return cls(*FeedHead.now(), timezone.localdate())


class KeptResponse(HttpResponse):
    """Complete as it is: it has been through the layers that are around the view."""


class Answer(NamedTuple):
    as_of: AsOf
    status: int
    headers: dict[str, str]
    body: bytes

    def response(self, headers: dict[str, str]) -> KeptResponse:
        """As it was sent, with `headers` for those of each request."""
        response = KeptResponse(self.body, status=self.status, headers=self.headers | headers)
        if "Content-Type" not in self.headers:
            del response.headers["Content-Type"]
        return response


class KeptAnswers:
    """At most so many bytes; what was asked for last stays. One that is too large for it is not kept."""

    def __init__(self, most: int) -> None:
        self.most, self.size = most, 0
        self.answers: OrderedDict[Asked, Answer] = OrderedDict()
        self.lock = Lock()

    def find(self, asked: Asked) -> Answer | None:
        with self.lock:
            found = self.answers.get(asked)
            if found:
                self.answers.move_to_end(asked)
            return found

    def keep(self, asked: Asked, answer: Answer) -> None:
        """In place of what was kept of the same question."""
        size = size_of(asked, answer)
        with self.lock:
            if replaced := self.answers.pop(asked, None):
                self.size -= size_of(asked, replaced)
            if size * 8 <= self.most:
                self.answers[asked] = answer
                self.size += size
            while self.size > self.most:
                self.size -= size_of(*self.answers.popitem(last=False))


def size_of(asked: Asked, answer: Answer) -> int:
    return len(answer.body) + sum(map(len, asked)) + SMALL


@cache
def kept() -> KeptAnswers:
    return KeptAnswers(settings.API_CACHE_MB * 2**20)


def asked_by(request: HttpRequest) -> Asked:
    return (translation.get_language(), *(request.META.get(word, "") for word in WORDS))


def is_kept(request: HttpRequest) -> bool:
    """Whether answers to such a request are kept."""
    return request.method == "GET" and "HTTP_AUTHORIZATION" not in request.META


def kept_answer(request: HttpRequest) -> KeptResponse | None:
    """What was answered to the same question, if that is still how it stands; the request counts as any other.

    None also where the caller has asked too often, which the view says.
    """
    found = kept().find(asked_by(request)) if is_kept(request) else None
    if found is None or found.as_of != AsOf.now():
        return None
    within_limit, headers = count("address", caller(request))
    return found.response(headers) if within_limit else None


def keep(request: HttpRequest, response: HttpResponse) -> None:
    """Keep an answer whose view says as of what it was read."""
    as_of = vars(response).get("as_of")
    if as_of is not None and not response.streaming and is_kept(request):
        answer = Answer(as_of, response.status_code, dict(response.items()), response.content)
        kept().keep(asked_by(request), answer)
