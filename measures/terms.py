"""Every code of the field, shared by both sides of the fixture. Labels: `choices.py`."""

from enum import StrEnum
from uuid import UUID, uuid5


class PlanKind(StrEnum):
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


class PassageKind(StrEnum):
    """What a stretch of the document became. Every character is exactly one of these."""

    HEADING = "heading"
    TEXT = "text"
    MEASURE = "measure"
    BOILERPLATE = "boilerplate"
    UNPARSED = "unparsed"


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
