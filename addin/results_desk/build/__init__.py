"""Turns the words into files: the workbooks of a desk, and later the add-in. Nothing here knows a desk or a clock."""
