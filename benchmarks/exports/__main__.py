"""Are exports fast and small? `python -m benchmarks.exports` measures some minutes on PostgreSQL and prints ratios.

The ledger of 100,000 measures with two bodies each, against COPY of the same rows in the same run; the memory that an
export takes above an idle process, for 10,000 and 100,000 measures; one body's measures in all plans against as many of
two plans; Word files of three plans (1,200 measures), and their bound; workbooks against libraries. Seconds are those
of the processor, the server's included, since what else the machine does must not count.
Each line that is wanted ends with "ok" or "MISS"; the end has status 1 and names what missed.
"""

import argparse
import json
import subprocess
import sys
from statistics import median

from benchmarks.api import servers
from benchmarks.api.__main__ import fill, judged, line, not_met
from benchmarks.exports.one import Cost

RUNS = 3
COPY_TIMES, BODY_TIMES, MIB, DOCX_SECONDS = 2.5, 3.0, 40.0, 3.0
SHORT = 10  # exports in a row where one takes some hundredths of a second
DOCUMENTS = ("division", "plan_text", "by_body", "ledger")
STREAMED = ("csv", "json", "html", "xlsx")
BODY, PLANS = "东区发展改革局第0处", ("plan-0001", "plan-0002")


def asked(
    database: str, form: str, filters: dict[str, list[str]] | None = None, report: str = "ledger", times: int = 1
) -> Cost:
    """What one export costs in a process of its own, by itself: no other process of the server helps."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.exports.one",
        json.dumps({"report": report, "format": form, "filters": filters or {}, "times": times}),
    ]
    settings = servers.environment(database, PGOPTIONS="-c max_parallel_workers_per_gather=0")
    done = subprocess.run(command, cwd=servers.ROOT, env=settings, check=True, capture_output=True, text=True)
    return Cost(**json.loads(done.stdout))


def middle(costs: list[Cost]) -> float:
    return median(cost.cpu for cost in costs)


def print_copy(database: str) -> None:
    """csv against COPY; they take turns."""
    ours, theirs = [], []
    for _ in range(RUNS):
        ours.append(asked(database, "csv"))
        theirs.append(asked(database, "copy"))
    assert ours[0].rows == theirs[0].rows + 1, (ours[0], theirs[0])  # but for the head
    line("seconds of the processor", "PolicyHub", "COPY")
    line(f"{theirs[0].rows:,} measures as csv", f"{middle(ours):.2f}", f"{middle(theirs):.2f}")
    line("… times COPY", judged(middle(ours) / middle(theirs), most=COPY_TIMES))
    print(f"on the clock: {median(c.seconds for c in ours):.1f} s against {median(c.seconds for c in theirs):.1f} s")


def print_others(database: str, forms: list[str]) -> None:
    """What the other formats take."""
    for form in forms:
        found = asked(database, form)
        line(f"all measures as {form}", f"{found.cpu:.2f}", f"{found.size / 2**20:.0f} MiB")


def print_body(database: str) -> None:
    """One body's measures in all plans against as many of two plans."""
    body, plans = [], []
    for _ in range(RUNS):
        body.append(asked(database, "csv", {"body": [BODY]}, times=SHORT))
        plans.append(asked(database, "csv", {"plan": list(PLANS)}, times=SHORT))
    ours, theirs = middle(body) / body[0].rows, middle(plans) / plans[0].rows
    line(f"{body[0].rows - 1} measures of a body, all plans", f"{middle(body):.2f}", f"{middle(plans):.2f}")
    line("… times two plans, row by row", judged(ours / theirs, most=BODY_TIMES))


def print_memory(large: str, small: str) -> None:
    line("MiB above idle", "10,000", "100,000")
    for form in STREAMED:
        few, many = asked(small, form).mib, asked(large, form).mib
        line(f"ledger as {form}", f"{few:.1f}", f"{many:.1f}")
        line("… at most", judged(max(few, many), most=MIB))


def print_documents(large: str, small: str) -> None:
    """Word files: of three plans (1,200 measures) they are quick, of more than 5,000 measures they are refused."""
    three = {"plan": [f"plan-{number:04d}" for number in range(1, 4)]}
    for report in DOCUMENTS:
        found = asked(small, "docx", three, report=report)
        line(f"{report} of 1,200 measures as docx", judged(found.cpu, most=DOCX_SECONDS), f"{found.mib:.1f} MiB")
    twelve = {"plan": [f"plan-{number:04d}" for number in range(1, 13)]}
    most, more = (asked(large, "docx", filters, report="division") for filters in (twelve, {}))
    line("4,800 measures as docx: seconds, MiB", f"{most.cpu:.2f}", f"{most.mib:.1f}")
    line("all measures as docx", "refused ok" if more.refused else "not refused MISS")
    print(more.refused)


def print_libraries() -> None:
    """A workbook against libraries that write the same cells alone."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.exports.libraries"], cwd=servers.ROOT, check=False)
    line("100,000 rows of 12 cells as a workbook", "MISS" if done.returncode else "ok")


def print_reports(large: str, small: str) -> None:
    """The reports that count and sort all measures: seconds, and memory that must not grow with them."""
    line("seconds of the processor, MiB above idle", "10,000", "100,000")
    for report, form in (("overview", "html"), ("by_body", "html"), ("by_body", "xlsx"), ("by_body", "zip")):
        few, many = (asked(database, form, report=report) for database in (small, large))
        line(f"{report} as {form}: seconds", f"{few.cpu:.2f}", f"{many.cpu:.2f}")
        line(f"{report} as {form}: MiB", f"{few.mib:.1f}", f"{many.mib:.1f}")


def main() -> None:
    """Load both databases and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exports", description=__doc__)
    parser.add_argument("--large", type=int, default=100_000, help="measures of the large database")
    parser.add_argument("--small", type=int, default=10_000, help="measures of the small one")
    parser.add_argument("--formats", nargs="*", default=["json", "html", "xlsx"], help="what else is timed")
    given = parser.parse_args()
    with servers.postgresql("large", "small") as (large, small):
        fill(large, given.large)
        fill(small, given.small)
        print_copy(large)
        print_others(large, given.formats)
        print_body(large)
        print_memory(large, small)
        print_documents(large, small)
        print_reports(large, small)
    print_libraries()
    if not_met:
        sys.exit(f"Missed: {'; '.join(not_met)}")


if __name__ == "__main__":
    main()
