"""Candidates and entries, their permission forms, and who is handed what."""
