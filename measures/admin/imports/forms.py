"""The forms of an upload: which files, and which plan they are for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from measures.choices import ImportKind
from measures.intake.comparing import check_slug
from measures.intake.coverage import error_sentence
from measures.intake.uploads import check_file
from measures.models import Plan
from measures.parsing import DocumentError
from measures.parsing.extract.model import MAX_BYTES
from measures.visibility import User, may_write_in, plans_of

ACCEPT = ".txt,.csv,.htm,.html,.pdf,.ofd,.docx,.doc,.wps,.rtf,.odt,.xlsx,.xls,.ods,.zip"

OF_FILES = {
    "accept": ACCEPT,
    "data-most": MAX_BYTES,
    "data-too-much": _("These files are larger than 128 MB together: upload fewer at a time."),
}


def importable_plans(user: User) -> QuerySet[Plan]:
    """The plans that a user may import into: all, or those that the user is limited to."""
    plans = plans_of(user)
    return Plan.objects.all() if plans is None else Plan.objects.filter(pk__in=plans)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each of which may be a document."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> "list[File[bytes]]":
        """Raises ValidationError that names each file that can be no document."""
        files = [super(FilesField, self).clean(each, initial) for each in data or [None]]
        faults = [fault for file in files if (fault := fault_of(file))]
        if faults:
            raise ValidationError(faults)
        return files


def fault_of(file: "File[bytes]") -> str:
    """The file and why it can be no document, "" where it may be one."""
    try:
        check_file(file)
    except DocumentError as error:
        return f"{file.name}：{error_sentence(error)}"
    return ""


class PlanForm(forms.Form):
    """Which plan a document is for: one that exists, or a new one under its slug."""

    plan = forms.ModelChoiceField(
        label=_("plan"), queryset=Plan.objects.none(), required=False, empty_label=_("a new plan")
    )
    slug = forms.CharField(
        label=_("slug of the new plan"),
        max_length=64,
        required=False,
        help_text=_("Its public name for life: letters, digits, hyphens. Proposed when the file is read."),
    )

    kind = forms.ChoiceField(
        label=_("what it is"),
        choices=[
            (ImportKind.PLAN.value, _("A plan: a new one, or an edition of one that is here")),
            (ImportKind.DIVISION.value, _("A division of work: who does what of a plan that is here, and by when")),
        ],
        initial=ImportKind.PLAN.value,
        required=False,
    )
    field_order = ["kind", "plan", "slug"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limited = not may_write_in(user, None)
        field = self.fields["plan"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- as declared above
        field.queryset = importable_plans(user).order_by("title")

    def attach(self, form_id: str) -> "PlanForm":
        """The form with fields that stand outside of the element of this id."""
        for field in self.fields.values():
            field.widget.attrs["form"] = form_id
        return self

    def clean(self) -> dict[str, Any]:
        """A new plan's slug must be free; who is limited to some plans makes no new one."""
        data: dict[str, Any] = super().clean() or {}
        plan, slug = data.get("plan"), data.get("slug", "")
        if plan is None and self.limited:
            self.add_error("plan", _("Your account is limited to some plans: choose one of them."))
        if plan is None and slug:
            self.check_new_slug(slug)
        data["kind"] = ImportKind(data.get("kind") or ImportKind.PLAN)
        if plan is None and data["kind"] == ImportKind.DIVISION:
            self.add_error("plan", _("A division of work belongs to a plan that is here: choose it."))
        return data

    def check_new_slug(self, slug: str) -> None:
        """Add an error at the field for a slug that is malformed or taken."""
        try:
            check_slug(slug)
        except ValidationError as error:
            self.add_error("slug", error)
        if Plan.objects.filter(slug=slug).exists():
            self.add_error("slug", _("A plan of this slug exists: choose it above, or another slug."))


class UploadForm(PlanForm):
    """The files to be read, several at a time."""

    documents = FilesField(label=_("files"), allow_empty_file=True, widget=FilesInput(attrs=OF_FILES))
    field_order = ["documents", "kind", "plan", "slug"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("slug") and len(data.get("documents") or []) > 1:
            self.add_error("slug", _("Several files are several plans: leave this empty."))
        return data
