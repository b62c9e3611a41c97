"""各村, 各社区: all places of a kind answer for a task, as offices do."""

import pytest

from measures.parsing.content.bodies import BodyReader


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("推进任务。（农业办；各村）", ["responsible 农业办", "responsible 各村"]),
        ("推进任务。（司法所牵头；派出所、各村参与）", ["lead 司法所", "support 派出所", "support 各村"]),
        ("推进任务。（市民政局牵头；支持单位：市示例交易所）", ["lead 市民政局", "support 市示例交易所"]),
        ("推进任务。（各种农村）", []),
    ],
)
def test_they_stand_beside_offices(text: str, expected: list[str]) -> None:
    found = [one for annotation in BodyReader().read(text) for one in annotation.named]
    assert [f"{one.role.value} {one.name}" for one in found] == expected
