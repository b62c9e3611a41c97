"""A ledger that comes back: compared cell by cell with what is stored, and written as one edit.

columns.py     which columns are taken, and how each may be titled
cells.py       what a cell says
states.py      what a measure said when the ledger was drawn
bodies.py      the bodies that names mean, and questions about those that mean none
sections.py    where a row that was added belongs
comparison.py  what a comparison holds
comparing.py   the rows → what is changed, added and refused
applying.py    a comparison → one edit
"""
