"""Many writers at once, and a reader that pages all the while: nothing is skipped, nothing is shown that never was."""

import threading
from random import Random
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from rest_framework.test import APIClient

from measures.choices import Phase, ReviewState
from measures.models import Measure, Plan, Responsibility, Section
from tests.api.test_keeping_in_step import Reader
from tests.factories import make_body, make_measure, make_plan, make_section

WRITERS, ACTIONS = 6, 12


class TakenBackError(Exception):
    """The writer takes back what it did."""


def write(seed: int, failures: list[BaseException]) -> None:
    random = Random(seed)
    try:
        for number in range(ACTIONS):
            try:
                with transaction.atomic():
                    action(random, f"{seed}-{number}")
                    if random.random() < 0.25:
                        raise TakenBackError
            except (TakenBackError, DatabaseError):  # deadlocked, or its measure was deleted meanwhile
                pass
    except BaseException as error:
        failures.append(error)
    finally:
        connection.close()


def action(random: Random, name: str) -> None:
    section = Section.objects.order_by("pk")[random.randrange(2)]
    measures = Measure.objects.filter(section=section).order_by("pk")
    match random.randrange(5):
        case 0:
            make_measure(section, code=f"{section.code}.{name}", position=1)
        case 1:
            measures.update(phase=random.choice(Phase.values))
        case 2:
            measures.update(review_state=random.choice([ReviewState.PUBLISHED, ReviewState.CONFIRMED]))
        case 3:
            chosen = measures.first()
            if chosen is not None:
                Responsibility.objects.create(measure=chosen, body=make_body(f"第{name}局"))
        case 4:
            chosen = measures.last()
            if chosen is not None:
                chosen.delete()


@pytest.mark.django_db(transaction=True)
def test_a_reader_that_pages_while_many_write_ends_with_the_databases_own_state(api: APIClient) -> None:
    section = make_section(make_plan("busy"))
    make_section(Plan.objects.get(slug="busy"))
    for _ in range(5):
        make_measure(section)
    reader, failures = Reader(api), list[BaseException]()
    writers = [threading.Thread(target=write, args=(seed, failures)) for seed in range(WRITERS)]
    for writer in writers:
        writer.start()
    sequences: list[Any] = []
    for writer in writers:
        while writer.is_alive():
            sequences += reader.follow()
            writer.join(0.01)  # a reader that never paused would take the processor from those whom it reads
    sequences += reader.follow()
    assert failures == []
    assert sequences
    assert reader.copy == reader.pull()


@pytest.mark.django_db(transaction=True)
def test_a_change_that_commits_late_is_not_numbered_before_one_already_read(api: APIClient) -> None:
    """The first writer holds its transaction open; whoever writes meanwhile must not be read before it."""
    section = make_section(make_plan("busy"))
    reader, written, go_on = Reader(api), threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            make_measure(section, code="1-1")
            written.set()
            go_on.wait(60)
        connection.close()

    def quick() -> None:
        make_measure(section, code="1-2")
        connection.close()

    first, second = threading.Thread(target=slow), threading.Thread(target=quick)
    first.start()
    assert written.wait(60)
    second.start()
    second.join(0.5)
    assert reader.follow() == []
    go_on.set()
    first.join()
    second.join()
    assert [key for _, _, key in reader.follow()] == ["1-1", "1-2"]
