"""Translations through Babel, since target machines have no GNU gettext.

`python -m policyhub.messages` brings the catalogs up to date with the code and compiles them; what it leaves
untranslated, fuzzy or unused fails tests/test_translations.py.
"""

from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING

from babel.messages.extract import extract_python
from babel.messages.frontend import CommandLineInterface
from django.utils.translation.template import templatize

if TYPE_CHECKING:
    from babel.messages.extract import _Keyword, _PyOptions

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "measures" / "locale"
KEYWORDS = ("gettext_lazy", "gettext_noop", "ngettext_lazy:1,2", "pgettext_lazy:1c,2", "npgettext_lazy:1c,2,3")


def extract_django(
    template: IO[bytes], keywords: "Mapping[str, _Keyword]", comment_tags: Collection[str], options: "_PyOptions"
) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    """The messages of a Django template, which `templatize` turns into something that reads as Python."""
    source = "\n".join(line.lstrip() for line in templatize(template.read().decode()).splitlines())
    yield from extract_python(BytesIO(source.encode()), keywords, comment_tags, options)


def pybabel(command: str, *arguments: str | Path) -> None:
    CommandLineInterface().run(["pybabel", "--quiet", command, *map(str, arguments)])  # type: ignore[no-untyped-call]


def extract(template: Path) -> None:
    """Write every message of the code to the file `template`."""
    keywords = (f"--keyword={keyword}" for keyword in KEYWORDS)
    folders = (ROOT / "measures", ROOT / "policyhub")
    pybabel(
        "extract",
        f"--mapping={ROOT / 'babel.cfg'}",
        *keywords,
        "--no-location",
        "--sort-output",
        "-o",
        template,
        *folders,
    )


def update() -> None:
    """Bring every catalog up to date with the messages of the code."""
    options = ("--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date", "--width=120")
    with TemporaryDirectory() as folder:
        template = Path(folder) / "django.pot"
        extract(template)
        pybabel("update", "-i", template, "-d", LOCALE, "-D", "django", *options)


def compile_stale() -> None:
    """Compile every catalog that is newer than its compiled form, or has none."""
    for catalog in LOCALE.glob("*/LC_MESSAGES/django.po"):
        compiled = catalog.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < catalog.stat().st_mtime:
            pybabel("compile", "-i", catalog, "-o", compiled)


if __name__ == "__main__":
    update()
    compile_stale()
