"""Reports that were issued, for tests: rows with a file of a few bytes."""

from hashlib import sha256
from typing import Any

from django.contrib.auth.models import User
from django.core.files.base import ContentFile

from measures.models import IssuedReport, Plan

CONTENT = "编号,任务举措\r\n1-1,支持基础研究\r\n".encode()


def issue(*plans: Plan, by: User | None = None, **fields: object) -> IssuedReport:
    """A ledger of these plans as it was issued; its file stands in the storage."""
    values: dict[str, object] = {
        "report": "ledger",
        "format": "csv",
        "query": "report=ledger&format=csv",
        "language": "zh-hans",
        "title": "示例市发展规划任务台账",
        "filename": "示例市发展规划任务台账.csv",
        "size": len(CONTENT),
        "sha256": sha256(CONTENT).hexdigest(),
        "rows": 1,
        "plan_count": len(plans),
        "plan_names": [{"slug": plan.slug, "title": plan.title} for plan in plans],
        "by": by,
        "by_name": by.username if by else "",
    }
    issued = IssuedReport(**values | fields)
    issued.file.save("x", ContentFile(CONTENT), save=False)
    issued.save(force_insert=True)
    issued.plans.set(plans)
    return issued


def read_file(answer: Any) -> bytes:
    """The whole of a file that a view has sent. Closing the answer would close the test's connection too."""
    content = b"".join(answer.streaming_content)
    for close in answer._resource_closers:
        close()
    return content
