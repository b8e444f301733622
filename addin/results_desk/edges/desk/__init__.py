"""A desk's folder: its workbooks, its audit log, what came in, what is locked and what is destroyed."""
