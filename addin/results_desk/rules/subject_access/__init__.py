"""Everything that a desk holds on one candidate."""
