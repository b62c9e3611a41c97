"""`build_fixture`: a document in, a fixture and a report out, or a clear refusal."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.parsing.documents import make_ofd, make_pdf
from tests.parsing.workbooks import Rows, make_xlsx

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.usefixtures("read_here")
PLAN = """示例市人民政府关于印发《示例市智慧城市发展“十四五”规划》的通知

第一章　重点任务

　　一、夯实基础

　　建设算力中心。到2025年建成3个算力中心，支持示例大学开展研究。（责任单位：市发展改革委、市科技局）

　　完善网络覆盖。实现重点区域5G网络全覆盖。
"""


def build(document: Path, *arguments: str) -> tuple[str, list[dict[str, Any]]]:
    """What the command printed, and the records it wrote."""
    printed, fixture = io.StringIO(), document.with_suffix(".json")
    call_command("build_fixture", str(document), "--slug", "example", "-o", str(fixture), *arguments, stdout=printed)
    return printed.getvalue(), json.loads(fixture.read_text(encoding="utf-8"))


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "规划.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def rows(records: list[dict[str, Any]], model: str) -> list[dict[str, Any]]:
    return [record["fields"] for record in records if record["model"] == f"measures.{model}"]


def test_the_committed_fixture_is_what_the_document_gives(tmp_path: Path) -> None:
    source, output = ROOT / "fixtures/haidian-14fyp-ch3.txt", tmp_path / "again.json"
    call_command("build_fixture", str(source), slug="haidian-14fyp", output=str(output), stdout=io.StringIO())
    assert output.read_bytes() == (ROOT / "fixtures/haidian-14fyp.json").read_bytes()


def test_bodies_that_answer_belong_to_the_plan_and_those_only_mentioned_to_nobody(document: Path) -> None:
    _, records = build(document)
    keys = {(body["jurisdiction"], body["name"]) for body in rows(records, "responsiblebody")}
    assert keys == {
        ("示例市", "示例市人民政府"),
        ("示例市", "市发展改革委"),
        ("示例市", "市科技局"),
        ("", "示例大学"),
    }


def test_every_span_is_the_proof_of_its_record(document: Path) -> None:
    _, records = build(document)
    text = rows(records, "sourcedocument")[0]["text"]
    for measure in rows(records, "measure"):
        assert text[measure["source_start"] : measure["source_end"]].endswith(measure["text"])
    for part in rows(records, "responsibility"):
        assert text[part["source_start"] : part["source_end"]] == part["body"][1]


def test_the_report_tells_the_shares_the_counts_and_each_problem_with_its_line(document: Path) -> None:
    document.write_text(PLAN.replace("完善网络覆盖", "二、做优服务\n\n　　四、完善网络"), encoding="utf-8")
    printed, _ = build(document)
    assert "未识别  0  0.00%" in printed
    assert "任务举措 3" in printed
    assert "第 11 行：" in printed


def test_programs_get_the_same_report_as_json(document: Path) -> None:
    printed, records = build(document, "--report", "json")
    report = json.loads(printed)
    assert report["coverage"]["unparsed"] == 0
    assert sum(report["coverage"].values()) == report["characters"]
    assert report["records"]["measure"] == len(rows(records, "measure")) == 2


def test_gb18030_is_read_like_utf_8(document: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.txt"
    old.write_bytes(PLAN.encode("gb18030"))
    assert rows(build(old)[1], "measure") == rows(build(document)[1], "measure")


def test_standard_input_and_standard_output_work_in_a_pipe(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(document.read_bytes())))
    fixture, report = io.StringIO(), io.StringIO()
    call_command("build_fixture", "-", slug="example", stdout=fixture, stderr=report)
    assert rows(json.loads(fixture.getvalue()), "plan")[0]["slug"] == "example"
    assert "100" in report.getvalue() or "%" in report.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "文档为空"),
        (b"\xef\xbb\xbf \r\n\xe3\x80\x80", "文档为空"),
        (b"\x00\x01\x02\xff" * 400, "二进制"),
        ("我们今天去公园。\n天气很好。\n".encode(), "未找到任何标题"),
        (make_ofd([], []), "该文件只有页面图像"),
        (make_pdf([], []), "该文件只有页面图像"),
    ],
    ids=["empty", "spaces", "binary", "no headings", "scanned OFD", "scanned PDF"],
)
def test_what_is_no_plan_is_refused_in_chinese_and_nothing_is_written(
    tmp_path: Path, data: bytes, message: str
) -> None:
    document = tmp_path / "bad.txt"
    document.write_bytes(data)
    with pytest.raises(CommandError, match=message) as refusal:
        build(document)
    assert str(document) in str(refusal.value)
    assert refusal.value.returncode == 1
    assert sorted(file.name for file in tmp_path.iterdir()) == ["bad.txt"]


def test_a_gigabyte_is_refused_before_it_is_read_whole(tmp_path: Path) -> None:
    document = tmp_path / "huge.txt"
    with document.open("wb") as file:
        file.truncate(2**34)  # sparse: sixteen gigabytes that a reader would have to hold
    with pytest.raises(CommandError, match="过大"):
        build(document)


def test_a_missing_file_and_a_folder_that_is_not_there_are_named(document: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="无法读取"):
        build(tmp_path / "missing.txt")
    with pytest.raises(CommandError, match="无法写入"):
        call_command("build_fixture", str(document), slug="example", output=str(tmp_path / "no/such.json"))


def test_a_slug_that_is_no_slug_is_refused(document: Path) -> None:
    with pytest.raises(CommandError, match="示例"):
        call_command("build_fixture", str(document), slug="示例", output="unused.json")


def test_the_page_shows_every_character_and_links_each_passage_to_its_record(document: Path, tmp_path: Path) -> None:
    page = tmp_path / "reading.html"
    _, records = build(document, "--html", str(page))
    html = page.read_text(encoding="utf-8")
    for measure in rows(records, "measure"):
        assert f'href="#r-{measure["code"]}"' in html
        assert f'id="r-{measure["code"]}"' in html
    assert "http" not in html.replace("http-equiv", "")
    assert "市科技局" in html


def test_several_documents_are_read_each_by_itself_and_what_is_no_plan_is_reported(
    document: Path, tmp_path: Path
) -> None:
    letter, second = tmp_path / "通知.txt", tmp_path / "分工表.txt"
    letter.write_text("请认真执行。\n", encoding="utf-8")
    second.write_text(PLAN.replace("智慧城市", "物流"), encoding="utf-8")
    printed, errors = io.StringIO(), io.StringIO()
    names = [str(letter), str(document), str(second)]
    output = tmp_path / "plan.json"
    call_command("build_fixture", *names, slug="example", output=str(output), stdout=printed, stderr=errors)
    assert f"{letter}:1: 未找到任何标题" in errors.getvalue()
    assert f"{document} → example\n" in printed.getvalue()
    assert f"{second} → example-2\n" in printed.getvalue()
    for name, slug, title in (("plan", "example", "智慧城市"), ("plan-2", "example-2", "物流")):
        plan = rows(json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8")), "plan")[0]
        assert plan["slug"] == slug
        assert title in plan["title"]


def test_several_plans_need_a_file_and_none_at_all_is_refused(document: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="2 份规划"):
        call_command("build_fixture", str(document), str(document), slug="example", stderr=io.StringIO())
    empty = tmp_path / "empty.txt"
    empty.touch()
    with pytest.raises(CommandError, match="2 个文档中没有规划"):
        call_command("build_fixture", str(empty), str(empty), slug="example", stderr=io.StringIO())


def test_a_problem_of_a_workbook_names_its_sheet_and_row(tmp_path: Path) -> None:
    path = tmp_path / "分工表.xlsx"
    table: Rows = [
        ["一、重点任务"],
        ["序号", "重点任务", "责任单位"],
        [1, "修建道路", "市交通局"],
        [3, "铺设管网", "=1+1"],
    ]
    path.write_bytes(make_xlsx({"任务": table}))
    page = tmp_path / "page.html"
    printed, _ = build(path, "--html", str(page))
    assert "工作表“任务”第 1 行" in printed
    assert "工作表“任务”第 1 行" in page.read_text(encoding="utf-8")
    report = json.loads(build(path, "--report", "json")[0])
    assert {"工作表“任务”第 1 行"} == {each["place"] for each in report["problems"] if each["code"] == "not_calculated"}


@pytest.mark.parametrize(("letters", "is_refused"), [(40, True), (15, False)])
def test_more_than_two_percent_unread_is_refused_after_the_report_and_the_page(
    document: Path, tmp_path: Path, letters: int, is_refused: bool
) -> None:
    prose = "\n".join(f"推进第{number}期工程，实现重点区域网络全覆盖，提升服务能力。" for number in range(40))
    document.write_text(f"{PLAN}\n{'xqzjk' * (letters // 5)}\n{prose}\n", encoding="utf-8")
    page = tmp_path / "page.html"
    if is_refused:
        with pytest.raises(CommandError, match="--allow-unparsed"):
            build(document, "--html", str(page))
        assert not document.with_suffix(".json").exists()
        assert 'class="unparsed"' in page.read_text(encoding="utf-8")
    assert build(document, *(["--allow-unparsed"] if is_refused else []))[1]


def test_passages_and_the_plans_own_text_stand_in_the_fixture(document: Path) -> None:
    document.write_text(PLAN.replace("第一章", "为建设智慧城市，制定本规划。\n第一章"), encoding="utf-8")
    _, records = build(document)
    (plan,), (source,) = rows(records, "plan"), rows(records, "sourcedocument")
    assert plan["text"] == "为建设智慧城市，制定本规划。"
    assert [end for _, end, _, _ in source["passages"]] == [
        *(start for start, _, _, _ in source["passages"][1:]),
        len(source["text"]),
    ]
    named = {(kind, code): source["text"][start:end].strip() for start, end, kind, code in source["passages"]}
    assert named["text", ""] == plan["text"]
    assert named["heading", "1.1"] == "一、夯实基础"
