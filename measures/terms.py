"""Every code of the field, shared by both sides of the fixture. Labels: `choices.py`."""

from enum import StrEnum
from uuid import UUID, uuid5


class PlanKind(StrEnum):
    """What sort of plan it is."""

    OUTLINE = "outline"
    SPECIAL = "special"
    REGIONAL = "regional"
    ANNUAL = "annual"
    ACTION = "action"
    POLICIES = "policies"


class PlanState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Numbering(StrEnum):
    """The printed numbering styles, each with an example in its comment."""

    PART = "part"  # 第一篇, 第一编
    CHAPTER = "chapter"  # 第三章
    SECTION = "section"  # 第一节
    ARTICLE = "article"  # 第十二条
    HAN_COMMA = "han_comma"  # 一、
    HAN_PAREN = "han_paren"  # （一）
    ARABIC_DOT = "arabic_dot"  # 1. 1、 1﹒
    ARABIC_PAREN = "arabic_paren"  # (1) 1)
    CIRCLED = "circled"  # ①
    ORDINAL = "ordinal"  # 一是
    DECIMAL_2 = "decimal_2"  # 1.1
    DECIMAL_3 = "decimal_3"  # 1.1.1
    ROMAN = "roman"  # Ⅰ、
    FORMAL_HAN = "formal_han"  # 壹、
    BOX = "box"  # 专栏3
    ANNEX = "annex"  # 附件1
    NONE = "none"


class MeasureKind(StrEnum):
    MEASURE = "measure"
    PROJECT = "project"


class ReviewState(StrEnum):
    EXTRACTED = "extracted"
    CONFIRMED = "confirmed"
    PUBLISHED = "published"


class Phase(StrEnum):
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


class Timeliness(StrEnum):
    """Computed from the deadline and the phase, never stored."""

    ON_TRACK = "on_track"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"


class Role(StrEnum):
    LEAD = "lead"
    RESPONSIBLE = "responsible"
    SUPPORT = "support"
    SUPERVISOR = "supervisor"
    MENTIONED = "mentioned"


class Origin(StrEnum):
    DOCUMENT = "document"
    EDITOR = "editor"


class BodyKind(StrEnum):
    GOVERNMENT = "government"
    DEPARTMENT = "department"
    ENTERPRISE = "enterprise"
    INSTITUTION = "institution"
    OTHER = "other"


class Comparator(StrEnum):
    """How a target's value is to be read."""

    REACH = "reach"  # 达到
    OVER = "over"  # 超过, 突破
    AT_LEAST = "at_least"  # 不低于, 以上
    AT_MOST = "at_most"  # 控制在…以内, 不超过
    GROW_BY = "grow_by"  # 增长, 提高
    ANNUAL_GROWTH = "annual_growth"  # 年均增长
    FALL_BY = "fall_by"  # 下降, 降低
    NONE = "none"


class Nature(StrEnum):
    BINDING = "binding"
    EXPECTED = "expected"
    UNSTATED = "unstated"


class Operation(StrEnum):
    """What happened to a record, in the change feed. `start`: the feed begins here."""

    CREATE = "create"
    UPDATE = "update"
    WITHDRAW = "withdraw"
    DELETE = "delete"
    START = "start"


class EditVia(StrEnum):
    """Through which interface an edit was made. `unknown`: made before edits were recorded."""

    ADMIN = "admin"
    API = "api"
    IMPORT = "import"
    COMMAND = "command"
    UNKNOWN = "unknown"


class EditState(StrEnum):
    """How far an edit has come; only a bulk change, which spans several transactions, is ever not done."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


class ImportState(StrEnum):
    """How far the import of an uploaded file has come."""

    READING = "reading"
    UNPACKED = "unpacked"  # an archive: each document in it is an import of its own
    READ = "read"
    APPLYING = "applying"
    APPLIED = "applied"
    ABANDONED = "abandoned"
    FAILED = "failed"


class ReportJobState(StrEnum):
    """How far a report has come that is made outside of a request."""

    PREPARING = "preparing"
    READY = "ready"
    ISSUED = "issued"
    FAILED = "failed"


class DocumentKind(StrEnum):
    """What a source document of a plan is."""

    PLAN = "plan"  # an edition of the plan itself
    DIVISION = "division"  # 任务分工方案: who does what of it by when


class ImportKind(StrEnum):
    """What an uploaded file is."""

    PLAN = DocumentKind.PLAN
    DIVISION = DocumentKind.DIVISION
    LEDGER = "ledger"  # one that was exported, edited and brought back


class ConflictState(StrEnum):
    """What became of a field that was changed here and in the document."""

    OPEN = "open"
    HERE = "here"  # what was here stayed
    DOCUMENT = "document"  # the document's value was taken
    OTHER = "other"  # a third value was written


class PassageKind(StrEnum):
    """What a stretch of the document became. Every character is exactly one of these."""

    HEADING = "heading"
    TEXT = "text"
    MEASURE = "measure"
    FRAME = "frame"  # 公文要素: the parts of an official letter, GB/T 9704
    FURNITURE = "furniture"  # printed round the document: the site's own, contents, page numbers
    UNPARSED = "unparsed"  # no rule claims it


# Positions in the order of a document are so far apart: between two there is room for what a later edition inserts.
POSITION_STEP = 100

# Kinds whose words must stand in the record that the passage names.
KEPT = frozenset((PassageKind.HEADING, PassageKind.TEXT, PassageKind.MEASURE))


class FramePart(StrEnum):
    """Which part of an official letter a `frame` passage is: its code."""

    TITLE = "title"  # the notice's title, where the plan's own is another
    NUMBER = "number"  # 发文字号
    ADDRESSEES = "addressees"  # 主送机关
    COVERING = "covering"  # 现将…印发给你们，请认真贯彻执行。
    ANNEXES = "annexes"  # 附件说明
    SIGNATURE = "signature"  # 署名
    DATE = "date"  # 成文日期
    NOTE = "note"  # 附注, 题注: （此件公开发布）, （…会议通过）
    COPIES = "copies"  # 抄送, 印发


class FurnitureKind(StrEnum):
    """What a `furniture` passage is: its code."""

    SITE = "site"
    METADATA = "metadata"  # a page's table: 发文机关：…, 索引号：…
    CONTENTS = "contents"
    PAGE_NUMBER = "page_number"
    RUNNING_HEAD = "running_head"
    ATTACHMENT = "attachment"
    NOTE = "note"  # footnotes of a Word file
    RULE = "rule"  # a line of dashes or stars
    DROPPED = "dropped"  # a person said that it is none of the plan's


class CorrectionKind(StrEnum):
    """What a person says that a passage is in truth, where the reading went wrong."""

    HEADING = "heading"
    MEASURE = "measure"
    TEXT = "text"
    FURNITURE = "furniture"
    MERGE = "merge"  # it goes on with what stands before it
    SPLIT = "split"  # something new begins with it
    MOVE = "move"
    LEVEL = "level"
    TITLE = "title"


class CorrectionOutcome(StrEnum):
    """What became of a correction in one reading of a document."""

    MADE = "made"
    SO_ALREADY = "so_already"  # the reading says so by itself
    MISSING = "missing"  # the passage does not stand in the document
    IMPOSSIBLE = "impossible"  # it stands there and cannot become that: see `CorrectionFault`


class CorrectionFault(StrEnum):
    """Why a passage cannot become what a correction says."""

    NO_SECTION = "no_section"  # no heading stands before it
    NOTHING_BEFORE = "nothing_before"
    NOTHING_AFTER = "nothing_after"
    NOTHING_TO_SPLIT = "nothing_to_split"
    CANNOT_CUT = "cannot_cut"
    NOT_A_RECORD = "not_a_record"  # neither a heading nor a measure begins with it
    NOT_ALIKE = "not_alike"  # a measure and a section do not stand side by side
    INTO_ITSELF = "into_itself"
    NO_LEVEL = "no_level"
    NO_TITLE = "no_title"
    OTHER_MISSING = "other_missing"  # the record that it is to stand beside


class ProblemCode(StrEnum):
    """What the reader is unsure of. The sentence shown to people: `choices.PROBLEM_MESSAGES`."""

    NUMBER_GAP = "number_gap"
    NUMBER_REPEATED = "number_repeated"
    WRONG_PARENT = "wrong_parent"
    SPEAKS_FOR_PARENT = "speaks_for_parent"
    DEADLINE_NOT_A_DATE = "deadline_not_a_date"
    NO_TITLE = "no_title"
    NO_ISSUER = "no_issuer"
    NO_PERIOD = "no_period"
    NO_MEASURES = "no_measures"
    JOINT_ISSUERS = "joint_issuers"
    TABLE_NOT_READ = "table_not_read"
    ROW_NOT_READ = "row_not_read"
    LEADS_AFTER_ITEM = "leads_after_item"
    ALIAS_CANDIDATE = "alias_candidate"
    UNCLEAR_BRACKET = "unclear_bracket"
    UNPARSED_TEXT = "unparsed_text"
    GUESSED_ENCODING = "guessed_encoding"
    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_ROWS = "hidden_rows"
    HIDDEN_COLUMNS = "hidden_columns"
    NOT_CALCULATED = "not_calculated"


BODY_NAMESPACE = UUID("6a1c2f0e-5d0b-5c7e-9a49-3a7f6f0b2b51")


def body_uuid(jurisdiction: str, name: str) -> UUID:
    """The public id of a body, the same on every machine that reads the same document (UUIDv5, RFC 9562)."""
    return uuid5(BODY_NAMESPACE, f"{jurisdiction}\n{name}")
