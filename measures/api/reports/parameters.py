"""What a report may be asked, told from the form that reads it: for the list of reports and the OpenAPI document."""

from django import forms
from django.contrib.auth.models import AnonymousUser

from measures.api.parameters import SchemaPart, query_parameter
from measures.exports.asked import AskedForm
from measures.exports.filter_form import NamesField
from measures.exports.kept_layouts import kept
from measures.exports.reports import REPORTS, Kind
from measures.querysets import Reader


def fields_of(kind: Kind, reader: Reader) -> dict[str, forms.Field]:
    return dict(AskedForm(kind=kind, reader=reader).fields)


def is_list(field: forms.Field) -> bool:
    """Whether the parameter may be said more than once."""
    return isinstance(field, NamesField | forms.MultipleChoiceField)


def codes_of(field: forms.Field) -> list[str]:
    """The codes that it takes, none where it takes any text."""
    widget = field.widget
    return [str(code) for code, _label in widget.choices] if isinstance(widget, forms.widgets.ChoiceWidget) else []


def parameters_of(kind: Kind, reader: Reader) -> list[SchemaPart]:
    """The parameters of a report, each with its meaning in the reader's language and the codes that it takes."""
    found = []
    for name, field in fields_of(kind, reader).items():
        codes = list(kind.formats) if name == "format" else codes_of(field)
        found.append({"name": name, "meaning": str(field.help_text), "several": is_list(field), "codes": codes})
    return found


def layouts_of(kind: Kind, reader: Reader) -> list[SchemaPart]:
    """The layouts that the reader may use, each with its columns as the parameter `columns` takes them."""
    return [{"name": each.name, "columns": each.columns} for each in kept(kind.name, reader)]


def schema_parameters() -> list[SchemaPart]:
    """The parameters of any report, for the OpenAPI document."""
    fields = {name: field for kind in REPORTS.values() for name, field in fields_of(kind, AnonymousUser()).items()}
    return [schema_parameter(name, field) for name, field in fields.items()]


def schema_parameter(name: str, field: forms.Field) -> SchemaPart:
    """A parameter as the OpenAPI document has it."""
    formats = sorted({each for kind in REPORTS.values() for each in kind.formats})
    codes = formats if name == "format" else codes_of(field)
    value: SchemaPart = {"type": "string"} | ({"enum": codes} if codes else {})
    if isinstance(field, forms.DateField):
        value["format"] = "date"
    schema = {"type": "array", "items": value} if is_list(field) else value
    return query_parameter(name, schema) | {"description": str(field.help_text)}
