"""Renew the pictures of tasks by body, the overview and changes: `python docs/images/summaries.py`. Look at each.

Needs LibreOffice (`soffice`), poppler (`pdftoppm`) and Chinese fonts. The plan is invented, and so are its edits, which
are dated to the first half of 2026; the reports are drawn as of its end.
"""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent.parent))
from docs.images.png import with_palette  # noqa: E402

SINCE, AS_OF = date(2026, 2, 1), date(2026, 6, 30)
PICTURES = {"by_body": 1, "overview": 4, "changes": 1}  # reports, with the page that is shown
CHAPTERS = {"创新": ["研究", "转化"], "产业": ["数字经济", "先进制造"], "开放": ["外贸"]}
BODIES = ["市科学技术局", "市发展和改革委员会", "市教育局", "市财政局", "市经济和信息化局", "市商务局"]
TASKS = [
    "建设概念验证中心，完善科技成果转化服务体系，到2027年技术合同成交额突破300亿元。",
    "实施基础研究行动计划，稳定支持青年科学家，建设一批重点实验室。",
    "建设数字产业集聚区，推动人工智能与实体经济深度融合，培育专精特新企业200家以上。",
    "优化营商环境，落实减税降费政策，健全企业诉求快速响应机制。",
    "推进跨境电子商务综合试验区建设，支持企业开拓多元化国际市场。",
]


def main() -> None:
    with TemporaryDirectory() as name:
        os.environ |= {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{name}/site.sqlite3"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "policyhub.settings"
        import django

        django.setup()
        from django.core.management import call_command
        from django.utils import translation

        call_command("migrate", verbosity=0)
        with translation.override("zh-hans"):
            write_plan()
            for report, page in PICTURES.items():
                draw_picture(Path(name), report, page)


def write_plan() -> None:
    """Twenty measures in five sections, and three edits of them."""
    from measures.choices import Phase, Role
    from measures.models import Measure
    from tests.as_of.past import recorded_on
    from tests.factories import assign, make_body, make_measure, make_plan, make_section

    with recorded_on("2026-01-05", by="王编辑"):
        plan = make_plan("shili", title="示例市数字经济与科技创新行动计划（2025—2027年）")
        sections = []
        for chapter, (title, below) in zip("一二三", CHAPTERS.items(), strict=True):
            above = make_section(plan, label=f"第{chapter}章", title=title)
            sections += [
                make_section(plan, above, label=f"第{number}节", title=each)
                for number, each in zip("一二", below, strict=False)
            ]
        due = [date(2025, 12, 31), date(2026, 7, 20), date(2027, 6, 30), None]
        phases = [Phase.NOT_STARTED, Phase.IN_PROGRESS, Phase.IN_PROGRESS, Phase.COMPLETED]
        for number in range(20):
            text = TASKS[number % len(TASKS)]
            task = {"title": text.split("，")[0], "text": text, "due_on": due[number % 4], "phase": phases[number % 4]}
            measure = make_measure(sections[number // 4], **task, due_text="长期坚持" if number % 8 == 3 else "")
            if number % 6:
                assign(measure, BODIES[number % 6])
            assign(measure, BODIES[(number + 2) % 6], Role.SUPPORT, position=2)
            if number % 3 == 0:
                assign(measure, BODIES[(number + 4) % 6], Role.RESPONSIBLE, position=3)
    measures = list(Measure.objects.order_by("position"))
    with recorded_on("2026-03-02", by="李审核") as edit:
        edit.reason = "按中期评估意见调整"
        edit.save()
        change(
            measures[2],
            text=measures[2].text.replace("推动", "推动新一代").replace("200", "300"),
            due_on=date(2027, 12, 31),
        )
    with recorded_on("2026-03-10", by="王编辑"):
        measures[3].responsibilities.filter(role=Role.LEAD).delete()
        assign(measures[3], "市商务局")
        change(measures[5], phase=Phase.COMPLETED)
    with recorded_on("2026-04-01", by="李审核") as edit:
        edit.reason = "年度计划衔接"
        edit.save()
        change(measures[8], withdrawn_on=date(2026, 4, 1))
        measures[8].successors.add(measures[9])
        change(measures[10], section=sections[0])
        text = "建设全市统一的算力调度平台，为中小企业提供普惠算力服务。"
        assign(make_measure(sections[3], title=text.split("，")[0], text=text, due_on=date(2027, 6, 30)), BODIES[4])
        change(make_body("市商务局"), name="市商务和投资促进局")


def change(record: object, **fields: object) -> None:
    record.refresh_from_db()
    for name, value in fields.items():
        setattr(record, name, value)
    record.save()


def draw_picture(folder: Path, report: str, page: int) -> None:
    from measures.exports import Filters, Scope, draw
    from measures.visibility import EVERYTHING

    scope = Scope(EVERYTHING, Filters(plan=("shili",)), as_of=AS_OF, since=SINCE if report == "changes" else None)
    book = folder / f"{report}.xlsx"
    book.write_bytes(b"".join(draw(report, "xlsx", scope)[1]))
    show_page(book, page)
    picture = FOLDER / f"report-{report.replace('_', '-')}.png"
    picture.write_bytes(with_palette(book.with_suffix(".png").read_bytes()))


def show_page(book: Path, page: int) -> None:
    """A page as a picture beside the workbook."""
    profile, folder = f"-env:UserInstallation=file://{book.parent / 'profile'}", str(book.parent)
    office = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", folder, str(book)]
    pdf, number = str(book.with_suffix(".pdf")), str(page)
    pages = ["pdftoppm", "-png", "-r", "75", "-f", number, "-l", number, "-singlefile", pdf, str(book.with_suffix(""))]
    for command in (office, pages):
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603


if __name__ == "__main__":
    main()
