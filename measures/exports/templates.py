"""Templates of an office: which are offered for a report, and a file made with one."""

from measures.exports.contents import Column, Fact, Heading, Paragraph, Part, Report, Run, Table
from measures.exports.scope import site_name
from measures.models import ReportTemplate

FORMAT = "docx"


def offered(report: str) -> list[str]:
    """The names of the templates of a report that may be chosen."""
    return list(ReportTemplate.objects.filter(report=report, is_offered=True).values_list("name", flat=True))


def file_of(report: str, name: str) -> str:
    """Where the file of a template stands: at another place whenever it is uploaded anew. "" for none of that name."""
    return ReportTemplate.objects.filter(report=report, name=name).values_list("file", flat=True).first() or ""


def filled_in(report: Report, name: str) -> bytes:
    """The report in the template of this name. Raises ValidationError, ReportTemplate.DoesNotExist, OSError."""
    with ReportTemplate.objects.get(report=report.name, name=name, is_offered=True).file.open() as file:
        return fill_in(report, file.read())


def fill_in(report: Report, template: bytes) -> bytes:
    """The report in this template. Raises ValidationError where that does not work."""
    from measures.exports.writers import as_template  # loads libraries that only a template needs

    return as_template.fill_in(report, template)


def sample(name: str, label: str) -> Report:
    """A report of an invented plan, to try a template on."""
    columns = (Column("number", "序号", 6), Column("task", "任务", 40), Column("lead", "牵头单位", 16))
    blocks = (
        Heading("建设创新平台", 1, "一、"),
        Heading("支持研究", 2, "（一）"),
        Paragraph((Run("完善投入机制。", strong=True), Run("支持企业联合攻关。（牵头单位：市科技局）")), "1."),
        Table(columns, iter([(1, "完善投入机制", "市科技局"), (2, "引进人才", "市人力社保局")])),
    )
    return Report(
        name=name,
        label=label,
        title=f"《示例市规划（2021—2025年）》{label}",
        author=site_name(),
        parts=[Part("", blocks)],
        facts=(Fact("截至日期", "2025年6月30日"), Fact("筛选条件", "市科技局")),
        remarks=("示例说明。",),
    )
