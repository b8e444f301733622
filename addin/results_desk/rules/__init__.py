"""Rules: rows and a day in, an answer out. No files, no Excel, no clock, no printing."""
