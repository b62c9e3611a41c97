"""Made-up plans of the size the figures are about: the same rows every time, in Chinese of the same kind."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from random import Random
from typing import Any, TypeVar

from django.db import connection, transaction

from measures.choices import MeasureKind, Numbering, Phase, PlanState, ReviewState, Role
from measures.models import Measure, Plan, Responsibility, ResponsibleBody, Section, SourceDocument
from measures.terms import body_uuid

PLANS, SECTIONS_A_PLAN, BODIES, MEASURES = 250, 30, 300, 100_000
THIRD, TENTH, DOZEN, NONE = "人才", "知识产权", "超导量子芯片", "绝无此语"

VERBS = [
    "推进",
    "完善",
    "加快",
    "支持",
    "鼓励",
    "引导",
    "建设",
    "打造",
    "提升",
    "优化",
    "深化",
    "健全",
    "强化",
    "培育",
    "构建",
    "推动",
    "落实",
    "开展",
]
THINGS = [
    "基础研究",
    "创新平台",
    "产业园区",
    "公共服务",
    "营商环境",
    "数字经济",
    "绿色低碳",
    "城市更新",
    "交通网络",
    "医疗卫生",
    "养老服务",
    "教育资源",
    "文化旅游",
    "乡村振兴",
    "开放合作",
    "金融服务",
    "标准体系",
    "人工智能",
    "集成电路",
    "生物医药",
    "先进制造",
    "科技成果",
    "社会治理",
    "应急管理",
]
ENDS = [
    "机制",
    "体系",
    "能力",
    "水平",
    "工程",
    "行动",
    "布局",
    "试点",
    "示范",
    "平台",
    "网络",
    "基地",
    "中心",
    "项目",
    "政策",
    "环境",
    "质量",
    "规模",
]
JOINS = ["，进一步", "，着力", "，不断", "，全面", "，有序", "，协同", "，积极", "，持续"]

Item = TypeVar("Item")


def clause(random: Random) -> str:
    return random.choice(VERBS) + random.choice(THINGS) + random.choice(ENDS)


def passage(random: Random, number: int) -> str:
    """200 to 400 characters; a third speak of 人才, a tenth of 知识产权, a dozen in 100,000 of 超导量子芯片."""
    marks = [word for word, share in ((THIRD, 3), (TENTH, 10), (DOZEN, MEASURES // 12)) if number % share == 0]
    length, text = random.randint(200, 390), ""
    while len(text) < length:
        text += clause(random) + (random.choice(JOINS) if random.random() < 0.8 else "。")
    for mark in marks:
        at = random.randrange(20, 190)
        text = text[:at] + mark + text[at:]
    return text[:398] + "。"


def batched(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    while batch := list(islice(items, size)):
        yield batch


@transaction.atomic
def generate(measures: int = MEASURES) -> None:
    """Fill an empty database. Fewer measures stand in as many plans and sections."""
    random = Random(20210101)
    bodies = ResponsibleBody.objects.bulk_create(make_bodies())
    plans = Plan.objects.bulk_create(make_plans(bodies))
    chapters = Section.objects.bulk_create([chapter for plan in plans for chapter in make_chapters(plan, random)], 500)
    sections = [section for chapter in chapters for section in make_sections(chapter, random)]
    leaves: dict[int, list[Section]] = {plan.pk: [] for plan in plans}
    for section in Section.objects.bulk_create(sections, 500):
        leaves[section.plan_id].append(section)
    texts = {plan.pk: SourceDocument(plan=plan, filename="规划.txt", media_type="text/plain") for plan in plans}
    planned = list(make_measures(plans, leaves, measures, texts, random))
    SourceDocument.objects.bulk_create(texts.values(), 50)
    for measure in planned:
        measure.source_id = texts[measure.plan_id].pk
    for batch in batched(iter(planned), 2000):
        made = Measure.objects.bulk_create(batch)
        Responsibility.objects.bulk_create(part for measure in made for part in make_parts(measure, bodies))


def make_bodies() -> list[ResponsibleBody]:
    names = [
        f"第{number}{kind}" for number in range(1, BODIES // 6 + 1) for kind in ["局", "委", "办", "处", "院", "所"]
    ]
    return [
        ResponsibleBody(uuid=body_uuid("示例市", name), jurisdiction="示例市", name=name, aliases=[f"{name}（本级）"])
        for name in names
    ]


def make_plans(bodies: list[ResponsibleBody]) -> list[Plan]:
    return [
        Plan(
            slug=f"plan-{number:03d}",
            title=f"示例市第{number}号发展规划（2021—2025年）",
            issuer=bodies[number % BODIES],
            period_start=2021,
            period_end=2025,
            jurisdiction="示例市",
            state=PlanState.PUBLISHED,
        )
        for number in range(1, PLANS + 1)
    ]


def make_chapters(plan: Plan, random: Random) -> Iterator[Section]:
    for number in range(1, 6):
        place = {"code": f"{number}", "path": f"{number:04d}", "position": number * 1000, "label": f"第{number}章"}
        yield Section(plan=plan, numbering=Numbering.CHAPTER, title=clause(random), **place)


def make_sections(chapter: Section, random: Random) -> Iterator[Section]:
    for number in range(1, 6):
        place = {"code": f"{chapter.code}.{number}", "path": f"{chapter.path}.{number:04d}", "label": f"第{number}节"}
        yield Section(
            plan=chapter.plan,
            parent=chapter,
            numbering=Numbering.SECTION,
            title=clause(random),
            position=chapter.position + number,
            **place,
        )


def make_measures(
    plans: list[Plan],
    leaves: dict[int, list[Section]],
    count: int,
    texts: dict[int, SourceDocument],
    random: Random,
) -> Iterator[Measure]:
    phases = list(Phase)
    for number in range(count):
        index = number * PLANS // count
        plan, within = plans[index], number - -(-index * count // PLANS)
        section = leaves[plan.pk][within * len(leaves[plan.pk]) * PLANS // count % len(leaves[plan.pk])]
        source, text = texts[plan.pk], passage(random, number)
        start = len(source.text)
        source.text += text + "\n"
        yield Measure(
            plan=plan,
            section=section,
            code=f"{section.code}-{within + 1}",
            kind=MeasureKind.MEASURE,
            title=clause(random),
            text=text,
            position=section.position * 1000 + within,
            phase=phases[number % len(phases)],
            review_state=ReviewState.PUBLISHED,
            due_on=date(2021 + number % 5, 1 + number % 12, 1 + number % 28),
            source_start=start,
            source_end=start + len(text),
        )


def make_parts(measure: Measure, bodies: list[ResponsibleBody]) -> Iterator[Responsibility]:
    for position, role in enumerate((Role.LEAD, Role.SUPPORT), start=1):
        body = bodies[(measure.pk * (7 if position == 1 else 13) + position) % BODIES]
        yield Responsibility(measure=measure, body=body, role=role, position=position)


def analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def size() -> dict[str, Any]:
    return {
        model.__name__: model.objects.count() for model in (Plan, Section, Measure, ResponsibleBody, Responsibility)
    }
