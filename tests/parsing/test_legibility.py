"""Which lines are text: docs/document-format.md, step 9."""

import pytest

from measures.parsing.structure.legibility import legibility

PROSE = "加快完善配套设施，着力提升综合服务水平和保障能力，推动各项工作取得实效。"


@pytest.mark.parametrize(
    "text",
    [PROSE, PROSE * 8, "加强管理", "A", "GDP", "建设5G+AIoT平台", "（一）", "12345678", "2025-12-31", "龘靐齉齾"],
)
def test_prose_headings_and_short_words_can_be_read(text: str) -> None:
    assert legibility(text) > 0.15


@pytest.mark.parametrize(
    "text",
    [
        "asdfgh jkl qwertyu",
        "asdfgh",
        "鍔犲揩瀹屽杽閰嶅璁炬柦锛岀潃鍔涙彁鍗囩患鍚堟湇鍔℃按骞冲拰淇濋殰鑳藉姏",
        "龘靐齉齾爩鱻麤龗",
        "建设" * 100,
        "加快完善配套设施着力提升综合服务水平和保障能力推动各项工作取得实效" * 6,
    ],
)
def test_noise_cannot_be_read(text: str) -> None:
    assert legibility(text) == 0


def test_a_shorter_word_of_letters_tells_nothing() -> None:
    assert legibility("asdfg") == 1
