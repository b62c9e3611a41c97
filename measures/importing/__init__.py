"""Fixture records to database: `read` checks a fixture file, `compare` says what would change, `apply` writes it.

incoming = read(Path("plan.json").read_bytes())   # FixtureError names every fault and its place
compare(incoming)                                  # writes nothing
apply(incoming, publish=True)                      # all or nothing

`compare_division` and `apply_division` do the same with a division of work for a plan that is here.
"""

from measures.importing.applying import apply, expected_seconds, expected_wait
from measures.importing.comparing import compare
from measures.importing.comparison import Comparison, FieldChange, Outcome, RecordChange
from measures.importing.declined import Choice
from measures.importing.division import apply_division, compare_division
from measures.importing.dumping import dump
from measures.importing.errors import ComparisonChangedError, Fault, FixtureError
from measures.importing.merged import with_merged_bodies
from measures.importing.reading import Incoming, read
from measures.importing.resolving import body_of, here, record_of, resolve
from measures.importing.said import rows_said

__all__ = [
    "Choice",
    "Comparison",
    "ComparisonChangedError",
    "Fault",
    "FieldChange",
    "FixtureError",
    "Incoming",
    "Outcome",
    "RecordChange",
    "apply",
    "apply_division",
    "body_of",
    "compare",
    "compare_division",
    "dump",
    "expected_seconds",
    "expected_wait",
    "here",
    "read",
    "record_of",
    "resolve",
    "rows_said",
    "with_merged_bodies",
]
