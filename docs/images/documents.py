"""Renew the pictures of reports as Word files: `python docs/images/documents.py`. Look at each before committing it.

Needs LibreOffice (`soffice`), poppler (`pdftoppm`) and Chinese fonts. The plan is the one of an invented city that the
tests read back.
"""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent
sys.path.insert(0, str(ROOT))
from docs.images.png import with_palette  # noqa: E402
from tests.exports.plans import PLAN  # noqa: E402

SLUG = "shili-14fyp"
PICTURES = {
    "report-division": ("division", "--form", "text"),
    "report-division-table": ("division", "--form", "table"),
    "report-plan-text": ("plan_text",),
}


def main() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        site = os.environ | {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}"}
        (folder / "plan.txt").write_text(PLAN, encoding="utf-8")
        manage(site, "migrate", "--verbosity", "0")
        manage(site, "build_fixture", str(folder / "plan.txt"), "--slug", SLUG, "-o", str(folder / "plan.json"))
        manage(site, "loaddata", str(folder / "plan.json"))
        for picture, (report, *options) in PICTURES.items():
            document = folder / f"{picture}.docx"
            manage(site, "export_report", report, "--plan", SLUG, "-o", str(document), *options)
            first_page(document)
            (FOLDER / f"{picture}.png").write_bytes(with_palette(document.with_suffix(".png").read_bytes()))


def manage(site: dict[str, str], *command: str) -> None:
    subprocess.run([sys.executable, str(ROOT / "manage.py"), *command], env=site, check=True)  # noqa: S603


def first_page(document: Path) -> None:
    """The first page as a picture beside the document."""
    profile, folder = f"-env:UserInstallation=file://{document.parent / 'profile'}", str(document.parent)
    office = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", folder, str(document)]
    pages = [
        "pdftoppm",
        "-png",
        "-r",
        "60",
        "-singlefile",
        str(document.with_suffix(".pdf")),
        str(document.with_suffix("")),
    ]
    for command in (office, pages):
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603


if __name__ == "__main__":
    main()
