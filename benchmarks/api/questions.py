"""What is asked, in the words of each side."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, quote, urlsplit

import psycopg

from benchmarks.api import data
from benchmarks.api.load import fetch

MEASURES = "/api/v1/measures/"
SEARCHED = {"人才": "a third", "知识产权": "a tenth", data.PHRASE: "a dozen", data.ABSENT: "none"}


@dataclass(frozen=True)
class Question:
    """One question in the words of PolicyHub, (a) and (b), and how often PolicyHub is to answer while they do once:
    `kept_than_limit` where it may give what it keeps, else where it reads each answer anew; `kept_a_second` is so many
    times by itself.

    `conditional`: the caller has the answer already and says so by If-None-Match.
    """

    name: str
    ours: str
    naive: str
    limit: str = ""
    than_naive: float = 0
    than_limit: float = 0
    kept_than_limit: float = 0
    kept_a_second: float = 0
    conditional: bool = False
    search: bool = False
    counts: bool = False


def questions(measures: int, cursor: str, plan: str, code: str, body: str) -> Iterator[Question]:
    """`cursor` begins the last page of all; `plan`, `code` and `body` are those of a measure in the middle."""
    yield Question("list of 50, first page", MEASURES, "/measures/", "/list", 7, 0.5, 0.8)
    last = f"{MEASURES}?cursor={cursor}", f"/measures/?page={measures // 50}", f"/after?id={measures - 50}"
    yield Question("list of 50, last page", *last, 50, 0.6, 0.8)
    one = f"plans/{plan}/measures/{code}/"
    yield Question("one measure by code", f"/api/v1/{one}", f"/{one}", f"/one?plan={plan}&code={code}", 4, 0.13, 0.5)
    asked = f"phase=in_progress&body={body}"
    naive = f"/measures/?phase=in_progress&responsibilities__body__uuid={body}"
    yield Question("filter by body and state", f"{MEASURES}?{asked}", naive, f"/filter?{asked}", 8, 0.5, 0.7)
    for words, rows in SEARCHED.items():
        ours, naive = f"{MEASURES}?q={quote(words)}", f"/measures/?search={quote(words)}"
        yield Question(f"search {words} ({rows} of all)", ours, naive, than_naive=80, search=True)
    again = MEASURES, "/measures/"
    yield Question("list again, If-None-Match", *again, than_naive=20, conditional=True, kept_a_second=3140)
    yield Question("list, exact count asked", f"{MEASURES}?count=true", "/measures/", "/count", 3, 0.7, counts=True)


def questions_on(database: str, port: int) -> list[Question]:
    """The questions about a measure in the middle of this database."""
    with psycopg.connect(database) as connection:
        found = connection.execute(
            "SELECT p.slug, m.code, b.uuid, (SELECT count(*) FROM measures_measure) FROM measures_measure m"
            " JOIN measures_plan p ON p.id = m.plan_id JOIN measures_responsibility r ON r.measure_id = m.id"
            " JOIN measures_responsiblebody b ON b.id = r.body_id"
            " WHERE m.id = (SELECT max(id) / 2 + 1 FROM measures_measure)"
        ).fetchone()
    assert found is not None
    plan, code, body, measures = found
    return list(questions(measures, last_cursor(port), plan, code, str(body)))


def last_cursor(port: int) -> str:
    """Where the last page of 50 begins: what one comes to by following `next`."""
    cursor = ""
    for size in (500, 50):
        path = f"{MEASURES}?page_size={size}&fields=code" + (f"&cursor={cursor}" if cursor else "")
        while following := fetch(port, path).json["next"]:
            cursor = parse_qs(urlsplit(following).query)["cursor"][0]
            path = f"{MEASURES}?{urlsplit(following).query}"
    return quote(cursor)


def records(answer: dict[str, object]) -> list[dict[str, object]]:
    """The records in an answer of any side, the same instant as the same value however it is written."""
    rows = answer.get("results", [answer])
    assert isinstance(rows, list)
    times = ("created_at", "updated_at")
    return [row | {name: datetime.fromisoformat(row[name]) for name in times} for row in rows]
