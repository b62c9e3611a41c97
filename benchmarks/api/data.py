"""Made-up plans of the usual kind, the same every time: for each 400 measures one plan with 30 sections.

人才 stands in every third measure, 知识产权 in every tenth, PHRASE in a dozen, ABSENT in none; nothing else that is
written here holds any of them, nor do two neighbours together.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

import psycopg
from psycopg.rows import TupleRow

from measures.terms import body_uuid

PHRASE, ABSENT = "量子精密测量", "海上风筝发电"
PLAN_MEASURES, BODIES, PHRASES = 400, 300, 12


def words(text: str) -> list[str]:
    return text.split()


VERBS = words(
    "加快推进 统筹建设 稳步扩大 深入实施 持续完善 积极培育 着力提升 全面落实 有序开展 大力支持 优化调整 健全规范"
)
KINDS = words("重点 新型 现代 区域 公共 绿色 智慧 基层 开放 综合 示范 先进 专业 基础 跨境 城乡 数字化 高水平")
THINGS = words(
    "制造业集群 服务体系 科研平台 产业园区 交通枢纽 水利工程 养老设施 医疗机构 职业院校 文化场馆 商贸流通 仓储物流"
    " 生态廊道 能源网络 数据中心 审批流程 信用制度 监管机制 应急队伍 社区治理 农田改造 种业基地 口岸通道 金融产品"
)
ENDS = words(
    "形成可复制的经验 年内完成主体施工 覆盖全部街道和乡镇 单位成本逐年下降 建立月度调度制度 投资额稳定增长"
    " 办理时限压缩一半 引导社会资本参与 确保质量和安全 向周边县市延伸"
)
PLACES = words("东 西 南 北 江 湖 山 城 云 石 林 泉 梅 松 柳")
OFFICES = words("发展改革 工业信息 科学技术 财政 教育 民政 住房建设 交通运输 农业农村 商务 文化旅游 卫生健康")
PHASES = ("not_started", "in_progress", "in_progress", "completed", "suspended")
WRITTEN = datetime(2026, 1, 5, 1, 30, tzinfo=UTC)

Value = str | int | date | datetime | UUID | None  # of a column
Values = dict[str, Value]


def load(connection: psycopg.Connection[TupleRow], measures: int) -> None:
    """Fill the tables of a migrated, empty database, its change feed switched off meanwhile."""
    with index_left_out(connection, "measures_measure_grams"):
        connection.execute("SET session_replication_role = replica")
        for table, rows in tables(measures).items():
            copy(connection, table, rows)
    connection.execute("VACUUM ANALYZE")


def tables(measures: int) -> dict[str, Iterable[Values]]:
    """The rows of each table, in the order in which they can be loaded."""
    random, plans = Random(measures), -(-measures // PLAN_MEASURES)  # the last one may have fewer
    written = [measure(number, random) for number in range(measures)]
    return {
        "measures_responsiblebody": bodies(),
        "measures_plan": map(plan, range(1, plans + 1)),
        "measures_sourcedocument": documents(written),
        "measures_section": (section for number in range(plans) for section in sections(number)),
        "measures_measure": written,
        "measures_responsibility": (part for number in range(measures) for part in responsibilities(number, random)),
        "measures_target": (target(number, written[number]) for number in range(0, measures, 5)),
    }


@contextmanager
def index_left_out(connection: psycopg.Connection[TupleRow], name: str) -> Iterator[None]:
    """An index is made in a third of the time once the rows are there."""
    found = connection.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [name]).fetchone()
    assert found is not None
    connection.execute(f"DROP INDEX {name}".encode())
    yield
    connection.execute(found[0])


def copy(connection: psycopg.Connection[TupleRow], table: str, rows: Iterable[Values]) -> None:
    """COPY rows into a table, numbered from 1."""
    first, *rest = ({"id": number, **row} for number, row in enumerate(rows, start=1))
    statement = f"COPY {table} ({', '.join(first)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement.encode()) as out:
        for row in (first, *rest):
            out.write_row(list(row.values()))


def record(number: int) -> Values:
    written = WRITTEN + timedelta(seconds=number)
    return {"version": 1, "created_at": written, "updated_at": written + timedelta(hours=number % 50)}


def bodies() -> Iterator[Values]:
    """Rows of responsible bodies."""
    for number in range(BODIES):
        jurisdiction = f"示例市{PLACES[number % len(PLACES)]}区"
        name = f"{PLACES[number % len(PLACES)]}区{OFFICES[number % len(OFFICES)]}局第{number}处"
        yield {
            "uuid": body_uuid(jurisdiction, name),
            "jurisdiction": jurisdiction,
            "name": name,
            "aliases": f'["{name.replace("第", "")}"]',
            "kind": "department",
            **record(number),
        }


def plan(number: int) -> Values:
    """The row of a plan; `number` counts from 1."""
    return {
        "slug": f"plan-{number:04d}",
        "title": f"示例市第{number}号专项发展规划（2026—2030年）",
        "text": "",
        "kind": "special",
        "document_number": f"示政发〔2026〕{number}号",
        "issued_on": date(2026, 1, 4),
        "period_start": 2026,
        "period_end": 2030,
        "jurisdiction": "示例市",
        "state": "published",
        **record(number),
    }


# Three chapters, each of three sections, each of two headings: 3 + 9 + 18.
TREE = [
    *((f"{one}", f"{one:04d}", None) for one in range(1, 4)),
    *((f"{one}.{two}", f"{one:04d}.{two:04d}", one - 1) for one in range(1, 4) for two in range(1, 4)),
    *(
        (f"{one}.{two}.{three}", f"{one:04d}.{two:04d}.{three:04d}", 3 + (one - 1) * 3 + two - 1)
        for one in range(1, 4)
        for two in range(1, 4)
        for three in range(1, 3)
    ),
]
LEAVES = range(12, 30)


def sections(number: int) -> Iterator[Values]:
    """Rows of a plan's sections; `number` counts plans from 0."""
    for place, (code, path, parent) in enumerate(TREE):
        yield {
            "plan_id": number + 1,
            "code": code,
            "path": path,
            "parent_id": None if parent is None else number * len(TREE) + parent + 1,
            "numbering": "decimal_3",
            "label": f"{code}.",
            "title": f"{KINDS[place % len(KINDS)]}{THINGS[(number + place) % len(THINGS)]}",
            "text": "",
            "position": place,
            **record(number),
        }


def measure(number: int, random: Random) -> Values:
    """The row of a measure; `number` counts all measures from 0."""
    plan_number, within = divmod(number, PLAN_MEASURES)
    leaf = LEAVES[within * len(LEAVES) // PLAN_MEASURES]
    title, text = wording(number, random)
    return {
        "plan_id": plan_number + 1,
        "section_id": plan_number * len(TREE) + leaf + 1,
        "code": f"{TREE[leaf][0]}-{within + 1}",
        "kind": "measure",
        "label": f"{within + 1}.",
        "title": title,
        "text": text,
        "position": within,
        "phase": PHASES[number % len(PHASES)],
        "review_state": "published",
        "due_on": date(2026, 6, 30) + timedelta(days=number % 900) if number % 3 else None,
        "due_text": "按期完成" if number % 3 else "",
        "note": "",
        "source_id": plan_number + 1,
        "source_start": within * 450,
        "source_end": within * 450 + len(text),
        **record(number),
    }


def wording(number: int, random: Random) -> tuple[str, str]:
    """A title, and a text of 200 to 400 characters that begins with it."""
    pick = random.choice
    title = pick(VERBS) + pick(KINDS) + pick(THINGS)
    clauses, length, wanted = [title], len(title), random.randint(210, 370)
    clauses += rare(number)
    while length < wanted:
        clauses.append(f"{pick(VERBS)}{pick(KINDS)}{pick(THINGS)}，{pick(ENDS)}")
        length += len(clauses[-1]) + 1
    return title, "。".join(clauses) + "。"


def rare(number: int) -> Iterator[str]:
    """The words that are searched for, spread evenly over all measures."""
    if number % 3 == 1:
        yield "吸引各类人才落户"
    if number % 10 == 7:
        yield "保护知识产权"
    if number % 833 == 829 and number // 833 < PHRASES:
        yield f"布局{PHRASE}方向"


def documents(measures: list[Values]) -> Iterator[Values]:
    """Each plan's text, a measure a line of 450 characters: spans point at what they name."""
    for start in range(0, len(measures), PLAN_MEASURES):
        texts = [str(measure["text"]) for measure in measures[start : start + PLAN_MEASURES]]
        yield {
            "plan_id": start // PLAN_MEASURES + 1,
            "kind": "plan",
            "edition": 1,
            "filename": "plan.txt",
            "media_type": "text/plain",
            "sha256": f"{start:064d}",
            "text": "".join(f"{text.ljust(449)}\n" for text in texts),
            "parser_version": "1",
            "file": "",
            "passages": "[]",
            "places": "[]",
            "coverage": "{}",
            "problems": "[]",
        }


def responsibilities(number: int, random: Random) -> Iterator[Values]:
    """Two bodies of a measure, the first of them in the lead."""
    for position, body in enumerate(random.sample(range(1, BODIES + 1), 2), start=1):
        yield {
            "measure_id": number + 1,
            "body_id": body,
            "role": "lead" if position == 1 else "support",
            "position": position,
            "origin": "editor",
        }


def target(number: int, measure: Values) -> Values:
    """The row of a measure's target."""
    return {
        "plan_id": measure["plan_id"],
        "code": f"{measure['code']}/t1",
        "measure_id": number + 1,
        "text": f"到2030年，达到{100 + number % 900}家",
        "metric": "",
        "comparator": "reach",
        "value": 100 + number % 900,
        "unit": "家",
        "year": 2030,
        "nature": "expected",
    }
