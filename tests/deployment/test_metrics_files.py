"""What processes that are gone have counted stays, in one file a kind, however many were replaced."""

import os
import subprocess
import sys
from pathlib import Path

from prometheus_client import CollectorRegistry
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector

from policyhub.metrics_files import readable

PROCESS = """
from prometheus_client import Counter, Histogram
asked = Counter("asked", "Asked.", ["route"])
asked.labels("plans").inc(3)
asked.labels("measures").inc()
Histogram("took", "Taken.", buckets=[1, 2]).observe(1.5)
"""


def count_and_end(folder: Path) -> None:
    settings = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(folder)}
    subprocess.run([sys.executable, "-c", PROCESS], env=settings, check=True)


def counted(folder: Path) -> dict[str, float]:
    """What `/metrics` would say."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(folder))
    with readable(folder):
        found = [sample for metric in registry.collect() for sample in metric.samples]
    return {" ".join([each.name, *each.labels.values()]): each.value for each in found}


def test_processes_that_are_gone_leave_their_sums_in_one_file_a_kind(tmp_path: Path) -> None:
    for processes in (1, 2):
        count_and_end(tmp_path)
        for _ in range(2):
            found = counted(tmp_path)
            assert (found["asked_total plans"], found["asked_total measures"]) == (3 * processes, processes)
            assert (found["took_count"], found["took_sum"]) == (processes, 1.5 * processes)
            assert (found["took_bucket 1.0"], found["took_bucket 2.0"]) == (0, processes)
        assert sorted(each.name for each in tmp_path.glob("*.db")) == ["counter_gone.db", "histogram_gone.db"]


def test_the_file_of_a_process_that_runs_stays_its_own(tmp_path: Path) -> None:
    own = tmp_path / f"counter_{os.getpid()}.db"
    MmapedDict(str(own)).close()
    with readable(tmp_path):
        assert own.exists()
