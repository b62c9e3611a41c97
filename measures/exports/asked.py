"""A report as it is asked for, by an address or by the job that keeps the address's query.

One form for the admin and the API: the filters of every report, the format, and what else this report can be asked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Self
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.exports import FormatRefusedError, make
from measures.exports.contents import Report
from measures.exports.filter_form import FiltersForm
from measures.exports.kept_layouts import layout_called
from measures.exports.layouts import Layout, layout_of
from measures.exports.reports import REPORTS, Kind
from measures.exports.reports.division import Form
from measures.exports.scope import Scope
from measures.exports.templates import FORMAT as TEMPLATED
from measures.exports.templates import offered
from measures.querysets import Reader

Data = Mapping[str, Iterable[str]]
ISO_DAY = ["%Y-%m-%d"]
OWN = ("as_of", "since", "form", "template", "layout", "columns", "file_format")  # fields that not every report has
OPTIONS = ("form", "template", "file_format")  # what a report reads from the options of its scope
NOT_ISSUED = ("open_conflicts", "note")  # columns of which an issued report tells nothing, see `Scope.to_issue`
FORMS = (
    ("", gettext_lazy("as usual in the format")),
    (Form.TEXT, gettext_lazy("text with brackets")),
    (Form.TABLE, gettext_lazy("a table under each heading")),
    (Form.SHEET, gettext_lazy("one table with lines for the headings")),
)
FILES = (("", gettext_lazy("workbooks")), ("docx", gettext_lazy("Word documents")))


class AskedForm(FiltersForm):
    """The filters of a report, its format, and the days that it tells of."""

    format = forms.CharField(
        required=False,
        label=gettext_lazy("Format"),
        help_text=gettext_lazy("The format of the file, one of those of the report."),
    )
    as_of = forms.DateField(
        required=False,
        label=gettext_lazy("As of the end of"),
        input_formats=ISO_DAY,
        help_text=gettext_lazy("As everything stood by the end of this day, for whoever may see who edited what."),
    )
    since = forms.DateField(
        required=False,
        label=gettext_lazy("Compared with the end of"),
        input_formats=ISO_DAY,
        help_text=gettext_lazy("The earlier of the two days that a report on changes compares."),
    )
    form = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Form"),
        choices=FORMS,
        help_text=gettext_lazy("How a division of work sets out its tasks."),
    )
    file_format = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Files in the archive"),
        choices=FILES,
        help_text=gettext_lazy("What the files of a ZIP are."),
    )
    template = forms.CharField(
        required=False,
        label=gettext_lazy("Template"),
        help_text=gettext_lazy("The name of an office's template for the report as a Word file (docx)."),
    )
    layout = forms.CharField(
        required=False,
        label=gettext_lazy("Layout"),
        help_text=gettext_lazy(
            "The name of a layout that the office keeps, for whoever may use them; the list of reports names them. `-`"
            " is the report's own, as without it."
        ),
    )
    columns = forms.CharField(
        required=False,
        label=gettext_lazy("Columns"),
        help_text=gettext_lazy(
            "The columns of a ledger by their names, in their order, parted by commas. `lead=主责单位` gives one a"
            " title of your own, `=下周安排` adds one to be filled in, `grouped` puts the headings over the rows."
            " Not with `layout`."
        ),
    )

    def __init__(self, data: "MultiValueDict[str, str] | None" = None, *, kind: Kind, reader: Reader) -> None:
        super().__init__(data, reader=reader)
        self.report, self.given = kind, data if data is not None else MultiValueDict()
        for name in OWN:
            if name not in kind.asks:
                del self.fields[name]

    def clean_format(self) -> str:
        """The report's first format where none is said. Raises ValidationError for one in which it makes no sense."""
        wanted: str = self.cleaned_data["format"] or self.report.formats[0]
        if wanted not in self.report.formats:
            raise ValidationError(str(FormatRefusedError(self.report.name, wanted)))
        return wanted

    def clean_template(self) -> str:
        """Raises ValidationError for a template that is not offered, or another format than docx."""
        wanted: str = self.cleaned_data["template"]
        refused = why_not(self.report.name, wanted, self.cleaned_data.get("format") or TEMPLATED)
        if refused:
            raise ValidationError(refused)
        return wanted

    def clean_layout(self) -> Layout | None:
        """Raises ValidationError for one that there is not, and where columns are named as well."""
        name: str = self.cleaned_data["layout"]
        if name and self.data.get("columns"):
            raise ValidationError(_("Name a layout or columns, not both."))
        return layout_called(name, self.report.name, self.reader) if name else None

    def clean_columns(self) -> Layout | None:
        """Raises ValidationError for a column that the report does not have."""
        typed: str = self.cleaned_data["columns"]
        return layout_of(typed, self.report.columns()) if typed else None

    def clean_as_of(self) -> date | None:
        return past(self.cleaned_data["as_of"])

    def clean_since(self) -> date | None:
        return past(self.cleaned_data["since"])


def why_not(report: str, template: str, wanted: str) -> str:
    """Why a template cannot be used for a report in a format, "" where it can or none is named."""
    if not template:
        return ""
    names = offered(report)
    if template not in names:
        said = {"name": template, "names": "、".join(names) or "—"}
        return _("No template “%(name)s” is offered for this report; there are: %(names)s.") % said
    return "" if wanted == TEMPLATED else _("A template makes a Word file (docx).")


def past(day: date | None) -> date | None:
    """A day that has come. Raises ValidationError."""
    if day is not None and day > timezone.localdate():
        raise ValidationError(_("That day has not come yet."))
    return day


@dataclass(frozen=True)
class Asked:
    """A report, the format of its file, and what it is to hold. `data` are the values that were given, by name."""

    kind: Kind
    format: str
    scope: Scope
    data: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, name: str, data: Data, reader: Reader) -> Self:
        """From values by name. Raises KeyError for a report that there is not, ValidationError with what is wrong by
        field, PermissionDenied for a day in the past where the reader may not see history."""
        form = AskedForm(
            MultiValueDict({key: list(values) for key, values in data.items()}), kind=REPORTS[name], reader=reader
        )
        if not form.is_valid():
            raise ValidationError({field: list(errors) for field, errors in form.errors.items()})
        return cls.of_form(form)

    @classmethod
    def of_form(cls, form: AskedForm) -> Self:
        """Of a form that is valid. Raises PermissionDenied as `of` does."""
        said = form.cleaned_data
        options = {name: said[name] for name in OPTIONS if said.get(name)}
        scope = Scope(
            form.reader,
            form.filters,
            as_of=said.get("as_of"),
            since=said.get("since"),
            layout=said.get("layout") or said.get("columns"),
            options=options,
        )
        data = {name: tuple(values) for name, values in form.given.lists() if name in form.fields and any(values)}
        return cls(form.report, said["format"], scope, data)

    @property
    def query(self) -> str:
        """As an address has it, to be kept and asked again: with the columns of a layout, which may be changed."""
        columns = str(self.scope.layout or "")
        data = {name: values for name, values in self.data.items() if name not in ("layout", "columns")}
        asked = {"report": self.kind.name, **data, "columns": columns, "format": self.format}
        return urlencode({name: value for name, value in asked.items() if value}, doseq=True)

    def with_columns(self) -> Self:
        """The same with every column named, as it is issued: later releases may have others where nobody chose."""
        layout = self.kind.layout_in(self.format, self.scope.layout)
        if not (self.scope.layout and self.scope.layout.columns):
            layout = replace(layout, columns=tuple(one for one in layout.columns if one.name not in NOT_ISSUED))
        return replace(self, scope=replace(self.scope, layout=layout)) if layout.columns else self

    def report(self) -> Report:
        """What its parts hold is read as they are. Raises ValidationError where the report cannot be made so."""
        return make(self.kind.name, self.format, self.scope)
