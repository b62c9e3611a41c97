"""What an editor says of a change of many records: a form for each, which the list's panels and its preview share."""

from collections.abc import Callable
from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.admin.bulk.base_form import BodyField, BulkForm
from measures.admin.dates import PlainDateField
from measures.admin.types import Label
from measures.choices import Phase, PlanState, Role
from measures.edits import BulkChange
from measures.edits.assigning import body_label
from measures.edits.bulk_changes import (
    AddNote,
    Assign,
    BringBack,
    BringBackSections,
    MoveToSection,
    Reassign,
    Review,
    SetDeadline,
    SetPhase,
    SetPlanState,
    Unassign,
    Withdraw,
    WithdrawSections,
)
from measures.models import Measure, Plan, Section
from measures.models.base import Curated
from measures.querysets import SectionQuerySet

MOST_OFFERED = 10
ROLES = [("", gettext_lazy("Every role")), *Role.choices]


class BodiesForm(BulkForm[Measure]):
    """Of measures, which say who answers for them in lines of names."""

    role_field: ClassVar[str] = "role"

    def before(self, record: Measure) -> str:
        """The bodies of the role, or of all."""
        return "、".join(self.names(record, self.cleaned_data.get(self.role_field, "")))

    def names(self, record: Measure, role: str) -> list[str]:
        parts = [part for part in record.responsibilities.all() if role in ("", part.role)]
        names = [body_label(part.body, record.plan.jurisdiction) for part in parts]
        if role:
            return names
        return [f"{name}（{part.get_role_display()}）" for name, part in zip(names, parts, strict=True)]

    def label_of(self, name: str, record: Measure) -> str:
        body = self.bodies[name]
        return body_label(body, record.plan.jurisdiction) if body else ""


class AssignForm(BodiesForm):
    label, rights = gettext_lazy("Assign"), "assign"
    body = BodyField("body", gettext_lazy("body"))
    role = forms.ChoiceField(label=gettext_lazy("role"), choices=Role, initial=Role.LEAD)

    def change(self) -> BulkChange:
        return Assign(body=self.key_of("body") or 0, role=self.cleaned_data["role"])

    def after(self, record: Measure) -> str:
        return "、".join([*self.names(record, self.cleaned_data["role"]), self.label_of("body", record)])


class ReplaceForm(AssignForm):
    label = gettext_lazy("Assign instead of others")

    def change(self) -> BulkChange:
        return Assign(body=self.key_of("body") or 0, role=self.cleaned_data["role"], instead=True)

    def after(self, record: Measure) -> str:
        return self.label_of("body", record)


class UnassignForm(BodiesForm):
    """A body, a role, or both."""

    label, rights = gettext_lazy("Remove"), "assign"
    body = BodyField("body", gettext_lazy("body"), required=False)
    role = forms.ChoiceField(label=gettext_lazy("role"), choices=ROLES, required=False)

    def clean(self) -> dict[str, object] | None:
        cleaned = super().clean()
        if not self.cleaned_data.get("body") and not self.cleaned_data.get("role"):
            raise ValidationError(_("Say which body or which role."), code="required")
        return cleaned

    def change(self) -> BulkChange:
        return Unassign(body=self.key_of("body"), role=self.cleaned_data["role"])

    def after(self, record: Measure) -> str:
        """Whoever stays."""
        body, role = self.bodies["body"], self.cleaned_data["role"]
        shown = [part for part in record.responsibilities.all() if role in ("", part.role)]
        left = [part for part in shown if body and part.body_id != body.pk]
        return "、".join(body_label(part.body, record.plan.jurisdiction) for part in left) or "—"


class ReassignForm(BodiesForm):
    """Another body, another role, or both."""

    label, rights, role_field = gettext_lazy("Change"), "assign", "from_role"
    from_body = BodyField("from_body", gettext_lazy("from body"))
    from_role = forms.ChoiceField(label=gettext_lazy("in role"), choices=ROLES, required=False)
    to_body = BodyField("to_body", gettext_lazy("to body"), required=False)
    to_role = forms.ChoiceField(
        label=gettext_lazy("in role"), choices=[("", gettext_lazy("The same role")), *Role.choices], required=False
    )

    def clean(self) -> dict[str, object] | None:
        cleaned = super().clean()
        if not self.cleaned_data.get("to_body") and not self.cleaned_data.get("to_role"):
            raise ValidationError(_("Say which other body or which other role."), code="required")
        return cleaned

    def change(self) -> BulkChange:
        return Reassign(
            body=self.key_of("from_body") or 0,
            role=self.cleaned_data["from_role"],
            to_body=self.key_of("to_body"),
            to_role=self.cleaned_data["to_role"],
        )

    def after(self, record: Measure) -> str:
        """The body and the role that it goes to."""
        name = self.label_of("to_body", record) or self.label_of("from_body", record)
        role = self.cleaned_data["to_role"] or self.cleaned_data["from_role"]
        return f"{name}（{Role(role).label}）" if role else name


class DeadlineForm(BulkForm[Measure]):
    label = gettext_lazy("Set deadline")
    due_on = PlainDateField(label=gettext_lazy("due on"), month_end=True)
    due_on.widget = forms.TextInput(attrs={"id": "bulk_due_on", "placeholder": "2026-12-31", "size": "12"})
    outside = forms.BooleanField(label=gettext_lazy("also outside a plan's time"), required=False)

    def change(self) -> BulkChange:
        return SetDeadline(due_on=self.cleaned_data["due_on"].isoformat(), outside=self.cleaned_data["outside"])

    def before(self, record: Measure) -> str:
        return date_format(record.due_on, "Y-m-d") if record.due_on else record.due_text

    def after(self, record: Measure) -> str:
        return date_format(self.cleaned_data["due_on"], "Y-m-d")


class NoDeadlineForm(BulkForm[Measure]):
    """The document's own words for the deadline stay."""

    label = gettext_lazy("Clear deadline")

    def change(self) -> BulkChange:
        return SetDeadline(due_on="")

    def before(self, record: Measure) -> str:
        return date_format(record.due_on, "Y-m-d") if record.due_on else ""

    def after(self, record: Measure) -> str:
        return record.due_text or "—"


def phase_form(phase: Phase) -> type[BulkForm[Measure]]:
    """The form of a change to this phase."""

    class PhaseForm(BulkForm[Measure]):
        label = phase.label

        def change(self) -> BulkChange:
            return SetPhase(phase=phase)

        def before(self, record: Measure) -> str:
            return record.get_phase_display()

        def after(self, record: Measure) -> str:
            return str(phase.label)

    return PhaseForm


def review_form(step: str, name: Label, right: str) -> type[BulkForm[Measure]]:
    """The form of a step of reviewing."""

    class ReviewForm(BulkForm[Measure]):
        label, rights = name, right

        def change(self) -> BulkChange:
            return Review(step=step)

        def before(self, record: Measure) -> str:
            return record.get_review_state_display()

        def after(self, record: Measure) -> str:
            return str(Review(step=step).state.label)

    return ReviewForm


def validity_form(change: Callable[[], BulkChange], name: Label) -> type[BulkForm[Curated]]:
    """The form of withdrawing measures or sections, or of bringing them back."""

    class ValidityForm(BulkForm[Curated]):
        label = name

        def change(self) -> BulkChange:
            return change()

        def before(self, record: Curated) -> str:
            return date_format(record.withdrawn_on, "Y-m-d") if record.withdrawn_on else ""

        def after(self, record: Curated) -> str:
            return getattr(self.change(), "withdrawn_on", "") or "—"

    return ValidityForm


def plan_form(state: PlanState, name: Label, right: str) -> type[BulkForm[Plan]]:
    """The form that gives plans a state."""

    class PlanStateForm(BulkForm[Plan]):
        label, rights = name, right

        def change(self) -> BulkChange:
            return SetPlanState(state=state)

        def before(self, record: Plan) -> str:
            return record.get_state_display()

        def after(self, record: Plan) -> str:
            return str(state.label)

    return PlanStateForm


class SectionForm(BulkForm[Measure]):
    """A section of the plan of all the chosen measures, by its code, its heading, or words of it."""

    label = gettext_lazy("Move")
    section = forms.CharField(
        label=gettext_lazy("section"),
        max_length=300,
        widget=forms.TextInput(attrs={"id": "bulk_section", "list": "bulk_sections", "size": "24"}),
    )

    @property
    def offered(self) -> "list[str]":
        """The sections that can be chosen, where the measures are of one plan."""
        return [labelled(each) for each in self.sections()] if len(self.plans) == 1 else []

    def sections(self) -> SectionQuerySet:
        return Section.objects.filter(plan__in=self.plans).defer("text", "baseline").order_by("plan", "path")

    def clean_section(self) -> Section:
        """Raises ValidationError where the words mean no section or several, which it lists."""
        words = self.cleaned_data["section"].strip()
        if len(self.plans) != 1:
            raise ValidationError(_("Choose measures of one plan: sections are its own."), code="plans")
        known = list(self.sections())
        exact = [each for each in known if words in (each.code, labelled(each), str(each), each.title)]
        found = exact or list(self.sections().search(words)[: MOST_OFFERED + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(_("There is no section “%(words)s”."), code="unknown", params={"words": words})
        labels = "；".join(labelled(each) for each in found[:MOST_OFFERED])
        message = _("“%(words)s” may be several sections: %(labels)s.")
        raise ValidationError(message, code="several", params={"words": words, "labels": labels})

    def change(self) -> BulkChange:
        return MoveToSection(section=self.cleaned_data["section"].pk)

    def before(self, record: Measure) -> str:
        return labelled(record.section)

    def after(self, record: Measure) -> str:
        return labelled(self.cleaned_data["section"])


def labelled(section: Section) -> str:
    return f"{section.code} {section}"


class NoteForm(BulkForm[Measure]):
    """A line after what the notes say already."""

    label = gettext_lazy("Add note")
    note = forms.CharField(
        label=gettext_lazy("note"),
        max_length=2000,
        widget=forms.TextInput(attrs={"id": "bulk_note", "size": "40"}),
    )

    def change(self) -> BulkChange:
        return AddNote(note=self.cleaned_data["note"])

    def before(self, record: Measure) -> str:
        return record.note

    def after(self, record: Measure) -> str:
        return "\n".join(filter(None, [record.note, self.cleaned_data["note"]]))


MEASURE_FORMS: dict[str, type[BulkForm[Measure]]] = {
    "assign": AssignForm,
    "replace": ReplaceForm,
    "unassign": UnassignForm,
    "reassign": ReassignForm,
    "deadline": DeadlineForm,
    "no_deadline": NoDeadlineForm,
    **{f"set_{phase}": phase_form(phase) for phase in Phase},
    "confirm": review_form("confirm", gettext_lazy("Confirm"), "confirm"),
    "publish": review_form("publish", gettext_lazy("Publish"), "publish"),
    "unpublish": review_form("unpublish", gettext_lazy("Unpublish"), "publish"),
    "reopen": review_form("reopen", gettext_lazy("Back to checking"), "confirm"),
    "withdraw": validity_form(Withdraw, gettext_lazy("Withdraw")),
    "bring_back": validity_form(BringBack, gettext_lazy("Bring back")),
    "section": SectionForm,
    "note": NoteForm,
}
SECTION_FORMS: dict[str, type[BulkForm[Section]]] = {
    "withdraw": validity_form(WithdrawSections, gettext_lazy("Withdraw")),
    "bring_back": validity_form(BringBackSections, gettext_lazy("Bring back")),
}
PLAN_FORMS: dict[str, type[BulkForm[Plan]]] = {
    "publish": plan_form(PlanState.PUBLISHED, gettext_lazy("Publish"), "publish"),
    "unpublish": plan_form(PlanState.DRAFT, gettext_lazy("Unpublish"), "publish"),
    "archive": plan_form(PlanState.ARCHIVED, gettext_lazy("Archive"), "archive"),
}
