"""Which measure of a plan each task of a division of work names."""

from collections.abc import Iterable
from cProfile import Profile
from itertools import permutations
from typing import Any

import pytest

from measures import fixture, parsing
from measures.matching import Entry, Outline
from measures.matching.naming import Before, Naming, name_measures
from measures.matching.tasks import Task
from tests.importing.haidian_division import EXPECTED, LIKELY, as_table, as_text
from tests.importing.revised_haidian import CHAPTER
from tests.matching.test_tasks import tasks


def outline(text: str) -> Outline:
    tree = parsing.read(text.encode())
    sections: list[Entry] = []
    measures: list[Entry] = []
    for record in fixture.records(tree, "shili", "规划.txt"):
        fields: dict[str, Any] = record["fields"]
        above = fields.get("section") or fields.get("parent")
        entries = {"measures.section": sections, "measures.measure": measures}.get(record["model"])
        if entries is not None:
            place = above[1] if above else ""
            entries.append(Entry(fields["code"], place, ((fields["title"], fields["text"]),)))
    return Outline(tuple(sections), tuple(measures))


def task(words: str, number: int = 1, heading: str = "") -> Task:
    title = words.split("。")[0]
    headings = (heading,) if heading else ()
    return Task(number, str(number), title, words, (title, words), headings, 0, len(words), None, "", ())


def named(plan: Outline, *words: str, before: Iterable[Before] = (), heading: str = "") -> list[tuple[str, str]]:
    tasks = [task(each, number, heading) for number, each in enumerate(words, 1)]
    return [(each.code, each.by.value) for each in name_measures(tasks, plan, before=before)]


PLAN = outline("""示例市科技创新规划（2026—2030年）
第一章 科技创新
第一节 基础研究
一、支持基础研究。完善投入机制，建设基础学科研究中心。
二、建设实验室。到2028年新增重点实验室5家。
第二节 人才
一、引进人才。到2028年引进人才300名，建立人才目录。
二、加强组织领导。建立会商机制。
第三节 开放合作
一、加强组织领导。成立工作专班。
""")


@pytest.mark.parametrize("form", [as_text, as_table])
def test_a_made_up_division_of_the_haidian_chapter_is_read_as_a_careful_reader_would(form: Any) -> None:
    plan = outline(CHAPTER.read_text(encoding="utf-8"))
    found = {each.task.number: each for each in name_measures(tasks(form()), plan)}
    assert {number: (each.code, each.by.value) for number, each in found.items()} == EXPECTED
    for number, likely in LIKELY.items():
        assert likely <= codes(found[number])


def codes(naming: Naming) -> set[str]:
    return {candidate.code for candidate in naming.candidates}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("支持基础研究", "1.1-1"),
        ("支持基础研究。完善投入机制，建设基础学科研究中心。", "1.1-1"),
        ("支持 基础研究；完善投入机制", "1.1-1"),
        ("建设基础学科研究中心", "1.1-1"),
        ("引进人才。每年引进人才60名，建立人才目录", "1.2-1"),
    ],
)
def test_a_title_a_text_or_a_part_of_it_names_the_measure(words: str, code: str) -> None:
    assert named(PLAN, words) == [(code, "likeness")]


def test_a_title_that_stands_twice_is_chosen_by_its_heading_or_left_doubtful() -> None:
    assert named(PLAN, "加强组织领导") == [("", "doubtful")]
    assert named(PLAN, "加强组织领导", heading="开放合作") == [("1.3-1", "likeness")]
    assert codes(name_measures([task("加强组织领导")], PLAN)[0]) >= {"1.2-2", "1.3-1"}


def test_a_heading_names_the_one_measure_below_it_and_asks_among_several() -> None:
    assert named(PLAN, "开放合作") == [("1.3-1", "likeness")]
    assert named(PLAN, "基础研究")[0][0] == ""
    assert codes(name_measures([task("人才")], PLAN)[0]) == {"1.2-1", "1.2-2"}


@pytest.mark.parametrize("words", ["改造老旧管网和泵", "造老旧管网和泵站", "老旧管网和泵站五"])
def test_a_few_words_from_the_middle_of_a_long_text_name_the_measure(words: str) -> None:
    """Only every third group of characters of a text is looked up: one of them is in the words, wherever they begin."""
    text = "保障供水安全。建设备用水源地三处，改造老旧管网和泵站五十公里，供水水质全面达标。"
    others = tuple(Entry(str(n), "", ((f"任务{n}", f"推进第{n}号示范工程，新建站点{n}个。"),)) for n in range(30))
    plan = Outline((), (*others, Entry("水", "", (("保障供水安全", text),))))
    assert named(plan, words) == [("水", "likeness")]


def test_other_words_name_nothing() -> None:
    assert named(PLAN, "建设社区养老服务驿站，新增床位500张") == [("", "none")]
    assert named(Outline(), "支持基础研究") == [("", "none")]


def test_what_a_person_says_goes_before_what_was_settled_and_that_before_likeness() -> None:
    tasks = [task("支持基础研究", 1), task("建设实验室", 2), task("引进人才", 3)]
    before = [Before("支持基础研究", "1.2-1", chosen=False), Before("建设实验室", "", chosen=True)]
    found = name_measures(tasks, PLAN, before=before, answers={3: ""})
    assert [(each.code, each.by.value) for each in found] == [("1.2-1", "before"), ("", "person"), ("", "person")]
    assert name_measures(tasks, PLAN, before=before, answers={1: "1.1-2"})[0].code == "1.1-2"


def test_tasks_of_the_same_words_are_taken_in_their_order() -> None:
    before = [Before("加强组织领导", "1.2-2", chosen=True), Before("加强组织领导", "1.3-1", chosen=True)]
    assert [code for code, _by in named(PLAN, "加强组织领导", "加强组织领导", before=before)] == ["1.2-2", "1.3-1"]


def test_the_work_grows_with_the_plan_and_not_with_its_square() -> None:
    """Counted in calls, which no clock and no other process changes: ten times the measures make some ten times."""

    def calls(count: int) -> int:
        words = [f"推进第{n}号示范工程，在{n % 97}个街镇建设{n % 89}个服务站点" for n in range(count)]
        plan = Outline((), tuple(Entry(str(n), "", ((each, each),)) for n, each in enumerate(words)))
        tasks = [task(each, n) for n, each in enumerate(words[: count // 10], 1)]
        profile = Profile()
        found = profile.runcall(name_measures, tasks, plan)
        assert all(each.candidates[0].code == str(n) for n, each in enumerate(found))
        return sum(entry.callcount for entry in profile.getstats())

    assert calls(2_000) < 15 * calls(200)


def test_a_title_is_found_among_many_that_are_made_of_the_same_few_words() -> None:
    parts = ["推进创新", "建设平台", "完善机制", "支持产业", "加强服务", "提升品质", "优化环境", "融合发展"]
    titles = ["".join(each) for each in permutations(parts, 4)]
    plan = Outline((), tuple(Entry(title, "", ((title, title),)) for title in titles))
    wanted = titles[::400]
    assert named(plan, *wanted) == [(title, "likeness") for title in wanted]
