"""Renew the pictures of report files, made of invented records.

    python docs/images/reports.py

Needs LibreOffice, Chromium, and Chinese fonts. Look at every picture before committing it; none may have more than
150 kB.
"""

import os
import shutil
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from playwright.sync_api import sync_playwright
from pypdfium2 import PdfDocument

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "policyhub.settings")
django.setup()

from docs.images.png import SIGNATURE, chunk, with_palette  # noqa: E402
from measures.exports.contents import Report, Table  # noqa: E402
from measures.exports.writers import as_html, as_xlsx  # noqa: E402
from tests.exports.samples import COLUMNS, in_groups, ledger_rows, overview_blocks, report_of  # noqa: E402

SCALE = 1.1


def ledger() -> Report:
    return report_of(Table(COLUMNS, in_groups(ledger_rows(14))), remarks=("已撤出的任务以灰色标明。",))


def main() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file, report in {"report-ledger": ledger(), "report-sheet": report_of(*overview_blocks())}.items():
            (folder / f"{file}.xlsx").write_bytes(b"".join(as_xlsx.chunks(report)))
        office = shutil.which("soffice") or "soffice"
        profile = f"-env:UserInstallation=file://{folder / 'profile'}"
        files = [path.name for path in folder.glob("*.xlsx")]
        subprocess.run([office, "--headless", profile, "--convert-to", "pdf", *files], check=True, cwd=folder)  # noqa: S603
        for path in folder.glob("*.pdf"):
            keep(f"{path.stem}.png", first_page(path))
        (folder / "page.html").write_bytes(b"".join(as_html.chunks(ledger())))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1200, "height": 700})
            page.goto(f"file://{folder / 'page.html'}")
            keep("report-page.png", page.screenshot())
            browser.close()


def first_page(path: Path) -> bytes:
    """Of a PDF file, as PNG: RGB, no row filtered."""
    document = PdfDocument(path)
    bitmap = document[0].render(scale=SCALE, rev_byteorder=True)
    lines = [bitmap.buffer[row * bitmap.stride :][: bitmap.width * 3] for row in range(bitmap.height)]
    head = struct.pack(">2I5B", bitmap.width, bitmap.height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + bytes(line) for line in lines))
    document.close()
    return SIGNATURE + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def keep(name: str, picture: bytes) -> None:
    (FOLDER / name).write_bytes(with_palette(picture))
    print(name, (FOLDER / name).stat().st_size, "bytes")


if __name__ == "__main__":
    main()
