"""Django's admin and form classes, which only the type checker can subscript."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypedDict

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.forms.models import BaseInlineFormSet as _BaseInlineFormSet
from django.forms.renderers import BaseRenderer
from django.forms.utils import ErrorList
from django.utils.datastructures import MultiValueDict

if TYPE_CHECKING:
    from django.contrib.admin.options import _FieldGroups as FieldGroups
    from django.contrib.admin.options import _FieldsetSpec as Fieldsets
    from django.utils.functional import _StrOrPromise as Label

    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[models.Model, models.Model]
    ModelForm = forms.ModelForm[Any]
    ModelField = models.Field[Any, Any]
    RelationField = models.ForeignKey[Any]
    RecordChoiceField = forms.ModelChoiceField[models.Model]
    RecordsField = forms.ModelMultipleChoiceField[models.Model]
    RecordQuerySet = models.QuerySet[Any]  # those of a list
    Files = MultiValueDict[str, UploadedFile[bytes]]
    BaseInlineFormSet = _BaseInlineFormSet[models.Model, models.Model, ModelForm]
else:
    FieldGroups = Fieldsets = list
    Label = str
    ModelAdmin, TabularInline = admin.ModelAdmin, admin.TabularInline
    ModelField, RelationField, RecordChoiceField = models.Field, models.ForeignKey, forms.ModelChoiceField
    RecordsField = forms.ModelMultipleChoiceField
    RecordQuerySet = models.QuerySet
    Files = MultiValueDict
    ModelForm, BaseInlineFormSet = forms.ModelForm, _BaseInlineFormSet


class FormOptions(TypedDict, total=False):
    """What the admin says to a form beside what was posted."""

    auto_id: bool | str
    prefix: str | None
    initial: dict[str, object] | None
    error_class: type[ErrorList]
    empty_permitted: bool
    instance: models.Model | None
    use_required_attribute: bool | None
    renderer: BaseRenderer | None


class ChoiceOptions(TypedDict, total=False):
    """What a model field says to a form field that offers records."""

    required: bool
    label: Label | None
    help_text: Label
    initial: object
    widget: forms.Widget | type[forms.Widget] | None
    limit_choices_to: dict[str, object] | None


class FormSetOptions(TypedDict, total=False):
    """What the admin says to a formset beside what was posted."""

    instance: models.Model | None
    save_as_new: bool
    prefix: str | None
    queryset: models.QuerySet[models.Model] | None


Context = dict[str, Any]  # of a template
Actions = dict[str, tuple[Callable[..., str], str, str] | None]  # of a list: function, name and description
Lookups = list[tuple[str, Label]]  # the choices of a list filter: the value in the address and the label
__all__ = [
    "Actions",
    "BaseInlineFormSet",
    "ChoiceOptions",
    "Context",
    "FieldGroups",
    "Fieldsets",
    "Files",
    "FormOptions",
    "FormSetOptions",
    "Label",
    "Lookups",
    "ModelAdmin",
    "ModelField",
    "ModelForm",
    "RecordChoiceField",
    "RecordQuerySet",
    "RecordsField",
    "RelationField",
    "TabularInline",
]
