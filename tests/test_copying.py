"""What workers make for each other is made by the first of them."""

import fcntl
from pathlib import Path

import pytest

from tests.copying import once


def test_while_the_first_is_at_it_the_others_wait_and_find_it_made(tmp_path: Path) -> None:
    with once(tmp_path / "mark") as first, (tmp_path / "mark").open() as file:
        assert first
        with pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    with once(tmp_path / "mark") as first:
        assert not first


def test_where_the_first_fails_the_next_tries_again(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="full"), once(tmp_path / "mark"):
        raise OSError("full")
    with once(tmp_path / "mark") as first:
        assert first
