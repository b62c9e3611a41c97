"""Records that many tests begin with are made once for all that follow each other, as by Django's `setUpTestData`.

    @made_once
    def plan() -> Plan: ...

is a fixture of each test. What the function writes stays in an open transaction, in which each test has a savepoint of
its own, until a test comes that does not begin with it: then it is rolled back. So a test finds the records of the
fixtures that it names and no others, whatever ran before it. What the function returns is copied for each test.

Such a function takes no fixtures but others of this kind. A test that commits calls it for itself.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from inspect import Parameter, Signature, signature
from typing import Any

import pytest
from django.db import connection, transaction

Make = Callable[..., Any]


@dataclass
class Level:
    """What one function has made, within what the levels below it have."""

    make: Make
    made: Any
    transaction: transaction.Atomic


levels: list[Level] = []


def made_once(make: Make) -> Any:
    """A fixture of every test out of a function that writes records."""

    def copied(db: None, **records: Any) -> Any:
        for level in levels:
            if level.make is make:
                return deepcopy(level.made)
        return make(**records)

    taken = [Parameter("db", Parameter.KEYWORD_ONLY), *signature(make).parameters.values()]
    copied.__signature__ = Signature([each.replace(kind=Parameter.KEYWORD_ONLY) for each in taken])  # type: ignore[attr-defined]
    made_by[copied] = make
    return pytest.fixture(name=make.__name__)(copied)


made_by: dict[Any, Make] = {}


def wanted(item: pytest.Function) -> dict[str, Make]:
    """The functions by which the records of a test are made, each behind those that it takes."""
    definitions = item._fixtureinfo.name2fixturedefs
    found: dict[str, Make] = {}

    def add(name: str) -> None:
        make = made_by.get(definitions[name][-1].func) if name in definitions else None
        if make and name not in found:
            for parameter in signature(make).parameters:
                add(parameter)
            found[name] = make

    for name in sorted(item.fixturenames):
        add(name)
    return found


def prepare(item: pytest.Function) -> None:
    """Bring the database to where the test begins."""
    makes = {} if commits(item) else wanted(item)
    order = list(makes.values())
    if not connection.in_atomic_block:
        drop()
    kept = 0
    while kept < min(len(levels), len(order)) and levels[kept].make is order[kept]:
        kept += 1
    drop(kept)
    for make in order[kept:]:
        if not add_level(make):
            break  # its fixture calls it again, and says what is wrong


def put_together(items: list[pytest.Item]) -> None:
    """Within each module the tests that begin with the same records follow each other."""
    modules = {item.path: at for at, item in reversed(list(enumerate(items)))}
    items.sort(key=lambda item: (modules[item.path], [*wanted(item)] if isinstance(item, pytest.Function) else []))


def add_level(make: Make) -> bool:
    """Make records in a transaction, or a savepoint, that stays open; nothing stays of a function that fails.

    An error is not raised here: of a hook that raises, pytest keeps something that fails each later test.
    """
    below = {level.make.__name__: level.made for level in levels}
    opened = transaction.atomic()
    opened._from_testcase = True  # type: ignore[attr-defined]  # as a test's own: durable blocks may stand in it
    opened.__enter__()
    try:
        made = make(**{name: deepcopy(below[name]) for name in signature(make).parameters})
    except Exception as error:
        opened.__exit__(type(error), error, error.__traceback__)
        return False
    levels.append(Level(make, made, opened))
    return True


def drop(kept: int = 0) -> None:
    """Roll back what is made beyond the first levels; a connection that a test has closed did so with all."""
    if not connection.in_atomic_block:
        levels.clear()
    while len(levels) > kept:
        transaction.set_rollback(True)
        levels.pop().transaction.__exit__(None, None, None)


def commits(item: pytest.Function) -> bool:
    """Whether the test runs outside of a transaction: pytest-django's rule."""
    mark = item.get_closest_marker("django_db")
    asked = mark is not None and (mark.kwargs.get("transaction") or mark.kwargs.get("reset_sequences") or mark.args)
    return bool(asked) or not {"transactional_db", "live_server"}.isdisjoint(item.fixturenames)
