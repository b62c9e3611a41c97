"""A fixture read back as a tree gives the same fixture: what is corrected in it changes nothing else."""

from pathlib import Path

import pytest

from measures import fixture
from measures.parsing import DocumentError, read

GOLDEN = sorted(Path(__file__).parent.parent.joinpath("parsing", "golden").glob("[0-9]*.*"))
DOCUMENTS = [path for path in GOLDEN if path.suffix in (".txt", ".html", ".xlsx", ".docx", ".pdf")]
HAIDIAN = Path(__file__).parent.parent.parent / "fixtures" / "haidian-14fyp-ch3.txt"


@pytest.mark.parametrize("path", [HAIDIAN, *DOCUMENTS], ids=lambda path: str(path.name))
def test_records_of_the_tree_of_records_are_the_same_records(path: Path) -> None:
    try:
        rows = fixture.records(read(path.read_bytes()), "shili", path.name)
    except DocumentError:
        pytest.skip("no plan by itself")
    assert fixture.dumps(fixture.records(fixture.tree_of(rows), "shili", path.name)) == fixture.dumps(rows)
