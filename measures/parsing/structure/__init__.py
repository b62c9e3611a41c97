"""Lines → sections and measures: what each line of the document is, and what stands under what.

Stages in their order: `paragraphs`, `furniture`, `front`, `outline`, `assembly`; each takes what the one before gives.
"""
