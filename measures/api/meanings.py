"""What the OpenAPI document says of each operation and parameter, in the reader's language."""

from typing import Any

from django.utils.translation import gettext_lazy as _

Texts = dict[str, Any]

# `%(one)s` and `%(many)s` are the record's names.
SUMMARIES: Texts = {
    "list": _("List %(many)s"),
    "stream": _("Pull all %(many)s"),
    "retrieve": _("Read a %(one)s"),
    "tree": _("Read a plan's sections as a tree"),
    "create": _("Create a %(one)s"),
    "partial_update": _("Change a %(one)s"),
    "withdraw": _("Withdraw a %(one)s"),
    "assign": _("Assign a body to a measure"),
    "unassign": _("Take a measure from a body"),
}
OPERATIONS: Texts = {
    "list": _(
        "In the order of creation, where it is not sorted otherwise. All filters that are given must hold; of several"
        " values of one filter, any."
    ),
    "stream": _(
        "Every row that matches, as lines of JSON or as CSV, in the order of creation. The list's own address gives the"
        " same with `format=ndjson` or `format=csv`, or when it is asked for by `Accept`."
    ),
    "retrieve": _("The record at its permanent address, its `url`."),
    "tree": _("Every section of the plan, each with those below it, in document order; their texts are left out."),
    "create": _("The answer is the new record, its address in the header `Location`."),
    "partial_update": _(
        "Changes the fields that are given and leaves the others. `If-Match` says which version was read. The answer"
        " is the record as it now is."
    ),
    "withdraw": _("Marks the record as withdrawn, today or on the day that is given. It stays readable."),
    "assign": _("Gives a body a role in the measure, after the bodies that it has. An edit of the measure."),
    "unassign": _("Takes a role in the measure from a body. An edit of the measure."),
}
CHANGES = _(
    "Every creation, update, withdrawal and deletion after the cursor `since`, in the order of commits. Ask again with"
    " `cursor` as `since`; while `next` is not null, more is waiting. Without `since` nothing is listed and `cursor` is"
    " that of this moment. What enters the caller's sight is a `create`, what leaves it a `delete`."
)

TAGS: Texts = {
    "plans": _("Plans, as their offices adopted them."),
    "sections": _("The headings of plans, with their own paragraphs."),
    "measures": _("What plans say is to be done: tasks and projects."),
    "targets": _("The figures that measures and sections set."),
    "bodies": _("Responsible bodies: the organisations that answer for measures."),
    "responsibilities": _("Which body has which role in which measure."),
    "sources": _("The documents that plans were read from."),
    "changes": _("The change feed: what became of the records."),
}

PARAMETERS: Texts = {
    "count": _("Also count all rows that match, which costs more than the page."),
    "created_after": _("Created at this time or later."),
    "created_before": _("Created at this time or earlier."),
    "cursor": _("Where the page begins: taken from `next` or `previous` of another page."),
    "expand": _("Give these parts with all their fields, not in brief."),
    "fields": _(
        "Give only these fields of each record. The others are then missing, also those that the shape of the answer"
        " calls required: a typed client asks without it."
    ),
    "file_format": _("`ndjson`: a line of JSON for each row; `csv`: the same fields, each in one flat cell."),
    "label": _("The number as printed, exactly: 第一节."),
    "measure": _("Codes of measures; say `plan` too, since every plan has its own codes."),
    "ordering": _("Sort by these in turn, a minus for descending; what is level stands in order of creation."),
    "page_size": _("How many rows a page has at most."),
    "plan": _("In the plans of these slugs."),
    "position_after": _("Stands at this place of the document's order (`position`) or later."),
    "position_before": _("Stands at this place of the document's order (`position`) or earlier."),
    "source": _("Read from this edition of the plan's document: 1 is the first."),
    "source_end_before": _("Its passage ends at this character of the document's text or earlier."),
    "source_start_after": _("Its passage begins at this character of the document's text, counted from 0, or later."),
    "text": _("The text holds this; compared as in `q`."),
    "title": _("The title holds this; compared as in `q`."),
    "updated_after": _("Created or last changed at this time or later."),
    "updated_before": _("Neither created nor changed after this time."),
    "version": _("Has exactly this version: 1 is a new record, each edit adds one."),
    "withdrawn": _("`true`: withdrawn from the plan; `false`: not withdrawn. Without it, both."),
    "withdrawn_after": _("Withdrawn on this day or later."),
    "withdrawn_before": _("Withdrawn on this day or earlier."),
    "Idempotency-Key": _(
        "Any text, a new one for each thing to do. Sent again with it within a day, the request is answered as before"
        " and nothing is done twice."
    ),
    "If-Match": _('The `version` that was read, in quotes, `"3"`, or the `ETag` with which it was read; `*` for any.'),
    "If-None-Match": _("The `ETag` of the answer that the caller holds; 304 says that it is still right."),
}
OF_RECORDS: dict[str, Texts] = {
    "bodies": {
        "key": _("The body's public id, for life."),
        "alias": _("Has this among its other names, exactly."),
        "jurisdiction": _(
            "Whole names of jurisdictions, such as 北京市海淀区, to which the body belongs; once for each name."
        ),
        "kind": _("What sort of body it is."),
        "name": _("Whole official names, which may hold commas: once for each name. `q` finds parts of names."),
        "parent": _("Public ids of bodies: those right below them."),
        "q": _("Each of these words stands in the name, another name or the jurisdiction."),
        "successor": _("Public ids of bodies: those whose duties they took over."),
        "under": _("Public ids of bodies: these and all bodies below them, at any depth."),
        "uuid": _("Public ids of the bodies themselves."),
        "valid_from_after": _("Came into being on this day or later; bodies without such a day are left out."),
        "valid_from_before": _("Came into being on this day or earlier; bodies without such a day are left out."),
        "valid_on": _("Exists on this day; a body without a first or a last day counts as existing."),
        "valid_until_after": _("Ends on this day or later; bodies without an end are left out."),
        "valid_until_before": _("Ended on this day or earlier; bodies without an end are left out."),
    },
    "changes": {
        "expand": _("Also give each record as it now is, null where it is gone."),
        "page_size": _("How many changes a page has at most."),
        "plan": _("Only changes in the plans of these slugs; the cursor passes over the others."),
        "resource": _("Only changes of these kinds of records; the cursor passes over the others."),
        "since": _(
            "The cursor up to which all is known: `cursor` of the last answer, or `X-Changes-Cursor` of a full pull."
        ),
    },
    "measures": {
        "key": _("The measure's code in its plan, such as `3.1.1-2`."),
        "assigned": _("`true`: any body has a part in it; `false`: none has."),
        "body": _("Public ids of bodies: any of them has a part in it, or the `role` that is asked for."),
        "body_under": _("Like `body`, for these bodies and all bodies below them."),
        "code": _("Codes of measures, such as `3.1.1-2`; say `plan` too, since every plan has its own codes."),
        "due": _("`true`: has a day by which it is due; `false`: has none."),
        "due_after": _("Due on this day or later; measures without a day are left out."),
        "due_before": _("Due on this day or earlier; measures without a day are left out."),
        "due_text": _("The document's own words for the deadline hold this; compared as in `q`."),
        "highlight": _("Add `highlight`, HTML in which the words of `q` are marked; `q` must be given."),
        "jurisdiction": _(
            "Whole names of jurisdictions, such as 北京市海淀区, for which the plan is made; once for each name."
        ),
        "kind": _("A measure (a task), or a major project."),
        "label": _("The number as printed, exactly: 一、."),
        "phase": _("How far it has been carried out."),
        "q": _(
            "Each of these words stands in the title, the text or a name of one of its bodies, or is its code or number"
            " or that of a heading above it."
        ),
        "review_state": _("How far its review has come: as read from the document, confirmed, or published."),
        "role": _("Any body has one of these roles; with `body` or `body_under`, that body has."),
        "section": _("Codes of sections: in these or anywhere below them."),
        "section_exact": _("Codes of sections: right in these, not below them."),
        "successor": _("Codes of measures: those whose place they took."),
        "timeliness": _("How its day stands to today: on track, due soon, or overdue."),
    },
    "plans": {
        "key": _("The plan's slug."),
        "document_number": _("The number under which it was issued, exactly: 国发〔2019〕3号."),
        "horizon_year": _("Years to which the long view reaches, such as 2035."),
        "issued_after": _("Issued on this day or later; plans without a day are left out."),
        "issued_before": _("Issued on this day or earlier; plans without a day are left out."),
        "issuer": _("Public ids of the bodies that issued it."),
        "jurisdiction": _(
            "Whole names of jurisdictions, such as 北京市海淀区, for which it is made; once for each name."
        ),
        "kind": _("What sort of plan it is."),
        "period_end": _("Last years of the planning period, such as 2025."),
        "period_start": _("First years of the planning period, such as 2021."),
        "q": _("Each of these words stands in the title, the document number or the jurisdiction."),
        "slug": _("Slugs of the plans themselves."),
        "state": _("Where it stands in publishing; who may not see drafts finds published plans only."),
        "year": _("The planning period includes this year."),
    },
    "responsibilities": {
        "body": _("Public ids of bodies: what they have a part in."),
        "origin": _("Whether the document says so or an editor added it."),
        "position": _("The body's place among those of the measure: 1 is the first."),
        "role": _("The body's role in the measure."),
    },
    "sections": {
        "key": _("The section's code in its plan, such as `3.1.1`."),
        "code": _("Codes of sections, such as `3.1.1`; say `plan` too, since every plan has its own codes."),
        "numbering": _("How the heading is numbered in print."),
        "parent": _("Codes of sections: those right below them."),
        "q": _("Each of these words stands in the title, the text, the number or the code."),
        "section": _("Codes of sections: these and everything below them."),
        "top": _("`true`: has no section above it; `false`: has one."),
    },
    "sources": {
        "key": _("The document's edition: 1 is the plan's first."),
        "edition": _("Is this edition of its plan's document: 1 is the first."),
        "expand": _("Give the plan with all its fields, or the document's whole text."),
        "filename": _("The name of the file, exactly."),
        "media_type": _("Types of files, such as `text/html`."),
        "parser_version": _("Read by this version of the reader."),
        "sha256": _("SHA-256 sums of files, in hexadecimal: whether a certain file has been read."),
    },
    "targets": {
        "key": _("The target's code in its plan, such as `3.1.1-2/t1`."),
        "code": _("Codes of targets, such as `3.1.1-2/t1`; say `plan` too, since every plan has its own codes."),
        "comparator": _("How what is reached compares with the figure."),
        "metric": _("What is measured holds this, compared as in `q`: 企业总数."),
        "nature": _("Whether the figure is binding or expected."),
        "section": _("Codes of sections: targets in their own text, not in their measures."),
        "unit": _("Units as printed, such as 家; once for each unit."),
        "value_from": _("The figure is this or more; targets without one are left out."),
        "value_to": _("The figure is this or less; targets without one are left out."),
        "year": _("Years in which it is to be reached."),
        "year_from": _("To be reached in this year or later; targets without a year are left out."),
        "year_to": _("To be reached in this year or earlier; targets without a year are left out."),
    },
}
PLAN_IN_ADDRESS = _("The plan's slug.")


def of_parameter(resource: str, name: str, place: str) -> str:
    """`place`: path, query or header."""
    if (name, place) == ("plan", "path"):
        return str(PLAN_IN_ADDRESS)
    return str((PARAMETERS | OF_RECORDS[resource])[name])


def of_operation(resource: str, action: str) -> str:
    return str(CHANGES if resource == "changes" else OPERATIONS[action])
