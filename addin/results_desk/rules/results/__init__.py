"""Results files against a desk, and what the results come to."""
