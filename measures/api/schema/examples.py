"""What the OpenAPI document shows of answers that are no record of a resource. Places and plans are made up."""

from http import HTTPStatus

from measures.api.records import MeasureResource
from measures.api.records.derived import example_of
from measures.api.records.fields import BASE

TIME = "2025-03-01T08:30:00Z"
HEADING = {"code": "1", "label": "第一章", "title": "创新"}
SECTION = {"code": "1.1", "label": "第一节", "title": "研究"}

EXAMPLES: dict[str, object] = {
    "pending": {"version": 57, "by": "张三", "at": TIME, "made_on": 3, "wanted": {"title": "支持应用基础研究"}},
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


def problem_example(code: int) -> dict[str, object]:
    """A problem of this HTTP status."""
    named = [{"field": "phase", "message": "Unknown code.", "code": "invalid_choice"}] if code == 400 else None
    body = {
        "type": "about:blank",
        "title": HTTPStatus(code).phrase,
        "status": code,
        "detail": "phase: Unknown code." if named else "",
        "instance": "/api/v1/measures/",
        "request_id": "0f7a2c1d9be94f0f8a3f0c5f1f1d2e3a",
    }
    return (
        body | ({"errors": named} if named else {}) | ({"current": example_of(MeasureResource)} if code == 412 else {})
    )
