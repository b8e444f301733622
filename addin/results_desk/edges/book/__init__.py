"""Workbooks as closed files: what is not changed stays as it was."""
