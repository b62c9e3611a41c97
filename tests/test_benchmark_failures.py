"""A benchmark says which answer failed, and goes on with the next question."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks.api import __main__ as benchmark
from benchmarks.api.load import AnswerError, fetch, load, request
from benchmarks.api.questions import Question


class Failing(BaseHTTPRequestHandler):
    """Answers 500 to everything but /found/."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/found/" else 500)
        self.send_header("ETag", '"1"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Keep the test's output free of it."""


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Failing) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_a_failing_answer_is_reported_with_what_was_asked(port: int) -> None:
    with pytest.raises(AnswerError, match=r"GET /measures/\?q=1 HTTP/1.1: .* 500"):
        load(port, request("/measures/?q=1"), connections=1, seconds=0)


def test_headers_are_known_in_lower_case_whichever_server_sent_them(port: int) -> None:
    assert fetch(port, "/found/").headers["etag"] == '"1"'


def test_a_question_that_fails_does_not_end_the_run(
    port: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(benchmark, "not_met", [])
    sides: Any = SimpleNamespace(ours=SimpleNamespace(port=port))
    questions = [Question("first", "/one/", ""), Question("second", "/two/", "")]
    benchmark.print_rates(questions, sides, seconds=0)
    printed = capsys.readouterr().out
    assert "FAILED GET /one/: 500" in printed
    assert "FAILED GET /two/: 500" in printed
    assert benchmark.not_met == ["first", "second"]
