"""One export, or COPY of the same rows, in a process of its own: `-m benchmarks.exports.one '{"format": "csv"}'`.

Prints seconds of the clock and of the processor (its own and the database's), bytes, and MiB above idle, or why the
report is refused. It is idle after an export of one plan: whatever is made once is there.
"""

import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from time import perf_counter, process_time

# The rows of the ledger as csv, in its order, by the index that has it.
ROWS = """
SELECT row_number() OVER (PARTITION BY m.plan_id ORDER BY m.position, m.id), p.title,
 one.label || ' ' || one.title, two.label || ' ' || two.title, three.label || ' ' || three.title,
 m.code, m.title, m.text, b.lead, b.support, coalesce(m.due_on::text, m.due_text), m.phase,
 CASE WHEN m.due_on < current_date AND m.phase IN ('not_started', 'in_progress') THEN 'overdue' ELSE 'on_track' END
FROM measures_measure m
JOIN measures_plan p ON p.id = m.plan_id
JOIN measures_section three ON three.id = m.section_id
JOIN measures_section two ON two.id = three.parent_id
JOIN measures_section one ON one.id = two.parent_id
LEFT JOIN (
 SELECT r.measure_id, string_agg(n.name, '、' ORDER BY r.position) FILTER (WHERE r.role = 'lead') AS lead,
  string_agg(n.name, '、' ORDER BY r.position) FILTER (WHERE r.role = 'support') AS support
 FROM measures_responsibility r JOIN measures_responsiblebody n ON n.id = r.body_id GROUP BY r.measure_id
) b ON b.measure_id = m.id
WHERE m.withdrawn_on IS NULL
ORDER BY m.plan_id, m.position, m.id
"""


@dataclass(frozen=True)
class Cost:
    """What an export took; `cpu` is that of both processes. `refused` says why there is none."""

    seconds: float
    cpu: float
    size: int
    rows: int
    mib: float
    refused: str = ""


def backend_cpu() -> float:
    """Seconds of the processor that this connection's server process has used."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [(pid,)] = cursor.fetchall()
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def memory(name: str) -> float:
    """MiB of this process: `VmRSS` now, `VmHWM` at most since `forget_peak`."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(f"{name}:")]
    return int(line.split()[1]) / 1024


def forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def copied() -> Iterable[bytes]:
    from django.db import connection

    with connection.cursor() as cursor, cursor.cursor.copy(f"COPY ({ROWS}) TO STDOUT (FORMAT csv)") as copy:
        for piece in copy:
            yield bytes(piece)


def drawn(report: str, form: str, filters: Mapping[str, list[str]]) -> Iterable[bytes]:
    from measures.exports import Scope, draw
    from measures.exports.filter_form import read_filters
    from measures.visibility import EVERYTHING

    return draw(report, form, Scope(EVERYTHING, read_filters(filters, EVERYTHING)))[1]


def cost(asked: Mapping[str, object]) -> Cost:
    """Of one export. `format` is "copy" or one of the `report` (the ledger), `filters` are texts by name. Of `times`
    exports in a row it is the mean: the server's processor time is told in hundredths of a second."""
    report, form, filters = str(asked.get("report", "ledger")), str(asked["format"]), asked.get("filters", {})
    times = int(str(asked.get("times", 1)))
    assert isinstance(filters, dict)
    warm = [{"plan": ["plan-0001"]}, *([filters] if times > 1 else [])]
    for _piece in chain.from_iterable(drawn(report, "csv" if form == "copy" else form, each) for each in warm):
        pass
    forget_peak()
    idle, began, own, theirs = memory("VmRSS"), perf_counter(), process_time(), backend_cpu()
    size = lines = 0
    for _time in range(times):
        for piece in copied() if form == "copy" else drawn(report, form, filters):
            size += len(piece)
            lines += piece.count(b"\n") if form in ("csv", "copy") else 0
    used = process_time() - own + backend_cpu() - theirs
    seconds = perf_counter() - began
    return Cost(seconds / times, used / times, size // times, lines // times, memory("VmHWM") - idle)


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "policyhub.settings")
    django.setup()
    from django.core.exceptions import ValidationError

    try:
        found = cost(json.loads(sys.argv[1]))
    except ValidationError as refusal:
        found = Cost(0, 0, 0, 0, 0, refused="".join(refusal.messages))
    print(json.dumps(asdict(found)))


if __name__ == "__main__":
    main()
