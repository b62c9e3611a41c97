"""The fixture of a small invented plan, as `build_fixture` would write it, and short ways to spoil and import it."""

import json
from copy import deepcopy
from typing import Any

from measures.importing import Comparison, FixtureError, apply, read
from measures.terms import body_uuid

FixtureRecord = dict[str, Any]

SLUG = "shili-plan"
TEXT = """示例市发展规划（2026—2030年）
第一章 创新发展
第一节 基础研究
到2030年研发投入占比达到3.5%。
支持基础研究。完善投入机制。（市科技局牵头，市财政局配合）
建设实验室。新增重点实验室5家。
第二节 人才
引进人才。到2028年引进人才300名。（市人社局牵头）
"""


def span(words: str) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"source": [SLUG, 1], "source_start": start, "source_end": start + len(words)}


def body(name: str) -> FixtureRecord:
    fields = {"uuid": str(body_uuid("示例市", name)), "jurisdiction": "示例市", "name": name, "kind": "department"}
    return {"model": "measures.responsiblebody", "fields": fields}


def section(
    code: str, parent: str | None, path: str, position: int, label: str, title: str, text: str = ""
) -> FixtureRecord:
    fields = {
        "plan": [SLUG],
        "code": code,
        "parent": [SLUG, parent] if parent else None,
        "numbering": "section" if parent else "chapter",
        "label": label,
        "title": title,
        "text": text,
        "position": position,
        "path": path,
        **span(f"{label} {title}"),
    }
    return {"model": "measures.section", "fields": fields}


def measure(code: str, position: int, text: str) -> FixtureRecord:
    fields = {
        "plan": [SLUG],
        "section": [SLUG, code.split("-")[0]],
        "code": code,
        "kind": "measure",
        "label": "",
        "title": text.split("。")[0],
        "text": text,
        "position": position,
        "due_on": None,
        "due_text": "",
        **span(text),
    }
    return {"model": "measures.measure", "fields": fields}


def responsibility(code: str, name: str, role: str, position: int) -> FixtureRecord:
    fields = {
        "measure": [SLUG, code],
        "body": ["示例市", name],
        "role": role,
        "position": position,
        "origin": "document",
        **span(name),
    }
    return {"model": "measures.responsibility", "fields": fields}


def target(owner: str, code: str, text: str, value: str | None, unit: str, year: int | None) -> FixtureRecord:
    stands_in = {"measure": None, "section": None, owner: [SLUG, code]}
    fields = {
        "plan": [SLUG],
        "code": f"{code}/t1",
        **stands_in,
        "text": text,
        "metric": "",
        "comparator": "reach",
        "value": value,
        "unit": unit,
        "year": year,
        "nature": "unstated",
        **span(text),
    }
    return {"model": "measures.target", "fields": fields}


PLAN = {
    "slug": SLUG,
    "title": "示例市发展规划",
    "kind": "outline",
    "issuer": ["示例市", "示例市人民政府"],
    "document_number": "示政发〔2026〕1号",
    "issued_on": "2026-01-15",
    "period_start": 2026,
    "period_end": 2030,
    "horizon_year": None,
    "jurisdiction": "示例市",
}
SOURCE = {
    "plan": [SLUG],
    "edition": 1,
    "filename": "示例市发展规划.txt",
    "media_type": "text/plain",
    "sha256": "1" * 64,
    "text": TEXT,
    "parser_version": "1",
    "coverage": {"heading": 40, "measure": 80},
    "problems": [],
}
RECORDS: list[FixtureRecord] = [
    *map(body, ("示例市人民政府", "市人社局", "市科技局", "市财政局")),
    {"model": "measures.plan", "fields": PLAN},
    {"model": "measures.sourcedocument", "fields": SOURCE},
    section("1", None, "0001", 1, "第一章", "创新发展"),
    section("1.1", "1", "0001.0001", 2, "第一节", "基础研究", "到2030年研发投入占比达到3.5%。"),
    section("1.2", "1", "0001.0002", 5, "第二节", "人才"),
    measure("1.1-1", 3, "支持基础研究。完善投入机制。（市科技局牵头，市财政局配合）"),
    measure("1.1-2", 4, "建设实验室。新增重点实验室5家。"),
    measure("1.2-1", 6, "引进人才。到2028年引进人才300名。（市人社局牵头）"),
    responsibility("1.1-1", "市科技局", "lead", 1),
    responsibility("1.1-1", "市财政局", "support", 2),
    responsibility("1.2-1", "市人社局", "lead", 1),
    target("section", "1.1", "到2030年研发投入占比达到3.5%", "3.5", "%", 2030),
    target("measure", "1.2-1", "到2028年引进人才300名", "300", "名", 2028),
]


def sample() -> list[FixtureRecord]:
    """The records, free to be changed."""
    return deepcopy(RECORDS)


def without_first_section() -> list[FixtureRecord]:
    return [
        row
        for row in sample()
        if not row["fields"].get("code", "").startswith("1.1") and not str(row["fields"].get("measure")).count("1.1-")
    ]


def find(records: list[FixtureRecord], model: str, **wanted: Any) -> dict[str, Any]:
    """The fields of the one record of a model with these values."""
    (fields,) = [
        record["fields"]
        for record in records
        if record["model"] == f"measures.{model}"
        and all(record["fields"][name] == value for name, value in wanted.items())
    ]
    return fields  # type: ignore[no-any-return]


def to_bytes(records: Any) -> bytes:
    return json.dumps(records, ensure_ascii=False, indent=1).encode()


def import_records(records: list[FixtureRecord] | None = None, **options: Any) -> Comparison:
    return apply(read(to_bytes(RECORDS if records is None else records)), **options)


def faults(records: Any) -> list[str]:
    """What is said of a fixture that is refused; no fault is an error of the test."""
    try:
        read(records if isinstance(records, bytes) else to_bytes(records))
    except FixtureError as error:
        return error.lines()
    raise AssertionError("The fixture was accepted.")
