"""A file on its way in: from its bytes to a reading, and from a reading to a comparison with what is stored.

documents.py   the documents in what was handed in: a file, or the files of a zip
reading.py     a document → PlanTree, read by a process of bounded time and memory
office.py      an older office format → docx or xlsx, by LibreOffice
coverage.py    what part of a document became what, and how much may stay unread
reports.py     a reading as lines for people or JSON for programs
pages.py       a reading as a page to check it by
comparing.py   a reading → what an import of it would change

`child.py` and `limits.py` run in processes of their own; they import no Django, so that they start quickly.
"""
