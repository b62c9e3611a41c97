"""Numbers in addresses and forms."""

MOST_DIGITS = 18  # a BigAutoField holds every number of so many digits


def whole_number(text: str | None) -> int | None:
    """A number from 0 in ASCII digits; None for anything else, and for more digits than a primary key has."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None
