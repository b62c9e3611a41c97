"""The parts of a page to read and print: its style sheet, its texts and its charts."""
