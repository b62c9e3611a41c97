"""The quick way of `benchmarks.mutations`, for code that needs no Django and no database.

    python -m benchmarks.mutations measures/parsing/content --sample 100 --seed 7 --tests tests/parsing --in-memory

collects and runs the tests once in one process. Each change is then made in a forked child: functions of the changed
file get their new code, and the tests that reach it are run, the quickest first, without those that take more than half
a second. That takes a tenth of a second where a new start of pytest takes five. A change outside of functions (a
constant, a default value) is left to the slow way, since other modules may hold the old value.
"""

import functools
import gc
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType, FunctionType

import coverage
import pytest

MEMORY = 4 << 30  # bytes that a child may take
LONGEST = 0.5  # seconds: what takes longer (limits of size, random bytes) is not run for each change


class InMemory:
    """A pytest plugin that runs the collected tests once, then those that reach each mutant on it.

    `changes` holds the file, its changed source and the changed line of each mutant; `report` is called with the place
    of each in `changes` and `died`, `survived`, `unreached` or, for a change outside of functions, `outside`.
    """

    def __init__(self, changes: list[tuple[Path, str, int]], report: Callable[[int, str], None]) -> None:
        self.changes = changes
        self.report = report
        self.seconds: dict[str, float] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        reached = self.first_run(session)
        if session.testsfailed or not session.items:
            sys.exit("The tests fail without any change, or there are none.")
        items = {item.nodeid: item for item in sorted(session.items, key=lambda item: self.seconds[item.nodeid])}
        for number, (file, source, line) in enumerate(self.changes):
            named = set(reached.contexts_by_lineno(str(file)).get(line, ()))
            chosen = [item for node, item in items.items() if node in named and self.seconds[node] < LONGEST]
            self.report(number, self.outcome(session, file, source, chosen))
        return True

    def first_run(self, session: pytest.Session) -> coverage.CoverageData:
        """Which tests reach which line, and how long each takes."""
        running = coverage.Coverage(data_file=None, include=[str(file) for file, _, _ in self.changes])
        running.start()
        for item, following in zip(session.items, [*session.items[1:], None], strict=True):
            started = time.monotonic()
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            self.seconds[item.nodeid] = time.monotonic() - started
        running.stop()
        return running.get_data()

    def outcome(self, session: pytest.Session, file: Path, source: str, chosen: list[pytest.Item]) -> str:
        before = compile(file.read_bytes(), str(file), "exec")
        after = compile(source, str(file), "exec")
        if skeleton(before) != skeleton(after):
            return "outside"
        if not chosen:
            return "unreached"
        child = os.fork()
        if not child:
            self.run_changed(session, before, after, chosen)
        return "survived" if os.waitpid(child, 0)[1] == 0 else "died"

    def run_changed(
        self, session: pytest.Session, before: CodeType, after: CodeType, chosen: list[pytest.Item]
    ) -> None:
        """In the child: ends it with 0 where all tests pass; a test without end is stopped by the alarm."""
        try:
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)
            os.dup2(silence, 2)
            signal.alarm(10 + int(5 * sum(self.seconds[item.nodeid] for item in chosen)))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            change_functions(before, after)
            for item, following in zip(chosen, [*chosen[1:], None], strict=True):
                item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
                if session.testsfailed:
                    break
            os._exit(1 if session.testsfailed else 0)
        finally:
            os._exit(2)


def change_functions(before: CodeType, after: CodeType) -> None:
    """Give every function whose code is in `before` the one in the same place of `after`; forget what is cached."""
    changed = dict(zip(codes(before), codes(after), strict=True))
    for found in gc.get_objects():
        if isinstance(found, FunctionType) and found.__code__ in changed:
            found.__code__ = changed[found.__code__]
        elif isinstance(found, functools._lru_cache_wrapper):
            found.cache_clear()


def codes(code: CodeType) -> Iterator[CodeType]:
    """The functions of a module and of its classes, in their order; not those made within functions."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if is_function(constant):
                yield constant
            else:
                yield from codes(constant)


def skeleton(code: CodeType) -> list[object]:
    """What a module executes when it is imported, without the code of its functions."""
    parts: list[object] = [code.co_code, code.co_names]
    for constant in code.co_consts:
        if not isinstance(constant, CodeType):
            parts.append(constant)
        elif not is_function(constant):
            parts.append(skeleton(constant))
    return parts


def is_function(code: CodeType) -> bool:
    """Neither a class body nor a comprehension, which are executed where they stand."""
    return bool(code.co_flags & CO_OPTIMIZED) and (code.co_name == "<lambda>" or not code.co_name.startswith("<"))
