"""An archive of a report: one file a part, called as the part is, each name once, written while it is read."""

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

from measures.exports.contents import Fact, Paragraph, Part, Report, Run
from measures.exports.writers.as_zip import chunks


def report_of(*titles: str) -> Report:
    parts = (Part(title, [Paragraph((Run(f"{title}的任务"),))]) for title in titles)
    return Report(
        name="by_body",
        label="清单",
        title="《规划》清单",
        author="示例",
        parts=parts,
        facts=(Fact("甲", "乙"),),
        remarks_on_all=("共两个单位。",),
        files="txt",
    )


def written(report: Report) -> Iterator[bytes]:
    """The title, the facts and the words of the report, as a format of its own."""
    yield f"{report.title}|".encode()
    for part in report.parts:
        for block in part.blocks:
            assert isinstance(block, Paragraph)
            yield "".join(run.text for run in block.runs).encode()
    yield f"|{report.facts[0].value}{''.join(report.remarks_on_all)}".encode()


def files(report: Report) -> dict[str, str]:
    data = b"".join(chunks(report, writers={"txt": written}))
    with ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_each_part_is_a_file_with_the_head_of_the_report_but_not_what_it_says_of_all_parts() -> None:
    assert files(report_of("市教委", "市科技局")) == {
        "市教委.txt": "《规划》清单：市教委|市教委的任务|乙",
        "市科技局.txt": "《规划》清单：市科技局|市科技局的任务|乙",
    }


def test_names_that_a_system_takes_for_one_are_numbered() -> None:
    assert [*files(report_of("Abc局", "ABC局", "é局", "e\u0301局", "abc局"))] == [
        *("Abc局.txt", "ABC局（2）.txt", "é局.txt", "e\u0301局（2）.txt", "abc局（3）.txt"),
    ]


def test_long_names_that_are_cut_to_the_same_stay_apart() -> None:
    names = [*files(report_of("局" * 100 + "甲", "局" * 100 + "乙"))]
    assert len(set(names)) == 2
    assert names[1].endswith("局（2）.txt")
    assert all(len(name.encode()) <= 255 for name in names)


def test_no_name_leads_out_of_the_folder() -> None:
    assert [*files(report_of("../../甲", "C:\\乙", ""))] == ["／..／甲.txt", "C：＼乙.txt", "《规划》清单.txt"]


def test_a_file_is_written_before_the_next_part_is_asked_for() -> None:
    asked: list[str] = []

    def parts() -> Iterator[Part]:
        for title in ("甲", "乙"):
            asked.append(title)
            yield Part(title, [Paragraph((Run(title * 1000),))])

    report = Report(name="by_body", label="", title="", author="", parts=parts(), facts=(Fact("", ""),), files="txt")
    pieces = chunks(report, writers={"txt": written})
    begun = b""
    while "甲甲甲".encode() not in begun:
        begun += next(pieces)
    assert asked == ["甲"]
