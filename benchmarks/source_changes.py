"""The small changes that can be made to a Python source: what `benchmarks.mutations` samples from."""

import ast
from dataclasses import dataclass
from typing import NamedTuple

SIZES = {"max_length", "batch_size", "chunk_size", "max_digits", "decimal_places", "stacklevel", "maxsize"}
STORAGE = {"frozen", "slots"}  # of a dataclass: without effect on code that keeps to its types
CACHES = {"lru_cache"}
LOGGERS = {"log", "logger", "logging", "warnings"}
SWAPS: dict[type[ast.AST], str] = {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
    ast.And: "or",
    ast.Or: "and",
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "//",
    ast.FloorDiv: "*",
    ast.Div: "*",
    ast.Mod: "*",
    ast.BitAnd: "|",
    ast.BitOr: "&",
}


class Change(NamedTuple):
    """Bytes `start` to `end` of a file become `text`; the first of them stands on `line`."""

    line: int
    start: int
    end: int
    text: str


@dataclass
class Finder(ast.NodeVisitor):
    """Collects the changes that can be made to a source."""

    source: bytes

    def __post_init__(self) -> None:
        self.changes: list[Change] = []
        self.starts = [0]
        for line in self.source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def place(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        end = self.starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        return self.starts[node.lineno - 1] + node.col_offset, end

    def text(self, node: ast.expr) -> str:
        start, end = self.place(node)
        return self.source[start:end].decode()

    def replace(self, node: ast.expr | ast.stmt, text: str) -> None:
        self.changes.append(Change(node.lineno, *self.place(node), text))

    def between(self, left: ast.expr, operator: ast.AST, right: ast.expr) -> None:
        """Swap the operator that stands between two operands; brackets may stand there too."""
        swapped = SWAPS.get(type(operator))
        start, end = self.place(left)[1], self.place(right)[0]
        gap = self.source[start:end].decode()
        written = WRITTEN.get(type(operator))
        if swapped and written and gap.count(written) == 1:
            self.changes.append(Change(left.end_lineno or left.lineno, start, end, gap.replace(written, swapped)))

    def visit_Compare(self, node: ast.Compare) -> None:
        for left, operator, right in zip([node.left, *node.comparators], node.ops, node.comparators, strict=False):
            self.between(left, operator, right)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        for left, right in zip(node.values, node.values[1:], strict=False):
            self.between(left, node.op, right)
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if not any(is_text(side) for side in (node.left, node.right)):
            self.between(node.left, node.op, node.right)
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not | ast.USub):
            self.replace(node, f"({self.text(node.operand)})")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, bool):
            self.replace(node, str(not node.value))
        elif isinstance(node.value, int | float):
            self.replace(node, f"({node.value} + 1)")

    def visit_If(self, node: ast.If) -> None:
        if "TYPE_CHECKING" not in self.text(node.test):
            self.negate(node.test)
            self.generic_visit(node)

    def visit_While(self, node: ast.While) -> None:
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self.negate(node.test)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for test in node.ifs:
            self.negate(test)
        self.generic_visit(node)

    def negate(self, test: ast.expr) -> None:
        if not isinstance(test, ast.Compare | ast.UnaryOp):  # these have a change of their own
            self.replace(test, f"(not ({self.text(test)}))")

    def visit_Return(self, node: ast.Return) -> None:
        if node.value is not None and not is_empty(node.value):
            self.replace(node, "return None")
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Call) and not is_log(node.value):
            self.replace(node, "pass")
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_Break(self, node: ast.Break) -> None:
        self.replace(node, "continue")

    def visit_Continue(self, node: ast.Continue) -> None:
        self.replace(node, "break")

    def visit_Call(self, node: ast.Call) -> None:
        if not is_log(node) and not (isinstance(node.func, ast.Name) and node.func.id in CACHES):
            self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> None:
        if not (isinstance(node.exc, ast.Call) and ast.unparse(node.exc.func) == "AssertionError"):
            self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> None:
        is_assertion = node.arg == "strict" and isinstance(node.value, ast.Constant) and node.value.value is True
        if node.arg not in SIZES | STORAGE and not is_assertion:
            self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """A text; the places within it are not known before Python 3.12."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_arg(self, node: ast.arg) -> None:
        """An argument has a name and an annotation, no value."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for part in (*node.decorator_list, node.args, *node.body):
            self.visit(part)


WRITTEN: dict[type[ast.AST], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.And: "and",
    ast.Or: "or",
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.FloorDiv: "//",
    ast.Div: "/",
    ast.Mod: "%",
    ast.BitAnd: "&",
    ast.BitOr: "|",
}


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def is_empty(node: ast.expr) -> bool:
    """None, or what is as false as None where its truth is asked: False, 0, "", [], ()."""
    if isinstance(node, ast.List | ast.Tuple):
        return not node.elts
    return isinstance(node, ast.Constant) and not node.value


def is_log(call: ast.Call) -> bool:
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    return isinstance(owner, ast.Name) and owner.id in LOGGERS


def changes_of(source: str) -> list[Change]:
    """Every small change that can be made to a source, in its order; each leaves it a program."""
    return sorted(change for change in candidates_of(source) if is_program(source.encode(), change))


def candidates_of(source: str) -> list[Change]:
    """The changes that each operator, condition and call gives; hardly one of them leaves the source no program."""
    finder = Finder(source.encode())
    finder.visit(ast.parse(source))
    return finder.changes


def is_program(source: bytes, change: Change) -> bool:
    """Whether the source is still valid Python after the change."""
    try:
        ast.parse(source[: change.start] + change.text.encode() + source[change.end :])
    except SyntaxError:
        return False
    return True
