"""What the OpenAPI document says of each operation and parameter, in the reader's language."""

from django.utils.translation import gettext_lazy as _

from measures.api.records.filter_types import Text

Texts = dict[str, Text]

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
    "confirm": _("Confirm a measure"),
    "publish": _("Publish a %(one)s as a whole"),
    "unpublish": _("Take a %(one)s back from the public as a whole"),
    "pending": _("Read the pending change of a %(one)s"),
    "publish_pending": _("Publish the pending change of a %(one)s"),
    "reject_pending": _("Send back the pending change of a %(one)s"),
    "hand_over": _("Let another body take over"),
    "file": _("Download the file of an issued report"),
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
    "confirm": _(
        "Confirms what the measure says now: an extracted one becomes a confirmed one, one that changed since it was"
        " confirmed keeps its state. Takes the right to confirm."
    ),
    "publish": _(
        "Publishes the confirmed measures in force in it and, of a plan, the plan, where the obligatory rules hold;"
        " else 409, and `unmet` says what is missing. Takes the rights to publish."
    ),
    "unpublish": _("Its published measures in force are confirmed ones again, and a plan is a draft."),
    "pending": _(
        "What of a published record waits for a second person, for whoever may change such records or publish them;"
        " 404 where nothing waits. Its `version` is what `If-Match` says to go on with it, to publish it or to send it"
        " back."
    ),
    "publish_pending": _("By somebody who had no part in it, with the right to publish. The answer is the record."),
    "reject_pending": _("By whoever may publish it, or had a part in it, with a word why. The answer is the record."),
    "hand_over": _(
        "Records that another body takes over from this one, all or a part, from a day on: at once where the day has"
        " come, else on that day. Needs the right to record successions, without a limit to some plans. The answer is"
        " the body that hands over."
    ),
    "file": _(
        "The file as it was issued, its name in `Content-Disposition`. Its SHA-256 is compared first: 409 where it is"
        " not as it was issued, 410 where it is missing."
    ),
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
    "imports": _("The documents that were uploaded, and what became of each: for whoever may see imports."),
    "conflicts": _(
        "What editors and a new edition changed differently: for whoever may see conflicts and measures' drafts."
    ),
    "reports": _("Reports of what the caller sees, as files."),
    "issued_reports": _("Reports as they were issued: for whoever sees the plans that they cover, drafts included."),
    "changes": _("The change feed: what became of the records."),
}

PARAMETERS: Texts = {
    "count": _("Also count all rows that match, which costs more than the page."),
    "cursor": _("Where the page begins: taken from `next` or `previous` of another page."),
    "expand": _("Give these parts with all their fields, not in brief."),
    "fields": _(
        "Give only these fields of each record. The others are then missing, also those that the shape of the answer"
        " calls required: a typed client asks without it."
    ),
    "file_format": _("`ndjson`: a line of JSON for each row; `csv`: the same fields, each in one flat cell."),
    "ordering": _("Sort by these in turn, a minus for descending; what is level stands in order of creation."),
    "page_size": _("How many rows a page has at most."),
    "Idempotency-Key": _(
        "Any text, a new one for each thing to do. Sent again with it within a day, the request is answered as before"
        " and nothing is done twice."
    ),
    "If-Match": _('The `version` that was read, in quotes, `"3"`, or the `ETag` with which it was read; `*` for any.'),
    "If-None-Match": _("The `ETag` of the answer that the caller holds; 304 says that it is still right."),
    "highlight": _("Add `highlight`, HTML in which the words of `q` are marked; `q` must be given."),
}
OF_RESOURCES: dict[str, Texts] = {
    "changes": {
        "expand": _("Also give each record as it now is, null where it is gone."),
        "page_size": _("How many changes a page has at most."),
        "since": _(
            "The cursor up to which all is known: `cursor` of the last answer, or `X-Changes-Cursor` of a full pull."
        ),
    },
    "sources": {
        "expand": _("Give the plan with all its fields, or the document's whole text."),
    },
}
PLAN_IN_ADDRESS = _("The plan's slug.")


def of_parameter(resource: str, name: str, place: str) -> str:
    """`place`: path, query or header."""
    if (name, place) == ("plan", "path"):
        return str(PLAN_IN_ADDRESS)
    return str((PARAMETERS | OF_RESOURCES.get(resource, {}))[name])


def of_operation(resource: str, action: str) -> str:
    return str(CHANGES if resource == "changes" else OPERATIONS[action])
