"""Another program than the one that wrote it reads every Chinese character: LibreOffice, without a screen."""

import csv
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from measures.models import Measure
from tests.exports.ledgers import of, read_xlsx, reported_plan, whole
from tests.factories import make_measure

OFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.system,
    pytest.mark.skipif(
        not OFFICE and os.environ.get("REQUIRE_SYSTEM_TESTS") != "1", reason="LibreOffice (soffice) is not installed"
    ),
]
AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1"  # commas, double quotes, UTF-8


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A folder with the ledger in both formats."""
    plan = reported_plan()
    formula = "=1+1"
    make_measure(
        Measure.objects.get(code="1-1").section, code="1-2", title=formula, text="《示例》“引号”，\n第二行𠮷。"
    )
    hidden = {"title": "\x01=1+1", "text": "A_x0041_B_x000D_", "due_on": "1899-12-31"}
    make_measure(Measure.objects.get(code="1-1").section, code="1-3", **hidden)
    for form in ("xlsx", "csv"):
        (tmp_path / f"台账.{form}").write_bytes(whole(form, of(plan)))
    return tmp_path


def convert(path: Path, target: str, *options: str) -> Path:
    """The file as LibreOffice saves it in another format, in a profile of its own."""
    folder = path.parent / "converted"
    profile = f"-env:UserInstallation=file://{path.parent / 'profile'}"
    assert OFFICE, "REQUIRE_SYSTEM_TESTS=1, but LibreOffice (soffice) is not installed"
    command = [OFFICE, "--headless", profile, *options, "--convert-to", target, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / f"{path.stem}.{target.split(':')[0]}"


def test_a_workbook_opens_with_its_chinese_and_without_a_formula(ledger: Path) -> None:
    with convert(ledger / "台账.xlsx", AS_CSV).open(encoding="utf-8", newline="") as file:
        head, first, _second, third, fourth = csv.reader(file)
    assert head[:6] == ["章", "节", "条目", "编号", "任务举措", "内容"]
    assert first[3:7] == ["1.1-1", "支持基础研究", "支持基础研究。完善投入机制。", "市科技局、市教委"]
    assert third[3:6] == ["1-2", "=1+1", "《示例》“引号”，\n第二行𠮷。"]
    assert (fourth[4:6], fourth[9]) == (["=1+1", "A_x0041_B_x000D_"], "1899-12-31")


def test_a_workbook_prints_with_its_chinese(ledger: Path) -> None:
    pdf = PdfDocument(convert(ledger / "台账.xlsx", "pdf"))
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    pdf.close()
    assert "《示例市发展规划》任务台账" in text
    assert "市财政局" in text
    assert "=1+1" in text


def test_a_csv_file_opens_with_its_chinese_and_without_a_formula(ledger: Path) -> None:
    saved = convert(ledger / "台账.csv", "xlsx", "--infilter=Text - txt - csv (StarCalc):44,34,76,1")
    head, first, _second, third, fourth = read_xlsx(saved.read_bytes())
    assert head[:3] == ["章", "节", "条目"]
    assert first[5] == "支持基础研究。完善投入机制。"
    assert third[4:6] == ["'=1+1", "《示例》“引号”，\n第二行𠮷。"]
    assert fourth[4] == "'=1+1"
