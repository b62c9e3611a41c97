"""A ledger that was edited in a spreadsheet program → its rows, by the names of its columns and with their places.

model.py     what is read
xlsx.py, xls.py, delimited.py   the cells of a file of each format
reading.py   where the head is, which columns are which, and the rows below
"""

from measures.parsing.ledgers.model import Cell, CellKind, Ledger, LedgerRow, LedgerSheet
from measures.parsing.ledgers.reading import read_ledger

__all__ = ["Cell", "CellKind", "Ledger", "LedgerRow", "LedgerSheet", "read_ledger"]
