"""Results Desk: from the results files of restricted release day to the last closed review of marking."""

__version__ = "0.1.0"
