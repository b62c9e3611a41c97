"""The picture of the packages in CONTRIBUTING.md is what the import contracts say."""

from policyhub.package_layers import END, GUIDE, ROOT, START, drawn, picture

CONTRACTS = """
[importlinter:contract:layers]
layers =
    commands
    left | right
    bottom
[importlinter:contract:pure]
source_modules =
    measures.bottom
    measures.left.inner
"""


def test_the_picture_in_the_guide_is_up_to_date() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    contracts = (ROOT / ".importlinter").read_text(encoding="utf-8")
    assert guide == drawn(guide, contracts), "run python -m policyhub.package_layers"


def test_every_package_is_in_the_picture_and_in_the_table_under_it() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    shown, table = guide.split(START)[1].split(END)
    folder = ROOT / "measures"
    left_out = {"apps", "migrations", "locale", "static", "templates", "__init__", "__pycache__"}
    packages = {path.stem for path in folder.iterdir() if path.is_dir() or path.suffix == ".py"} - left_out
    assert {name for name in packages if f" {name} " not in shown.replace("│", " ")} == set()
    assert {name for name in packages if f"`measures/{name}" not in table and f"`{name}.py`" not in table} == set()


def test_layers_stand_one_under_another_and_packages_side_by_side() -> None:
    lines = [line.strip("│") for line in picture(CONTRACTS).split("\n") if line.startswith("│")]
    assert [line.split() for line in lines] == [["commands"], ["left", "│", "right"], ["bottom", "°"]]
    assert len({len(line) for line in lines}) == 1
    assert "`left.inner`" in picture(CONTRACTS)
