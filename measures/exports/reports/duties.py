"""Who does what by when, as official documents print it in brackets after a task.

What the source printed is left out, wherever it stood: editors may have decided otherwise since.
"""

import re

from django.utils.translation import gettext as _

from measures.as_of import MeasureRow
from measures.choices import Role

ROLES = (Role.LEAD, Role.RESPONSIBLE, Role.SUPPORT, Role.SUPERVISOR)
BETWEEN_NAMES, BETWEEN_DUTIES = "、", "；"
LONGEST = 400  # characters in one bracket; readers look no further than some hundred for its end
_BODY = "(?:单位|部门|主体|机构|处室|科室|领导|责任人|联系人)"
_LABEL = (
    rf"(?:(?:牵头|责任|配合|主办|协办|主责|主管|承办|实施|落实|负责|督办|督查|督导|监督|参加|参与|协同|协助|考核)+{_BODY}"
    "|完成时限|完成时间|完成期限|完成日期|办结时限|时间节点|进度安排|(?:责任|任务|职责|部门)分工)[:：]"
)
_VERB = "(?:牵头|负责|配合|主办|协办|落实|承担|参与|参加|协助|督办|督查|实施|组织实施|完成)"
_INSIDE = r"(?:[^（）()\[\]【】〔〕]|[（(][^（）()]*[）)])"
# （牵头单位：甲；配合单位：乙） anywhere; （甲牵头，乙配合） after a sentence or at the end. Whether it is the end is
# asked at brackets alone: at every character, a long text without a full stop took the square of its length.
_BRACKET = re.compile(
    rf"[（(\[【〔]\s*{_LABEL}{_INSIDE}*[）)\]】〕]"
    r"|(?=[（(\[【〔])(?:(?<=[。；！])|(?=[^。；]*$))"
    rf"[（(\[【〔](?!其中){_INSIDE}*?{_VERB}{_INSIDE}*[）)\]】〕](?=[。；]?\s*(?:$|[^，、的]))"
)
_LINE = re.compile(rf"(?:^|(?<=[。；]))\s*{_LABEL}[^\n]*$")
_LAST = re.compile(r"(?<=[。；！])\s*[（(](?P<names>[^（）()]*)[）)][。；]?$")
_LEFT_OVER = re.compile(r"([。；！？])[。；]+$")


def without_duties(text: str, names: frozenset[str] = frozenset()) -> str:
    """The words of a task without brackets and lines that say who does it by when.

    `names` are those of its bodies: （甲、乙） after the last sentence, nothing but them, is such a bracket too.
    """
    return "\n".join(line for line in (_stripped(line, names) for line in text.split("\n")) if line)


def _stripped(line: str, names: frozenset[str]) -> str:
    line = _LINE.sub("", _BRACKET.sub("", line)).strip()
    last = _LAST.search(line)
    if last and names and set(re.split("[、，,]", last["names"])) <= names:
        line = line[: last.start()]
    return _LEFT_OVER.sub(r"\1", line.strip())


def names_of(measure: MeasureRow, role: Role) -> str:
    return BETWEEN_NAMES.join(measure.names_by_role().get(role, ()))


def deadline(measure: MeasureRow) -> str:
    """In the document's words where they name the day that is recorded, else the day."""
    if measure.due_text or measure.due_on is None:
        return measure.due_text
    day = {"year": measure.due_on.year, "month": measure.due_on.month, "day": measure.due_on.day}
    return _("%(year)d-%(month)02d-%(day)02d") % day


def duties(measure: MeasureRow) -> str:
    """（牵头单位：甲、乙；配合单位：丙；完成时限：2025年12月底前）, "" where nobody is named and no time is set."""
    named = [(str(role.label), names_of(measure, role)) for role in ROLES]
    said = [_("%(label)s: %(value)s") % {"label": label, "value": value} for label, value in named if value]
    if due := deadline(measure):
        said.append(_("%(label)s: %(value)s") % {"label": _("Deadline"), "value": due})
    if sum(map(len, said)) > LONGEST:
        return "".join(f"（{one}）" for one in said)
    return f"（{BETWEEN_DUTIES.join(said)}）" if said else ""
