"""The tracking log: its computed columns, alarms and views, and what is overdue."""
