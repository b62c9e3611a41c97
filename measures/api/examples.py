"""What the OpenAPI document shows of each answer. Places, bodies and plans are made up."""

from http import HTTPStatus
from typing import Any

BASE = "https://policy.example.gov.cn/api/v1/"
TIME = "2025-03-01T08:30:00Z"

BODY_REF = {"uuid": "dd93563f-c04e-50b7-a7e3-af5bbbcadccd", "name": "市科技局"}
PLAN_REF = {"slug": "example", "title": "示例市发展规划"}
HEADING = {"code": "1", "label": "第一章", "title": "创新"}
SECTION = {"code": "1.1", "label": "第一节", "title": "研究"}
SPAN = {"edition": 1, "start": 5210, "end": 5268, "text": "一、支持基础研究。完善投入机制，到2025年突破300家。"}
STAMPS = {"version": 2, "created_at": TIME, "updated_at": TIME}
TARGET = {
    "code": "1.1-1/t1",
    "text": "到2025年突破300家",
    "metric": "",
    "comparator": "over",
    "value": 300,
    "unit": "家",
    "year": 2025,
    "nature": "unstated",
}
EXAMPLES: dict[str, dict[str, Any]] = {
    "plans": {
        "url": f"{BASE}plans/example/",
        **PLAN_REF,
        "text": "为推动产业发展，制定本规划。",
        "kind": "outline",
        "issuer": BODY_REF,
        "document_number": "示政发〔2021〕1号",
        "issued_on": "2021-03-01",
        "period_start": 2021,
        "period_end": 2025,
        "horizon_year": 2035,
        "jurisdiction": "示例市",
        "state": "published",
        **STAMPS,
    },
    "sections": {
        "url": f"{BASE}plans/example/sections/1.1/",
        "plan": PLAN_REF,
        "code": "1.1",
        "parent": "1",
        "path": [HEADING, SECTION],
        "numbering": "section",
        "label": "第一节",
        "title": "研究",
        "text": "",
        "position": 12,
        "source": SPAN | {"text": "第一节 研究"},
        "withdrawn_on": None,
        **STAMPS,
    },
    "measures": {
        "url": f"{BASE}plans/example/measures/1.1-1/",
        "plan": PLAN_REF,
        "code": "1.1-1",
        "section": {"code": "1.1", "title": "研究", "path": [HEADING, SECTION]},
        "kind": "measure",
        "label": "一、",
        "title": "支持基础研究",
        "text": "支持基础研究。完善投入机制，到2025年突破300家。",
        "position": 13,
        "source": SPAN,
        "phase": "in_progress",
        "review_state": "published",
        "timeliness": "on_track",
        "due_on": "2025-12-31",
        "due_text": "2025年底前",
        "responsibilities": [{"role": "lead", "body": BODY_REF, "origin": "document"}],
        "targets": [TARGET],
        "successors": [],
        "withdrawn_on": None,
        **STAMPS,
    },
    "targets": {
        "url": f"{BASE}plans/example/targets/1.1-1/t1/",
        "plan": PLAN_REF,
        "measure": "1.1-1",
        "section": None,
        **TARGET,
        "source": SPAN | {"text": "到2025年突破300家"},
    },
    "bodies": {
        "url": f"{BASE}bodies/{BODY_REF['uuid']}/",
        "uuid": BODY_REF["uuid"],
        "jurisdiction": "示例市",
        "name": "市科技局",
        "aliases": ["市科学技术局"],
        "kind": "department",
        "parent": None,
        "valid_from": None,
        "valid_until": None,
        "successor": None,
        **STAMPS,
    },
    "responsibilities": {
        "plan": PLAN_REF,
        "measure": "1.1-1",
        "measure_url": f"{BASE}plans/example/measures/1.1-1/",
        "body": BODY_REF,
        "role": "lead",
        "position": 1,
        "origin": "document",
        "source": SPAN | {"text": "市科技局牵头"},
    },
    "sources": {
        "url": f"{BASE}plans/example/sources/1/",
        "plan": PLAN_REF,
        "edition": 1,
        "filename": "plan.docx",
        "media_type": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "parser_version": "2",
        "coverage": {"heading": 310, "text": 2200, "measure": 9100, "frame": 95, "furniture": 120, "unparsed": 0},
    },
    "tree": {
        **HEADING,
        "measures": 0,
        "children": [{**SECTION, "measures": 4, "children": []}],
    },
    "changes": {
        "cursor": "1042",
        "next": None,
        "results": [
            {
                "sequence": 1042,
                "resource": "measures",
                "plan": "example",
                "key": "1.1-1",
                "url": f"{BASE}plans/example/measures/1.1-1/",
                "operation": "update",
                "at": TIME,
            }
        ],
    },
}

REQUESTS: dict[tuple[str, str], dict[str, Any]] = {
    ("plans", "create"): {"slug": "example-2030", "title": "示例市二〇三〇年发展规划", "jurisdiction": "示例市"},
    ("plans", "partial_update"): {"state": "published"},
    ("sections", "create"): {"plan": "example", "parent": "1", "label": "第二节", "title": "引进人才"},
    ("sections", "partial_update"): {"title": "研究"},
    ("sections", "withdraw"): {"withdrawn_on": "2025-06-30"},
    ("measures", "create"): {"plan": "example", "section": "1.1", "title": "建设实验室", "text": "建设实验室。"},
    ("measures", "partial_update"): {"phase": "in_progress", "due_on": "2025-12-31"},
    ("measures", "withdraw"): {"withdrawn_on": "2025-06-30"},
    ("measures", "assign"): {"body": BODY_REF["uuid"], "role": "lead"},
    ("measures", "unassign"): {"body": BODY_REF["uuid"], "role": "lead"},
    ("bodies", "create"): {"jurisdiction": "示例市", "name": "市科技局", "kind": "department"},
    ("bodies", "partial_update"): {"aliases": ["市科学技术局"]},
}


def problem_example(code: int) -> dict[str, Any]:
    named = [{"field": "phase", "message": "Unknown code.", "code": "invalid_choice"}] if code == 400 else None
    body = {
        "type": "about:blank",
        "title": HTTPStatus(code).phrase,
        "status": code,
        "detail": "phase: Unknown code." if named else "",
        "instance": "/api/v1/measures/",
        "request_id": "0f7a2c1d9be94f0f8a3f0c5f1f1d2e3a",
    }
    return body | ({"errors": named} if named else {}) | ({"current": EXAMPLES["measures"]} if code == 412 else {})
