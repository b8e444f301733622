"""This computer and the person at it: the add-in's place, settings, passwords."""
