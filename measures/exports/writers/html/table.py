"""A table whose head is repeated on every printed page and whose rows stay whole."""

from collections.abc import Iterator

from measures.exports.contents import Group, Row, Table, Tone, TonedRow
from measures.exports.writers.blocks import SHORT, shared
from measures.exports.writers.html.text import cell, in_html

# The pixels of a line of a page that stands and of one that lies (180 and 267 mm), of a digit, and beside a text.
UPRIGHT, LYING, DIGIT, SIDES = 680, 1009, 6.4, 9
LEAST_REST = 0.3  # of a line, for long columns beside short ones
UPRIGHT_WIDTH = 96  # what a page that stands has room for


class TableRows:
    """Writes a table without its hidden columns."""

    def __init__(self, table: Table, site: str) -> None:
        self.table, self.site = table, site
        self.columns = [(place, column) for place, column in enumerate(table.columns) if not column.hidden]
        self.plain = [(place, self.opening(column.width, Tone.PLAIN)) for place, column in self.columns]
        self.toned: dict[tuple[tuple[str, Tone], ...], list[tuple[int, str]]] = {}

    def pieces(self) -> Iterator[str]:
        caption = f"<caption>{in_html(self.table.caption)}</caption>\n" if self.table.caption else ""
        widths = "".join(f'<col width="{share:.2f}%">' for share in shares([one.width for _place, one in self.columns]))
        heads = "".join(f'<th scope="col">{in_html(column.title)}</th>' for _place, column in self.columns)
        yield f"<table>\n{caption}{widths}\n<thead><tr>{heads}</tr></thead>\n<tbody>\n"
        for row in self.table.rows:
            if isinstance(row, Group):
                yield self.group(row)
            elif isinstance(row, TonedRow):
                yield self.row(row.cells, self.in_tones(row.tones))
            else:
                yield self.row(row, self.plain)
        yield "</tbody>\n</table>\n"

    def group(self, group: Group) -> str:
        looks = "group" if group.level == 1 else "group inner"
        return (
            f'<tr class="{looks}"><th scope="rowgroup" colspan="{len(self.columns)}">{in_html(group.title)}</th></tr>\n'
        )

    def row(self, row: Row, openings: list[tuple[int, str]]) -> str:
        cells = "</td>".join([opening + cell(row[place], self.site) for place, opening in openings])
        return f"<tr>{cells}</td></tr>\n"

    def in_tones(self, tones: dict[str, Tone]) -> list[tuple[int, str]]:
        key = tuple(tones.items())
        if key not in self.toned:
            whole = tones.get("", Tone.PLAIN)
            self.toned[key] = [
                (place, self.opening(column.width, tones.get(column.name, whole))) for place, column in self.columns
            ]
        return self.toned[key]

    def opening(self, width: int, tone: Tone) -> str:
        """The tag that begins a cell, with its looks."""
        looks = ["c"] * (width <= SHORT) + [tone.value] * (tone is not Tone.PLAIN)
        return f'<td class="{" ".join(looks)}">' if looks else "<td>"


def table_width(table: Table) -> int:
    return sum(column.width for column in table.columns if not column.hidden)


def shares(widths: list[int]) -> list[float]:
    """What each column gets of a line, in per cent: short ones as much as their text takes, the others what is left."""
    line = LYING if sum(widths) > UPRIGHT_WIDTH else UPRIGHT
    room = line - SIDES * len(widths)  # pixels
    long = [place for place, width in enumerate(widths) if width > SHORT]
    rest = room / DIGIT - sum(width for width in widths if width <= SHORT)
    if not long or rest * DIGIT < LEAST_REST * line:
        return [100 * width / sum(widths) for width in widths]
    found = dict(zip(long, shared([widths[place] for place in long], rest), strict=True))
    return [(found.get(place, width) * DIGIT + SIDES) * 100 / line for place, width in enumerate(widths)]
