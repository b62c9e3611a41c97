from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.importing import applying
from tests.importing.sample import TEXT, import_records, measure, sample, to_bytes

pytestmark = pytest.mark.django_db
WORDS = "支持基础研究。完善投入机制。（市科技局牵头，市财政局配合）"


def large(count: int) -> list[dict[str, Any]]:
    assert WORDS in TEXT
    return [*sample(), *(measure(f"1.2-{number}", number, WORDS) for number in range(10, count + 10))]


def reads_of_import(records: list[dict[str, Any]]) -> int:
    with CaptureQueriesContext(connection) as queries:
        import_records(records)
    return sum(query["sql"].startswith("SELECT") for query in queries)


def statements_of_import(records: list[dict[str, Any]]) -> int:
    with CaptureQueriesContext(connection) as queries:
        import_records(records)
    return len(queries)


def test_a_larger_plan_takes_no_more_reading_queries() -> None:
    import_records(large(1))
    few = reads_of_import(large(2))
    many = reads_of_import(large(200))
    assert many == few


def test_writing_takes_a_statement_a_batch_not_a_record() -> None:
    assert statements_of_import(large(2000)) < 250


def test_a_large_import_says_for_how_long_others_wait(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(applying, "LARGE_IMPORT", 10)
    said = []
    for name, count in (("small", 5), ("large", 20)):
        path, stderr = tmp_path / f"{name}.json", StringIO()
        path.write_bytes(to_bytes(large(count)))
        call_command("import_plan", str(path), stdout=StringIO(), stderr=stderr)
        said.append(stderr.getvalue().strip())
    assert said == ["", "写入期间约 1 秒内，他人无法保存。"]
