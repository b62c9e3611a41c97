"""How many examples a test makes up."""

from hypothesis import settings


def examples(number: int) -> settings:
    """That many under `--hypothesis-profile=explore`, a third in the suite, which makes up the same in each run."""
    return settings(max_examples=-(-number // 3) if settings().derandomize else number)
