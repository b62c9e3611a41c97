"""The form of a measure: its wording, who answers for it, its section and deadline."""

from collections.abc import Sequence
from typing import Unpack
from urllib.parse import urlencode

from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.forms import ModelChoiceField
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from measures.admin.editing import VersionedForm
from measures.admin.numbers import whole_number
from measures.admin.records.responsibilities import BodiesField, BodyNames, lines_of
from measures.admin.types import Context, Files, FormOptions
from measures.choices import ReviewState, Role
from measures.edits.assigning import split_names
from measures.models import Measure, Plan, ResponsibleBody, Section
from measures.models.readiness import BY_NAME, Missing

CONFIRM_DEADLINE = '<label><input type="checkbox" name="{}" value="{}"> {}</label>'


class SectionSelect(AutocompleteSelect):
    """Offers the sections of one plan, found by printed number or title, or of all plans while none is known.

    The sections of the plan are in the page as well: without scripts they are chosen from as from any list.
    """

    plan: Plan | None = None

    def optgroups(
        self, name: str, value: Sequence[str], attr: Context | None = None
    ) -> list[tuple[str | None, list[Context], int | None]]:
        """Django's own leaves to scripts all but the chosen one."""
        if self.plan is None:
            return super().optgroups(name, value, attr)
        return super(AutocompleteMixin, self).optgroups(name, list(value), attr)

    def get_url(self) -> str:
        address = super().get_url()
        return f"{address}?{urlencode({'plan': self.plan.slug})}" if self.plan else address


class MeasureForm(VersionedForm):
    """The plan is that of the section; a measure that moves to another section goes to its end."""

    lead = BodiesField(Role.LEAD)
    responsible = BodiesField(Role.RESPONSIBLE)
    support = BodiesField(Role.SUPPORT)
    supervisor = BodiesField(Role.SUPERVISOR)
    mentioned = BodiesField(Role.MENTIONED)

    def __init__(
        self, data: QueryDict | None = None, files: Files | None = None, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        plan = self.instance.plan if self.instance.pk else self.plan_of_given_section()
        picker = getattr(self.fields.get("section"), "widget", None)  # a viewer has none
        if isinstance(picker, RelatedFieldWidgetWrapper) and isinstance(picker.widget, SectionSelect):
            picker.widget.plan = plan
        offered = self.fields.get("section")
        if plan is not None and isinstance(offered, ModelChoiceField):
            offered.queryset = Section.objects.filter(plan=plan).order_by("path")
        query = {"jurisdiction": plan.jurisdiction if plan else ""}
        for role in self.roles:
            self.fields[role].widget.attrs["data-suggestions"] = reverse("admin:measures_measure_bodies", query=query)

    def set_initial(self) -> None:
        super().set_initial()
        if self.instance.pk and self.roles:
            self.initial.update(lines_of(self.instance))

    @property
    def roles(self) -> list[Role]:
        """Those with a line in the form: none for whoever may not change responsibilities."""
        return [role for role in Role if role in self.fields]

    @property
    def confirming(self) -> str:
        """The name of the box that says that a questioned deadline is meant."""
        return self.add_prefix("confirmed_due_on")

    def body_names(self) -> BodyNames:
        assigned = ResponsibleBody.objects.filter(responsibilities__measure=self.instance.pk)
        return BodyNames(self.instance.plan.jurisdiction, assigned)

    def plan_of_given_section(self) -> Plan | None:
        """The plan of the section that the address of the form for a new measure names."""
        key = whole_number(str(self.initial.get("section", "")))
        return Plan.objects.filter(sections=key).first() if key is not None else None

    def clean_section(self) -> Section:
        section: Section = self.cleaned_data["section"]
        if self.instance.pk is None:
            self.instance.plan = section.plan
        return section

    def full_clean(self) -> None:
        """Below a deadline that is questioned stands a box that says it is meant."""
        super().full_clean()
        if any(error.code == "year" for error in self.errors.as_data().get("due_on", [])):
            due_on = self.fields["due_on"].to_python(self["due_on"].value())
            self["due_on"].help_text = format_html(CONFIRM_DEADLINE, self.confirming, due_on, _("This date is right"))

    def clean(self) -> dict[str, object] | None:
        """What the lines that were changed name becomes `wanted`: a role → its bodies."""
        cleaned = super().clean()
        if str(self.cleaned_data.get("due_on")) == self.data.get(self.confirming):
            self.instance.confirmed_due_on = self.cleaned_data["due_on"]
        self.wanted: dict[str, list[ResponsibleBody]] = {}
        changed = [role for role in self.roles if role in self.changed_data and role not in self.errors]
        if changed and self.instance.plan_id:
            names = self.body_names()
            for role in changed:
                try:
                    self.wanted[role] = names.bodies(split_names(self.cleaned_data[role]))
                except ValidationError as error:
                    self.add_error(role, error)
        return cleaned

    def missing(self) -> list[Missing]:
        """Whoever answers for it is part of what was confirmed."""
        found, roles = super().missing(), [role for role in self.roles if role in self.changed_data]
        changed = BY_NAME["changed"]
        was_confirmed = self.initial.get(Measure.step_field) == ReviewState.CONFIRMED
        if roles and was_confirmed and changed not in [each.rule for each in found]:
            found.insert(0, Missing(changed, 1))
        return found

    def save(self, commit: bool = True) -> Measure:
        if self.instance.pk and "section" in self.changed_data:
            self.instance.place_last()
        measure: Measure = super().save(commit)
        return measure
