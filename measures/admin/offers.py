"""What a field of a form offers, where that is known only when the form is made."""

from collections.abc import Sequence
from typing import cast

from django import forms

from measures.admin.types import Label


def offer(form: forms.Form, name: str, choices: Sequence[tuple[str, Label]]) -> None:
    """Let the choice field of this name offer these values with their labels."""
    cast("forms.ChoiceField", form.fields[name]).choices = choices
