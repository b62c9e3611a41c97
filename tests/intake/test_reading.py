"""A document is read in a process of its own: what it costs, and what a hostile file does, stays there."""

import os
import pickle
import resource
import subprocess
from pathlib import Path
from typing import Any

import pytest

from measures.intake import processes, reading
from measures.intake.coverage import error_sentence
from measures.intake.reading import read_document
from measures.parsing import DocumentError, read
from measures.parsing.extract import MAX_BYTES
from tests.parsing.documents import make_docx, paragraph
from tests.waiting import wait_until

PLAN = "示例市产业发展规划\n\n一、重点任务\n\n建设园区。到2025年建成3个园区。（责任单位：市商务局）\n".encode()


def refused(data: bytes) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read_document(data)
    return caught.value


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let the reading process run other code than ours, as a file that takes it over would."""

    def replace(code: str) -> None:
        run = processes.run
        monkeypatch.setattr(reading, "run", lambda command, data: run([command[0], "-c", code], data))

    return replace


def test_the_tree_that_comes_back_is_the_one_that_was_read() -> None:
    assert read_document(PLAN) == read(PLAN)


def test_a_word_file_comes_back_with_its_levels() -> None:
    data = make_docx(paragraph("示例市规划") + paragraph("总则", depth=0) + paragraph("正文。"))
    assert read_document(data) == read(data)


def test_a_refusal_keeps_its_code_its_line_and_its_detail() -> None:
    error = refused("\ufeff第一章 总则\n".encode() + b"\xff\xff\n")
    assert (error.code, error.line, error.detail) == ("encoding", 2, "utf-8")


def test_more_bytes_than_any_plan_has_do_not_reach_the_process(child: Any) -> None:
    child("raise SystemExit('reached')")
    assert refused(bytes(MAX_BYTES + 1)).code == "too_large"


def test_a_reading_that_takes_too_much_processor_time_is_ended(child: Any, settings: Any) -> None:
    settings.DOCUMENT_SECONDS = 1
    child("while True: pass")
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    error = refused(PLAN)
    assert (error.code, error.detail) == ("too_slow", "1")
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - used < 3


def test_a_reading_that_waits_for_ever_is_ended_with_its_children(
    child: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DOCUMENT_SECONDS = 1
    note, communicate = tmp_path / "child", subprocess.Popen.communicate

    def communicate_when_it_waits(process: Any, data: bytes, timeout: float) -> Any:
        wait_until(lambda: note.exists() and note.read_text().endswith("."))
        return communicate(process, data, timeout=timeout / 20)

    monkeypatch.setattr(subprocess.Popen, "communicate", communicate_when_it_waits)
    child(
        "import subprocess, time; "
        f"open({str(note)!r}, 'w').write(f'{{subprocess.Popen([\"sleep\", \"600\"]).pid}}.'); time.sleep(600)"
    )
    assert refused(PLAN).code == "too_slow"
    wait_until(lambda: is_gone(int(note.read_text().strip("."))))


def is_gone(number: int) -> bool:
    """The process has ended; one that nobody has waited for yet has too."""
    try:
        return Path(f"/proc/{number}/stat").read_text().split(") ")[1][0] == "Z"
    except FileNotFoundError:
        return True


def test_a_reading_that_takes_too_much_memory_is_ended(child: Any, settings: Any) -> None:
    settings.DOCUMENT_MEMORY_MB = 300
    child("x = [bytearray(10_000_000) for _ in range(100)]")
    error = refused(PLAN)
    assert error.code == "stopped"
    assert "300" in error_sentence(error)


def test_a_reading_that_breaks_down_is_refused_and_logged(child: Any, caplog: pytest.LogCaptureFixture) -> None:
    child("import os; os.write(2, b'segment'); os.abort()")
    assert refused(PLAN).code == "stopped"
    assert "segment" in caplog.text


def test_the_process_does_not_see_the_secrets_of_the_site(child: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:password@host/name")
    child("import os, pickle; os.write(1, pickle.dumps(('seen', None, ' '.join(os.environ))))")
    assert set(refused(PLAN).detail.split()) <= {*processes.PASSED_ON, "LC_CTYPE"}


def test_what_the_process_answers_can_make_nothing_but_a_tree(child: Any, tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.mkdir, (str(tmp_path / "made"),)

    child(f"import os; os.write(1, {pickle.dumps(Evil())!r})")
    assert refused(PLAN).code == "stopped"
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("answer", [b"", b"noise", pickle.dumps(3)])
def test_an_answer_that_is_none_is_a_refusal(child: Any, answer: bytes) -> None:
    child(f"import os; os.write(1, {answer!r})")
    assert refused(PLAN).code == "stopped"
