"""A plan to which all has happened that the dump of a plan tells of: an invented one, made through the usual doors."""

from django.contrib.auth.models import User

from measures import parsing
from measures.choices import ConflictState, EditVia
from measures.correcting import Wish
from measures.edits import edit, merge_bodies, undo
from measures.fixture import dumps, records
from measures.importing import Incoming, apply, apply_division, read, resolve
from measures.intake.corrections import correct_document, reading_of_document
from measures.intake.imports import apply_import, correct, reading_of
from measures.models import Conflict, Edit, Measure, Plan
from measures.terms import CorrectionKind
from tests.factories import assign, make_body
from tests.uploads import uploaded

SLUG = "shili"
FIRST = """示例市科技创新规划（2026—2030年）
第一章 科技创新
第一节 基础研究
一、支持基础研究。完善投入机制，支持示例大学建设实验室。（责任单位：市科技局、市财政局）
二、建设实验室。新增重点实验室5家，开放共享大型科研仪器。（市科技局牵头）
三、举办科普活动。每年举办科普周活动，组织科学家进校园。（市科协牵头）
第二节 人才
一、引进人才。建立人才目录，引进人才300名。（责任单位：市人社局；完成时限：2028年底前）
二、培养人才。实施青年人才计划。（市人社局牵头，市教育局配合）
三、服务人才。优化人才公寓和子女就学服务，完善一站式服务平台。（市人社局牵头）
第三节 保障措施
一、加强组织领导。成立领导小组，定期研究重大事项。（市政府办牵头）
二、强化考核评估。每年开展评估，结果向社会公布。（市政府督查室牵头）
"""
SECOND = (
    FIRST.replace("完善投入机制", "健全稳定投入机制")
    .replace("一、引进人才。建立人才目录，引进人才300名。", "一、引进培育人才。建立人才目录，引进人才500名。")
    .replace("三、举办科普活动。每年举办科普周活动，组织科学家进校园。（市科协牵头）\n", "")
    .replace(
        "（市人社局牵头，市教育局配合）\n三、服务人才。优化人才公寓和子女就学服务，完善一站式服务平台。（市人社局牵头）",
        "优化人才公寓和子女就学服务，完善一站式服务平台。（市人社局牵头，市教育局配合）",
    )
    .replace("二、强化考核评估。", "二、加强宣传引导。做好政策解读。（市委宣传部牵头）\n三、强化考核评估。")
    .replace(
        "二、建设实验室。新增重点实验室5家，开放共享大型科研仪器。（市科技局牵头）",
        "二、建设实验室。新增重点实验室5家。（市科技局牵头）\n三、开放共享大型科研仪器。（市科技局牵头）",
    )
)
THIRD = SECOND.replace("定期研究重大事项", "每季度研究重大事项")
TASKS = """示例市科技创新规划重点任务分工方案
一、基础研究
1.支持基础研究。（牵头单位：市科技局；配合单位：市教育局；完成时限：2027年底前）
2.建设实验室。（牵头单位：市科技局；完成时限：持续推进）
"""
LATER_TASKS = TASKS.replace("2027年底前", "2028年底前").replace("配合单位：市教育局", "配合单位：市商务局")


def whole_plan(by: User) -> Plan:
    """Corrected before it was imported, edited, divided, revised twice, corrected again, decided upon; its third
    edition was undone. One conflict is open, one decided, one measure withdrawn in favour of another."""
    first = uploaded(FIRST, "规划.txt", slug=SLUG)
    seen = reading_of(first).fingerprint
    correct(first, Wish(CorrectionKind.MERGE, ["1.3-2"]), by, seen)
    apply_import(first, by, expected="", declined=frozenset())
    plan = Plan.objects.get(slug=SLUG)
    publish(plan)
    edited("1.2-1", by, title="引进高层次人才", note="市里已开展", phase="in_progress")
    edited("1.1-1", by, due_on="2027-06-30")
    assign(Measure.objects.get(code="1.1-2"), make_body("市教委"), role="support")
    merge_bodies(make_body("市教育局").pk, make_body("市教委").pk, by=by, via=EditVia.ADMIN)
    apply_division(incoming(TASKS), answers={}, user=by)
    apply_division(incoming(LATER_TASKS), answers={2: ""}, user=by)
    second = uploaded(SECOND, "规划（中期调整）.txt", plan=plan)
    apply_import(second, by, expected="", declined=frozenset())
    decided = Conflict.objects.open().get(measure__code="1.2-1")
    resolve([decided], ConflictState.HERE, by=by, via=EditVia.ADMIN)
    source = plan.sources.get(code="2")
    wish = Wish(CorrectionKind.MERGE, ["1.3-2"])
    correct_document(source, wish, by, reading_of_document(source).fingerprint)
    apply(incoming(THIRD), user=by)
    undo(Edit.objects.latest("pk"), by=by, via=EditVia.ADMIN)
    return Plan.objects.get(slug=SLUG)


def incoming(text: str) -> Incoming:
    return reading(text)[0]


def reading(text: str) -> tuple[Incoming, bytes]:
    """The checked fixture of a document, and its bytes."""
    data = dumps(records(parsing.read(text.encode()), SLUG, f"{text[:9]}.txt")).encode()
    return read(data), data


def publish(plan: Plan) -> None:
    with edit(None, via=EditVia.ADMIN):
        plan.state = "published"
        plan.save()
        for measure in plan.measures.all():
            measure.review_state = "published"
            measure.save()


def edited(code: str, by: User, **values: object) -> None:
    with edit(by, via=EditVia.ADMIN):
        measure = Measure.objects.get(code=code)
        for name, value in values.items():
            setattr(measure, name, value)
        measure.save()
