"""The table in which the measures of a list are edited: a line a measure, its bodies by role, deadline and phase.

Every line knows which version its reader saw. A save writes all changed lines as one edit or, where one of them is
wrong or was changed by a colleague meanwhile, none: the page comes back with all that was typed and says line by line
what is the matter.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Unpack
from uuid import uuid4

from django import forms
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG, ChangeList
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from measures.admin.base import edit_of_form, form_token
from measures.admin.bulk.grid_filling import Filled, filled
from measures.admin.bulk.pages import BulkAdmin, pending_words, tell_of
from measures.admin.dates import PlainDateField
from measures.admin.numbers import whole_number
from measures.admin.records.measure_form import MeasureForm
from measures.admin.records.responsibilities import BodyNames
from measures.admin.types import Files, FormOptions
from measures.choices import Role
from measures.edits import EditVia, edit, write_or_draft
from measures.edits.assigning import write_lines
from measures.models import Measure
from measures.prepared import one_of
from measures.querysets import MeasureQuerySet

ROLES = [Role.LEAD, Role.RESPONSIBLE, Role.SUPPORT, Role.SUPERVISOR]  # a mention is no duty
MOST_LINES = 200  # of a page


class LineForm(MeasureForm):
    """One line: some of the fields of a measure's form. `names` are shared by all lines of the table."""

    names: "dict[str, BodyNames]"
    field_order = [*ROLES, "due_on", "phase"]
    due_on = PlainDateField(label=gettext_lazy("due on"), required=False, month_end=True)
    due_on.widget = forms.TextInput(attrs={"autocomplete": "off"})

    class Meta:
        model = Measure
        fields: ClassVar = ["due_on", "phase"]

    def __init__(
        self, data: QueryDict | None = None, files: Files | None = None, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        del self.fields["mentioned"]  # no duty
        for cell in self.visible_fields():
            cell.field.widget.attrs["aria-label"] = f"{self.instance.code} {capfirst(str(cell.label))}"

    def write(self) -> None:
        if {"due_on", "phase"} & {*self.changed_data}:
            self.save()
        write_lines(self.instance, self.wanted)

    def body_names(self) -> BodyNames:
        """Read once for all measures of a jurisdiction."""
        place = self.instance.plan.jurisdiction
        if place not in self.names:
            self.names[place] = BodyNames(place, [])
        return BodyNames(place, [part.body for part in self.instance.responsibilities.all()], self.names[place])


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a line: its number on the page, its measure, and a field with what is said of it."""

    number: int
    code: str
    label: str
    messages: list[str]


class Table:
    """The lines of a page, bound to what was posted if something was."""

    def __init__(self, measures: Iterable[Measure], data: QueryDict | None, *, may_assign: bool) -> None:
        names: dict[str, BodyNames] = {}
        self.forms: list[LineForm] = []
        for measure in measures:
            line = LineForm(data, instance=measure, prefix=f"m{measure.pk}")
            line.names = names
            for role in ROLES if not may_assign else ():
                del line.fields[role]
            self.forms.append(line)

    @cached_property
    def changed(self) -> list[LineForm]:
        """The lines in which something was typed; what a colleague changed in the others is not their matter."""
        return [line for line in self.forms if line.has_changed()]

    def is_valid(self) -> bool:
        for line in self.changed:
            if line.is_valid() and line.instance.has_pending_change:
                line.add_error(None, _("A change of it is pending: go on with that in its form."))
        return not [line for line in self.changed if not line.is_valid()]  # every line says what is wrong with it

    def troubles(self) -> list[Trouble]:
        """Line by line and field by field, in the order of the page."""
        return [
            Trouble(number, line.instance.code, label_of(line, name), list(map(str, messages)))
            for number, line in enumerate(self.forms, start=1)
            for name, messages in (line.errors.items() if line in self.changed else ())
        ]

    def write(self) -> None:
        """Within the edit in progress; what is published and asks for a second person as pending changes."""
        lines = {line.instance.pk: line for line in self.changed}

        def write(pks: Collection[int]) -> None:
            for pk in pks:
                lines[pk].write()

        write_or_draft(Measure, [*lines], write)


def label_of(line: LineForm, name: str) -> str:
    return "" if name == NON_FIELD_ERRORS else str(line[name].label)


class GridAdmin(BulkAdmin):
    """The list of measures with a page that edits what it shows."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.grid_view)
        return [path("grid/", view, name="measures_measure_grid"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """With a button that leads to the table."""
        offered: dict[str, object] = {"may_edit_table": self.has_change_permission(request)}
        return super().changelist_view(request, offered | (extra_context or {}))

    def grid_view(self, request: HttpRequest) -> HttpResponse:
        """GET: a page of the list as a table of fields. POST: its changed lines, as one edit."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        try:
            listed = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(reverse("admin:measures_measure_grid", query={ERROR_FLAG: 1}))
        if {"_fill", "_paste"} & request.POST.keys():
            return self.fill_grid(request, listed)
        if request.method == "POST":
            return self.save_grid(request, listed)
        return self.show_grid(request, listed, self.table(request, [each.pk for each in listed.result_list]))

    def table(self, request: HttpRequest, pks: Sequence[int], data: QueryDict | None = None) -> Table:
        """Of these measures, in this order; of those alone that the user may see."""
        visible = self.model._default_manager.worked_on_by(request.user).filter(one_of(pks))
        found = with_related(visible).in_bulk()
        measures = [found[pk] for pk in dict.fromkeys(pks) if pk in found]
        return Table(measures, data, may_assign=self.has_assign_permission(request))

    def fill_grid(self, request: HttpRequest, listed: ChangeList) -> HttpResponse:
        """The page with cells filled in as its form asks, which is not saved: what a script does in the browser."""
        pks = posted_keys(request.POST)
        answer = filled(self.table(request, pks, request.POST).forms, request.POST)
        table = self.table(request, pks, answer.data)
        return self.show_grid(request, listed, table, typed_of_missing(request.POST, pks, table), answer)

    def save_grid(self, request: HttpRequest, listed: ChangeList) -> HttpResponse:
        """All changed lines or none; the same form sent twice is written once."""
        token, reason = form_token(request), request.POST.get("reason", "").strip()[:255]
        pks, back = posted_keys(request.POST), request.get_full_path()
        with edit(request.user, via=EditVia.ADMIN, reason=reason or _("Table"), form_token=token) as unit:
            if edit_of_form(token, request.user.pk):
                return HttpResponseRedirect(back)
            table = self.table(request, pks, request.POST)
            gone = typed_of_missing(request.POST, pks, table)
            if gone or not table.is_valid():
                return self.show_grid(request, listed, table, gone)
            unit.edit.handled = len(table.changed)
            table.write()
        text = ngettext("%(count)d record changed.", "%(count)d records changed.", unit.edit.handled)
        tell_of(request, unit.edit, text % {"count": unit.edit.handled} + pending_words(unit.edit), back)
        return HttpResponseRedirect(back)

    def show_grid(
        self,
        request: HttpRequest,
        listed: ChangeList,
        table: Table,
        gone: Sequence[str] = (),
        filled_in: Filled | None = None,
    ) -> HttpResponse:
        """The page; with what was typed and what is wrong with it where it was not written."""
        unwritten = request.method == "POST"
        context = self.admin_site.each_context(request) | {
            "title": _("Edit the list as a table"),
            "opts": self.opts,
            "cl": listed,
            "table": table,
            "troubles": table.troubles() if unwritten else [],
            "gone": gone,
            "unwritten": unwritten,
            "filled_in": filled_in,
            "token": uuid4(),
            "columns": [role.label for role in ROLES] if self.has_assign_permission(request) else [],
            "back": f"{reverse('admin:measures_measure_changelist')}{listed.get_query_string()}",
        }
        return TemplateResponse(request, "admin/measures/measure/grid.html", context)


def posted_keys(data: QueryDict) -> list[int]:
    """The primary keys of the lines of the page that was sent."""
    return [key for each in data.getlist("pk")[:MOST_LINES] if (key := whole_number(each)) is not None]


def typed_of_missing(data: QueryDict, pks: Iterable[int], table: Table) -> list[str]:
    """What was typed, or stood, in the lines of measures that are not here any more."""
    missing = set(pks) - {line.instance.pk for line in table.forms}
    names = {pk: [f"m{pk}-{field}" for field in (*ROLES, "due_on", "phase")] for pk in sorted(missing)}
    return [" ".join(filter(None, (data.get(name, "") for name in fields))) for fields in names.values()]


def with_related(measures: MeasureQuerySet) -> MeasureQuerySet:
    long = ("baseline", "plan__text", "plan__baseline", "section__text", "section__baseline")
    marked = measures.select_related("plan", "section").defer(*long).with_marks()
    return marked.prefetch_related("responsibilities__body")
