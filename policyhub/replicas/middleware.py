"""Chooses one server for each answer of the API, and keeps the position that its reader has seen or written."""

import logging
from collections.abc import Callable, Iterator
from http import HTTPStatus

from django.db import Error
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from policyhub.replicas.monitor import REPLAYED, WRITTEN, Position, ask
from policyhub.replicas.readers import readers, remember_written
from policyhub.replicas.router import Reading, reading

logger = logging.getLogger(__name__)

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class ReplicaMiddleware:
    """Stands before `APIMiddleware`. Where a replica fails, the request is sent to the primary instead."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in SAFE_METHODS:
            return self.write(request)
        return self.read(request) if request.path_info.startswith("/api/") else self.get_response(request)

    def write(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if response.status_code < HTTPStatus.BAD_REQUEST and user is not None and user.is_authenticated:
            remember_written(user.pk)
        return response

    def read(self, request: HttpRequest) -> HttpResponseBase:
        asked = Reading(request)
        with reading(asked):
            response = self.get_response(request)
            if not is_told(asked, response) and asked.turn_to_primary():
                response = self.get_response(request)
                is_told(asked, response)
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            response.streaming_content = read_on(asked, iter(response))
        return response


def read_on(asked: Reading, parts: Iterator[bytes]) -> Iterator[bytes]:
    """The parts of a stream, all read from the server that was chosen at its beginning."""
    while True:
        with reading(asked):
            part = next(parts, None)
        if part is None:
            return
        yield part


def is_told(asked: Reading, response: HttpResponseBase) -> bool:
    """Keep the position of the server, so that this reader is shown nothing older; False where it failed."""
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return response.status_code != HTTPStatus.SERVICE_UNAVAILABLE
    return not asked.has_begun or remember_seen(asked, response)


def remember_seen(asked: Reading, response: HttpResponseBase) -> bool:
    """False where the server does not say how far it is, or is less far than it was."""
    told = position_of(response)
    is_exact = response.status_code == HTTPStatus.NOT_MODIFIED  # records may be newer: they are read after the number
    try:
        newest = told if told and is_exact else ask(asked.alias, REPLAYED if asked.replica else WRITTEN)
    except Error as error:
        logger.warning("What %s has seen is not kept: %s", asked.reader, error)
        return False
    if asked.is_behind(told or newest):
        return False
    if asked.replica:
        asked.replica.notice(newest)
    seen = Position(feed=newest.feed) if told else newest
    if asked.known is None or not asked.known.reached(seen):
        readers().saw(asked.reader, seen)
    return True


def position_of(response: HttpResponseBase) -> Position | None:
    """The position as of which an answer is at least: that of the feed's number that it tells."""
    cursor = response.headers.get("X-Changes-Cursor")
    return Position(feed=int(cursor.partition("-")[0])) if cursor else None
