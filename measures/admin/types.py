"""Django's admin and form classes, which only the type checker can subscript."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import BaseInlineFormSet as _BaseInlineFormSet

if TYPE_CHECKING:
    from django.contrib.admin.options import _FieldGroups as FieldGroups
    from django.contrib.admin.options import _FieldsetSpec as Fieldsets
    from django.utils.functional import _StrOrPromise as Label

    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
    ModelForm = forms.ModelForm[Any]
    ModelField = models.Field[Any, Any]
    RelationField = models.ForeignKey[Any]
    RecordChoiceField = forms.ModelChoiceField[Any]
    Rows = models.QuerySet[Any]  # those of a list
    BaseInlineFormSet = _BaseInlineFormSet[Any, Any, Any]
else:
    FieldGroups = Fieldsets = list
    Label = str
    ModelAdmin, TabularInline = admin.ModelAdmin, admin.TabularInline
    ModelField, RelationField, RecordChoiceField = models.Field, models.ForeignKey, forms.ModelChoiceField
    Rows = models.QuerySet
    ModelForm, BaseInlineFormSet = forms.ModelForm, _BaseInlineFormSet

Actions = dict[str, tuple[Callable[..., str], str, str] | None]  # of a list: function, name and description
Lookups = list[tuple[str, Label]]  # the choices of a list filter: the value in the address and the label
__all__ = [
    "Actions",
    "BaseInlineFormSet",
    "FieldGroups",
    "Fieldsets",
    "Label",
    "Lookups",
    "ModelAdmin",
    "ModelField",
    "ModelForm",
    "RecordChoiceField",
    "RelationField",
    "Rows",
    "TabularInline",
]
