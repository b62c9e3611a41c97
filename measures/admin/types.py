"""Django's admin and form classes, which only the type checker can subscript."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.forms.models import BaseInlineFormSet as _BaseInlineFormSet

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Label

    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
    ModelForm = forms.ModelForm[Any]
    BaseInlineFormSet = _BaseInlineFormSet[Any, Any, Any]
else:
    Label = str
    ModelAdmin, TabularInline = admin.ModelAdmin, admin.TabularInline
    ModelForm, BaseInlineFormSet = forms.ModelForm, _BaseInlineFormSet

Lookups = list[tuple[str, Label]]  # the choices of a list filter: the value in the address and the label
__all__ = ["BaseInlineFormSet", "Label", "Lookups", "ModelAdmin", "ModelForm", "TabularInline"]
