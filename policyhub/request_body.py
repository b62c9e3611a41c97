"""Receive a request's body before the application begins: who sends slowly must hold no database connection.

Reads `wsgi.input` of the server, writes a file in its place. What is received counts against a limit first.
"""

import json
from collections.abc import Iterable
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import IO
from wsgiref.types import InputStream, StartResponse, WSGIApplication, WSGIEnvironment

from django.template.loader import render_to_string

MAX_BYTES = 129 * 1024 * 1024  # the largest document that is read, and the form around it
MAX_API_BYTES = 1_000_001  # one more than API_BODY_BYTES: the API itself says that this is too much
IN_MEMORY = 1024 * 1024  # beyond this, a temporary file
PIECE = 64 * 1024

WHY = {
    HTTPStatus.BAD_REQUEST: "请求正文不完整。 The body is shorter than its Content-Length.",
    HTTPStatus.LENGTH_REQUIRED: "请给出 Content-Length。 Send the body with a Content-Length, not in chunks.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: f"请求正文超过 {MAX_BYTES} 字节。 The body is larger than {MAX_BYTES} bytes.",
}


class ReceivedBody:
    """WSGI middleware: `application` finds the whole body in `wsgi.input`; a body it cannot have is refused."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
            return refuse(HTTPStatus.LENGTH_REQUIRED, environ, start_response)
        length = int(environ.get("CONTENT_LENGTH") or 0)
        of_api = environ["PATH_INFO"].startswith("/api/")
        if length > MAX_BYTES and not of_api:
            return refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, environ, start_response)
        if length:
            wanted = min(length, MAX_API_BYTES) if of_api else length
            environ["wsgi.input"] = received = receive(environ["wsgi.input"], wanted)
            if received.tell() < wanted:
                return refuse(HTTPStatus.BAD_REQUEST, environ, start_response)
            received.seek(0)
        return self.application(environ, start_response)


def receive(stream: InputStream, length: int) -> IO[bytes]:
    """The first `length` bytes of `stream`, or fewer where it ends before; positioned at their end."""
    received = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed with the request that holds it
    while length and (piece := stream.read(min(length, PIECE))):
        received.write(piece)
        length -= len(piece)
    return received


def refuse(status: HTTPStatus, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """An answer without the application, to a browser as a page; what the client still sends is not read."""
    to_person = "text/html" in environ.get("HTTP_ACCEPT", "") and not environ["PATH_INFO"].startswith("/api/")
    body = (page if to_person else problem)(status, environ["PATH_INFO"]).encode()
    headers = [
        ("Content-Type", "text/html; charset=utf-8" if to_person else "application/problem+json"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
    ]
    if not environ.get("SERVER_SOFTWARE", "").startswith("WSGIServer"):  # that of development raises at this header
        headers.append(("Connection", "close"))
    start_response(f"{status.value} {status.phrase}", headers)
    return [body]


def page(status: HTTPStatus, path: str) -> str:
    return render_to_string("refused.html", {"detail": WHY[status]})


def problem(status: HTTPStatus, path: str) -> str:
    said = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": WHY[status]}
    return json.dumps(said | {"instance": path}, ensure_ascii=False)
