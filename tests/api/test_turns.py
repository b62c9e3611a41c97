"""Full pulls take turns, and give way to requests that are answered in the same process."""

import threading
from time import monotonic
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from measures import turns
from measures.api.lists import streams
from measures.models import Plan
from measures.turns import Turn, answering, being_answered


def waited(turn: Turn) -> float:
    """The seconds until the turn has come."""
    began = monotonic()
    with turn:
        return monotonic() - began


def test_a_turn_waits_while_a_request_is_answered_and_not_for_ever() -> None:
    turn = Turn()
    turn.took = 0.05
    with answering():
        assert waited(turn) >= 0.1
    turn.took = 60
    assert waited(turn) < 60


def test_a_turn_comes_when_the_answer_is_made() -> None:
    turn, begun, made = Turn(), threading.Event(), threading.Event()
    turn.took = 600

    def answer() -> None:
        with answering():
            begun.set()
            made.wait(30)

    answerer = threading.Thread(target=answer)
    answerer.start()
    assert begun.wait(30)
    pull = threading.Thread(target=waited, args=(turn,))
    pull.start()
    pull.join(0.05)
    assert pull.is_alive()
    made.set()
    pull.join(30)
    assert not pull.is_alive()
    answerer.join()


def break_off(turn: Turn) -> None:
    with turn:
        assert turn.lock.locked()
        raise ValueError("broken")


def test_one_is_at_work_at_a_time_and_a_failure_ends_its_turn() -> None:
    turn = Turn()
    with pytest.raises(ValueError, match="broken"):
        break_off(turn)
    assert not turn.lock.locked()


def test_within_a_turn_those_go_first_who_have_come_meanwhile_and_it_keeps_its_share(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    turn, waits = Turn(), list[float]()
    times = iter([0, 1, 31, 34, 94, 95])
    monkeypatch.setattr(turns, "monotonic", lambda: next(times))
    monkeypatch.setattr(turns, "give_way", waits.append)
    with turn:
        turn.pause()
        turn.pause()
    assert waits == [0, 2, 6]
    assert turn.took == 1


@pytest.mark.django_db
def test_a_full_pull_pauses_within_a_batch_and_sends_the_same(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    def pulled() -> bytes:
        answer: Any = Client().get("/api/v1/measures/?format=csv")
        return b"".join(answer.streaming_content)

    once, pauses = pulled(), list[Turn]()
    monkeypatch.setattr(streams, "BETWEEN_PAUSES", 1)
    monkeypatch.setattr(Turn, "pause", lambda turn: pauses.append(turn))
    assert pulled() == once
    assert len(pauses) >= len(once.splitlines()) - 1 > 1


@pytest.mark.django_db
def test_a_report_gives_way_between_its_pieces(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(turns, "give_way", waits.append)
    answer: Any = Client().get("/api/v1/reports/ledger/?format=csv")
    assert not waits
    pieces = [*answer.streaming_content]
    assert len(waits) == len(pieces) + 1
    assert waits[1] > 0


@pytest.mark.django_db
def test_a_request_counts_until_its_answer_begins(plan: Plan) -> None:
    seen = []

    def look(execute: object, *statement: object) -> object:
        seen.append(threading.get_ident() in being_answered)
        assert callable(execute)
        return execute(*statement)

    with connection.execute_wrapper(look):
        answer: Any = Client().get("/api/v1/measures/?format=ndjson")
        before = len(seen)
        b"".join(answer.streaming_content)
    assert set(seen[:before]) == {True}
    assert set(seen[before:]) == {False}
    assert not being_answered
