"""Writing: what may be sent, and the view methods that make an edit of it."""
