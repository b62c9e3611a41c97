"""What a field of the API is, declared once: rows, shape, OpenAPI document, reference page and filters follow from it.

To add a field to a resource, add a `Field` to its `fields`. What it needs beyond a column of its own is declared there:

* a method `get_<name>(row)` of the resource computes a value that is no column;
* `shape` names the DRF field of a value that `ModelSerializer` cannot guess;
* `filters`, `order_by`, `expand` and `writable` say what a caller may do with it.

What several resources have in common (addresses, codes, titles, bodies, times) is declared here, once.
"""

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, Filter
from rest_framework import serializers

from measures.api.records.filter_types import (
    AnyChoice,
    AnyName,
    AnyOf,
    AnyUUID,
    Contains,
    Number,
    Text,
    on_or_after,
    on_or_before,
    present,
    since,
    until,
)
from measures.api.records.shapes import BodyRefSerializer, PlanRefSerializer, SpanSerializer
from measures.api.records.write_fields import BodyField, PlanField

if TYPE_CHECKING:
    from measures.api.records.resource import ReadContext

BASE = "https://policy.example.gov.cn/api/v1/"  # of the examples
NO_EXAMPLE = object()
BODY_UUID = "dd93563f-c04e-50b7-a7e3-af5bbbcadccd"
BODY = {"uuid": BODY_UUID, "name": "市科技局"}


class Choices(Protocol):
    """A class of TextChoices."""

    @property
    def choices(self) -> list[tuple[str, str]]: ...


@dataclass(frozen=True)
class Field:
    """One field of a resource.

    `meaning` and `example` are what the OpenAPI document says of it. It is read from `column` (by default its name)
    unless the resource has a method `get_<name>`. `order_by` is the column by which `ordering=` sorts. `expand` is the
    name by which `expand=` asks for all of it; a single record shows that unasked where `in_detail`. `included_if`
    decides to which requests the field is shown (by default to all). A `list_only` field is left out of single records.

    A `writable` field is taken when a record is created or updated: as the DRF field `write_shape` (by default the one
    that `ModelSerializer` makes of the column), with the meaning `write_meaning` (by default `meaning`).
    """

    name: str
    meaning: Text
    _: KW_ONLY
    example: object = NO_EXAMPLE
    column: str = ""
    shape: Callable[[], object] | None = None  # DRF's fields have no type in common
    filters: Mapping[str, Filter] = field(default_factory=dict)
    order_by: str = ""
    expand: str = ""
    in_detail: bool = False
    included_if: "Callable[[ReadContext], bool] | None" = None
    list_only: bool = False
    writable: bool = False
    write_shape: Callable[[], object] | None = None
    write_meaning: Text = ""


def words(
    name: str,
    meaning: Text,
    *,
    help_text: Text,
    example: object = NO_EXAMPLE,
    order_by: str = "",
    writable: bool = True,
) -> Field:
    """A text that is searched for words, as by `q`."""
    filters = {name: Contains(name, help_text=help_text)}
    return Field(name, meaning, example=example, order_by=order_by, writable=writable, filters=filters)


def title(meaning: Text, *, example: str, order_by: str = "") -> Field:
    help_text = _("The title holds this; compared as in `q`.")
    return words("title", meaning, example=example, order_by=order_by, help_text=help_text)


def text(meaning: Text, *, example: object = NO_EXAMPLE, writable: bool = True) -> Field:
    help_text = _("The text holds this; compared as in `q`.")
    return words("text", meaning, example=example, writable=writable, help_text=help_text)


def label(*, example: str, help_text: Text) -> Field:
    """The printed number of a section or measure."""
    meaning = _("The number as printed, such as 第一节 or 一、; empty where none is.")
    filters = {"label": CharFilter("label", help_text=help_text)}
    return Field("label", meaning, example=example, writable=True, filters=filters)


def whole_names(
    name: str, meaning: Text, *, example: str, help_text: Text, order_by: str = "", writable: bool = True
) -> Field:
    """A name that is filtered by its whole, which may hold commas."""
    filters = {name: AnyName(name, help_text=help_text)}
    return Field(name, meaning, example=example, order_by=order_by, writable=writable, filters=filters)


def choice(
    name: str,
    meaning: Text,
    choices: Choices,
    *,
    example: str,
    help_text: Text = "",
    order_by: str = "",
    writable: bool = True,
) -> Field:
    """One of a list of codes; `help_text` is the meaning of its filter, where that is not the field's own."""
    filters = {name: AnyChoice(name, choices=choices.choices, help_text=help_text or meaning)}
    return Field(name, meaning, example=example, order_by=order_by, writable=writable, filters=filters)


def code(meaning: Text, *, example: str, help_text: Text) -> Field:
    """The code of a section, measure or target, unique in its plan."""
    filters = {"code": AnyOf("code", help_text=help_text)}
    return Field("code", meaning, example=example, order_by="code", filters=filters)


def code_of(name: str, meaning: Text, *, example: object, help_text: Text, null: bool = False) -> Field:
    """The code of a record of the same plan to which the relation `name` leads; null where there is none."""
    column = f"{name}__code"
    filters = {name: AnyOf(column, help_text=help_text)}
    shape = partial(serializers.CharField, allow_null=null)
    return Field(name, meaning, example=example, column=column, shape=shape, filters=filters)


def body(
    name: str,
    meaning: Text,
    *,
    example: object,
    help_text: Text,
    write_meaning: Text = "",
    expand: str = "",
    filters: Mapping[str, Filter] | None = None,
) -> Field:
    """A body in brief, or null; written by its public id where `write_meaning` says what that means."""
    return Field(
        name,
        meaning,
        example=example,
        shape=lambda: BodyRefSerializer(allow_null=True),
        filters={name: AnyUUID(f"{name}__uuid", help_text=help_text), **(filters or {})},
        expand=expand,
        writable=bool(write_meaning),
        write_shape=lambda: BodyField(required=False, allow_null=True),
        write_meaning=write_meaning,
    )


def url(path: str) -> Field:
    """The permanent address; `path` is the example's, below /api/v1/."""
    meaning = _("The record's permanent address, by which other systems may know it.")
    return Field("url", meaning, example=f"{BASE}{path}", shape=serializers.URLField)


def source(text: str) -> Field:
    """The passage in the plan's document; `text` is the example's."""
    return Field(
        "source",
        _("The passage of the document from which it was read; null for what an editor added."),
        example={"edition": 1, "start": 5210, "end": 5268, "text": text},
        shape=lambda: SpanSerializer(allow_null=True),
        expand="source",
        in_detail=True,
        filters={
            "source": Number(
                "source__edition", help_text=_("Read from this edition of the plan's document: 1 is the first.")
            ),
            "source_start_after": Number(
                "source_start",
                "gte",
                help_text=_("Its passage begins at this character of the document's text, counted from 0, or later."),
            ),
            "source_end_before": Number(
                "source_end",
                "lte",
                help_text=_("Its passage ends at this character of the document's text or earlier."),
            ),
        },
    )


def plan(path: str = "plan__", *, writable: bool = False) -> Field:
    """The plan that a record belongs to; `path` is the lookup that leads to it."""
    return Field(
        "plan",
        _("The plan to which it belongs: its slug and title, or with `expand=plan` all its fields."),
        example={"slug": "example", "title": "示例市发展规划"},
        shape=PlanRefSerializer,
        order_by="plan__slug" if path == "plan__" else "",
        expand="plan",
        filters={"plan": AnyOf(f"{path}slug", help_text=_("In the plans of these slugs."))},
        writable=writable,
        write_shape=PlanField if writable else None,
        write_meaning=_("The slug of the plan to which it belongs, for life: said when creating, never changed."),
    )


POSITION = Field(
    "position",
    _("Place in the order of the document, in which sections and measures are counted together."),
    example=13,
    order_by="position",
    filters={
        "position_after": Number(
            "position", "gte", help_text=_("Stands at this place of the document's order (`position`) or later.")
        ),
        "position_before": Number(
            "position", "lte", help_text=_("Stands at this place of the document's order (`position`) or earlier.")
        ),
    },
)
WITHDRAWN_ON = Field(
    "withdrawn_on",
    _("The day since which the plan no longer holds it, null while it does. Nothing is deleted."),
    example=None,
    writable=True,
    filters={
        "withdrawn": present(
            "withdrawn_on",
            help_text=_("`true`: withdrawn from the plan; `false`: not withdrawn. Without it, both."),
        ),
        "withdrawn_after": on_or_after("withdrawn_on", help_text=_("Withdrawn on this day or later.")),
        "withdrawn_before": on_or_before("withdrawn_on", help_text=_("Withdrawn on this day or earlier.")),
    },
)
VERSION = Field(
    "version",
    _(
        "1 for a new record, one more with every edit, for a measure also of its responsibilities and targets. Sent"
        " back in `If-Match` when writing."
    ),
    example=2,
    filters={
        "version": Number("version", help_text=_("Has exactly this version: 1 is a new record, each edit adds one."))
    },
)
CREATED_AT = Field(
    "created_at",
    _("When the record came into the database, in UTC."),
    example="2025-03-01T08:30:00Z",
    filters={
        "created_after": since("created_at", help_text=_("Created at this time or later.")),
        "created_before": until("created_at", help_text=_("Created at this time or earlier.")),
    },
)
UPDATED_AT = Field(
    "updated_at",
    _("When the record was created or last changed, in UTC."),
    example="2025-03-01T08:30:00Z",
    order_by="updated_at",
    filters={
        "updated_after": since("updated_at", help_text=_("Created or last changed at this time or later.")),
        "updated_before": until("updated_at", help_text=_("Neither created nor changed after this time.")),
    },
)
STAMPS = (VERSION, CREATED_AT, UPDATED_AT)
