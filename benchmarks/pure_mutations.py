"""The quick way of `benchmarks.mutations`, for code that needs no Django and no database.

    python -m benchmarks.mutations measures/parsing --sample 300 --seed 7 --tests tests/parsing --in-memory

collects and runs the tests once in one process. Each change is then made in a forked child: functions of the changed
file get their new code, constants and default values their new value wherever they were imported, and the tests that
reach the change are run, those first that killed most for their time, until one fails. That takes a tenth of a second
where a new start of pytest takes five. Times are of the processor, so that other work on the machine changes nothing.

What was computed from a constant in another module keeps its old value. A change outside of functions that survives is
therefore tried again the slow way, in a process that imports the changed file.
"""

import functools
import gc
import os
import resource
import signal
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from enum import EnumType
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import coverage
import pytest

MEMORY = 4 << 30  # bytes that a child may take
LONGEST = 0.3  # seconds: what takes longer (limits of size, random texts) is not run for each change
LEAST = 0.001  # seconds: no test is taken for quicker


class InMemory:
    """A pytest plugin that runs the collected tests once, then those that reach each mutant on it.

    `changes` holds the file, its changed source and the changed line of each mutant; `report` is called with the place
    of each in `changes` and `died`, `survived`, `unreached` or, for one outside of functions that survived, `outside`.
    """

    def __init__(self, changes: list[tuple[Path, str, int]], report: Callable[[int, str], None]) -> None:
        self.changes = changes
        self.report = report
        self.seconds: dict[str, float] = {}
        self.direct: set[str] = set()
        self.functions: dict[CodeType, list[FunctionType]] = {}
        self.caches: list[functools._lru_cache_wrapper[object]] = []
        self.kills = Counter[str]()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run all tests once, then those that reach each mutant."""
        reached = self.first_run(session)
        if session.testsfailed or not session.items:
            sys.exit("The tests fail without any change, or there are none.")
        self.functions, self.caches = functions_and_caches()
        gc.freeze()
        for number, (file, source, line) in enumerate(self.changes):
            self.report(number, self.outcome(session, file, source, self.reaching(reached, file, line)))
        return True

    def first_run(self, session: pytest.Session) -> coverage.CoverageData:
        """Which tests reach which line, how long each takes, and which can be called without pytest around them."""
        running = coverage.Coverage(data_file=None, include=[str(file) for file, _, _ in self.changes])
        running.start()
        for item, following in zip(session.items, [*session.items[1:], None], strict=True):
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        running.stop()
        for item in session.items:
            started = time.process_time()
            if passes(item):
                self.direct.add(item.nodeid)
            else:
                item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
            self.seconds[item.nodeid] = max(LEAST, time.process_time() - started)
        return running.get_data()

    def reaching(self, reached: coverage.CoverageData, file: Path, line: int) -> set[str]:
        """The tests that reach a line; all that reach the file for what is executed at its import."""
        lines = reached.contexts_by_lineno(str(file))
        named = set(lines.get(line, ())) - {""}
        return named or ({name for names in lines.values() for name in names} if line in lines else set())

    def outcome(self, session: pytest.Session, file: Path, source: str, named: set[str]) -> str:
        """`died`, `survived`, `unreached` or `outside`."""
        before = compile(file.read_bytes(), str(file), "exec")
        after = compile(source, str(file), "exec")
        is_outside = skeleton(before) != skeleton(after)
        if is_outside:  # a default value stands on a line that only its import reaches
            named = set(self.seconds)
        chosen = [item for item in session.items if item.nodeid in named and self.seconds[item.nodeid] < LONGEST]
        if is_outside and defines_members(file):
            return "outside"
        chosen.sort(key=lambda item: self.seconds[item.nodeid] / (1 + self.kills[item.nodeid]))
        if not chosen:
            return "outside"  # a function that is called at the import of its module, perhaps
        if is_outside:
            change = functools.partial(change_module, file, source)
        else:
            change = functools.partial(change_functions, before, after, self.functions)
        killer = self.killer(session, change, chosen)
        if killer is None:
            return "outside" if is_outside else "survived"
        self.kills[killer] += 1
        return "died"

    def killer(self, session: pytest.Session, change: Callable[[], None], chosen: list[pytest.Item]) -> str | None:
        """The test that notices, "" where the whole process ends; None where all pass."""
        told, telling = os.pipe()
        child = os.fork()
        if not child:
            self.run_changed(session, change, chosen, telling)
        os.close(telling)
        with os.fdopen(told, "rb") as pipe:
            words = pipe.read().decode()
        return None if os.waitpid(child, 0)[1] == 0 else words

    def run_changed(
        self, session: pytest.Session, change: Callable[[], None], chosen: list[pytest.Item], telling: int
    ) -> None:
        """In the child: ends it with 0 where all tests pass; a test without end is stopped by the alarm."""
        try:
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)
            os.dup2(silence, 2)
            signal.setitimer(signal.ITIMER_PROF, 5 + 3 * sum(self.seconds[item.nodeid] for item in chosen))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            change()
            for cache in self.caches:
                cache.cache_clear()
            for item in chosen:
                if not self.passes_changed(session, item):
                    os.write(telling, item.nodeid.encode())
                    os._exit(1)
            os._exit(0)
        finally:
            os._exit(2)

    def passes_changed(self, session: pytest.Session, item: pytest.Item) -> bool:
        if item.nodeid in self.direct:
            return passes(item)
        item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
        return not session.testsfailed


def passes(item: pytest.Item) -> bool:
    """Whether the test passes where its function is called with its parameters alone, warnings being errors.

    That leaves out the tenfold work of pytest around a test of a millisecond. One that asks for a fixture fails.
    """
    assert isinstance(item, pytest.Function)
    values = item.callspec.params if hasattr(item, "callspec") else {}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            item.obj(**values)
        except BaseException:  # the outcomes of pytest are no Exception
            return False
    return True


def functions_and_caches() -> tuple[dict[CodeType, list[FunctionType]], list["functools._lru_cache_wrapper[object]"]]:
    """The functions and the caches of functions that the process holds."""
    functions: dict[CodeType, list[FunctionType]] = {}
    caches: list[functools._lru_cache_wrapper[object]] = []
    gc.unfreeze()  # `tests.engine` freezes what is loaded, and what is frozen is not told of
    for found in gc.get_objects():
        if type(found) is FunctionType:  # which, unlike `isinstance`, asks nothing of a weak reference that is dead
            functions.setdefault(found.__code__, []).append(found)
        elif type(found) is functools._lru_cache_wrapper:
            caches.append(found)
    return functions, caches


def change_functions(before: CodeType, after: CodeType, functions: dict[CodeType, list[FunctionType]]) -> None:
    """Give every function whose code is in `before` the one in the same place of `after`."""
    for old, new in zip(codes(before), codes(after), strict=True):
        for function in functions.get(old, ()):
            function.__code__ = new


def change_module(file: Path, source: str) -> None:
    """Execute the changed source beside its module and take over what it defines, wherever it was imported."""
    module = next(one for one in list(sys.modules.values()) if getattr(one, "__file__", None) == str(file))
    fresh = ModuleType(module.__name__)
    fresh.__file__ = module.__file__
    exec(compile(source, str(file), "exec"), fresh.__dict__)
    importing = [vars(one) for one in list(sys.modules.values()) if one.__name__.startswith(("measures.", "tests."))]
    for name, new in list(vars(fresh).items()):
        old = vars(module).get(name)
        if not name.startswith("__") and old is not new and not isinstance(old, ModuleType):
            take_over(name, old, new, [names for names in importing if names.get(name, new) is old])


def defines_members(file: Path) -> bool:
    """Whether the module has an enumeration: the members of a second one would be others, which `is` tells apart."""
    module = next(one for one in list(sys.modules.values()) if getattr(one, "__file__", None) == str(file))
    return any(isinstance(one, EnumType) and one.__module__ == module.__name__ for one in vars(module).values())


def take_over(name: str, old: object, new: object, importing: list[dict[str, object]]) -> None:
    """A function or class keeps its identity and gets the new code and defaults; any other value is replaced."""
    if isinstance(old, functools._lru_cache_wrapper) and isinstance(new, functools._lru_cache_wrapper):
        take_over(name, old.__wrapped__, new.__wrapped__, importing)
    elif isinstance(old, FunctionType) and isinstance(new, FunctionType):
        old.__code__, old.__defaults__, old.__kwdefaults__ = new.__code__, new.__defaults__, new.__kwdefaults__
    elif isinstance(old, type) and isinstance(new, type):
        for key, value in vars(new).items():
            known = vars(old).get(key)
            if isinstance(known, FunctionType) and isinstance(value, FunctionType):
                take_over(key, known, value, [])
    else:
        for names in importing:
            names[name] = new


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
