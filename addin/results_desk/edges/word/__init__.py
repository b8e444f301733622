"""Letters as Word documents."""
