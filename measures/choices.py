"""The labels of `terms`: what people read for each code."""

from functools import cache

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from measures import terms


class PlanKind(TextChoices):
    """What sort of plan it is: 规划类型."""

    OUTLINE = terms.PlanKind.OUTLINE, _("Overall plan outline")
    SPECIAL = terms.PlanKind.SPECIAL, _("Special plan")
    REGIONAL = terms.PlanKind.REGIONAL, _("Regional plan")
    ANNUAL = terms.PlanKind.ANNUAL, _("Annual plan")
    ACTION = terms.PlanKind.ACTION, _("Action plan")
    POLICIES = terms.PlanKind.POLICIES, _("Policy list")


class PlanState(TextChoices):
    DRAFT = terms.PlanState.DRAFT, _("Draft")
    PUBLISHED = terms.PlanState.PUBLISHED, _("Published")
    ARCHIVED = terms.PlanState.ARCHIVED, _("Archived")


class Numbering(TextChoices):
    """The style of a printed number, with an example of each."""

    PART = terms.Numbering.PART, _("Part 第一篇")
    CHAPTER = terms.Numbering.CHAPTER, _("Chapter 第一章")
    SECTION = terms.Numbering.SECTION, _("Section 第一节")
    ARTICLE = terms.Numbering.ARTICLE, _("Article 第一条")
    HAN_COMMA = terms.Numbering.HAN_COMMA, _("Item 一、")
    HAN_PAREN = terms.Numbering.HAN_PAREN, _("Item （一）")
    ARABIC_DOT = terms.Numbering.ARABIC_DOT, _("Item 1.")
    ARABIC_PAREN = terms.Numbering.ARABIC_PAREN, _("Item (1)")
    CIRCLED = terms.Numbering.CIRCLED, _("Item ①")
    ORDINAL = terms.Numbering.ORDINAL, _("Item 一是")
    DECIMAL_2 = terms.Numbering.DECIMAL_2, _("Item 1.1")
    DECIMAL_3 = terms.Numbering.DECIMAL_3, _("Item 1.1.1")
    ROMAN = terms.Numbering.ROMAN, _("Item Ⅰ、")
    FORMAL_HAN = terms.Numbering.FORMAL_HAN, _("Item 壹、")
    BOX = terms.Numbering.BOX, _("Box 专栏")
    ANNEX = terms.Numbering.ANNEX, _("Annex 附件")
    NONE = terms.Numbering.NONE, _("Without number")


class MeasureKind(TextChoices):
    MEASURE = terms.MeasureKind.MEASURE, _("Measure")
    PROJECT = terms.MeasureKind.PROJECT, _("Major project")


class ReviewState(TextChoices):
    EXTRACTED = terms.ReviewState.EXTRACTED, _("Extracted")
    CONFIRMED = terms.ReviewState.CONFIRMED, _("Confirmed")
    PUBLISHED = terms.ReviewState.PUBLISHED, _("Published")


class Phase(TextChoices):
    """How far the work on a measure is: 进展阶段."""

    NOT_STARTED = terms.Phase.NOT_STARTED, _("Not started")
    IN_PROGRESS = terms.Phase.IN_PROGRESS, _("In progress")
    COMPLETED = terms.Phase.COMPLETED, _("Completed")
    SUSPENDED = terms.Phase.SUSPENDED, _("Suspended")
    CANCELLED = terms.Phase.CANCELLED, _("Cancelled")

    @classmethod
    @cache
    def ended(cls) -> tuple["Phase", ...]:
        """The phases in which no deadline presses any more."""
        return (cls.COMPLETED, cls.SUSPENDED, cls.CANCELLED)


class Timeliness(TextChoices):
    ON_TRACK = terms.Timeliness.ON_TRACK, _("On track")
    DUE_SOON = terms.Timeliness.DUE_SOON, _("Due soon")
    OVERDUE = terms.Timeliness.OVERDUE, _("Overdue")


class Role(TextChoices):
    """A body's part in a measure: 责任分工."""

    LEAD = terms.Role.LEAD, _("Lead body")
    RESPONSIBLE = terms.Role.RESPONSIBLE, _("Responsible body")
    SUPPORT = terms.Role.SUPPORT, _("Supporting body")
    SUPERVISOR = terms.Role.SUPERVISOR, _("Supervising body")
    MENTIONED = terms.Role.MENTIONED, _("Mentioned")

    @classmethod
    def in_charge(cls) -> tuple["Role", ...]:
        """The roles of who answers for a measure. A plan that says 责任单位 throughout names no lead."""
        return (cls.LEAD, cls.RESPONSIBLE)


class Origin(TextChoices):
    DOCUMENT = terms.Origin.DOCUMENT, _("From the document")
    EDITOR = terms.Origin.EDITOR, _("Added by an editor")


class BodyKind(TextChoices):
    GOVERNMENT = terms.BodyKind.GOVERNMENT, _("Government")
    DEPARTMENT = terms.BodyKind.DEPARTMENT, _("Department")
    ENTERPRISE = terms.BodyKind.ENTERPRISE, _("Enterprise")
    INSTITUTION = terms.BodyKind.INSTITUTION, _("Institution")
    OTHER = terms.BodyKind.OTHER, _("Other")


class Comparator(TextChoices):
    """How a target's value is to be read: at least, more than, by …"""

    REACH = terms.Comparator.REACH, _("reach")
    OVER = terms.Comparator.OVER, _("exceed")
    AT_LEAST = terms.Comparator.AT_LEAST, _("at least")
    AT_MOST = terms.Comparator.AT_MOST, _("at most")
    GROW_BY = terms.Comparator.GROW_BY, _("grow by")
    ANNUAL_GROWTH = terms.Comparator.ANNUAL_GROWTH, _("grow yearly by")
    FALL_BY = terms.Comparator.FALL_BY, _("fall by")
    NONE = terms.Comparator.NONE, _("no comparison")


class Nature(TextChoices):
    BINDING = terms.Nature.BINDING, _("Binding")
    EXPECTED = terms.Nature.EXPECTED, _("Expected")
    UNSTATED = terms.Nature.UNSTATED, _("Unstated")


class Operation(TextChoices):
    CREATE = terms.Operation.CREATE, _("Created")
    UPDATE = terms.Operation.UPDATE, _("Updated")
    WITHDRAW = terms.Operation.WITHDRAW, _("Withdrawn")
    DELETE = terms.Operation.DELETE, _("Deleted")
    START = terms.Operation.START, _("Beginning")


class EditVia(TextChoices):
    ADMIN = terms.EditVia.ADMIN, _("Admin")
    API = terms.EditVia.API, _("API")
    IMPORT = terms.EditVia.IMPORT, _("Import")
    COMMAND = terms.EditVia.COMMAND, _("Command line")
    UNKNOWN = terms.EditVia.UNKNOWN, _("Not recorded")


class EditState(TextChoices):
    RUNNING = terms.EditState.RUNNING, _("Running")
    DONE = terms.EditState.DONE, _("Done")
    STOPPED = terms.EditState.STOPPED, _("Stopped")


class ImportState(TextChoices):
    """How far the reading and import of an uploaded document is."""

    READING = terms.ImportState.READING, _("Being read")
    UNPACKED = terms.ImportState.UNPACKED, _("Unpacked")
    READ = terms.ImportState.READ, _("To be compared")
    APPLYING = terms.ImportState.APPLYING, _("Being applied")
    APPLIED = terms.ImportState.APPLIED, _("Applied")
    ABANDONED = terms.ImportState.ABANDONED, _("Abandoned")
    FAILED = terms.ImportState.FAILED, _("Failed")


class ReportJobState(TextChoices):
    """How far a report has come that is made outside of a request."""

    PREPARING = terms.ReportJobState.PREPARING, _("Being prepared")
    READY = terms.ReportJobState.READY, _("Ready to download")
    ISSUED = terms.ReportJobState.ISSUED, _("Issued")
    FAILED = terms.ReportJobState.FAILED, _("Failed")


class DocumentKind(TextChoices):
    PLAN = terms.DocumentKind.PLAN, _("The plan itself")
    DIVISION = terms.DocumentKind.DIVISION, _("Division of work")


class ImportKind(TextChoices):
    """What an uploaded file is; a ledger becomes no source document."""

    PLAN = terms.ImportKind.PLAN, DocumentKind.PLAN.label
    DIVISION = terms.ImportKind.DIVISION, DocumentKind.DIVISION.label
    LEDGER = terms.ImportKind.LEDGER, _("Ledger")


class ConflictState(TextChoices):
    OPEN = terms.ConflictState.OPEN, _("Open")
    HERE = terms.ConflictState.HERE, _("Kept what was here")
    DOCUMENT = terms.ConflictState.DOCUMENT, _("Took the document's")
    OTHER = terms.ConflictState.OTHER, _("Wrote another")


class PassageKind(TextChoices):
    """What a stretch of a document was read as."""

    HEADING = terms.PassageKind.HEADING, _("Heading")
    TEXT = terms.PassageKind.TEXT, _("Section text")
    MEASURE = terms.PassageKind.MEASURE, _("Measure")
    FRAME = terms.PassageKind.FRAME, _("Letter")
    FURNITURE = terms.PassageKind.FURNITURE, _("Furniture")
    UNPARSED = terms.PassageKind.UNPARSED, _("Unparsed")


class FramePart(TextChoices):
    """The code of a passage of kind `frame`."""

    TITLE = terms.FramePart.TITLE, _("notice's title")
    NUMBER = terms.FramePart.NUMBER, _("document number")
    ADDRESSEES = terms.FramePart.ADDRESSEES, _("addressees")
    COVERING = terms.FramePart.COVERING, _("covering sentence")
    ANNEXES = terms.FramePart.ANNEXES, _("list of annexes")
    SIGNATURE = terms.FramePart.SIGNATURE, _("signature")
    DATE = terms.FramePart.DATE, _("date of issue")
    NOTE = terms.FramePart.NOTE, _("note of adoption or release")
    COPIES = terms.FramePart.COPIES, _("copies and imprint")


class FurnitureKind(TextChoices):
    """The code of a passage of kind `furniture`."""

    SITE = terms.FurnitureKind.SITE, _("the site's own")
    METADATA = terms.FurnitureKind.METADATA, _("page metadata")
    CONTENTS = terms.FurnitureKind.CONTENTS, _("table of contents")
    PAGE_NUMBER = terms.FurnitureKind.PAGE_NUMBER, _("page number")
    RUNNING_HEAD = terms.FurnitureKind.RUNNING_HEAD, _("running head")
    ATTACHMENT = terms.FurnitureKind.ATTACHMENT, _("attachment link")
    NOTE = terms.FurnitureKind.NOTE, _("footnote")
    RULE = terms.FurnitureKind.RULE, _("rule")
    DROPPED = terms.FurnitureKind.DROPPED, _("dropped by a person")


class CorrectionKind(TextChoices):
    """What a person says that a passage is."""

    HEADING = terms.CorrectionKind.HEADING, _("Is a heading")
    MEASURE = terms.CorrectionKind.MEASURE, _("Is a measure")
    TEXT = terms.CorrectionKind.TEXT, _("Is text")
    FURNITURE = terms.CorrectionKind.FURNITURE, _("Is no part of the plan")
    MERGE = terms.CorrectionKind.MERGE, _("Goes on with the one before")
    SPLIT = terms.CorrectionKind.SPLIT, _("Begins anew")
    MOVE = terms.CorrectionKind.MOVE, _("Moved")
    LEVEL = terms.CorrectionKind.LEVEL, _("Level")
    TITLE = terms.CorrectionKind.TITLE, _("Title")


class CorrectionOutcome(TextChoices):
    """What became of a correction in one reading."""

    MADE = terms.CorrectionOutcome.MADE, _("Made")
    SO_ALREADY = terms.CorrectionOutcome.SO_ALREADY, _("Read so by itself")
    MISSING = terms.CorrectionOutcome.MISSING, _("Passage not found")
    IMPOSSIBLE = terms.CorrectionOutcome.IMPOSSIBLE, _("Cannot be made")


CORRECTION_FAULTS = {
    terms.CorrectionFault.NO_SECTION: _("No heading stands before it in which a measure could stand."),
    terms.CorrectionFault.NOTHING_BEFORE: _("Nothing stands before it."),
    terms.CorrectionFault.NOTHING_AFTER: _("Nothing stands after it."),
    terms.CorrectionFault.NOTHING_TO_SPLIT: _("Put the cursor between two words of a heading, a measure or a text."),
    terms.CorrectionFault.CANNOT_CUT: _("The passage cannot be cut there: its words are printed in another order."),
    terms.CorrectionFault.NOT_A_RECORD: _("Neither a heading nor a measure begins there."),
    terms.CorrectionFault.NOT_ALIKE: _("A measure stands in a section, and a section beside or below another."),
    terms.CorrectionFault.INTO_ITSELF: _("A section cannot stand below itself."),
    terms.CorrectionFault.NO_LEVEL: _("No heading of the level above stands before it."),
    terms.CorrectionFault.NO_TITLE: _("A title has at least one word."),
    terms.CorrectionFault.OTHER_MISSING: _("The place to which it was moved is not there."),
}


PROBLEM_MESSAGES = {
    terms.ProblemCode.NUMBER_GAP: _("The numbering jumps at “%(subject)s”: %(detail)s was expected."),
    terms.ProblemCode.NUMBER_REPEATED: _(
        "The number “%(subject)s” appears twice here; the second is coded %(detail)s."
    ),
    terms.ProblemCode.WRONG_PARENT: _("“%(subject)s” seems to stand under the wrong heading: %(detail)s"),
    terms.ProblemCode.SPEAKS_FOR_PARENT: _(
        "“%(subject)s” stands after the last item but seems to speak for all of them: %(detail)s"
    ),
    terms.ProblemCode.DEADLINE_NOT_A_DATE: _("The deadline “%(subject)s” names no day; its words are kept. %(detail)s"),
    terms.ProblemCode.NO_TITLE: _("The document names no title. %(detail)s"),
    terms.ProblemCode.NO_ISSUER: _("The document names no issuer. %(detail)s"),
    terms.ProblemCode.NO_PERIOD: _("The document names no planning period. %(detail)s"),
    terms.ProblemCode.NO_MEASURES: _("No measure was found in the document. %(detail)s"),
    terms.ProblemCode.JOINT_ISSUERS: _("“%(subject)s” issued it jointly with %(detail)s: the first is the issuer."),
    terms.ProblemCode.TABLE_NOT_READ: _("No record was made of the table “%(subject)s”: %(detail)s"),
    terms.ProblemCode.ROW_NOT_READ: _("No record was made of this row of a table: “%(subject)s” %(detail)s"),
    terms.ProblemCode.LEADS_AFTER_ITEM: _("“%(subject)s” holds paragraphs that may be measures: %(detail)s"),
    terms.ProblemCode.ALIAS_CANDIDATE: _("“%(subject)s” and “%(detail)s” may be one body under two names."),
    terms.ProblemCode.UNCLEAR_BRACKET: _("The bracket “%(subject)s” may name responsible bodies: %(detail)s"),
    terms.ProblemCode.UNPARSED_TEXT: _("This text became no record: “%(subject)s” %(detail)s"),
    terms.ProblemCode.GUESSED_ENCODING: _("The encoding of the document was guessed: %(detail)s"),
    terms.ProblemCode.HIDDEN_SHEET: _("The sheet “%(subject)s” is hidden: it was kept, but not read. %(detail)s"),
    terms.ProblemCode.HIDDEN_ROWS: _("Rows of the sheet “%(subject)s” are hidden, and were read: %(detail)s"),
    terms.ProblemCode.HIDDEN_COLUMNS: _("Columns of the sheet “%(subject)s” are hidden, and were read: %(detail)s"),
    terms.ProblemCode.NOT_CALCULATED: _(
        "Formulas of the sheet “%(subject)s” hold no value; open the file and save it once: %(detail)s"
    ),
}

# Why a document cannot be read: the codes of `parsing.tree.DocumentError`.
DOCUMENT_ERRORS = {
    "empty": _("The document is empty."),
    "binary": _("The file is not a document: it holds binary data."),
    "encoding": _("The text is in no known encoding (UTF-8, UTF-16, GB18030, Big5)."),
    "no_headings": _(
        "No heading was found: is this a plan document? A ledger must have the hidden rows and columns of its export."
    ),
    "unparsed": _("Too much of the document could not be read; --allow-unparsed accepts it:"),
    "no_text_layer": _("The file holds pictures of pages and no text: it must go through text recognition first."),
    "too_large": _("The document is too large to be a plan."),
    "too_many_characters": _("The document is too long to be a plan; characters at most:"),
    "too_many_cells": _("The workbook has too many cells to be a plan; cells at most:"),
    "too_many_lines": _("The document has too many lines to be a plan; lines at most:"),
    "too_many_pages": _("The document has too many pages to be a plan; pages at most:"),
    "locked": _("The file is locked with a password: take it off and save the file again."),
    "damaged": _("The file is damaged."),
    "unknown_format": _(
        "The format is not known: give txt, html, pdf, ofd, docx, doc, wps, rtf, odt, xlsx, xls or ods."
    ),
    "needs_office": _(
        "This format is read where LibreOffice is installed (on Debian: apt install libreoffice-writer "
        "libreoffice-calc); or save the file as .docx or .xlsx."
    ),
    "too_slow": _("Reading took too long and was stopped; seconds at most (DOCUMENT_SECONDS):"),
    "stopped": _(
        "Reading broke off: the file is damaged, or needs more memory than it may have; megabytes at most "
        "(DOCUMENT_MEMORY_MB):"
    ),
}

# Why an import failed, by the code kept in its row: what a document's reading may say, and what may happen around it.
IMPORT_ERRORS = DOCUMENT_ERRORS | {
    "lost": _(
        "The process that read the file is gone: the server was stopped, or the process was ended. Upload it again."
    ),
    "refused": _("The records that were read cannot be imported:"),
    "failed": _("Reading failed by a fault of PolicyHub; the server's log says which:"),
    # Of an import that waits: why the last attempt to apply it wrote nothing.
    "apply_lost": _(
        "Not applied: the process that applied it is gone: the server was stopped, or the process was ended. Nothing"
        " was written; apply it again."
    ),
    "apply_changed": _(
        "Not applied: the records changed after the comparison was shown. Nothing was written; look at the comparison"
        " again."
    ),
    "apply_refused": _("Not applied, nothing was written:"),
    "apply_busy": _("Not applied: others were saving all the time. Nothing was written; apply it again."),
    "apply_failed": _("Not applied by a fault of PolicyHub; nothing was written; the server's log says which:"),
}

# Why a report was not made, by the code kept in its job.
REPORT_ERRORS = {
    "lost": _("The process that prepared it is gone: the server was stopped, or the process was ended. Ask again."),
    "refused": _("It cannot be made as it was asked for:"),
    "empty": _("No plan that you may see is in it: there is nothing to issue."),
    "failed": _("Preparing it failed by a fault of PolicyHub; the server's log says which:"),
}
