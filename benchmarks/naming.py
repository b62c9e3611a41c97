"""How long it takes to find the measures that 300 tasks of a division of work name: `python -m benchmarks.naming`.

Processor time of one view of the comparison, at 1,000 and at 25,000 measures, without the database. Half of the tasks
quote a whole text, the others a title or a clause. Ends with status 1 where a wrong measure is found or the larger plan
takes more time for each of its measures than wanted.
"""

import sys
from random import Random
from time import process_time

from benchmarks.importing.plans import plan
from measures.matching import Entry, Outline, Task, name_measures

TASKS = 300
SIZES = (1_000, 25_000)
WANTED = 1.0  # times as long for each measure of the larger plan


def outline(measures: int) -> Outline:
    """The made-up plan of the import benchmark, each heading a section."""
    headings = plan(measures)
    sections = [Entry(str(place), "", ((f"第{place}节", ""),)) for place in range(len(headings))]
    entries = [
        Entry(f"{place}-{number}", str(place), ((each.title, str(each)),))
        for place, heading in enumerate(headings)
        for number, each in enumerate(heading)
    ]
    return Outline(tuple(sections), tuple(entries))


def tasks(plan: Outline) -> list[tuple[Task, str]]:
    """Tasks with the codes of the measures that they name."""
    found = []
    for number, entry in enumerate(Random(TASKS).sample(plan.measures, TASKS), 1):
        title, text = entry.wordings[0]
        words = (text, title, text, text.split("；")[1])[number % 4]
        found.append((Task(number, str(number), title, words, (words,), (), 0, 0, None, "", ()), entry.code))
    return found


def seconds(measures: int) -> tuple[float, int]:
    """How long naming takes, and how many tasks name another measure than theirs."""
    made = outline(measures)
    wanted = tasks(made)
    began = process_time()
    namings = name_measures([task for task, _code in wanted], made)
    spent = process_time() - began
    return spent, sum(each.code not in ("", code) for each, (_task, code) in zip(namings, wanted, strict=True))


def main() -> int:
    """Print a line for each size, and the ratio; the status that the process ends with."""
    each: list[float] = []
    wrong = 0
    for size in SIZES:
        spent, missed = seconds(size)
        each.append(spent / size)
        wrong += missed
        print(f"{TASKS} tasks, {size:>6,} measures: {spent:5.2f} s, {missed} named wrongly")
    ratio = each[1] / each[0]
    print(f"time for each measure, larger plan to smaller: {ratio:.2f} (wanted {WANTED:g})")
    return int(wrong > 0 or ratio > WANTED)


if __name__ == "__main__":
    sys.exit(main())
