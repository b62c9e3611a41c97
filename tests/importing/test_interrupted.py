"""An import that fails or is killed half way leaves the database as it was."""

from io import BytesIO, StringIO, TextIOWrapper
from threading import Thread
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection

from measures.edits import create_records
from measures.importing import FixtureError, applying
from measures.models import Measure, Plan, ResponsibleBody, Target
from tests.forking import die, fork
from tests.importing.sample import RECORDS, find, import_records, sample, to_bytes

WRITE = "measures.importing.applying.create_records"


def failing(model: Any, error: Exception) -> Any:
    def write_or_fail(of_model: Any, records: Any) -> None:
        if of_model is model:
            raise error
        create_records(of_model, records)

    return write_or_fail


@pytest.mark.django_db
def test_a_failure_half_way_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WRITE, failing(Target, RuntimeError("disk full")))
    with pytest.raises(RuntimeError, match="disk full"):
        import_records()
    assert not Plan.objects.exists()
    assert not ResponsibleBody.objects.exists()
    assert not Measure.history.exists()


@pytest.mark.django_db
def test_a_failure_in_a_second_import_leaves_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    import_records()
    records = sample()
    find(records, "measure", code="1.1-2")["title"] = "建设重点实验室"
    records.append(records[-1] | {"fields": records[-1]["fields"] | {"code": "1.2-1/t2"}})
    monkeypatch.setattr(WRITE, failing(Target, RuntimeError("disk full")))
    with pytest.raises(RuntimeError, match="disk full"):
        import_records(records)
    assert Measure.objects.get(code="1.1-2").title == "建设实验室"
    assert Measure.objects.get(code="1.1-2").version == 1


@pytest.mark.django_db
def test_records_that_somebody_made_meanwhile_are_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    write = applying.Writer.write

    def lose_the_race(writer: applying.Writer) -> None:
        Plan.objects.create(slug="shili-plan", title="他人先建")
        write(writer)

    monkeypatch.setattr(applying.Writer, "write", lose_the_race)
    with pytest.raises(FixtureError, match="重新导入"):
        import_records()
    assert not ResponsibleBody.objects.exists()


IMPATIENCE = {"postgresql": "SET lock_timeout = '200ms'", "sqlite": "PRAGMA busy_timeout = 200"}


@pytest.mark.django_db(transaction=True)
def test_nobody_writes_a_record_between_its_comparison_and_its_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    import_records()
    write, refused = applying.Writer.write, []

    def somebody_edits() -> None:
        try:
            connection.cursor().execute(IMPATIENCE[connection.vendor])
            Measure.objects.filter(code="1.1-2").update(title="他人所改")
        except OperationalError as error:
            refused.append(error)
        finally:
            connection.close()

    def write_while_somebody_edits(writer: applying.Writer) -> None:
        editor = Thread(target=somebody_edits)
        editor.start()
        editor.join()
        write(writer)

    monkeypatch.setattr(applying.Writer, "write", write_while_somebody_edits)
    records = sample()
    find(records, "measure", code="1.1-2")["title"] = "建设重点实验室"
    import_records(records)
    assert len(refused) == 1
    assert Measure.objects.get(code="1.1-2").title == "建设重点实验室"


@pytest.mark.django_db(transaction=True)
def test_a_killed_import_leaves_nothing_and_the_next_one_works(monkeypatch: pytest.MonkeyPatch) -> None:
    def write_or_die(of_model: Any, records: Any) -> None:
        if of_model is Target:
            die()
        create_records(of_model, records)

    with patch(WRITE, write_or_die):
        assert fork(import_records).wait() == (-9, "half way\n")
    assert not Plan.objects.exists()
    assert not Measure.history.exists()
    printed = StringIO()
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(to_bytes(RECORDS))))
    call_command("import_plan", "-", stdout=printed)
    assert [line.partition("新增 ")[2] for line in printed.getvalue().splitlines()] == list("4113332")
