"""What the OpenAPI document says of each field of what is sent and answered, in the reader's language.

The fields of resources say it themselves; here are the other shapes: what stands in a record, problems, pages.
"""

from collections.abc import Mapping
from functools import cache

from django.utils.translation import gettext_lazy as _

from measures.api.records import RESOURCES
from measures.api.records.filter_types import Text

Texts = Mapping[str, Text]

# Shapes whose fields mean what those of a resource do, unless they say otherwise below.
SAME_AS = {
    "Assignment": "Responsibility",
    "AssignmentWrite": "Responsibility",
    "BodyRef": "Body",
    "Branch": "Section",
    "FoundMeasure": "Measure",
    "Heading": "Section",
    "PlanRef": "Plan",
    "SectionRef": "Section",
    "TargetRef": "Target",
}
OF_SHAPES: dict[str, Texts] = {
    "Branch": {
        "measures": _("Measures right in this section that the caller may see."),
        "children": _("The sections below it, alike."),
    },
    "Highlight": {
        "title": _("The title as HTML: what matches `q` stands in `<mark>`, all else is escaped."),
        "text": _("The whole text as HTML: what matches `q` stands in `<mark>`, all else is escaped."),
    },
    "MeasureKey": {
        "plan": _("The plan's slug."),
        "code": _("The measure's code in its plan, such as `3.1.1-2`."),
    },
    "AssignmentWrite": {"body": _("The public id of the body.")},
    "Span": {
        "edition": _("Which edition of the plan's document it stands in: 1 is the first."),
        "start": _("Where the passage begins: how many characters (Unicode code points) stand before it in that text."),
        "end": _("Where the passage ends: the first character after it, counted as for `start`."),
        "text": _("The passage itself: for one record, or `expand=source`."),
    },
    "Wording": {
        "edition": _("Which edition of the plan's document: 1 is the first."),
        "undone": _("Whether the import of this edition was undone: then it no longer counts."),
        "text": _("Its passages about the record, one a line, printed number included; null where it has none."),
    },
    "Change": {
        "url": _("The record's permanent address, by which other systems may know it."),
        "sequence": _(
            "The number of the change: it rises in the order of commits, with gaps. Where to go on, `cursor` says."
        ),
        "resource": _("What kind of record was changed, as in the addresses of the API."),
        "plan": _("The plan's slug; null for a body."),
        "key": _("The record's slug, code, edition or uuid."),
        "operation": _(
            "What became of the record in the caller's sight: what enters it is a `create`, what leaves it a `delete`."
        ),
        "at": _("When the change was made, in UTC."),
        "record": _("With `expand=record`: the record as it now is; null if gone."),
    },
    "Changes": {
        "cursor": _("What to ask with next, as `since`."),
        "next": _("Where more is waiting now; null at the end."),
        "results": _("The changes after `since`, in the order of commits, which is the order in which to apply them."),
    },
    "Page": {
        "next": _("The address of the next page; null on the last."),
        "previous": _("The address of the page before; null on the first."),
        "count": _("How many rows match on all pages together; only with `count=true`."),
        "results": _("The records of this page."),
    },
    "BodySuccession": {
        "body": _("The other body: its public id and name."),
        "counts_from": _("The first day on which the other body answers."),
        "carried_out": _("Whether the day has come, so that the responsibilities name the other body."),
        "whole": _("Whether all goes over, so that the first body ends; else a part, such as some measures."),
        "plan": _("The slug of the plan of which alone it goes over; null for all."),
        "section": _("The code of the section of which alone it goes over, with all below it; null for all."),
        "role": _("The role in which alone it goes over; null for all."),
        "document": _("Title or number of the document that ordered it; empty where none is recorded."),
        "recorded_at": _("When it was recorded, in UTC."),
    },
    "HandOver": {
        "to": _("The public id of the body that takes over."),
        "counts_from": _("The first day on which it answers."),
        "plan": _("The slug of the plan of which alone it takes over."),
        "section": _("The code of a section of that plan, of which alone it takes over, with all below it."),
        "role": _("The role in which alone it takes over."),
        "document": _("Title or number of the document that ordered it."),
        "note": _("A note of the office, which the API does not show."),
    },
    "Report": {
        "name": _("The report's name, as in addresses."),
        "label": _("What it is called, in the language of `Accept-Language`."),
        "url": _("Where it is drawn."),
        "formats": _("The formats in which it makes sense."),
        "parameters": _("What it can be asked."),
        "layouts": _("Layouts of its columns that the caller may use; none where columns cannot be chosen."),
    },
    "ReportLayout": {
        "name": _("What the layout is called: the value of `layout`."),
        "columns": _("Its columns, as the parameter `columns` takes them."),
    },
    "ReportParameter": {
        "name": _("The parameter's name."),
        "meaning": _("What it means, in the language of `Accept-Language`."),
        "several": _("Whether it takes several values, of which any counts."),
        "codes": _("The codes that it takes; empty where it takes any text or day."),
    },
    "Withdrawal": {"withdrawn_on": _("The day since which the plan no longer holds it; today where it is left out.")},
    "Rejection": {"reason": _("Why it is sent back.")},
    "PendingChange": {
        "version": _("What `If-Match` says to go on with the change, to publish it or to send it back."),
        "by": _("Who wrote it last."),
        "at": _("When it was written last; null where nothing is left of it."),
        "made_on": _("The version of the record on which it was begun."),
        "wanted": _("What is to be another, by field; `responsibilities` and `targets` as whole lists."),
    },
    "Missing": {
        "rule": _("The rule, as a word for programs, such as `waiting`."),
        "label": _("The rule in words, in the language of `Accept-Language`."),
        "count": _("How often it does not hold."),
        "obligatory": _("Whether that keeps the whole from being published."),
    },
    "Problem": {
        "type": _("Always `about:blank`: `status` tells what sort of problem it is."),
        "title": _("The status in words, in English whatever the caller's language: Not Found."),
        "status": _("The HTTP status of the answer."),
        "detail": _("What went wrong, as a sentence for people, in the language of `Accept-Language`."),
        "instance": _("The path that was asked."),
        "request_id": _("The name of this request in the server's log, also in the header `X-Request-ID`."),
        "errors": _("With 400: what is wrong, field by field."),
        "current": _("With 412: the record as it now is."),
        "missing": _("With 403: the permission that the account lacks, such as `measures.change_measure`."),
        "unmet": _("With 409 of publishing: the rules that do not hold."),
    },
    "FieldError": {
        "field": _("The field or query parameter; empty for the whole."),
        "message": _("What is wrong with it, as a sentence for people, in the language of `Accept-Language`."),
        "code": _("What is wrong with it, as a word for programs, the same in every language, such as `required`."),
        "permission": _("With 403: the right that is missing."),
    },
}


@cache
def of_resources() -> dict[str, Texts]:
    """The meanings of the fields of each resource, as they are read and as they are written."""
    found: dict[str, Texts] = {}
    for resource in RESOURCES.values():
        found[resource.component] = {field.name: field.meaning for field in resource.fields}
        written = (field for field in resource.fields if field.writable)
        found[f"{resource.component}Write"] = {field.name: field.write_meaning or field.meaning for field in written}
    return found


def of_field(component: str, field: str) -> str:
    """The meaning of a field of a component of the OpenAPI document; empty where none is declared."""
    shape = shape_of(component)
    candidates = (
        OF_SHAPES.get(shape, {}),
        of_resources().get(shape, {}),
        of_resources().get(SAME_AS.get(shape, ""), {}),
    )
    return str(next((texts[field] for texts in candidates if field in texts), ""))


def shape_of(component: str) -> str:
    """PatchedMeasureWriteRequest is a MeasureWrite, and every Paginated…List a Page."""
    if component.startswith("Paginated"):
        return "Page"
    return component.removeprefix("Patched").removesuffix("Request")
