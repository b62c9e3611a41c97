"""What follows from a resource's declaration: its serializer (for the OpenAPI document alone), its set of filters."""

from typing import Any, TypeVar

from django.db.models import Model
from rest_framework import serializers

from measures.api.records.fields import NO_EXAMPLE
from measures.api.records.filtersets import RecordFilter
from measures.api.records.resource import AnyResource

S = TypeVar("S", bound=serializers.BaseSerializer[Model])


class RecordSerializer(serializers.ModelSerializer[Any]):
    """Describes what a resource's rows show. `optional` are the fields that not every reading shows."""

    optional: frozenset[str] = frozenset()


def serializer_of(resource: type[AnyResource], *, listed: bool = False) -> type[RecordSerializer]:
    """The shape of a single record, or of one in a list where lists show more."""
    names = resource.field_names(listed=listed)
    fields = [field for field in resource.fields if field.name in names]
    members: dict[str, object] = {field.name: field.shape() for field in fields if field.shape}
    members["Meta"] = type("Meta", (), {"model": resource.model, "fields": names})
    members["optional"] = frozenset(field.name for field in fields if field.included_if)
    members["__doc__"] = resource.__doc__
    return type(f"{'Found' if listed else ''}{resource.component}Serializer", (RecordSerializer,), members)


def filterset_of(resource: type[AnyResource]) -> type[RecordFilter]:
    """The filters that the fields declare, and those of the resource as a whole."""
    declared = {name: made for field in resource.fields for name, made in field.filters.items()}
    meta = type("Meta", (), {"model": resource.model, "fields": []})
    members: dict[str, object] = {**declared, **resource.filters, "Meta": meta}
    return type(f"{resource.component}Filter", (resource.filterset_base,), members)


def orderings_of(resource: type[AnyResource]) -> dict[str, str]:
    """The column by which each name of `ordering=` sorts."""
    return {field.name: field.order_by for field in resource.fields if field.order_by} | dict(resource.orderings)


def writable_fields(resource: type[AnyResource]) -> list[str]:
    return [field.name for field in resource.fields if field.writable]


def write_serializer_of(resource: type[AnyResource], base: type[S]) -> type[S]:
    """The shape of a record that is created or updated; `base` is the class that validates and saves it."""
    declared = (field for field in resource.fields if field.writable)
    members: dict[str, object] = {field.name: field.write_shape() for field in declared if field.write_shape}
    members["Meta"] = type("Meta", (), {"model": resource.model, "fields": writable_fields(resource)})
    return type(f"{resource.component}WriteSerializer", (base,), members)


def example_of(resource: type[AnyResource]) -> dict[str, object]:
    """A record as the OpenAPI document shows it."""
    return {field.name: field.example for field in resource.fields if field.example is not NO_EXAMPLE}
