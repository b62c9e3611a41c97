"""Layouts that an office keeps under a name: who may use them, and what each says."""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from measures.exports.layouts import Layout, read
from measures.models import ReportLayout
from measures.querysets import Reader
from measures.visibility import visibility_of

# In place of a name: the columns that the report has where nobody chose any.
OWN = "-"


def kept(report: str, reader: Reader) -> QuerySet[ReportLayout]:
    """Those of a report that the reader may use."""
    layouts = ReportLayout.objects.filter(report=report)
    return layouts if visibility_of(reader).sees_in_full("reportlayout") else layouts.none()


def layout_called(name: str, report: str, reader: Reader) -> Layout:
    """The layout of this name. Raises ValidationError, naming those there are, where there is none."""
    if name == OWN:
        return Layout()
    columns = dict(kept(report, reader).values_list("name", "columns"))
    if name not in columns:
        said = {"name": name, "names": "、".join(columns) or "—"}
        raise ValidationError(_("This report has no layout “%(name)s”; there are: %(names)s.") % said)
    layout = read(columns[name])
    return Layout(layout.columns, layout.grouped, name)


def chosen_at_first(report: str, reader: Reader) -> str:
    """The name of the layout with which the page of reports begins, "" where there is none."""
    return kept(report, reader).filter(is_default=True).values_list("name", flat=True).first() or ""


def layout_at_first(report: str, reader: Reader) -> Layout | None:
    name = chosen_at_first(report, reader)
    return layout_called(name, report, reader) if name else None
