"""A made-up plan, divisions of its work, and how what became of them is told."""

from functools import cache
from typing import Any

from measures import parsing
from measures.fixture import dumps, records
from measures.importing import Comparison, Incoming, apply_division, read
from measures.models import Measure
from measures.parsing import PlanTree

SLUG = "shili"
PLAN = """示例市科技创新规划（2026—2030年）
第一章 科技创新
第一节 基础研究
一、支持基础研究。完善投入机制，支持示例大学建设实验室。（责任单位：市科技局、市财政局）
二、建设实验室。新增重点实验室5家。
第二节 人才
一、引进人才。建立人才目录，引进人才300名。（责任单位：市人社局；完成时限：2028年底前）
"""
HEAD = "示例市科技创新规划重点任务分工方案\n一、基础研究\n"
FIRST = f"""{HEAD}1.支持基础研究。（牵头单位：市科技局；配合单位：市教育局；完成时限：2027年底前）
2.建设实验室。（牵头单位：市科技局；完成时限：持续推进）
"""
LATER = f"""{HEAD}1.支持基础研究。（牵头单位：市科技局；配合单位：市商务局；完成时限：2028年底前）
"""
UNCLEAR = f"""{HEAD}1.支持基础研究。（牵头单位：市科技局）
2.建设养老驿站。（牵头单位：市民政局）
"""


def incoming(text: str, sha256: str = "") -> Incoming:
    """What is read of a document; with the check sum of another, as another reading of that one."""
    rows = records(tree_of(text), SLUG, f"{text[:9]}.txt")
    for row in rows:
        if sha256 and row["model"] == "measures.sourcedocument":
            row["fields"]["sha256"] = sha256
    return read(dumps(rows).encode())


@cache
def tree_of(text: str) -> PlanTree:
    return parsing.read(text.encode())


def division(text: str = FIRST, **options: Any) -> Comparison:
    return apply_division(incoming(text), **options)


def says(code: str) -> str:
    """The deadline and the bodies of a measure, in the order in which people read them."""
    measure = Measure.objects.get(code=code)
    parts = [f"{part.role} {part.body.name}" for part in measure.responsibilities.order_by("position", "pk")]
    return ", ".join([f"{measure.due_text} {measure.due_on}", *parts])


def outcomes(comparison: Comparison, model: Any) -> dict[str, str]:
    """Of each record by what a person knows it: a measure's code, or a measure's code, the body and the role."""
    return {
        " ".join(str(part) for place, part in enumerate(change.key[1:]) if place != 1): change.outcome.value
        for change in comparison.of(model)
    }


def edited(code: str, **values: Any) -> Measure:
    measure = Measure.objects.get(code=code)
    for name, value in values.items():
        setattr(measure, name, value)
    measure.save()
    return measure
