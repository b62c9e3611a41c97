"""Django's admin and form classes, which only the type checker can subscript."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.forms.models import BaseInlineFormSet as _BaseInlineFormSet

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
    ModelForm = forms.ModelForm[Any]
    BaseInlineFormSet = _BaseInlineFormSet[Any, Any, Any]
else:
    ModelAdmin, TabularInline = admin.ModelAdmin, admin.TabularInline
    ModelForm, BaseInlineFormSet = forms.ModelForm, _BaseInlineFormSet

__all__ = ["BaseInlineFormSet", "ModelAdmin", "ModelForm", "TabularInline"]
