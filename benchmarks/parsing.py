"""How fast a plan document becomes a fixture, and in how much memory.

    python -m benchmarks.parsing

Times are of this process alone, the best of three. Exit status 1 where text is read slower than 3 MB/s of UTF-8, where
a document 100 times as long costs more than twice as much a character, or where memory passes five times the text.
"""

import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from measures import fixture
from measures.parsing import read
from measures.parsing.numerals import int_to_han
from tests.parsing.documents import make_docx, make_pdf, paragraph

DOCUMENT = Path(__file__).parents[1] / "fixtures" / "haidian-14fyp-ch3.txt"
OUTLINE = 100_000  # characters of a long five-year outline
MEGABYTES_A_SECOND, RATIO, MEMORY = 3.0, 2.0, 5.0


def main() -> int:
    """Print the figures; 1 where one of them misses its bound."""
    text = document(OUTLINE)
    long_text = document(100 * OUTLINE)
    short, long = seconds(build, text.encode()), seconds(build, long_text.encode(), rounds=1)
    speed = len(text.encode()) / short / 1e6
    ratio = (long / len(long_text)) / (short / len(text))
    memory = peak(text.encode()) / len(text.encode())
    report("text", text, short, f"{speed:.1f} MB/s of UTF-8 (at least {MEGABYTES_A_SECOND})")
    report("text", long_text, long, f"{ratio:.2f} times a character (at most {RATIO})")
    print(f"memory {memory:.1f} times the text (at most {MEMORY:.0f})")
    for name, data in (("html", as_html(text)), ("docx", as_docx(text)), ("pdf", as_pdf(text))):
        spent = seconds(read, data)
        report(name, text, spent, f"{len(text.encode()) / spent / 1e6:.1f} MB/s of UTF-8")
    return int(speed < MEGABYTES_A_SECOND or ratio > RATIO or memory > MEMORY)


def build(data: bytes) -> str:
    return fixture.dumps(fixture.records(read(data), "outline", "outline.txt"))


def report(name: str, text: str, spent: float, figures: str) -> None:
    print(f"{name:<6} {len(text):>11,} characters {spent:8.3f} s  {figures}")


def document(length: int) -> str:
    """The Haidian chapter over and over, each time with the next number, until it has `length` characters."""
    text = DOCUMENT.read_text(encoding="utf-8")
    start, end = text.index("第三章"), text.index("标签")
    chapter = text[start:end]
    times = -(-length // len(chapter))
    chapters = (chapter.replace("第三章", f"第{int_to_han(n)}章", 1) for n in range(1, times + 1))
    return (text[:start] + "".join(chapters))[:length]


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def as_html(text: str) -> bytes:
    return f"<html><body>{''.join(f'<p>{line}</p>' for line in lines(text))}</body></html>".encode()


def as_docx(text: str) -> bytes:
    return make_docx("".join(paragraph(line) for line in lines(text)))


def as_pdf(text: str) -> bytes:
    rows = [line[i : i + 37] for line in lines(text) for i in range(0, len(line), 37)]
    pages = [rows[i : i + 36] for i in range(0, len(rows), 36)]
    return make_pdf(*([(72.0, 780.0 - 20 * i, row) for i, row in enumerate(page)] for page in pages))


def seconds(work: Callable[[bytes], object], data: bytes, rounds: int = 3) -> float:
    """The fastest of some rounds, in seconds of this process."""
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        work(data)
        best = min(best, time.process_time() - started)
    return best


def peak(data: bytes) -> int:
    """The most bytes that reading needed at any time."""
    tracemalloc.start()
    read(data)
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return highest


if __name__ == "__main__":
    sys.exit(main())
