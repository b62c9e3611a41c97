"""What a measure says of itself over the API: its fields, what they can be asked for, and examples of requests."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter
from rest_framework import serializers

from measures.api.records.fields import (
    BODY,
    BODY_UUID,
    CREATED_AT,
    POSITION,
    UPDATED_AT,
    VERSION,
    WITHDRAWN_ON,
    Field,
    choice,
    code,
    label,
    plan,
    source,
    text,
    title,
    url,
    words,
)
from measures.api.records.filter_types import (
    AnyChoice,
    AnyName,
    AnyOf,
    AnyUUID,
    Flag,
    on_or_after,
    on_or_before,
    present,
)
from measures.api.records.shapes import (
    AssignmentSerializer,
    HighlightSerializer,
    MeasureKeySerializer,
    SectionRefSerializer,
    TargetRefSerializer,
)
from measures.api.records.wordings import wordings
from measures.api.records.write_fields import TextField
from measures.choices import MeasureKind, Phase, ReviewState, Role, Timeliness

FIELDS = (
    url("plans/example/measures/1.1-1/"),
    plan(writable=True),
    code(
        _(
            "Its section's code and its place there when it was first read, such as `3.1.1-2`. Unique in its plan,"
            " never changed and never given again; `position` tells the order."
        ),
        example="1.1-1",
        help_text=_("Codes of measures, such as `3.1.1-2`; say `plan` too, since every plan has its own codes."),
    ),
    Field(
        "section",
        _("The section in which it stands, with the headings above it; with `expand=section` in full."),
        example={
            "code": "1.1",
            "title": "研究",
            "path": [
                {"code": "1", "label": "第一章", "title": "创新"},
                {"code": "1.1", "label": "第一节", "title": "研究"},
            ],
        },
        writable=True,
        write_meaning=_("The code of the section in which it stands; under another one it becomes the last measure."),
        filters={
            "section": AnyOf(method="under", help_text=_("Codes of sections: in these or anywhere below them.")),
            "section_exact": AnyOf("section__code", help_text=_("Codes of sections: right in these, not below them.")),
        },
        shape=SectionRefSerializer,
        write_shape=lambda: TextField(max_length=64),
        expand="section",
    ),
    choice("kind", _("A measure (a task), or a major project."), MeasureKind, example="measure"),
    label(example="一、", help_text=_("The number as printed, exactly: 一、.")),
    title(
        _("What is to be done, in brief: the passage's lead sentence or first words, unless editors chose others."),
        example="支持基础研究",
        order_by="title",
    ),
    text(
        _(
            "The whole passage without its number, title and brackets included, with the edits since made; the"
            " document's own wording is in `source.text`."
        ),
        example="支持基础研究。完善投入机制，到2025年突破300家。",
    ),
    POSITION,
    source("一、支持基础研究。完善投入机制，到2025年突破300家。"),
    wordings(example="一、支持基础研究。完善投入机制，到2025年突破300家。"),
    choice(
        "phase",
        _("How far it has been carried out, as editors recorded it."),
        Phase,
        example="in_progress",
        order_by="phase",
        help_text=_("How far it has been carried out."),
    ),
    choice(
        "review_state",
        _("How far its review has come: as read from the document, confirmed, or published."),
        ReviewState,
        example="published",
    ),
    Field(
        "changed_since_confirmed",
        _(
            "Whether its wording, section, deadline, bodies or targets are other than were confirmed; shown only to"
            " users who may change measures, left out for others."
        ),
        filters={
            "changed_since_confirmed": Flag(
                "confirmed_content__changed",
                "exact",
                method="changed_since",
                help_text=_(
                    "`true`: says something else than was confirmed; `false`: does not. Only users who may change"
                    " measures find any."
                ),
            ),
        },
        shape=lambda: serializers.BooleanField(),
        included_if=lambda context: context.visibility.notes,
    ),
    Field(
        "timeliness",
        _(
            "How its day stands to today: overdue once it has passed, due soon in the last days before it (30,"
            " unless the site says otherwise), else on track. On track too without a day, and once completed,"
            " suspended or cancelled. Computed when asked, never stored."
        ),
        example="on_track",
        filters={
            "timeliness": AnyChoice(
                method="timely",
                choices=Timeliness.choices,
                help_text=_("How its day stands to today: on track, due soon, or overdue."),
            ),
        },
        shape=lambda: serializers.ChoiceField(choices=Timeliness.choices),
    ),
    Field(
        "due_on",
        _("The day by which it is to be done; null where there is no certain day."),
        example="2025-12-31",
        order_by="due_on",
        writable=True,
        filters={
            "due_after": on_or_after(
                "due_on", help_text=_("Due on this day or later; measures without a day are left out.")
            ),
            "due_before": on_or_before(
                "due_on", help_text=_("Due on this day or earlier; measures without a day are left out.")
            ),
            "due": present("due_on", help_text=_("`true`: has a day by which it is due; `false`: has none.")),
        },
    ),
    words(
        "due_text",
        _("The document's own words for the deadline, such as 长期坚持; empty where it sets none."),
        example="2025年底前",
        help_text=_("The document's own words for the deadline hold this; compared as in `q`."),
    ),
    Field(
        "note",
        _("A remark for the office, shown only to users who may change measures; left out for others."),
        writable=True,
        shape=lambda: serializers.CharField(allow_blank=True),
        included_if=lambda context: context.visibility.notes,
    ),
    Field(
        "open_conflicts",
        _(
            "How many of its fields were changed here and in a new edition of the document, and wait for a person;"
            " shown only to users who may change measures, left out for others."
        ),
        filters={
            "in_conflict": Flag(
                "conflicts",
                "isnull",
                method="in_conflict",
                help_text=_(
                    "`true`: has an open conflict; `false`: has none. Only users who may change measures find any."
                ),
            ),
        },
        shape=lambda: serializers.IntegerField(),
        included_if=lambda context: context.visibility.notes,
    ),
    Field(
        "responsibilities",
        _("The bodies that have a part in it, each with its role, in order."),
        example=[
            {
                "role": "lead",
                "body": BODY,
                "origin": "document",
            }
        ],
        filters={
            "body": AnyUUID(
                method="assigned_to",
                help_text=_("Public ids of bodies: any of them has a part in it, or the `role` that is asked for."),
            ),
            "body_under": AnyUUID(
                method="assigned_to", help_text=_("Like `body`, for these bodies and all bodies below them.")
            ),
            "role": AnyChoice(
                method="assigned_to",
                choices=Role.choices,
                help_text=_("Any body has one of these roles; with `body` or `body_under`, that body has."),
            ),
            "assigned": Flag(
                "responsibilities",
                "isnull",
                exclude=True,
                distinct=True,
                help_text=_("`true`: any body has a part in it; `false`: none has."),
            ),
            "answered_for": Flag(
                "responsibilities",
                "isnull",
                method="with_answer",
                help_text=_("`true`: a body leads or is responsible; `false`: in force, and none does."),
            ),
        },
        shape=lambda: AssignmentSerializer(many=True),
        expand="responsibilities.body",
    ),
    Field(
        "targets",
        _("The figures to reach that stand in its text."),
        example=[
            {
                "code": "1.1-1/t1",
                "text": "到2025年突破300家",
                "metric": "",
                "comparator": "over",
                "value": 300,
                "unit": "家",
                "year": 2025,
                "nature": "unstated",
            }
        ],
        shape=lambda: TargetRefSerializer(many=True),
    ),
    Field(
        "successors",
        _("The measures that took its place once it was withdrawn, those that the caller may see."),
        example=[],
        filters={
            "successor": AnyOf(method="succeeded_by", help_text=_("Codes of measures: those whose place they took.")),
        },
        shape=lambda: MeasureKeySerializer(many=True),
    ),
    WITHDRAWN_ON,
    VERSION,
    replace(CREATED_AT, order_by="created_at"),
    UPDATED_AT,
    Field(
        "highlight",
        _("Title and text with the words of `q` marked; only with `highlight=true`."),
        shape=HighlightSerializer,
        included_if=lambda context: bool(context.highlight),
        list_only=True,
    ),
)
FILTERS = {
    "jurisdiction": AnyName(
        "plan__jurisdiction",
        help_text=_(
            "Whole names of jurisdictions, such as 北京市海淀区, for which the plan is made; once for each name."
        ),
    ),
    "q": CharFilter(
        method="searched",
        help_text=_(
            "Each of these words stands in the title, the text or a name of one of its bodies, or is its code or"
            " number or that of a heading above it."
        ),
    ),
}
REQUESTS = {
    "create": {"plan": "example", "section": "1.1", "title": "建设实验室", "text": "建设实验室。"},
    "partial_update": {"phase": "in_progress", "due_on": "2025-12-31"},
    "withdraw": {"withdrawn_on": "2025-06-30"},
    "assign": {"body": BODY_UUID, "role": "lead"},
    "unassign": {"body": BODY_UUID, "role": "lead"},
}
