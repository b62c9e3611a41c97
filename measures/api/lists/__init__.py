"""Lists: pages, streams, what a caller may ask of them, and whether the caller holds the answer already."""
