"""What the OpenAPI document says of each field of what is sent and answered, in the reader's language."""

from typing import Any

from django.utils.translation import gettext_lazy as _

Texts = dict[str, Any]

# Shapes whose fields mean what those of another do, unless they say otherwise here.
LIKE = {
    "Assignment": "Responsibility",
    "AssignmentWrite": "Responsibility",
    "BodyRef": "Body",
    "BodyWrite": "Body",
    "Branch": "Section",
    "FoundMeasure": "Measure",
    "Heading": "Section",
    "MeasureWrite": "Measure",
    "PlanRef": "Plan",
    "PlanWrite": "Plan",
    "SectionRef": "Section",
    "SectionWrite": "Section",
    "TargetRef": "Target",
}
COMMON = ""
PLAN_OF_NEW = _("The slug of the plan to which it belongs, for life: said when creating, never changed.")

OF_SHAPES: dict[str, Texts] = {
    COMMON: {
        "created_at": _("When the record came into the database, in UTC."),
        "label": _("The number as printed, such as 第一节 or 一、; empty where none is."),
        "plan": _("The plan to which it belongs: its slug and title, or with `expand=plan` all its fields."),
        "position": _("Place in the order of the document, in which sections and measures are counted together."),
        "source": _("The passage of the document from which it was read; null for what an editor added."),
        "updated_at": _("When the record was created or last changed, in UTC."),
        "url": _("The record's permanent address, by which other systems may know it."),
        "version": _(
            "1 for a new record, one more with every edit, for a measure also of its responsibilities and targets. Sent"
            " back in `If-Match` when writing."
        ),
        "withdrawn_on": _("The day since which the plan no longer holds it, null while it does. Nothing is deleted."),
    },
    "Plan": {
        "slug": _("The plan's public name for life: letters, digits, hyphens and underscores."),
        "title": _("The plan's whole title, such as 北京市海淀区国民经济和社会发展第十四个五年规划."),
        "text": _("The plan's own words, as curated: its preamble and closing paragraphs; empty where it has none."),
        "kind": _("What sort of plan it is."),
        "issuer": _("The body that issued it, with `expand=issuer` in full; null where the document names none."),
        "document_number": _("The number under which it was issued, such as 国发〔2019〕3号; empty where it has none."),
        "issued_on": _(
            "The day on which it was issued, as the document says; null where it does not. The day on which a web page"
            " shows it is none."
        ),
        "period_start": _("First year of the planning period, such as 2021; null where it has none."),
        "period_end": _("Last year of the planning period, such as 2025; null where it has none."),
        "horizon_year": _("The year to which the long view reaches, such as 2035; null where it has none."),
        "jurisdiction": _("For which it is made, in full, such as 北京市海淀区; empty where that cannot be told."),
        "state": _("Where it stands in publishing; without a token published plans alone are seen."),
    },
    "PlanWrite": {
        "slug": _(
            "The plan's public name: letters, digits, hyphens and underscores. Said when creating, never changed."
        ),
        "issuer": _("The public id of the body that issued it, or null."),
    },
    "Section": {
        "code": _(
            "The printed numbers from the top, such as `3.1.1`; `b3` is a box (专栏), `x1` an annex, `u1` a heading"
            " without number. Unique in its plan, never changed and never given again."
        ),
        "parent": _("The code of the section above; null at the top."),
        "path": _("The headings from the top down to this section, itself last."),
        "numbering": _("How the heading is numbered in print."),
        "title": _("The heading without its number, as printed or as editors worded it."),
        "text": _("The section's own paragraphs, before its first sub-heading or measure; empty where there are none."),
    },
    "SectionWrite": {
        "plan": PLAN_OF_NEW,
        "parent": _("The code of the section above, null at the top: said when creating, never changed."),
    },
    "Branch": {
        "measures": _("Measures right in this section that the caller may see."),
        "children": _("The sections below it, alike."),
    },
    "Measure": {
        "code": _(
            "Its section's code and its place there when it was first read, such as `3.1.1-2`. Unique in its plan,"
            " never changed and never given again; `position` tells the order."
        ),
        "section": _("The section in which it stands, with the headings above it; with `expand=section` in full."),
        "kind": _("A measure (a task), or a major project."),
        "title": _(
            "What is to be done, in brief: the passage's lead sentence or first words, unless editors chose others."
        ),
        "text": _(
            "The whole passage without its number, title and brackets included, with the edits since made; the"
            " document's own wording is in `source.text`."
        ),
        "phase": _("How far it has been carried out, as editors recorded it."),
        "review_state": _("How far its review has come: as read from the document, confirmed, or published."),
        "timeliness": _(
            "How its day stands to today: overdue once it has passed, due soon in the last days before it (30, unless"
            " the site says otherwise), else on track. On track too without a day, and once completed, suspended or"
            " cancelled. Computed when asked, never stored."
        ),
        "due_on": _("The day by which it is to be done; null where there is no certain day."),
        "due_text": _("The document's own words for the deadline, such as 长期坚持; empty where it sets none."),
        "note": _("A remark for the office, shown only to users who may change measures; left out for others."),
        "responsibilities": _("The bodies that have a part in it, each with its role, in order."),
        "targets": _("The figures to reach that stand in its text."),
        "successors": _("The measures that took its place once it was withdrawn, those that the caller may see."),
    },
    "MeasureWrite": {
        "plan": PLAN_OF_NEW,
        "section": _("The code of the section in which it stands; under another one it becomes the last measure."),
    },
    "FoundMeasure": {
        "highlight": _("Title and text with the words of `q` marked; only with `highlight=true`."),
    },
    "Highlight": {
        "title": _("The title as HTML: what matches `q` stands in `<mark>`, all else is escaped."),
        "text": _("The whole text as HTML: what matches `q` stands in `<mark>`, all else is escaped."),
    },
    "MeasureKey": {
        "plan": _("The plan's slug."),
        "code": _("The measure's code in its plan, such as `3.1.1-2`."),
    },
    "Body": {
        "uuid": _("The body's public id, for life."),
        "jurisdiction": _(
            "To which it belongs, in full, such as 北京市海淀区; empty for a body that is only mentioned."
        ),
        "name": _("The name under which it is kept, unique in its jurisdiction."),
        "aliases": _("Its other names, such as 市发改委; a document that uses one means this body."),
        "kind": _("What sort of body it is."),
        "parent": _("The body right above it; null where none is recorded."),
        "valid_from": _("The first day on which it exists; null where none is recorded."),
        "valid_until": _("The last day on which it exists; null where none is recorded."),
        "successor": _("The body that took over its duties; null where none is recorded."),
    },
    "BodyWrite": {
        "parent": _("The public id of the body right above it, or null; never the body itself or one below it."),
        "successor": _("The public id of the body that took over its duties, or null."),
    },
    "Responsibility": {
        "measure": _("The code of the measure."),
        "measure_url": _("The measure's permanent address; a responsibility has none of its own."),
        "body": _("The body that has the role: its public id and name, or all its fields where it is expanded."),
        "role": _("The body's role in the measure; one that is only mentioned has no duty."),
        "position": _("The body's place among those of the measure: 1 is the first."),
        "origin": _("Whether the document says so or an editor added it."),
    },
    "AssignmentWrite": {"body": _("The public id of the body.")},
    "Target": {
        "code": _(
            "The code of the measure or section in which it stands and its number there, such as `3.1.1-2/t1`. Unique"
            " in its plan, never changed and never given again."
        ),
        "measure": _("The code of the measure in which it stands; null where it stands in a section's own text."),
        "section": _("The code of the section in whose own text it stands; null where it stands in a measure."),
        "text": _("The words that set it, such as 企业总数突破300家."),
        "metric": _("What is measured, such as 企业总数; empty where the words do not tell."),
        "comparator": _("How what is reached compares with the figure."),
        "value": _("The figure to reach, counted in `unit`; null where the text gives a year only."),
        "unit": _(
            "The unit as printed, such as 家, 亿元 or %; empty where there is none. Figures are never converted."
        ),
        "year": _("The year by which it is to be reached; null where the text names none."),
        "nature": _(
            "Whether the figure is binding (the government commits itself) or expected, where the text says so."
        ),
    },
    "Source": {
        "edition": _("The document's edition: 1 is the plan's first."),
        "filename": _("The name of the file that was read."),
        "media_type": _("The type of the file, such as `text/html`."),
        "sha256": _(
            "The SHA-256 sum of the file's bytes, 64 hexadecimal digits: it tells whether two files are the same."
        ),
        "parser_version": _("The version of the reader that made records of it."),
        "coverage": _(
            "How many characters of the text became `heading`, `text`, `measure`, `frame` (the letter's own parts),"
            " `furniture` (running heads, page numbers, a site's menus), or none of these (`unparsed`)."
        ),
        "text": _(
            "Everything read from the file, furniture included: the text whose characters `source` counts. For one"
            " document, or with `expand=text`."
        ),
        "passages": _(
            "What each stretch of the text became, in order and without a gap: [start, end, kind, code]. The code is"
            " the section's or measure's, empty for the plan itself; of `frame` and `furniture` it says what they are."
            " For one document, or with `expand=passages`; empty for one that an older reader read."
        ),
    },
    "Span": {
        "edition": _("Which edition of the plan's document it stands in: 1 is the first."),
        "start": _("Where the passage begins: how many characters (Unicode code points) stand before it in that text."),
        "end": _("Where the passage ends: the first character after it, counted as for `start`."),
        "text": _("The passage itself: for one record, or `expand=source`."),
    },
    "Change": {
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
    "Withdrawal": {"withdrawn_on": _("The day since which the plan no longer holds it; today where it is left out.")},
    "Problem": {
        "type": _("Always `about:blank`: `status` tells what sort of problem it is."),
        "title": _("The status in words, in English whatever the caller's language: Not Found."),
        "status": _("The HTTP status of the answer."),
        "detail": _("What went wrong, as a sentence for people, in the language of `Accept-Language`."),
        "instance": _("The path that was asked."),
        "request_id": _("The name of this request in the server's log, also in the header `X-Request-ID`."),
        "errors": _("With 400: what is wrong, field by field."),
        "current": _("With 412: the record as it now is."),
    },
    "FieldError": {
        "field": _("The field or query parameter; empty for the whole."),
        "message": _("What is wrong with it, as a sentence for people, in the language of `Accept-Language`."),
        "code": _("What is wrong with it, as a word for programs, the same in every language, such as `required`."),
    },
}


def of_field(component: str, field: str) -> str:
    """Empty where nothing is said of it."""
    return str(OF_SHAPES[place_of(component, field)].get(field, ""))


def place_of(component: str, field: str) -> str:
    """Under which shape a field of this component is explained."""
    shape = shape_of(component)
    shapes = (shape, LIKE.get(shape, COMMON))
    return next((place for place in shapes if field in OF_SHAPES.get(place, {})), COMMON)


def shape_of(component: str) -> str:
    """PatchedMeasureWriteRequest is a MeasureWrite, and every Paginated…List a Page."""
    if component.startswith("Paginated"):
        return "Page"
    return component.removeprefix("Patched").removesuffix("Request")
