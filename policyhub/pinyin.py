"""Writes `measures/pinyin.json`, the readings by which names are sorted and found: `python -m policyhub.pinyin`.

Source: pypinyin's readings of characters, and its phrases of two or three characters in which a character is read in
another way than alone (重庆, 银行, 会计). Only characters that a search leaves as they are: others are folded first.
The result is committed, because PostgreSQL's index is made from it.
"""

import json
from pathlib import Path

from pypinyin import Style, lazy_pinyin
from pypinyin.phrases_dict import phrases_dict

from measures.folding import fold
from measures.pinyin import Readings, read

TABLE = Path(__file__).resolve().parent.parent / "measures" / "pinyin.json"
IDEOGRAPHS = range(0x4E00, 0xA000)
LENGTHS = (2, 3)  # of phrases: longer ones are sayings, which name no body


def readings_of(phrase: str) -> list[str]:
    """Of each character its syllable with the tone as a number, 5 for none: zhong4."""
    return lazy_pinyin(phrase, style=Style.TONE3, neutral_tone_with_five=True, v_to_u=False, errors="ignore")


def characters() -> dict[str, str]:
    """Of each character the reading that it has alone."""
    found = {chr(point): readings_of(chr(point)) for point in IDEOGRAPHS}
    return {character: reading[0] for character, reading in found.items() if reading and fold(character) == character}


def without_tones(readings: list[str]) -> list[str]:
    return [reading[:-1] for reading in readings]


def phrases(alone: dict[str, str]) -> dict[str, str]:
    """The readings of phrases that the characters alone, and shorter phrases, do not tell."""
    found: dict[str, str] = {}
    for length in LENGTHS:
        known = Readings(alone, dict(found))
        for phrase in sorted(phrases_dict):
            if len(phrase) == length and set(phrase) <= alone.keys():
                readings = readings_of(phrase)
                if len(readings) == length and without_tones(readings) != without_tones(read(phrase, known)):
                    found[phrase] = " ".join(readings)
    return found


def content() -> str:
    """The file: a line a reading with all its characters, and a line a phrase."""
    alone, spelled = characters(), dict[str, str]()
    for character, reading in alone.items():
        spelled[reading] = spelled.get(reading, "") + character
    table = {"characters": dict(sorted(spelled.items())), "phrases": phrases(alone)}
    return json.dumps(table, ensure_ascii=False, indent=0) + "\n"


if __name__ == "__main__":
    TABLE.write_text(content(), encoding="utf-8")
