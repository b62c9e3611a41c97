"""The change feed, kept by the database itself: triggers that write a `Change` for whatever is written."""

from measures.feed.triggers import can_be_installed, install, installed, missing, wanted

__all__ = ["can_be_installed", "install", "installed", "missing", "wanted"]
