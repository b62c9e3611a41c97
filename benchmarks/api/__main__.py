"""Is the API as fast as it is meant to be? `python -m benchmarks.api` measures for some minutes and prints ratios.

On the same data, in the same run and under the same server: PolicyHub reading each answer anew, PolicyHub as it is
delivered, which gives what it keeps to whom asks the same again, (a) the API that most teams would write (`naive.py`)
and (b) the limit, JSON built by PostgreSQL in one statement (`limit.py`). All must give the same records.
A question that a side cannot answer is printed as FAILED and the run goes on; the end names what missed or failed.
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median
from time import monotonic

import psycopg

from benchmarks.api import data, pull, servers
from benchmarks.api.load import CONNECTIONS, AnswerError, Rate, fetch, load, request
from benchmarks.api.questions import Question, questions_on, records
from benchmarks.api.servers import Site, site

OURS = "policyhub.server:application"
LARGE, SMALL, RUNS, PULLS = 100_000, 10_000, 3, 9
SLOW = 2  # answers a second: one run of what is as slow as this tells enough
# (a) takes half a minute for some answers that are asked for at once: it is to be slow, not to fail.
PATIENT = {"DATABASE_CONNECTIONS": str(CONNECTIONS), "STATEMENT_SECONDS": "0"}
ANEW = {"API_CACHE_MB": "0"}
not_met: list[str] = []  # names of lines


@dataclass(frozen=True)
class Sides:
    ours: Site
    kept: Site
    naive: Site
    limit: Site


@contextmanager
def sides(database: str) -> Iterator[Sides]:
    """The sites on one database."""
    with ExitStack() as stack:
        naive = {"DJANGO_SETTINGS_MODULE": "benchmarks.api.naive_settings", **PATIENT}
        yield Sides(
            stack.enter_context(site(OURS, database, **ANEW)),
            stack.enter_context(site(OURS, database)),
            stack.enter_context(site(OURS, database, **naive)),
            stack.enter_context(site("benchmarks.api.limit:make", database)),
        )


def fill(database: str, measures: int) -> None:
    """Migrate the database and load so many measures."""
    began = monotonic()
    servers.migrate(database)
    with psycopg.connect(database, autocommit=True) as connection:
        data.load(connection, measures)
    print(f"{measures:,} measures loaded in {monotonic() - began:.0f} s", flush=True)


def check_alike(question: Question, on: Sides) -> None:
    """All sides give the same records, field by field."""
    ours = records(fetch(on.ours.port, question.ours).json)
    assert records(fetch(on.kept.port, question.ours).json) == ours, question.name
    assert records(fetch(on.naive.port, question.naive).json) == ours, question.name
    assert not question.limit or records(fetch(on.limit.port, question.limit).json) == ours, question.name


def rates(question: Question, on: Sides, seconds: float) -> dict[str, Rate]:
    """The median run of each side; the sides take turns, so that what else the machine does hits all."""
    conditional = {"If_None_Match": fetch(on.ours.port, question.ours).headers["etag"]} if question.conditional else {}
    status = 304 if question.conditional else 200
    ask = {
        "ours": (on.ours, question.ours, status),
        **({"kept": (on.kept, question.ours, status)} if question.limit or question.conditional else {}),
        "naive": (on.naive, question.naive, 200),
        **({"limit": (on.limit, question.limit, 200)} if question.limit else {}),
    }
    runs: dict[str, list[Rate]] = {side: [] for side in ask}
    for _ in range(RUNS):
        for side, (asked, path, status) in ask.items():
            if not runs[side] or runs[side][0].per_second > SLOW:
                runs[side].append(load(asked.port, request(path, **conditional), seconds=seconds, status=status))
    return {side: sorted(found, key=lambda rate: rate.per_second)[len(found) // 2] for side, found in runs.items()}


def judged(value: float, least: float = 0, most: float = 0) -> str:
    if not least and not most:
        return ""
    fine = value >= least if least else value <= most
    return f"{value:8.2f} {'≥' if least else '≤'} {least or most:<5g}{'ok' if fine else 'MISS'}"


def line(name: str, *cells: str) -> None:
    if any("MISS" in cell or "FAILED" in cell for cell in cells):
        not_met.append(name)
    wide = sum(1 for letter in name if ord(letter) > 0x2E7F)
    print(name.ljust(40 - wide), *(cell.rjust(10) for cell in cells), flush=True)


def print_rates(asked: list[Question], on: Sides, seconds: float) -> None:
    """A line for each question: answers a second of each side, and ours as a multiple of theirs."""
    line(
        f"answers a second, {CONNECTIONS} connections",
        *(
            "PolicyHub",
            "kept",
            "(a)",
            "(b)",
            *(name.rjust(20) for name in ("of (a)", "of (b)", "kept of (b)")),
            "asking",
        ),
    )
    for question in asked:
        try:
            check_alike(question, on)
            print_rate(question, rates(question, on, seconds))
        except AnswerError as failure:
            line(question.name, f"FAILED {failure}")


def print_rate(question: Question, found: dict[str, Rate]) -> None:
    """The line of one question."""
    ours, naive = found["ours"].per_second, found["naive"].per_second
    limit, kept = (found[side].per_second if side in found else 0 for side in ("limit", "kept"))
    kept_judged = judged(kept / limit, question.kept_than_limit) if limit else judged(kept, question.kept_a_second)
    line(
        question.name,
        f"{ours:.1f}",
        f"{kept:.1f}" if kept else "",
        f"{naive:.1f}",
        f"{limit:.1f}" if limit else "",
        judged(ours / naive, question.than_naive).rjust(20),
        judged(ours / limit, question.than_limit).rjust(20) if limit else " " * 20,
        kept_judged.rjust(20),
        f"{max(rate.effort for rate in found.values()):.0%}",
    )


def print_searches(asked: list[Question], on: Sides) -> None:
    """Milliseconds of each search, alone on one connection."""
    line("milliseconds of a search, 1 connection", "PolicyHub")
    for question in asked:
        if question.search:
            found = [load(on.ours.port, request(question.ours), connections=1, seconds=1).seconds for _ in range(RUNS)]
            line(question.name, judged(median(found) * 1000, most=10))


def print_pull(on: Sides, database: str, measures: int) -> None:
    """Seconds of a full pull and of COPY, medians in turn, beside page by page, and the memory of a worker."""
    turns = [(pull.timed_stream(on.ours.port), pull.timed_copy(database)) for _ in range(PULLS)]
    (ours, lines), (copied, same) = (sorted(side)[PULLS // 2] for side in zip(*turns, strict=True))
    assert lines == same == measures
    paged = pull.timed_pages(on.naive.port, lines)
    line("seconds of a full pull", "PolicyHub", "(a)", "COPY")
    line(f"{lines:,} measures as ndjson", f"{ours:.2f}", f"{paged:.1f}", f"{copied:.2f}")
    line("… faster than (a) by", judged(paged / ours, least=7))
    line("… times COPY", judged(ours / copied, most=1.1))
    before, largest = pull.memory(on.ours)
    line("MiB of a worker: idle, while pulling", f"{before / 2**20:.0f}", f"{largest / 2**20:.0f}")
    line("… times idle", judged(largest / before, most=1.2))


def print_growth(large: str, on: Site, small: str, on_small: Site, seconds: float) -> None:
    """How much slower an answer is on the larger database."""
    line("time of an answer, large against small", "PolicyHub", "times")
    for question, smaller in zip(questions_on(large, on.port), questions_on(small, on_small.port), strict=True):
        if not question.conditional:
            slow, quick = [], []
            for _ in range(RUNS):
                slow.append(load(on.port, request(question.ours), seconds=seconds).per_second)
                quick.append(load(on_small.port, request(smaller.ours), seconds=seconds).per_second)
            times = median(quick) / median(slow)
            line(question.name, f"{median(slow):.1f}", f"{times:.2f}" if question.counts else judged(times, most=1.5))


def measure(large: str, small: str, measures: int, seconds: float) -> None:
    """All tables, on a large database, of so many measures, and a small one."""
    with sides(large) as on, site(OURS, small, **ANEW) as small_site:
        asked = questions_on(large, on.ours.port)
        print_pull(on, large, measures)
        print_rates(asked, on, seconds)
        print_searches(asked, on)
        print_growth(large, on.ours, small, small_site, seconds / 2)


def measure_growth(large: str, small: str, seconds: float) -> None:
    """The last table alone."""
    with site(OURS, large, **ANEW) as on, site(OURS, small, **ANEW) as small_site:
        print_growth(large, on, small, small_site, seconds)


def main() -> None:
    """Load both databases and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.api", description=__doc__)
    parser.add_argument("--seconds", type=float, default=2, help="length of a run (three runs a side and question)")
    parser.add_argument("--large", type=int, default=LARGE, help="measures of the database that is asked")
    parser.add_argument("--small", type=int, default=SMALL, help="measures of the one that it is compared with")
    parser.add_argument("--growth", action="store_true", help="only how much slower answers are on the large one")
    given = parser.parse_args()
    with servers.postgresql("large", "small") as (large, small):
        fill(large, given.large)
        fill(small, given.small)
        if given.growth:
            measure_growth(large, small, given.seconds)
        else:
            measure(large, small, given.large, given.seconds)
    if not_met:
        sys.exit(f"Missed or failed: {'; '.join(not_met)}")


if __name__ == "__main__":
    main()
