"""Answers that a process keeps: who asks the same while the change feed stands still is given the same bytes.

An answer is found by what was asked, and given for as long as its digest (`freshness.Freshness`) is that of the moment:
by that very digest a caller who holds the answer is told so by a 304. Only what any reader sees is kept.
"""

from collections import OrderedDict
from functools import cache
from threading import Lock
from typing import NamedTuple

from django.conf import settings
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from measures.api.renderers import JSONRenderer, encode
from measures.visibility import THE_PUBLIC, visibility_of

OF_THE_ANSWER = ("ETag", "Link")  # headers that the view method gives, and not each request anew
SMALL = 1024  # bytes that an answer takes beside its body, at least


class Answer(NamedTuple):
    digest: str
    body: bytes
    headers: dict[str, str]

    def response(self) -> HttpResponse:
        """As it is sent, so that nothing is left to render."""
        return HttpResponse(self.body, content_type=JSONRenderer.media_type, headers=self.headers)


class KeptAnswers:
    """At most so many bytes; what was asked for last stays. One that is too large for it is not kept."""

    def __init__(self, most: int) -> None:
        self.most, self.size = most, 0
        self.answers: OrderedDict[str, Answer] = OrderedDict()
        self.lock = Lock()

    def find(self, asked: str) -> Answer | None:
        with self.lock:
            found = self.answers.get(asked)
            if found:
                self.answers.move_to_end(asked)
            return found

    def keep(self, asked: str, answer: Answer) -> None:
        """In place of what was kept of the same question."""
        with self.lock:
            if replaced := self.answers.pop(asked, None):
                self.size -= size_of(replaced)
            if size_of(answer) * 8 <= self.most:
                self.answers[asked] = answer
                self.size += size_of(answer)
            while self.size > self.most:
                _, oldest = self.answers.popitem(last=False)
                self.size -= size_of(oldest)


def size_of(answer: Answer) -> int:
    return len(answer.body) + SMALL


@cache
def kept() -> KeptAnswers:
    return KeptAnswers(settings.API_CACHE_MB * 2**20)


def is_kept(request: Request) -> bool:
    """Whether answers to such a request are kept."""
    return settings.API_CACHE_MB > 0 and visibility_of(request.user) == THE_PUBLIC


def find_answer(request: Request, address: str) -> Answer | None:
    """What was kept of the same question, however long ago."""
    return kept().find(address) if is_kept(request) else None


def keep_answer(address: str, digest: str, response: Response) -> Answer:
    """Encode what a view method answers, and keep it."""
    headers = {name: response.headers[name] for name in OF_THE_ANSWER if name in response.headers}
    answer = Answer(digest, encode(response.data), headers)
    kept().keep(address, answer)
    return answer
