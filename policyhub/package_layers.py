"""The picture of the packages in CONTRIBUTING.md, drawn from the import contracts in .importlinter.

`python -m policyhub.package_layers` puts it there; a test fails when it is not what the contracts say.
"""

from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "CONTRIBUTING.md"
START, END = "<!-- packages: python -m policyhub.package_layers -->\n", "<!-- /packages -->"
WIDTH = 72
LEGEND = (
    "A package may import those below it; those side by side do not import each other. ° knows no Django\n"
    "(`{exceptions}` neither). Checked by `lint-imports`.\n"
)


def contracts(text: str) -> tuple[list[list[str]], list[str]]:
    """The layers, from the top, each with its packages; and the modules that know no Django."""
    parser = ConfigParser()
    parser.read_string(text)
    layers = parser["importlinter:contract:layers"]["layers"].split("\n")
    pure = parser["importlinter:contract:pure"]["source_modules"].split()
    return [[name.strip() for name in layer.split("|")] for layer in layers if layer.strip()], pure


def picture(text: str) -> str:
    """A box a layer, with a column for each package, and the legend."""
    layers, pure = contracts(text)
    lines = ["```text", f"┌{'─' * WIDTH}┐"]
    for number, layer in enumerate(layers):
        lines += [f"├{'─' * WIDTH}┤"] if number else []
        lines.append(f"│{'│'.join(cells(layer, pure))}│")
    inner = [name.removeprefix("measures.") for name in pure if name.count(".") > 1]
    return "\n".join([*lines, f"└{'─' * WIDTH}┘", "```", "", LEGEND.format(exceptions="`, `".join(inner))])


def cells(layer: list[str], pure: list[str]) -> list[str]:
    """The packages of a layer, centred in columns that fill the picture's width."""
    inner = WIDTH - (len(layer) - 1)
    widths = [inner // len(layer) + (i < inner % len(layer)) for i in range(len(layer))]
    names = [f"{name} °" if f"measures.{name}" in pure else name for name in layer]
    return [name.center(width) for name, width in zip(names, widths, strict=True)]


def drawn(guide: str, contracts_text: str) -> str:
    """The guide with the picture of these contracts in its place."""
    before, _, rest = guide.partition(START)
    return f"{before}{START}\n{picture(contracts_text)}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    text = GUIDE.read_text(encoding="utf-8")
    GUIDE.write_text(drawn(text, (ROOT / ".importlinter").read_text(encoding="utf-8")), encoding="utf-8")
